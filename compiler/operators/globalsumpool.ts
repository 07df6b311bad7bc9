import { globalPool } from "./global.ts";
import { byPool, logOfSum, logOfSumOfExp, reduction, sumOfSquares } from "./onnx-reductions.ts";
import { defineOperator } from "./operator.ts";
import { type PoolAttributes, poolAttributes, poolShape, tapsOf, volume } from "./pool.ts";
import { sum } from "./reductions.ts";
import { slide } from "./sliding.ts";

/** Σ x over each window. A `.cnn` has it over the whole input only. */
const sumpool = defineOperator<PoolAttributes>({
  name: "sumpool",
  summary: "Sums each window.",
  operands: 1,
  attributes: poolAttributes,
  shape: (call) => poolShape(call, "sumpool"),
  reference: ({ x: [x], y, ...call }) => {
    const sizes = slide(call);
    for (const out of y.places()) {
      let total = 0;
      for (const place of tapsOf(out, sizes)) total += x!.at(place) ?? 0;
      y.set(out, total);
    }
  },
  rounding: { kind: "sum", terms: ({ attributes }) => volume(attributes.window) },
  kernel: (call) => ({ family: "window", ...slide(call), reduction: sum }),
  examples: [],
});

/** The sum of each channel: Cx1x1. */
export const globalsumpool = globalPool({
  name: "globalsumpool",
  summary: "Adds up each channel.",
  of: sumpool,
  onnx: {
    ReduceSum: byPool(),
    ReduceSumSquare: reduction(sumOfSquares, { alone: false }),
    ReduceLogSum: reduction(logOfSum, { alone: false }),
    ReduceLogSumExp: reduction(logOfSumOfExp, { alone: false }),
  },
  example: {
    cnn: "globalsumpool",
    x: [
      [
        [1, 2],
        [3, 6],
      ],
      [
        [4, -4],
        [4, 4],
      ],
    ],
    y: [[[12]], [[8]]],
  },
});
