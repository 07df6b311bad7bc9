import { argument, log, smallestNormal, sub, unitRoundoff } from "../kernels/scalar.ts";
import { Grid } from "./grid.ts";
import { onlineSoftmax } from "./online-softmax.ts";
import { alongAxis } from "./onnx-axes.ts";
import { defineOperator, type Reference } from "./operator.ts";
import { movedRows } from "./rows.ts";

/** x − log Σ exp(x), along the channels, as (x − m) − log Σ exp(x − m) with the largest element m. */
export const logsoftmax = defineOperator<Record<string, never>>({
  name: "logsoftmax",
  summary: "The logarithm of `softmax`, and right where that is next to nothing.",
  operands: 1,
  attributes: {},
  shape: ({ inputs }) => inputs[0]!,
  reference: ({ x: [x], y }) => {
    for (const place of y.positions()) {
      const { row, largest, total } = summed(x!, place);
      for (const [c, value] of row.entries()) y.set([c, ...place], value - largest - Math.log(total));
    }
  },
  // With each element off by ε so is the logarithm of the sum.
  rounding: {
    kind: "absolute",
    bound,
    moved: (y, errors) => movedRows(y, errors, (_, error) => 2 * error * (1 + 2 ** -6)),
  },
  kernel: () => ({ family: "row-reduction", reduction: onlineSoftmax(logOfShare()) }),
  onnx: { LogSoftmax: alongAxis() },
  spelled: [
    {
      text: "Sub(Sub(x, ReduceMax(x)), Log(ReduceSum(Exp(Sub(x, ReduceMax(x))))))",
      op: "LogSoftmax",
      inputs: ["x"],
    },
  ],
  examples: [
    { cnn: "logsoftmax", x: [0, 0, 0, 0], y: [-1.3863, -1.3863, -1.3863, -1.3863] },
    { cnn: "logsoftmax", x: [0, 200], y: [-200, 0] },
  ],
});

const logOfShare = () => sub(sub(argument(2), argument(0)), log(argument(1)));

/** The elements at a place, the largest of them, and Σ exp(x − largest). */
function summed(x: Grid, place: readonly number[]) {
  const row = Array.from({ length: x.shape[0]! }, (_, c) => x.at([c, ...place])!);
  const largest = Math.max(...row);
  return { row, largest, total: row.reduce((sum, value) => sum + Math.exp(value - largest), 0) };
}

/**
 * For any order of steps and merges over a row of n. A term e^a, a = x − m, is off by (5(n + 1) + 3|a|)u of itself, as
 * `softmax` derives, and by 2⁻¹²⁶ where it is flushed; the sum's relative error ε moves its logarithm by ε/(1 − ε). WGSL's
 * logarithm adds 2⁻²¹ or three units, and the two subtractions a unit each. What is of second order is below 2⁻¹⁰ of it.
 */
function bound({ x: [x], y }: Reference<Record<string, never>>): Grid {
  const bounds = new Grid(y.shape);
  for (const place of y.positions()) {
    const { row, largest, total } = summed(x!, place);
    const n = row.length;
    const lost = row.reduce((sum, value) => {
      const a = value - largest;
      return sum + Math.exp(a) * (5 * (n + 1) - 3 * a) * unitRoundoff + smallestNormal;
    }, 0);
    const moved = lost / (total - lost) + 2 ** -21 + 3 * unitRoundoff * Math.log(total);
    for (const [c, value] of row.entries()) {
      const subtracted = unitRoundoff * (largest - value + Math.abs(y.at([c, ...place])!));
      bounds.set([c, ...place], (moved + subtracted) * (1 + 2 ** -10) + smallestNormal);
    }
  }
  return bounds;
}
