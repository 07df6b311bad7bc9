import { add, argument, constant, max, min, mul } from "../kernels/scalar.ts";
import { real } from "./attributes.ts";
import { elementwise } from "./elementwise.ts";

interface Attributes {
  readonly slope: number;
}

/** max(x, 0) + slope · min(x, 0) (Maas et al. 2013). */
export const leakyrelu = elementwise<Attributes>({
  name: "leakyrelu",
  summary: "Keeps what is positive and multiplies the rest by a small slope.",
  operands: 1,
  attributes: { slope: real({ summary: "factor of negative numbers", positional: true, default: () => 0.01 }) },
  formula: ({ slope }) => add(max(argument(0), constant(0)), mul(constant(slope), min(argument(0), constant(0)))),
  onnx: { LeakyRelu: (node) => ({ attributes: { slope: node.number("alpha", 0.01) } }) },
  spelled: [{ text: "Where(Less(x, 0), Mul(alpha, x), x)", op: "LeakyRelu", inputs: ["x"] }],
  examples: [{ cnn: "leakyrelu(0.5)", x: [-2, 0, 3], y: [-1, 0, 3] }],
});
