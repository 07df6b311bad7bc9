import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, product, quotient, remainder, sum } from "../kernels/index-map.ts";
import { type BlockAttributes, blockAttributes, deepChannel, placeIndex, placesIn } from "./blocks.ts";
import { indices } from "./grid.ts";
import { needsBatch } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";

/** y[c, p·block + b] = x[d, p], where d is the channel that `order` gives for c and b (ONNX, DepthToSpace). */
export const depthtospace = defineOperator<BlockAttributes>({
  name: "depthtospace",
  summary: "Lays groups of channels out as blocks of positions: fewer channels, a larger picture.",
  operands: 1,
  attributes: blockAttributes,
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    const { block } = call.attributes;
    const parts = placesIn(block);
    if (input.length === 0) {
      call.report(diagnostics.needsVolume, { operator: "depthtospace", shape: showShape(call.inputs[0]!) });
      return undefined;
    }
    if (channels! % parts === 0) return [channels! / parts, ...input.map((n, axis) => n * block[axis]!)];
    const label = `${block.join(" · ")} = ${parts} places`;
    call.report(
      diagnostics.notEqualParts,
      { count: channels!, what: "channels", into: `${parts} equal parts` },
      { attribute: "block", label },
    );
    return undefined;
  },
  reference: ({ x: [x], y, attributes }) => {
    const { block } = attributes;
    const [channels, ...extents] = y.shape;
    const places = Array.from(indices(block), (place) => [...place]);
    for (let c = 0; c < channels!; c++)
      for (const at of indices(extents.map((n, axis) => n / block[axis]!)))
        for (const [n, place] of places.entries())
          y.set(
            [c, ...at.map((p, axis) => p * block[axis]! + place[axis]!)],
            x!.at([deepChannel(attributes, channels!, c, n), ...at])!,
          );
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input], attributes: { block, order } }) => {
    const along = block.map((extent, axis) => remainder(coordinate(axis + 1), extent));
    const place = placeIndex(block, along);
    const parts = placesIn(block);
    const channel =
      order === "crd"
        ? sum(product(coordinate(0), parts), place)
        : sum(coordinate(0), product(place, input![0]! / parts));
    return {
      family: "gather",
      axes: [channel, ...block.map((extent, axis) => quotient(coordinate(axis + 1), extent))],
      fill: 0,
    };
  },
  onnx: {
    DepthToSpace: (node) => {
      needsBatch(node);
      const size = node.integer("blocksize");
      return {
        attributes: { block: [size, size], order: node.word("mode", ["DCR", "CRD"], "DCR") === "DCR" ? "dcr" : "crd" },
      };
    },
  },
  examples: [
    {
      cnn: "depthtospace(2, order=crd)",
      x: [[[1]], [[2]], [[3]], [[4]]],
      y: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    },
    {
      cnn: "depthtospace(2, order=crd)",
      x: [[1], [2], [3], [4]],
      y: [
        [1, 2],
        [3, 4],
      ],
    },
    {
      cnn: "depthtospace(2, order=dcr)",
      x: [[1], [2], [3], [4]],
      y: [
        [1, 3],
        [2, 4],
      ],
    },
  ],
});
