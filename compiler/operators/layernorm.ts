import { oneOf } from "./attributes.ts";
import { affine, eps, type NormalizationAttributes, normalization } from "./normalization.ts";
import { layerNormalization, normalized } from "./onnx-normalization.ts";

interface Attributes extends NormalizationAttributes {
  readonly across: "all" | "channels";
}

/**
 * The whole image by its mean and variance, as PyTorch's LayerNorm([C, H, W]) (Ba, Kiros and Hinton 2016), or the channels
 * at each position, as in ConvNeXt (Liu et al. 2022). Of a vector both are the same.
 */
export const layernorm = normalization<Attributes>({
  name: "layernorm",
  summary: "Normalizes an image by its mean and variance, or the channels at each position, then scales and shifts.",
  attributes: {
    across: oneOf(["all", "channels"], {
      summary:
        "what shares a mean and a variance: `all` elements, each with parameters of its own, or the `channels` at a position",
    }),
    eps: eps(),
    affine: affine("element (`across=all`) or channel (`across=channels`)"),
  },
  shape: ({ inputs }) => inputs[0]!,
  sets: ({ attributes: { across } }) =>
    across === "all"
      ? { groups: 1, positions: "together", parameters: "element" }
      : { groups: 1, positions: "apart", parameters: "channel" },
  onnx: { LayerNormalization: layerNormalization },
  spelled: normalized("LayerNormalization", ["scale", "bias"]),
  examples: [
    {
      cnn: "layernorm(across=all, eps=3)",
      x: [[[1, 3]], [[1, 3]]],
      parameters: { weight: [[[2, 2]], [[4, 8]]], bias: [[[0, 1]], [[2, 3]]] },
      y: [[[-1, 2]], [[0, 7]]],
    },
    {
      cnn: "layernorm(across=channels, eps=3)",
      x: [[[1, 7]], [[3, 9]]],
      parameters: { weight: [2, 4], bias: [0, 10] },
      y: [[[-1, -1]], [[12, 12]]],
    },
  ],
});
