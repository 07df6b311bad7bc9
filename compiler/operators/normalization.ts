import type { Normalize } from "../kernels/family.ts";
import { aboveZero, type Schemas, yesOrNo } from "./attributes.ts";
import { indices } from "./grid.ts";
import { type Moments, normalizationBound } from "./normalization-bound.ts";
import { type AnyOperator, type Called, defineOperator, type Operator, type Reference } from "./operator.ts";

export interface NormalizationAttributes {
  readonly eps: number;
  readonly affine: boolean;
}

export const eps = (summary = "added to the variance, which may be 0") => aboveZero({ summary, default: () => 1e-5 });

/** A weight and a bias, unless `false` is said. */
export const affine = (each: string) =>
  yesOrNo({ summary: `a factor and an added number for each ${each}, from the weights file`, default: () => true });

/** What a normalization is beside its sets. */
interface Said<A> extends Pick<Operator<A>, "name" | "summary" | "shape" | "onnx" | "spelled" | "examples"> {
  readonly attributes: Schemas<A>;
  /** Which elements share a mean and a variance, and which share a weight and a bias. */
  readonly sets: (call: Called<A>) => Sets;
}

interface Sets extends Pick<Normalize, "groups" | "positions"> {
  readonly parameters: "channel" | "element";
  /** False: by the root of the mean square instead, without a bias. */
  readonly centered?: boolean;
}

/** (x − mean)/√(variance + ε) · weight + bias, with mean and variance of the image itself, over a set of its elements. */
export function normalization<A extends NormalizationAttributes>(said: Said<A>): AnyOperator {
  const { sets, ...record } = said;
  const work = (call: Called<A>): Normalize => {
    const { parameters, centered = true, ...rest } = sets(call);
    const { eps, affine } = call.attributes;
    return { family: "normalize", ...rest, centered, eps, affine: affine ? parameters : "none" };
  };
  return defineOperator<A>({
    ...record,
    operands: 1,
    parameters: (call) => {
      const { affine, centered } = work(call);
      const [shape] = call.inputs as [readonly number[]];
      const each = affine === "channel" ? [shape[0]!] : shape;
      const weight = { role: "weight", shape: each };
      if (affine === "none") return [];
      return centered ? [weight, { role: "bias", shape: each, added: true }] : [weight];
    },
    reference: (call) => normalize(call, work(call)),
    rounding: { kind: "absolute", bound: (call) => normalizationBound(call, momentsOf(call, work(call)), work(call)) },
    kernel: work,
  });
}

/** The mean of each set (0 if not centered), then the mean square of what it is off by. */
function normalize<A extends NormalizationAttributes>(call: Reference<A>, work: Normalize): void {
  const { y, parameter } = call;
  const [x] = call.x;
  const [weight, bias] = [parameter("weight"), parameter("bias")];
  for (const { elements, mean, variance } of momentsOf(call, work))
    for (const index of elements()) {
      // A channel's parameters have no further axes.
      const own = index.slice(0, weight?.shape.length);
      const normal = (x!.at(index)! - mean) / Math.sqrt(variance + work.eps);
      y.set(index, normal * (weight?.at(own) ?? 1) + (bias?.at(own) ?? 0));
    }
}

function* momentsOf<A>({ x: [x] }: Reference<A>, work: Normalize): Generator<Moments> {
  for (const { elements, count } of setsOf(x!.shape, work)) {
    let sum = 0;
    for (const index of elements()) sum += x!.at(index)!;
    const mean = work.centered ? sum / count : 0;
    let squares = 0;
    for (const index of elements()) squares += (x!.at(index)! - mean) ** 2;
    yield { elements, count, mean, variance: squares / count };
  }
}

/** The sets in which a tensor of this shape is normalized. */
function* setsOf([channels, ...extents]: readonly number[], { groups, positions }: Normalize) {
  const size = channels! / groups;
  const volume = extents.reduce((a, b) => a * b, 1);
  for (let first = 0; first < channels!; first += size) {
    if (positions === "together") yield { count: size * volume, elements: () => block(first, size, extents) };
    else for (const place of indices(extents)) yield { count: size, elements: () => column(first, size, [...place]) };
  }
}

/** Indices of some channels at all positions. */
function* block(first: number, size: number, extents: readonly number[]): Generator<readonly number[]> {
  for (const [channel, ...place] of indices([size, ...extents])) yield [first + channel!, ...place];
}

/** Indices of some channels at one position. */
function* column(first: number, size: number, place: readonly number[]): Generator<readonly number[]> {
  for (let channel = first; channel < first + size; channel++) yield [channel, ...place];
}
