import { argument, add as plus } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { joins, meanOf } from "./onnx-elementwise.ts";

/** Elementwise sum; written `a + b`. */
export const add = elementwise({
  name: "add",
  summary: "Adds two values of the same shape, element by element: `a + b`.",
  operands: 2,
  symbol: "+",
  formula: plus(argument(0), argument(1)),
  onnx: { Add: joins, Sum: joins, Mean: meanOf },
  examples: [{ cnn: "add(x)", x: [1, 2, 3], y: [2, 4, 6] }],
});
