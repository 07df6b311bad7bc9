import { add, argument, constant, max, min, mul, type Scalar } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { filled } from "./onnx-tensors.ts";

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
  onnx: {
    HardSigmoid: (node) => {
      const [slope, shift] = [node.number("alpha", 0.2), node.number("beta", 0.5)];
      if (Math.abs(slope - 1 / 6) < 2 ** -26 && shift === 0.5) return {};
      const shape = [node.shape(0)[0]!];
      const weights = { weight: filled(shape, slope), bias: filled(shape, shift) };
      return [
        { operator: "scale", attributes: { bias: true }, weights },
        { operator: "clip", attributes: { low: 0, high: 1 } },
      ];
    },
  },
  spelled: [
    { text: "Max(Min(Add(Mul(x, alpha), beta), 1), 0)", op: "HardSigmoid", inputs: ["x"] },
    { text: "Div(Clip(Add(x, 3), 0, 6), 6)", op: "HardSigmoid", inputs: ["x"] },
  ],
  examples: [{ cnn: "hardsigmoid", x: [-4, 0, 4], y: [0, 0.5, 1] }],
});
