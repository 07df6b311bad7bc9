import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { integer } from "./attributes.ts";
import { convolutionAttributes, convolutionParameters, convolutionShape, window } from "./convolution.ts";
import { type DeformableAttributes, deform, operandsFit } from "./deformable.ts";
import { deformableBound } from "./deformable-bound.ts";
import { groupsDivide, groupsDivideBoth } from "./groups.ts";
import { windowOf } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";
import { slide } from "./sliding.ts";

/** Deformable convolution (Dai et al. 2017), with a mask its second version (Zhu et al. 2019). */
export const deformconv = defineOperator<DeformableAttributes>({
  name: "deformconv",
  summary:
    "A convolution whose taps are moved, at each position by offsets of its own: `offsets` holds down and right for each tap, and `mask` a factor. Between pixels it interpolates, outside there are zeros.",
  operands: { names: ["x", "offsets", "mask"], least: 2 },
  attributes: {
    channels: integer({ summary: "output channels: the number of filters", positional: true, least: 1 }),
    window: window(),
    groups: integer({ summary: "number of equal groups that channels are split into", least: 1, default: () => 1 }),
    offsetgroups: integer({
      summary: "number of equal groups of input channels with offsets of their own",
      least: 1,
      default: () => 1,
    }),
    stride: convolutionAttributes.stride,
    pad: convolutionAttributes.pad,
    dilation: convolutionAttributes.dilation,
    bias: convolutionAttributes.bias,
    weights: convolutionAttributes.weights,
    fit: convolutionAttributes.fit,
  },
  shape: (call) => {
    const { inputs, attributes: a } = call;
    const [input] = inputs as [readonly number[]];
    if (input.length !== 3) {
      call.report(diagnostics.needsPicture, { operator: "deformconv", shape: input.join("x") });
      return undefined;
    }
    if (!groupsDivideBoth(call)) return undefined;
    if (!groupsDivide(call, a.offsetgroups, { input: input[0]! }, "offsetgroups")) return undefined;
    const shape = convolutionShape(call, a, "deformconv");
    return shape && operandsFit(call, shape.slice(1)) ? shape : undefined;
  },
  parameters: (call) => convolutionParameters(call, call.attributes),
  reference: deform,
  rounding: { kind: "absolute", bound: deformableBound, exactOnWhole: true },
  kernel: (call) => ({
    family: "deformable",
    ...slide(call),
    groups: call.attributes.groups,
    inChannels: call.inputs[0]![0]!,
    outChannels: call.attributes.channels,
    bias: call.attributes.bias !== false,
    offsetGroups: call.attributes.offsetgroups,
    mask: call.inputs.length > 2,
  }),
  onnx: {
    DeformConv: (node) => {
      const weight = node.constant(1, "the filters");
      const bias = node.has(3) && node.constant(3, "the bias");
      return {
        attributes: {
          channels: weight.shape[0]!,
          groups: node.integer("group", 1),
          offsetgroups: node.integer("offset_group", 1),
          ...windowOf(node, weight.shape.slice(2)),
          bias: bias !== false,
        },
        operands: node.has(4) ? [0, 2, 4] : [0, 2],
        weights: bias ? { weight, bias } : { weight },
      };
    },
  },
  withChannels: (attributes, channels) => ({ ...attributes, channels }),
  examples: [
    {
      cnn: "deformconv(x, 1, 1x1, bias=false)",
      x: [
        [
          [0, 1],
          [0.5, -1],
        ],
        [
          [0, 0],
          [0.5, 0],
        ],
      ],
      parameters: { weight: [[[[4]], [[0]]]] },
      y: [
        [
          [0, -4],
          [-0.5, 4],
        ],
      ],
    },
  ],
});
