import { argument, constant, max, sqrt as root } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** √max(x, 0): of a negative number there is none, and WGSL promises nothing of it. */
export const sqrt = elementwise({
  name: "sqrt",
  summary: "The square root of each element; 0 for negative ones.",
  operands: 1,
  formula: root(max(argument(0), constant(0))),
  onnx: { Sqrt: () => ({}) },
  examples: [{ cnn: "sqrt", x: [-4, 0, 9], y: [0, 0, 3] }],
});
