import { argument, div, exp, sub, unitRoundoff } from "../kernels/scalar.ts";
import { Grid } from "./grid.ts";
import { onlineSoftmax } from "./online-softmax.ts";
import { alongAxis } from "./onnx-axes.ts";
import { defineOperator, type Reference } from "./operator.ts";
import { movedRows } from "./rows.ts";

/** exp(x) over its sum, along the channels: a vector's elements, or the channels at each position of a volume. */
export const softmax = defineOperator<Record<string, never>>({
  name: "softmax",
  summary: "Turns the channels (a vector's elements) into positive numbers that add up to 1.",
  operands: 1,
  attributes: {},
  shape: ({ inputs }) => inputs[0]!,
  reference: ({ x: [x], y }) => {
    const [channels] = y.shape;
    for (const place of y.positions()) {
      const row = Array.from({ length: channels! }, (_, c) => x!.at([c, ...place])!);
      const largest = Math.max(...row);
      const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
      for (const [c, value] of row.entries()) y.set([c, ...place], Math.exp(value - largest) / total);
    }
  },
  rounding: { kind: "relative", bound, moved: (y, errors) => movedRows(y, errors, movedShare) },
  kernel: () => ({ family: "row-reduction", reduction: onlineSoftmax(share) }),
  onnx: { Softmax: alongAxis() },
  spelled: [
    { text: "Div(Exp(Sub(x, ReduceMax(x))), ReduceSum(Exp(Sub(x, ReduceMax(x)))))", op: "Softmax", inputs: ["x"] },
    { text: "Div(Exp(x), ReduceSum(Exp(x)))", op: "Softmax", inputs: ["x"] },
  ],
  examples: [{ cnn: "softmax", x: [0, 0, 0, 0], y: [0.25, 0.25, 0.25, 0.25] }],
});

/** With each element off by ε a share is off by a factor of e^2ε; what that adds to its rounding is below 2⁻⁶ of it. */
const movedShare = (share: number, error: number): number => Math.abs(share) * Math.expm1(2 * error) * (1 + 2 ** -6);

/** The element's part of the sum. */
const share = div(exp(sub(argument(2), argument(0))), argument(1));

/**
 * Relative bound for any order of steps and merges over a row of n with spread D = max − min.
 *
 * A term exp(xᵢ − m) reaches the total through at most n rescalings by exp of a difference; the differences on its way
 * add up to xᵢ − m ≥ −D. One exp of an argument a is off by (3 + 2|a|)u and its argument's rounding by |a|u more;
 * a multiplication and an addition follow each. So a term is off by at most (n + 1)·5u + 3D·u, first order, and so is
 * the total; the numerator adds (3 + 3D)u and the division 2.5u. Terms flushed to zero lose n·2⁻¹²⁶ of a total ≥ 1.
 */
function bound({ x: [x], y }: Reference<Record<string, never>>): Grid {
  const [channels] = y.shape;
  const bounds = new Grid(y.shape);
  for (const place of y.positions()) {
    const row = Array.from({ length: channels! }, (_, c) => x!.at([c, ...place])!);
    const spread = Math.max(...row) - Math.min(...row);
    const first = (5 * (channels! + 1) + 3 * spread + (3 + 3 * spread) + 2.5) * unitRoundoff;
    for (let c = 0; c < channels!; c++) bounds.set([c, ...place], first / (1 - first));
  }
  return bounds;
}
