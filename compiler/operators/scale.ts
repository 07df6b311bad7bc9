import { type Constant, constantValues, switchOn } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { type OnnxNode, type OnnxUse, refuse } from "./onnx.ts";
import { perChannelOf, sidesOf } from "./onnx-elementwise.ts";
import { filled, mapped, scaled } from "./onnx-tensors.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly bias: boolean;
  readonly weights: Constant | "file";
}

/** x · weight, + bias if asked for, for each channel. */
export const scale = defineOperator<Attributes>({
  name: "scale",
  summary: "Multiplies each channel by its own number, and adds one if asked to.",
  operands: 1,
  attributes: {
    bias: switchOn("one added number for each channel as well"),
    weights: constantValues("factors written in the file: one for each channel"),
  },
  shape: (call) => {
    const { weights } = call.attributes;
    return weights === "file" || constantOf(call, "weights", weights, [call.inputs[0]![0]!])
      ? call.inputs[0]!
      : undefined;
  },
  parameters: ({ inputs, attributes: { bias, weights } }) => {
    const shape = [inputs[0]![0]!];
    const weight = { role: "weight", shape, ...(weights === "file" ? {} : { values: weights.values }) };
    return bias ? [weight, { role: "bias", shape }] : [weight];
  },
  reference: ({ x: [x], y, parameter }) => {
    const [weight, bias] = [parameter("weight")!, parameter("bias")];
    for (const index of y.places())
      y.set(index, x!.at(index)! * weight.at([index[0]!])! + (bias?.at([index[0]!]) ?? 0));
  },
  affine: ({ attributes: { bias } }) => ({ factor: "weight", shift: bias ? "bias" : [0] }),
  rounding: { kind: "sum", terms: () => 2 },
  kernel: () => ({ family: "affine" }),
  onnx: {
    Mul: (node) => {
      const [value, constant] = sidesOf(node);
      return constant && { operands: [value], weights: { weight: perChannelOf(node, value, constant) } };
    },
    Div: (node) => {
      const [value, constant] = sidesOf(node);
      if (!constant) return undefined;
      if (value === 1) refuse("it divides a constant by a value");
      const weight = mapped(perChannelOf(node, value, constant), (divisor) => 1 / divisor);
      return { operands: [value], weights: { weight } };
    },
    Add: (node) => shifted(node, 1),
    Sum: (node) => shifted(node, 1),
    Sub: (node) => shifted(node, -1),
  },
  examples: [
    { cnn: "scale", x: [[[1, 2]], [[3, 4]]], parameters: { weight: [10, 100] }, y: [[[10, 20]], [[300, 400]]] },
    { cnn: "scale(bias=true)", x: [1, 2], parameters: { weight: [10, 100], bias: [1, 2] }, y: [11, 202] },
  ],
});

/** A constant added to each channel, or taken away; or the value taken away from it. */
function shifted(node: OnnxNode, sign: 1 | -1): OnnxUse<Attributes> | undefined {
  const [value, constant] = sidesOf(node);
  if (!constant) return undefined;
  const shift = perChannelOf(node, value, constant);
  const factor = sign < 0 && value === 1 ? -1 : 1;
  const bias = scaled(shift, value === 0 ? sign : 1);
  return { operands: [value], attributes: { bias: true }, weights: { weight: filled(shift.shape, factor), bias } };
}
