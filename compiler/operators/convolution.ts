import type { Contraction } from "../kernels/family.ts";
import { bias, type Constant, constantValues, fit, flag, type Padding, padding, size } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { indices } from "./grid.ts";
import type { Called, Parameter, Reference, ShapeCall } from "./operator.ts";
import { slide, slidingShape } from "./sliding.ts";

/** What convolutions share whose filters are out, in / groups, window. */
export interface FilterAttributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly dilation: readonly number[];
  readonly bias: boolean | Constant;
  readonly weights: Constant | "file";
  readonly fit: "floor" | "exact";
}

/** What `conv` and `depthwise` share: everything but how many channels and groups there are. */
export interface ConvolutionAttributes extends FilterAttributes {
  readonly flip: boolean;
}

/** Output channels, and the groups that channels are split into. */
export interface Channels {
  readonly channels: number;
  readonly groups: number;
}

export const ones = (rank: number): number[] => new Array<number>(rank).fill(1);

export const convolutionAttributes = {
  stride: size({ summary: "step between windows", default: ones }),
  pad: padding(),
  dilation: size({ summary: "distance between the taps of a filter", default: ones }),
  bias: bias(),
  flip: flag("flip", "reads the filters backwards along every axis: true convolution"),
  weights: constantValues("filters written in the file: out, in / groups, window"),
  fit: fit(),
};

export const window = () => size({ summary: "extent of the filters", positional: true });

type Call = Called<FilterAttributes>;

/** Out, in / groups, window. */
const filterShape = ({ inputs, attributes }: Call, { channels, groups }: Channels): number[] => [
  channels,
  inputs[0]![0]! / groups,
  ...attributes.window,
];

/** Spatial sizes checked, and constant weights held against the shapes that they stand for. */
export function convolutionShape(
  call: ShapeCall<FilterAttributes>,
  sizes: Channels,
  operator: string,
): number[] | undefined {
  const spatial = slidingShape(call, operator);
  if (!spatial) return undefined;
  const { weights, bias: b } = call.attributes;
  const weightsFit = weights === "file" || constantOf(call, "weights", weights, filterShape(call, sizes));
  const biasFits = typeof b === "boolean" || constantOf(call, "bias", b, [sizes.channels]);
  return weightsFit && biasFits ? [sizes.channels, ...spatial] : undefined;
}

export function convolutionParameters(call: Call, sizes: Channels): readonly Parameter[] {
  const { weights, bias: b } = call.attributes;
  const weight = {
    role: "weight",
    shape: filterShape(call, sizes),
    ...(weights === "file" ? {} : { values: weights.values }),
  };
  if (b === false) return [weight];
  return [weight, { role: "bias", shape: [sizes.channels], added: true, ...(b === true ? {} : { values: b.values }) }];
}

/** Products that an output sums up, and its bias. */
export const convolutionTerms = (call: Call, sizes: Channels): number =>
  filterShape(call, sizes)
    .slice(1)
    .reduce((a, b) => a * b, 1) + 1;

export const contraction = (call: Called<ConvolutionAttributes>, { channels, groups }: Channels): Contraction => ({
  family: "contraction",
  ...slide(call),
  groups,
  inChannels: call.inputs[0]![0]!,
  outChannels: channels,
  flip: call.attributes.flip,
  bias: call.attributes.bias !== false,
});

/** y[o, p] = b[o] + Σ x[i, p·s + k·d − pad] · w[o, i, k], each output by itself. */
export function convolve(
  { x: [x], y, parameter, inputs, attributes: a }: Reference<ConvolutionAttributes>,
  { channels, groups }: Channels,
): void {
  const { stride, dilation, padBefore } = slide({ inputs, attributes: a });
  const [weight, b] = [parameter("weight")!, parameter("bias")];
  const perGroup = inputs[0]![0]! / groups;
  const [place, filter] = [[...y.shape], [...weight.shape]];
  for (const out of y.places()) {
    const [o] = out as [number];
    const firstChannel = Math.floor(o / (channels / groups)) * perGroup;
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
