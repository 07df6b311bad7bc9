import { argument, min as least } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins } from "./onnx-elementwise.ts";

/** The smaller of two elements. */
export const min = elementwise({
  name: "min",
  summary: "Keeps the smaller element of two values of the same shape, place by place.",
  operands: 2,
  formula: least(argument(0), argument(1)),
  onnx: { Min: joins },
  examples: [{ cnn: "min(mul(x, x))", x: [-2, 0.5, 3], y: [-2, 0.25, 3] }],
});
