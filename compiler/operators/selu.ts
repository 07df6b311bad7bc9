import { elu } from "../kernels/intrinsics/exponential.ts";
import { argument, constant, mul } from "../kernels/scalar.ts";
import { elementwise } from "./elementwise.ts";
import { shortest } from "./onnx.ts";
import { filled } from "./onnx-tensors.ts";

/** With these a layer keeps mean 0 and variance 1 of what comes in. */
const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

/** λ·(max(x, 0) + α·(e^min(x, 0) − 1)) (Klambauer, Unterthiner, Mayr and Hochreiter 2017). */
export const selu = elementwise({
  name: "selu",
  summary: "`elu` with the scale and the alpha for which networks normalize themselves.",
  operands: 1,
  formula: mul(constant(scale), elu(argument(0), alpha)),
  onnx: {
    Selu: (node) => {
      const [a, gamma] = [node.number("alpha", alpha), node.number("gamma", scale)];
      if (Math.fround(a) === Math.fround(alpha) && Math.fround(gamma) === Math.fround(scale)) return {};
      const weight = filled([node.shape(0)[0]!], gamma);
      return [
        { operator: "elu", attributes: { alpha: shortest(a) } },
        { operator: "scale", weights: { weight } },
      ];
    },
  },
  spelled: [
    {
      text: "Where(Less(x, 0), Mul(gamma, Sub(Mul(alpha, Exp(x)), alpha)), Mul(gamma, x))",
      op: "Selu",
      inputs: ["x"],
    },
  ],
  examples: [{ cnn: "selu", x: [-1, 0, 1], y: [-1.1113, 0, 1.0507] }],
});
