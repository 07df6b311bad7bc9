import { defineOperator } from "./operator.ts";

/**
 * x · factor + shift for each channel: what batchnorm, scale and an input's preparation come down to. A pass makes it of
 * any operator that says its `affine`, and folds it into a convolution or a fully connected layer before it.
 */
export const affine = defineOperator<Record<string, never>>({
  name: "affine",
  summary: "Multiplies each channel by a factor and adds a shift.",
  operands: 1,
  attributes: {},
  shape: ({ inputs }) => inputs[0]!,
  parameters: ({ inputs }) => [
    { role: "factor", shape: [inputs[0]![0]!] },
    { role: "shift", shape: [inputs[0]![0]!], added: true },
  ],
  reference: ({ x: [x], y, parameter }) => {
    const [factor, shift] = [parameter("factor")!, parameter("shift")!];
    for (const index of y.places()) y.set(index, x!.at(index)! * factor.at([index[0]!])! + shift.at([index[0]!])!);
  },
  rounding: { kind: "sum", terms: () => 2 },
  kernel: () => ({ family: "affine" }),
  internal: true,
  examples: [],
});
