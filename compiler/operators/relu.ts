import { argument, constant, max } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** max(x, 0). */
export const relu = elementwise({
  name: "relu",
  summary: "Keeps what is positive and makes the rest 0.",
  operands: 1,
  formula: max(argument(0), constant(0)),
  onnx: { Relu: () => ({}) },
  examples: [{ cnn: "relu", x: [-1, 0, 2], y: [0, 0, 2] }],
});
