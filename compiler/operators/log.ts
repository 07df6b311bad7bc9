import { argument, constant, log as logarithm, max, smallestNormal } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** log(max(x, 2⁻¹²⁶)): of what is not above 0 there is none, and less than that a device may take for 0. */
export const log = elementwise({
  name: "log",
  summary: "The natural logarithm of each element; of those below 2^-126, that of 2^-126, which is -87.3.",
  operands: 1,
  formula: logarithm(max(argument(0), constant(smallestNormal))),
  onnx: { Log: () => ({}) },
  examples: [{ cnn: "log", x: [1, 3, 5], y: [0, 1.0986, 1.6094] }],
});
