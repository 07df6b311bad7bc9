import { quotient } from "../kernels/intrinsics/quotient.ts";
import { argument, constant } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** 1/x, with the exceptions of `div`. */
export const reciprocal = elementwise({
  name: "reciprocal",
  summary: "One divided by each element; 0 where that is 0, or less than 2^-126, which a device may take for it.",
  operands: 1,
  formula: quotient(constant(1), argument(0)),
  onnx: { Reciprocal: () => ({}) },
  examples: [{ cnn: "reciprocal", x: [-2, 0, 4], y: [-0.5, 0, 0.25] }],
});
