import { argument, constant, mul } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** −x. */
export const neg = elementwise({
  name: "neg",
  summary: "Each element with the other sign.",
  operands: 1,
  formula: mul(constant(-1), argument(0)),
  onnx: { Neg: () => ({}) },
  examples: [{ cnn: "neg", x: [-2, 0, 3], y: [2, 0, -3] }],
});
