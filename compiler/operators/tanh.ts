import { tanh as safeTanh } from "../kernels/intrinsics/squashing.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** The hyperbolic tangent, safe for every finite input. */
export const tanh = elementwise({
  name: "tanh",
  summary: "The hyperbolic tangent: squeezes into -1 to 1.",
  operands: 1,
  formula: safeTanh(argument(0)),
  onnx: { Tanh: () => ({}) },
  examples: [{ cnn: "tanh", x: [0, 100, -100], y: [0, 1, -1] }],
});
