import { positiveNumber } from "./attributes.ts";
import { epsilonOf, refuse } from "./onnx.ts";
import { needsBatch } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly eps: number;
}

/** (x − mean)/√(var + ε) · weight + bias for each channel, with the running statistics (Ioffe and Szegedy 2015). */
export const batchnorm = defineOperator<Attributes>({
  name: "batchnorm",
  summary: "Normalizes each channel by its running mean and variance, then scales and shifts it.",
  operands: 1,
  attributes: {
    eps: positiveNumber({ summary: "added to the variance", default: () => 1e-5 }),
  },
  shape: ({ inputs }) => inputs[0]!,
  parameters: ({ inputs, attributes: { eps } }) => {
    const shape = [inputs[0]![0]!];
    return [
      { role: "weight", shape },
      { role: "bias", shape },
      { role: "running_mean", shape, statistic: true },
      // With this variance the square root is exactly 1, and so what is folded of it is exact.
      { role: "running_var", shape, statistic: true, exactly: Math.fround(1 - eps) },
    ];
  },
  reference: ({ x: [x], y, parameter, attributes: { eps } }) => {
    const [weight, bias, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
      (role) => parameter(role)!,
    );
    for (const index of y.places()) {
      const c = [index[0]!];
      y.set(
        index,
        ((x!.at(index)! - mean!.at(c)!) / Math.sqrt(variance!.at(c)! + eps)) * weight!.at(c)! + bias!.at(c)!,
      );
    }
  },
  affine: ({ attributes: { eps } }) => {
    const deviation = { op: "sqrt", of: [{ op: "add", of: ["running_var", [eps]] }] } as const;
    const factor = { op: "div", of: ["weight", deviation] } as const;
    return { factor, shift: { op: "sub", of: ["bias", { op: "mul", of: ["running_mean", factor] }] } };
  },
  rounding: { kind: "sum", terms: () => 2 },
  kernel: () => ({ family: "affine" }),
  onnx: {
    BatchNormalization: (node) => {
      needsBatch(node);
      if (node.flag("training_mode") || !node.flag("spatial", true))
        refuse(
          "it normalizes by the batch itself, as while training",
          "export the model for inference (`model.eval()`)",
        );
      const [weight, bias, mean, variance] = ["the scale", "the bias", "the mean", "the variance"].map((what, i) =>
        node.constant(i + 1, what),
      );
      return {
        attributes: { eps: epsilonOf(node) },
        weights: { weight: weight!, bias: bias!, running_mean: mean!, running_var: variance! },
      };
    },
  },
  examples: [
    {
      cnn: "batchnorm(eps=0)",
      x: [[[1, 3]], [[5, 5]]],
      parameters: { weight: [2, 1], bias: [0, 1], running_mean: [1, 1], running_var: [4, 16] },
      y: [[[0, 2]], [[2, 2]]],
    },
  ],
});
