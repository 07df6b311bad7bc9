import { gelu as exactly, geluByTanh } from "../kernels/intrinsics/gaussian.ts";
import { argument } from "../kernels/scalar.ts";
import { oneOf } from "./attributes.ts";
import { elementwise } from "./elementwise.ts";
import type { OnnxSpelling } from "./onnx.ts";

interface Attributes {
  readonly approximate: "none" | "tanh";
}

/** x·Φ(x), Φ the normal distribution's share below x; or its approximation by tanh (Hendrycks and Gimpel 2016). */
export const gelu = elementwise<Attributes>({
  name: "gelu",
  summary: "Multiplies each element by the share of the normal distribution below it.",
  operands: 1,
  attributes: {
    approximate: oneOf(["none", "tanh"], {
      summary: "`tanh` is what GPT-2 and many after it were trained with: up to 0.0005 off",
      default: () => "none",
    }),
  },
  formula: ({ approximate }) => (approximate === "tanh" ? geluByTanh : exactly)(argument(0)),
  onnx: { Gelu: (node) => ({ attributes: { approximate: node.word("approximate", ["none", "tanh"], "none") } }) },
  spelled: [
    ...spellings("Erf(Div(x, 1.41421356))", {}),
    ...spellings("Erf(Mul(x, 0.70710678))", {}),
    ...spellings("Tanh(Mul(0.79788456, Add(x, Mul(0.044715, Pow(x, 3)))))", { approximate: "tanh" }),
  ],
  examples: [
    { cnn: "gelu", x: [-1, 0, 2], y: [-0.1587, 0, 1.9545] },
    { cnn: "gelu(approximate=tanh)", x: [-1, 0, 2], y: [-0.1588, 0, 1.9546] },
  ],
});

/** x/2 · (1 + f), in the orders in which its factors are multiplied. */
function spellings(f: string, words: Readonly<Record<string, string>>): readonly OnnxSpelling[] {
  const texts = [`Mul(Mul(x, 0.5), Add(${f}, 1))`, `Mul(Mul(x, Add(${f}, 1)), 0.5)`, `Mul(x, Mul(0.5, Add(${f}, 1)))`];
  return texts.map((text) => ({ text, op: "Gelu", inputs: ["x"], words }));
}
