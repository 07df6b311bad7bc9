import { toVector } from "./onnx-views.ts";
import { defineOperator } from "./operator.ts";

/** The elements in logical order (channels, then positions) as a vector. */
export const flatten = defineOperator<Record<string, never>>({
  name: "flatten",
  summary: "Lays a volume out as a vector, channels first.",
  operands: 1,
  attributes: {},
  shape: ({ inputs }) => [inputs[0]!.reduce((a, b) => a * b, 1)],
  reference: ({ x: [x], y }) => y.values.set(x!.values),
  rounding: { kind: "selection" },
  kernel: () => ({ family: "view" }),
  view: true,
  onnx: {
    Flatten: toVector,
    Reshape: toVector,
    Squeeze: toVector,
    Unsqueeze: toVector,
  },
  examples: [
    {
      cnn: "flatten",
      x: [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ],
      y: [1, 2, 3, 4, 5, 6, 7, 8],
    },
  ],
});
