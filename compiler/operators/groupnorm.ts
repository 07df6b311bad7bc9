import { integer } from "./attributes.ts";
import { groupsDivide } from "./groups.ts";
import { affine, eps, type NormalizationAttributes, normalization } from "./normalization.ts";
import { epsilonOf } from "./onnx.ts";
import { repeated as perChannelOfGroups } from "./onnx-tensors.ts";
import { needsBatch } from "./onnx-windows.ts";

interface Attributes extends NormalizationAttributes {
  readonly groups: number;
}

/** Equal groups of channels, each by its mean and variance over its channels and all positions (Wu and He 2018). */
export const groupnorm = normalization<Attributes>({
  name: "groupnorm",
  summary: "Normalizes each group of channels by its mean and variance over the image, then scales and shifts.",
  attributes: {
    groups: integer({ summary: "number of equal groups that channels are split into", positional: true, least: 1 }),
    eps: eps(),
    affine: affine("channel"),
  },
  shape: (call) => {
    const [input] = call.inputs;
    return groupsDivide(call, call.attributes.groups, { input: input![0]! }) ? input : undefined;
  },
  sets: ({ attributes: { groups } }) => ({ groups, positions: "together", parameters: "channel" }),
  onnx: {
    GroupNormalization: (node) => {
      needsBatch(node);
      const [channels] = node.shape(0) as [number];
      // One number for each group until opset 21, and for each channel since.
      const own = (i: number, what: string) => perChannelOfGroups(node.constant(i, what), channels);
      const attributes = { groups: node.integer("num_groups"), eps: epsilonOf(node) };
      return { attributes, weights: { weight: own(1, "the scale"), bias: own(2, "the bias") } };
    },
  },
  examples: [
    {
      cnn: "groupnorm(1, eps=3)",
      x: [[[1]], [[3]]],
      parameters: { weight: [2, 4], bias: [1, 10] },
      y: [[[0]], [[12]]],
    },
    { cnn: "groupnorm(2, eps=3, affine=false)", x: [1, 3, 6, 8], y: [-0.5, 0.5, -0.5, 0.5] },
  ],
});
