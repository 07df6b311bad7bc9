import { rounding, windowOf } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";
import { type PoolAttributes, poolAttributes, poolShape, tapsOf } from "./pool.ts";
import { largest } from "./reductions.ts";
import { slide } from "./sliding.ts";

/** Largest value of each window. Padding never wins: taps outside the tensor are absent. */
export const maxpool = defineOperator<PoolAttributes>({
  name: "maxpool",
  summary: "Keeps the largest value of each window.",
  operands: 1,
  attributes: poolAttributes,
  shape: (call) => poolShape(call, "maxpool"),
  reference: ({ x: [x], y, ...call }) => {
    const sizes = slide(call);
    for (const out of y.places()) {
      let best: number | undefined;
      for (const place of tapsOf(out, sizes)) {
        const tap = x!.at(place);
        if (tap !== undefined && (best === undefined || tap > best)) best = tap;
      }
      y.set(out, best!);
    }
  },
  rounding: { kind: "selection" },
  kernel: (call) => ({ family: "window", ...slide(call), reduction: largest }),
  onnx: { MaxPool: (node) => ({ attributes: { ...windowOf(node), ...rounding(node) } }) },
  examples: [
    {
      cnn: "maxpool(2x2)",
      x: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      y: [[[4]]],
    },
    {
      cnn: "maxpool(3, pad=1)",
      x: [
        [
          [-5, -4],
          [-3, -2],
        ],
      ],
      y: [[[-2]]],
    },
    {
      cnn: "maxpool(2, stride=1, dilation=2)",
      x: [[5, 1, 2, 4]],
      y: [[5, 4]],
    },
  ],
});
