import { add, argument, constant, max, min, mul, type Scalar } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";

/** (x + 3)/6 between 0 and 1; the last min holds a product that was rounded up. */
export const hardSigmoid = (x: Scalar): Scalar => {
  const held = max(constant(-3), min(constant(3), x));
  return min(mul(add(held, constant(3)), constant(1 / 6)), constant(1));
};

/** clip(x/6 + 1/2, 0, 1) (Howard et al. 2019, "Searching for MobileNetV3"), as in PyTorch. */
export const hardsigmoid = elementwise({
  name: "hardsigmoid",
  summary: "Three straight lines in place of `sigmoid`: `x/6 + 1/2`, held from 0 to 1.",
  operands: 1,
  formula: hardSigmoid(argument(0)),
  examples: [{ cnn: "hardsigmoid", x: [-4, 0, 4], y: [0, 0.5, 1] }],
});
