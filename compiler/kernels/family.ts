import type { DeviceClass, Recipe } from "../../runtime/program.ts";
import type { KernelDefinition } from "./kernel.ts";
import { print, type Reduction, type Scalar, type ScalarType } from "./scalar.ts";
import type { Packed, Tensor } from "./tensor.ts";
import type { Code } from "./wgsl.ts";

/** What an operator asks of the kernels: its index map and its reduction, and no word about tiles. */
export type Family = Contraction | Window | Elementwise | Affine | Concat | RowReduction | View;

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

/**
 * y[o, p] = bias[o] + Σ over i, k of x[i, p·stride + k·dilation − padBefore] · weight[o, i, k], within each group.
 * `flip` reads the window backwards. A fully connected layer has rank 0, or a window as large as its input.
 */
export interface Contraction extends Sliding {
  readonly family: "contraction";
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly flip: boolean;
  readonly bias: boolean;
}

/** y[c, p] = the reduction of x[c, ·] over the window at p; taps outside the tensor are absent. */
export interface Window extends Sliding {
  readonly family: "window";
  readonly reduction: Reduction;
}

/** y = formula(x₀, x₁, …) at each element; all shapes are equal. */
export interface Elementwise {
  readonly family: "elementwise";
  readonly formula: Scalar;
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

/** y holds the elements of x in the same logical row-major order. */
export interface View {
  readonly family: "view";
}

/** The place a kernel is made for: its tensors, seen with the family's shapes, and what follows in registers. */
export interface Site {
  readonly name: string;
  readonly header: readonly string[];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly epilogue: Epilogue;
}

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
  /** Cost of compiling one statement of a loop body, spread over a hundred runs. */
  readonly compile: number;
  /** Invocations that run at once; fewer leave lanes idle. */
  readonly width: number;
  /** Barriers and workgroup memory are worth having. */
  readonly barriers: boolean;
}

/** One way to run a family: legal or not for a site, with a predicted cost in multiply-adds of one lane. */
export interface Schedule<F extends Family = Family> {
  readonly name: string;
  readonly family: F["family"];
  /** Parameter choices that are legal here, each with its cost; none if the schedule does not apply. */
  readonly candidates: (work: F, site: Site, model: DeviceModel) => readonly Candidate[];
}

export interface Candidate {
  readonly schedule: string;
  /** The parameters in words: `8 x, 4 channels`. */
  readonly choice: string;
  readonly cost: number;
  readonly build: () => Built;
}

/** `1 row`, `2 rows`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
