import { integer } from "./attributes.ts";
import {
  type ConvolutionAttributes,
  contraction,
  convolutionAttributes,
  convolutionParameters,
  convolutionShape,
  convolutionTerms,
  convolve,
  window,
} from "./convolution.ts";
import { groupsDivideBoth } from "./groups.ts";
import { windowOf } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";

interface Attributes extends ConvolutionAttributes {
  readonly channels: number;
  readonly groups: number;
}

/** Cross-correlation with a bias, over one to three spatial axes; `flip` makes it true convolution. */
export const conv = defineOperator<Attributes>({
  name: "conv",
  summary: "Slides a bank of filters over the input: cross-correlation, as in deep learning.",
  operands: 1,
  attributes: {
    channels: integer({ summary: "output channels: the number of filters", positional: true, least: 1 }),
    window: window(),
    groups: integer({ summary: "number of equal groups that channels are split into", least: 1, default: () => 1 }),
    ...convolutionAttributes,
  },
  shape: (call) => (groupsDivideBoth(call) ? convolutionShape(call, call.attributes, "conv") : undefined),
  parameters: (call) => convolutionParameters(call, call.attributes),
  reference: (call) => convolve(call, call.attributes),
  rounding: { kind: "sum", terms: (call) => convolutionTerms(call, call.attributes) },
  kernel: (call) => contraction(call, call.attributes),
  onnx: {
    Conv: (node) => {
      const weight = node.constant(1, "the filters");
      const groups = node.integer("group", 1);
      // A filter for each channel is `depthwise`.
      if (groups > 1 && groups === node.shape(0)[0]) return undefined;
      const bias = node.has(2) && node.constant(2, "the bias");
      return {
        attributes: {
          channels: weight.shape[0]!,
          groups,
          ...windowOf(node, weight.shape.slice(2)),
          bias: bias !== false,
        },
        weights: bias ? { weight, bias } : { weight },
      };
    },
  },
  withChannels: (attributes, channels) => ({ ...attributes, channels }),
  examples: [
    {
      cnn: "conv(1, 2x2, bias=false)",
      x: [
        [
          [0, 1, 2],
          [3, 4, 5],
          [6, 7, 8],
        ],
      ],
      parameters: {
        weight: [
          [
            [
              [0, 1],
              [2, 3],
            ],
          ],
        ],
      },
      y: [
        [
          [19, 25],
          [37, 43],
        ],
      ],
    },
    {
      cnn: "conv(1, 2x2, flip, bias=false)",
      x: [
        [
          [0, 1, 2],
          [3, 4, 5],
          [6, 7, 8],
        ],
      ],
      parameters: {
        weight: [
          [
            [
              [0, 1],
              [2, 3],
            ],
          ],
        ],
      },
      y: [
        [
          [5, 11],
          [23, 29],
        ],
      ],
    },
  ],
});
