import { integer } from "./attributes.ts";
import {
  type Channels,
  type ConvolutionAttributes,
  contraction,
  convolutionAttributes,
  convolutionParameters,
  convolutionShape,
  convolutionTerms,
  convolve,
  window,
} from "./convolution.ts";
import { windowOf } from "./onnx-windows.ts";
import { type Called, defineOperator } from "./operator.ts";

interface Attributes extends ConvolutionAttributes {
  readonly multiplier: number;
}

/** Every input channel has filters of its own: a convolution with as many groups as channels. */
export const depthwise = defineOperator<Attributes>({
  name: "depthwise",
  summary: "Filters every channel by itself; with a multiplier each gives several outputs, next to each other.",
  operands: 1,
  attributes: {
    window: window(),
    multiplier: integer({ summary: "outputs of each input channel", least: 1, default: () => 1 }),
    ...convolutionAttributes,
  },
  shape: (call) => convolutionShape(call, sizes(call), "depthwise"),
  parameters: (call) => convolutionParameters(call, sizes(call)),
  reference: (call) => convolve(call, sizes(call)),
  rounding: { kind: "sum", terms: (call) => convolutionTerms(call, sizes(call)) },
  kernel: (call) => contraction(call, sizes(call)),
  onnx: {
    Conv: (node) => {
      const weight = node.constant(1, "the filters");
      const channels = node.shape(0)[0]!;
      if (node.integer("group", 1) !== channels || channels === 1) return undefined;
      const bias = node.has(2) && node.constant(2, "the bias");
      const multiplier = weight.shape[0]! / channels;
      return {
        attributes: { multiplier, ...windowOf(node, weight.shape.slice(2)), bias: bias !== false },
        weights: bias ? { weight, bias } : { weight },
      };
    },
  },
  examples: [
    {
      cnn: "depthwise(1x2, bias=false)",
      x: [[[1, 2]], [[3, 4]]],
      parameters: { weight: [[[[1, 1]]], [[[1, -1]]]] },
      y: [[[3]], [[-1]]],
    },
  ],
});

function sizes({ inputs, attributes: { multiplier } }: Called<Attributes>): Channels {
  const groups = inputs[0]![0]!;
  return { groups, channels: groups * multiplier };
}
