import { reciprocal as inverse } from "../kernels/intrinsics/quotient.ts";
import { argument } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** 1/x, and 0 where there is none. */
export const reciprocal = elementwise({
  name: "reciprocal",
  summary: "One divided by each element; 0 where that is 0, or less than 2^-124, for a device may take such for 0.",
  operands: 1,
  formula: inverse(argument(0)),
  onnx: { Reciprocal: () => ({}) },
  examples: [{ cnn: "reciprocal", x: [-2, 0, 4], y: [-0.5, 0, 0.25] }],
});
