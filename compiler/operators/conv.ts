import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { bias, type Constant, constantValues, fit, flag, integer, type Padding, padding, size } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { indices } from "./grid.ts";
import { type Called, defineOperator, type Parameter, type Reference } from "./operator.ts";
import { slide, slidingShape } from "./sliding.ts";

interface Attributes {
  readonly channels: number;
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly bias: boolean | Constant;
  readonly flip: boolean;
  readonly weights: Constant | "file";
  readonly fit: "floor" | "exact";
}

/** Cross-correlation with a bias, over one to three spatial axes; `flip` makes it true convolution. */
export const conv = defineOperator<Attributes>({
  name: "conv",
  summary: "Slides a bank of filters over the input: cross-correlation, as in deep learning.",
  operands: 1,
  attributes: {
    channels: integer({ summary: "output channels: the number of filters", positional: true, least: 1 }),
    window: size({ summary: "extent of the filters", positional: true }),
    stride: size({ summary: "step between windows", default: ones }),
    pad: padding(),
    dilation: size({ summary: "distance between the taps of a filter", default: ones }),
    groups: integer({ summary: "number of equal groups that channels are split into", least: 1, default: () => 1 }),
    bias: bias(),
    flip: flag("flip", "reads the filters backwards along every axis: true convolution"),
    weights: constantValues("filters written in the file: out, in / groups, window"),
    fit: fit(),
  },
  shape: (call) => {
    const spatial = slidingShape(call, "conv");
    const { channels, groups } = call.attributes;
    const inChannels = call.inputs[0]![0]!;
    for (const [side, count] of [
      ["input", inChannels],
      ["output", channels],
    ] as const)
      if (count % groups !== 0) {
        call.report(diagnostics.groupsDoNotDivide, { groups, channels: count, side }, { attribute: "groups" });
        return undefined;
      }
    return spatial && constantsFit(call) ? [channels, ...spatial] : undefined;
  },
  parameters,
  reference,
  rounding: {
    kind: "sum",
    terms: ({ inputs, attributes }) => volume(filterShape({ inputs, attributes }).slice(1)) + 1,
  },
  kernel: (call) => ({
    family: "contraction",
    ...slide(call),
    groups: call.attributes.groups,
    inChannels: call.inputs[0]![0]!,
    outChannels: call.attributes.channels,
    flip: call.attributes.flip,
    bias: call.attributes.bias !== false,
  }),
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

function ones(rank: number): number[] {
  return new Array<number>(rank).fill(1);
}

const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

/** Out, in / groups, window. */
const filterShape = ({ inputs, attributes: a }: Called<Attributes>): number[] => [
  a.channels,
  inputs[0]![0]! / a.groups,
  ...a.window,
];

function parameters(call: Called<Attributes>): readonly Parameter[] {
  const { weights, bias, channels } = call.attributes;
  const weight = {
    role: "weight",
    shape: filterShape(call),
    ...(weights === "file" ? {} : { values: weights.values }),
  };
  if (bias === false) return [weight];
  return [weight, { role: "bias", shape: [channels], ...(bias === true ? {} : { values: bias.values }) }];
}

function constantsFit(call: Parameters<typeof constantOf>[0] & Called<Attributes>): boolean {
  const { weights, bias, channels } = call.attributes;
  const filters = weights === "file" || constantOf(call, "weights", weights, filterShape(call));
  return filters && (typeof bias === "boolean" || constantOf(call, "bias", bias, [channels]));
}

/** y[o, p] = b[o] + Σ x[i, p·s + k·d − pad] · w[o, i, k], each output by itself. */
function reference({ x: [x], y, parameter, inputs, attributes: a }: Reference<Attributes>): void {
  const { stride, dilation, padBefore } = slide({ inputs, attributes: a });
  const [weight, b] = [parameter("weight")!, parameter("bias")];
  const perGroup = inputs[0]![0]! / a.groups;
  const [place, filter] = [[...y.shape], [...weight.shape]];
  for (const out of indices(y.shape)) {
    const [o] = out as [number];
    const firstChannel = Math.floor(o / (a.channels / a.groups)) * perGroup;
    let sum = b?.at([o]) ?? 0;
    for (const tap of indices([perGroup, ...a.window])) {
      place[0] = firstChannel + tap[0]!;
      filter[0] = o;
      filter[1] = tap[0]!;
      for (let axis = 0; axis < stride.length; axis++) {
        const k = tap[axis + 1]!;
        place[axis + 1] = out[axis + 1]! * stride[axis]! + k * dilation[axis]! - padBefore[axis]!;
        filter[axis + 2] = a.flip ? a.window[axis]! - 1 - k : k;
      }
      sum += (x!.at(place) ?? 0) * weight.at(filter)!;
    }
    y.set(out, sum);
  }
}
