import { argument, mul as times } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins, power } from "./onnx-elementwise.ts";

/** Elementwise product. */
export const mul = elementwise({
  name: "mul",
  summary: "Multiplies two values of the same shape, element by element.",
  operands: 2,
  formula: times(argument(0), argument(1)),
  onnx: { Mul: joins, Pow: power },
  examples: [{ cnn: "mul(x)", x: [1, -2, 3], y: [1, 4, 9] }],
});
