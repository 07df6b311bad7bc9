import { type Constant, constantValues, switchOn } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { type Side, withConstant } from "./onnx-elementwise.ts";
import { mapped, scaled } from "./onnx-tensors.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly bias: boolean;
  readonly weights: Constant | "file";
}

const added = ({ draft, value, constant }: Side) => draft.scaled(value, 1, constant);

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
    Mul: withConstant(({ draft, value, constant }) => draft.scaled(value, constant)),
    Div: withConstant(({ draft, value, constant, turned }) =>
      turned
        ? draft.scaled(draft.each("reciprocal", value), constant)
        : draft.scaled(
            value,
            mapped(constant, (divisor) => 1 / divisor),
          ),
    ),
    Add: withConstant(added),
    Sum: withConstant(added),
    Sub: withConstant(({ draft, value, constant, turned }) =>
      draft.scaled(value, turned ? -1 : 1, turned ? constant : scaled(constant, -1)),
    ),
  },
  examples: [
    { cnn: "scale", x: [[[1, 2]], [[3, 4]]], parameters: { weight: [10, 100] }, y: [[[10, 20]], [[300, 400]]] },
    { cnn: "scale(bias=true)", x: [1, 2], parameters: { weight: [10, 100], bias: [1, 2] }, y: [11, 202] },
  ],
});
