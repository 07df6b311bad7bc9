import { argument, max as largest } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins } from "./onnx-elementwise.ts";

/** The larger of two elements. */
export const max = elementwise({
  name: "max",
  summary: "Keeps the larger element of two values of the same shape, place by place (maxout).",
  operands: 2,
  formula: largest(argument(0), argument(1)),
  onnx: { Max: joins },
  examples: [{ cnn: "max(mul(x, x))", x: [-2, 0.5, 3], y: [4, 0.5, 9] }],
});
