import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, product, quotient, remainder, sum } from "../kernels/index-map.ts";
import { axisNamesOf } from "./arrangement.ts";
import { type BlockAttributes, blockAttributes, deepChannel, placesIn } from "./blocks.ts";
import { indices } from "./grid.ts";
import { needsBatch } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";

/** y[d, p] = x[c, p·block + b], the inverse of `depthtospace` with the same `order` (ONNX, SpaceToDepth, is `dcr`). */
export const spacetodepth = defineOperator<BlockAttributes>({
  name: "spacetodepth",
  summary: "Lays blocks of positions out as channels: more channels, a smaller picture.",
  operands: 1,
  attributes: blockAttributes,
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    const { block } = call.attributes;
    if (input.length === 0) {
      call.report(diagnostics.needsVolume, { operator: "spacetodepth", shape: showShape(call.inputs[0]!) });
      return undefined;
    }
    const axis = input.findIndex((n, a) => n % block[a]! !== 0);
    if (axis < 0) return [channels! * placesIn(block), ...input.map((n, a) => n / block[a]!)];
    const what = `rows along ${axisNamesOf(input.length)[axis + 1]}`;
    call.report(
      diagnostics.notEqualParts,
      { count: input[axis]!, what, into: `blocks of ${block[axis]}` },
      { attribute: "block" },
    );
    return undefined;
  },
  reference: ({ x: [x], y, attributes }) => {
    const { block } = attributes;
    const channels = x!.shape[0]!;
    const places = Array.from(indices(block), (place) => [...place]);
    for (let c = 0; c < channels; c++)
      for (const at of indices(y.shape.slice(1)))
        for (const [n, place] of places.entries())
          y.set(
            [deepChannel(attributes, channels, c, n), ...at],
            x!.at([c, ...at.map((p, axis) => p * block[axis]! + place[axis]!)])!,
          );
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input], attributes: { block, order } }) => {
    const deep = coordinate(0);
    const [channel, place] =
      order === "crd"
        ? [quotient(deep, placesIn(block)), remainder(deep, placesIn(block))]
        : [remainder(deep, input![0]!), quotient(deep, input![0]!)];
    const rows = block.map((extent, axis) => {
      const along = remainder(quotient(place, placesIn(block.slice(axis + 1))), extent);
      return sum(product(coordinate(axis + 1), extent), along);
    });
    return { family: "gather", axes: [channel, ...rows], fill: 0 };
  },
  onnx: {
    SpaceToDepth: (node) => {
      needsBatch(node);
      const size = node.integer("blocksize");
      return { attributes: { block: [size, size], order: "dcr" } };
    },
  },
  examples: [
    {
      cnn: "spacetodepth(2, order=crd)",
      x: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      y: [[[1]], [[2]], [[3]], [[4]]],
    },
    {
      cnn: "spacetodepth(2, order=crd)",
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [[1], [2], [3], [4]],
    },
    {
      cnn: "spacetodepth(2, order=dcr)",
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [[1], [3], [2], [4]],
    },
  ],
});
