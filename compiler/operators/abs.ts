import { argument, abs as magnitude } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** |x|. */
export const abs = elementwise({
  name: "abs",
  summary: "The magnitude of each element.",
  operands: 1,
  formula: magnitude(argument(0)),
  onnx: { Abs: () => ({}) },
  examples: [{ cnn: "abs", x: [-2, 0, 3], y: [2, 0, 3] }],
});
