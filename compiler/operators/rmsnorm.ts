import { oneOf, yesOrNo } from "./attributes.ts";
import { eps, type NormalizationAttributes, normalization } from "./normalization.ts";
import { rmsNormalization } from "./onnx-normalization.ts";

interface Attributes extends NormalizationAttributes {
  readonly across: "all" | "channels";
}

const root = "Sqrt(Add(ReduceMean(Square(x)), epsilon))";

/** x/√(mean of x² + ε) · weight (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization"). */
export const rmsnorm = normalization<Attributes>({
  name: "rmsnorm",
  summary: "Divides an image, or the channels at each position, by the root of its mean square, then scales.",
  attributes: {
    across: oneOf(["all", "channels"], {
      summary:
        "what shares a mean square: `all` elements, each with a factor of its own, or the `channels` at a position",
    }),
    eps: eps("added to the mean square, which may be 0"),
    affine: yesOrNo({
      summary: "a factor for each element (`across=all`) or channel (`across=channels`), from the weights file",
      default: () => true,
    }),
  },
  shape: ({ inputs }) => inputs[0]!,
  sets: ({ attributes: { across } }) =>
    across === "all"
      ? { groups: 1, positions: "together", parameters: "element", centered: false }
      : { groups: 1, positions: "apart", parameters: "channel", centered: false },
  onnx: { RMSNormalization: rmsNormalization },
  spelled: [
    { text: `Mul(Div(x, ${root}), scale)`, op: "RMSNormalization", inputs: ["x", "scale"] },
    { text: `Mul(Mul(x, Reciprocal(${root})), scale)`, op: "RMSNormalization", inputs: ["x", "scale"] },
    { text: `Div(x, ${root})`, op: "RMSNormalization", inputs: ["x"] },
    { text: `Mul(x, Reciprocal(${root}))`, op: "RMSNormalization", inputs: ["x"] },
  ],
  examples: [
    {
      cnn: "rmsnorm(across=all, eps=40)",
      x: [[[0, 4]], [[4, 8]]],
      parameters: { weight: [[[2, 2]], [[4, 8]]] },
      y: [[[0, 1]], [[2, 8]]],
    },
    {
      cnn: "rmsnorm(across=channels, eps=24, affine=false)",
      x: [[[0, 4]], [[0, 8]]],
      y: [[[0, 0.5]], [[0, 1]]],
    },
  ],
});
