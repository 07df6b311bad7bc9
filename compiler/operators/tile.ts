import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, remainder } from "../kernels/index-map.ts";
import { integer, size } from "./attributes.ts";
import { expanded, tiled } from "./onnx-pieces.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly repeats: readonly number[];
  readonly channels: number;
}

/** y[c, p] = x[c mod C, p mod n]: what has one row and one column fills a picture. */
export const tile = defineOperator<Attributes>({
  name: "tile",
  summary: "Repeats a value side by side, so that one with a single row and column fills a picture.",
  operands: 1,
  attributes: {
    repeats: size({ summary: "how often along each spatial axis", positional: true }),
    channels: integer({ summary: "how often along the channels", least: 1, default: () => 1 }),
  },
  shape: (call) => {
    const { repeats, channels } = call.attributes;
    const [own, ...input] = call.inputs[0]!;
    if (input.length > 0) return [own! * channels, ...input.map((n, axis) => n * repeats[axis]!)];
    const help = `give it rows and columns first: \`reshape(${own}x1x1)\``;
    call.report(diagnostics.needsVolume, { operator: "tile", shape: showShape(call.inputs[0]!) }, { help });
    return undefined;
  },
  reference: ({ x: [x], y }) => {
    for (const place of y.places()) y.set(place, x!.at(place.map((at, axis) => at % x!.shape[axis]!))!);
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input] }) => ({
    family: "gather",
    axes: input!.map((extent, axis) => remainder(coordinate(axis), extent)),
    fill: 0,
  }),
  onnx: { Expand: expanded, Tile: tiled },
  examples: [
    { cnn: "tile(3)", x: [[1, 2]], y: [[1, 2, 1, 2, 1, 2]] },
    {
      cnn: "tile(2x3)",
      x: [[[7]]],
      y: [
        [
          [7, 7, 7],
          [7, 7, 7],
        ],
      ],
    },
    { cnn: "tile(1, channels=2)", x: [[1], [2]], y: [[1], [2], [1], [2]] },
  ],
});
