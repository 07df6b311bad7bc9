import { sigmoid as safeSigmoid } from "../kernels/intrinsics/squashing.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** 1/(1 + e^−x), safe for every finite input. */
export const sigmoid = elementwise({
  name: "sigmoid",
  summary: "The logistic function: squeezes into 0 to 1.",
  operands: 1,
  formula: safeSigmoid(argument(0)),
  onnx: { Sigmoid: () => ({}) },
  examples: [{ cnn: "sigmoid", x: [0, 100], y: [0.5, 1] }],
});
