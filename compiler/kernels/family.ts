import type { DeviceClass, Recipe } from "../../runtime/program.ts";
import type { Index } from "./index-map.ts";
import type { KernelDefinition } from "./kernel.ts";
import { print, type Reduction, type Scalar, type ScalarType } from "./scalar.ts";
import type { Packed, Part, Tensor } from "./tensor.ts";
import type { Code } from "./wgsl.ts";

/** What an operator asks of the kernels: its index map and its reduction, and no word about tiles. */
export type Family =
  | Contraction
  | TransposedContraction
  | Deformable
  | Window
  | Elementwise
  | Affine
  | Concat
  | RowReduction
  | ChannelWindow
  | Normalize
  | View
  | Unpool
  | Adaptive
  | Gather
  | Interpolation;

/** Sizes of a sliding window, one entry a spatial axis. */
export interface Sliding {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padBefore: readonly number[];
  readonly padAfter: readonly number[];
}

/** What multiplies with filters, sums up and adds a number to each output channel; groups split both sides. */
export interface Filtering {
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly bias: boolean;
}

/** A factor and a shift for each output channel can be folded into the weights of such work. */
export const isFiltering = (work: Family): work is Contraction | TransposedContraction | Deformable =>
  "outChannels" in work;

/**
 * y[o, p] = bias[o] + Σ over i, k of x[i, p·stride + k·dilation − padBefore] · weight[o, i, k], within each group.
 * `flip` reads the window backwards. A fully connected layer has rank 0, or a window as large as its input.
 */
export interface Contraction extends Sliding, Filtering {
  readonly family: "contraction";
  readonly flip: boolean;
}

/**
 * The transpose of the map that a convolution of these sizes is: y[o, p] = bias[o] + Σ over i, k of
 * x[i, (p + padBefore − k·dilation)/stride] · weight[i, o, k], within each group, where the quotient is whole and in x.
 * `input` and `output` are those of x and y.
 */
export interface TransposedContraction extends Sliding, Filtering {
  readonly family: "transposed-contraction";
}

/**
 * y[o, p] = bias[o] + Σ over i, k of x₀[i, p·stride + k·dilation − padBefore + (x₁[2k, p], x₁[2k + 1, p])] · x₂[k, p] ·
 * weight[o, i, k], within each group, over two spatial axes: x₀ between its neighbours and 0 outside, each of
 * `offsetGroups` equal parts of its channels with offsets x₁ and factors x₂ (`mask`, else 1) of its own.
 */
export interface Deformable extends Sliding, Filtering {
  readonly family: "deformable";
  readonly offsetGroups: number;
  readonly mask: boolean;
}

/** y[c, p] = the reduction of x[c, ·] over the window at p; taps outside the tensor are absent. */
export interface Window extends Sliding {
  readonly family: "window";
  readonly reduction: Reduction;
  /** Taps in the padding take part, as zeros; those that hang over beyond it stay absent. */
  readonly zeros?: boolean;
}

/**
 * y[c, p] = x₀[c, o] where p is the place of the first largest of x₁[c, ·] in the pool's window o, else 0. Extents of the
 * windows do not overlap; y has the shape of x₁, the pool's input.
 */
export interface Unpool {
  readonly family: "unpool";
  readonly pool: Sliding;
}

/** y[c, o] = the reduction of x[c, ·] over the window from ⌊o · input/output⌋ up to ⌈(o + 1) · input/output⌉ of each axis. */
export interface Adaptive {
  readonly family: "adaptive";
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly reduction: Reduction;
}

/** y = formula(x₀, x₁, …, w₀, w₁, …) at each element; all shapes are equal. */
export interface Elementwise {
  readonly family: "elementwise";
  readonly formula: Scalar;
  /** The formula's arguments after the inputs: parameters with a number for each channel, or one that channels share. */
  readonly parameters?: readonly { readonly role: string; readonly shared: boolean }[];
}

/** y[c, p] = x[c, p] · factor[c] + shift[c]; both are packed weights. */
export interface Affine {
  readonly family: "affine";
}

/** y holds the channels of x₀, then those of x₁, … at the same positions. */
export interface Concat {
  readonly family: "concat";
}

/** y[c, p] = finish(reduction of x[·, p] over the channels, x[c, p]). */
export interface RowReduction {
  readonly family: "row-reduction";
  readonly reduction: Reduction;
}

/** y[c, p] = finish(reduction of x[c − before … c + after, p], x[c, p]); channels outside the tensor are absent. */
export interface ChannelWindow {
  readonly family: "channel-window";
  readonly before: number;
  readonly after: number;
  readonly reduction: Reduction;
}

/**
 * y = (x − mean)/√(variance + eps) · weight + bias, with mean and variance of the set that x belongs to: one of `groups`
 * equal groups of channels, at all positions together or at each one apart. Not centered: x/√(mean of x² + eps) · weight.
 */
export interface Normalize {
  readonly family: "normalize";
  readonly groups: number;
  readonly positions: "together" | "apart";
  readonly centered: boolean;
  readonly eps: number;
  /** One weight and, if centered, one bias for each channel, for each element, or none. */
  readonly affine: "channel" | "element" | "none";
}

/** y holds the elements of x in the same logical row-major order. */
export interface View {
  readonly family: "view";
}

/** y[p] = x[axes₀(p), axes₁(p), …], an index of x for each of its axes over y's coordinates; `fill` where it leaves x. */
export interface Gather {
  readonly family: "gather";
  readonly axes: readonly Index[];
  readonly fill: number;
}

/** y[c, p] = x[c, ·] at the place numerator(p)/denominator along each spatial axis, linear between its neighbours there. */
export interface Interpolation {
  readonly family: "interpolation";
  readonly places: readonly InterpolatedPlace[];
}

/** A fraction from 0 to the last row; the numerator is an index over y's coordinates, channel first. */
export interface InterpolatedPlace {
  readonly numerator: Index;
  readonly denominator: number;
}

/** The place a kernel is made for: its tensors, seen with the family's shapes, and what follows in registers. */
export interface Site {
  readonly name: string;
  readonly header: readonly string[];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly epilogue: Epilogue;
  /** Values of all its parameters, by role, where they are known and a kernel can have them in its text. */
  readonly constants?: ReadonlyMap<string, ArrayLike<number>> | undefined;
  /** Comes after the names of its weights, where a kernel of several stages has weights of more than one. */
  readonly suffix?: number;
}

/** The name of a site's weights in its kernel. */
export const weightName = ({ suffix }: Site, role: string): string => `${role}${suffix ?? ""}`;

/** A formula over the kernel's value (argument 0) and further tensors of the output's shape. */
export interface Epilogue {
  readonly tree: Scalar;
  readonly others: readonly Tensor[];
}

/** The epilogue applied to a value; `read` gives another tensor's value at the same place. */
export const finished = (site: Site, type: ScalarType, value: Code, read: (other: Tensor) => Code): Code =>
  print(site.epilogue.tree, type, value, ...site.epilogue.others.map(read));

/** Weights as a schedule wants them, and how they get there from their natural layout. */
export interface PackedWeight {
  readonly role: string;
  readonly packed: Packed;
  readonly recipe: Omit<Recipe, "slot" | "source">;
  /** Which layer's parameter it is, in a kernel of several. */
  readonly link?: number;
}

export interface Built {
  readonly definition: KernelDefinition;
  readonly weights: readonly PackedWeight[];
}

/** What a schedule knows of the devices it plans for; data, so that a class is added as a row. */
export interface DeviceModel {
  readonly device: DeviceClass;
  readonly subgroups: boolean;
  /** Layout that volumes take by preference. */
  readonly layout: "nchw" | "nhwc4";
  /** Cost of loading one f32, and one vec4f, in multiply-adds. */
  readonly load: number;
  readonly loadVector: number;
  /** Cost of compiling one statement of a loop body, spread over a hundred runs, and over the layers that share a kernel. */
  readonly compile: number;
  /** Invocations that run at once; fewer leave lanes idle. */
  readonly width: number;
  /** Barriers and workgroup memory are worth having. */
  readonly barriers: boolean;
  /** What a dispatch costs besides its work. */
  readonly dispatch: number;
}

/** One way to run a family: legal or not for a site, with a predicted cost in multiply-adds of one lane. */
export interface Schedule<F extends Family = Family> {
  readonly name: string;
  readonly family: F["family"];
  /** Parameter choices that are legal here, each with its cost; none if the schedule does not apply. */
  readonly candidates: (work: F, site: Site, model: DeviceModel) => readonly Candidate[];
  /** For a layer in a kernel of several, which keeps values in workgroup memory; none if it cannot be one. */
  readonly stage?: (work: F, site: Site, model: DeviceModel) => StageMaker | undefined;
}

/** Invocations in a workgroup that goes through several stages. */
export const stagedLanes = 256;

/** A stage for a part of the output. The site is the layer's own but for where the tensors lie; none for a part it cannot make. */
export type StageMaker = (site: Site, part: Part) => Stage | undefined;

/** Independent pieces of work within a workgroup. */
export interface Stage {
  readonly count: number;
  /** Of one piece, as predicted, in multiply-adds. */
  readonly cost: number;
  /** What one piece is, in words. */
  readonly choice: string;
  /** Weights that it binds. */
  readonly weights: number;
  readonly build: () => {
    readonly weights: readonly PackedWeight[];
    readonly declarations: readonly Code[];
    /** What the piece `i` does. */
    readonly body: Code;
  };
}

export interface Candidate {
  readonly schedule: string;
  /** The parameters in words: `8 x, 4 channels`. */
  readonly choice: string;
  readonly cost: number;
  /** The weights are in the kernel's text. */
  readonly literal?: boolean;
  readonly build: () => Built;
}

/** The choice with which the pieces of a stage cost least: their number in rounds of a whole workgroup, times the cost of each. */
export function bestPieces<T extends { readonly each: number }>(
  choices: readonly T[],
  count: (choice: T) => number,
): T {
  const total = (choice: T) => Math.ceil(count(choice) / stagedLanes) * choice.each;
  return choices.reduce((best, other) => (total(other) < total(best) ? other : best));
}

/** `1 row`, `2 rows`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
