import { elu as safeElu } from "../kernels/intrinsics/exponential.ts";
import { argument } from "../kernels/scalar.ts";
import { real } from "./attributes.ts";
import { elementwise } from "./elementwise.ts";

interface Attributes {
  readonly alpha: number;
}

/** max(x, 0) + α·(e^min(x, 0) − 1) (Clevert, Unterthiner and Hochreiter 2016). */
export const elu = elementwise<Attributes>({
  name: "elu",
  summary: "Keeps what is positive; the rest falls to -alpha, exponentially.",
  operands: 1,
  attributes: {
    alpha: real({ summary: "how far below 0 results can be", positional: true, default: () => 1 }),
  },
  formula: ({ alpha }) => safeElu(argument(0), alpha),
  onnx: { Elu: (node) => ({ attributes: { alpha: node.number("alpha", 1) } }) },
  spelled: [{ text: "Where(Less(x, 0), Mul(alpha, Sub(Exp(x), 1)), x)", op: "Elu", inputs: ["x"] }],
  examples: [
    { cnn: "elu", x: [-1, 0, 2], y: [-0.6321, 0, 2] },
    { cnn: "elu(0.5)", x: [-1, 0, 2], y: [-0.3161, 0, 2] },
  ],
});
