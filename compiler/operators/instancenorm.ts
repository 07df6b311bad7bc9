import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { yesOrNo } from "./attributes.ts";
import { eps, type NormalizationAttributes, normalization } from "./normalization.ts";
import { epsilonOf } from "./onnx.ts";
import { needsBatch } from "./onnx-windows.ts";

/** Each channel by its own mean and variance over all positions (Ulyanov, Vedaldi and Lempitsky 2016). */
export const instancenorm = normalization<NormalizationAttributes>({
  name: "instancenorm",
  summary: "Normalizes each channel by its mean and variance over the image, and may scale and shift it.",
  attributes: {
    eps: eps(),
    // PyTorch leaves them out unless told to, ONNX and TensorFlow do not: neither is what everybody expects.
    affine: yesOrNo({ summary: "whether each channel has a factor and an added number, from the weights file" }),
  },
  shape: ({ inputs, report }) => {
    const [channels, ...spatial] = inputs[0]!;
    if (spatial.length > 0) return inputs[0]!;
    report(diagnostics.needsVolume, { operator: "instancenorm", shape: String(channels) });
    return undefined;
  },
  sets: ({ inputs }) => ({ groups: inputs[0]![0]!, positions: "together", parameters: "channel" }),
  onnx: {
    InstanceNormalization: (node) => {
      needsBatch(node);
      const weights = { weight: node.constant(1, "the scale"), bias: node.constant(2, "the bias") };
      return { attributes: { eps: epsilonOf(node), affine: true }, weights };
    },
  },
  examples: [
    {
      cnn: "instancenorm(eps=1, affine=true)",
      x: [[[4, 4]], [[1, 1]]],
      parameters: { weight: [3, 2], bias: [5, -1] },
      y: [[[5, 5]], [[-1, -1]]],
    },
    { cnn: "instancenorm(eps=3, affine=false)", x: [[[1, 3]]], y: [[[-0.5, 0.5]]] },
  ],
});
