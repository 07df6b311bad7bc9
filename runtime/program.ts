import type { ReadPictures } from "./pictures.ts";

/**
 * A compiled network as plain data: it survives JSON, and nothing in it names an operator.
 *
 * The compiler writes it, the executor runs it, the verifier steps through it. Every size is fixed but the batch:
 * a slot or buffer marked `perImage` is multiplied by the batch that `create` was given.
 */
export interface Program {
  readonly format: "cnnc/1";
  /** The net's name in the `.cnn` file: letters, digits and `_`. */
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What the weights file must hold, in its natural layout. Empty if the network has no parameters. */
  readonly parameters: readonly Parameter[];
  /** Kernels of all variants, each distinct text once. */
  readonly kernels: readonly Kernel[];
  /** `create` takes the first one of the device's class whose needs the device meets. */
  readonly variants: readonly Variant[];
}

/**
 * A program as a bundle ships it: of its variants it has what a device must be asked before one is chosen, and the rest
 * is loaded then. So a page downloads one variant.
 */
export interface Shipped extends Omit<Program, "kernels" | "variants"> {
  readonly variants: readonly Offer[];
  /** Here if an input is a picture. */
  readonly pictures?: ReadPictures;
}

export interface Offer extends Pick<Variant, "name" | "device" | "features"> {
  /** Least limits by name: the larger of the first number and the second one times the batch. */
  readonly limits: Readonly<Record<string, readonly [fixed: number, perImage: number]>>;
  readonly load: () => Promise<Part>;
}

/** A variant with the kernels that it runs: its dispatches number these. */
export interface Part extends Pick<Program, "kernels"> {
  readonly variant: Variant;
}

/** A named input or output of the network, in logical order (channels first) and without the batch. */
export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  /** An input that is a picture: its raw values are 0 to 255. */
  readonly mode?: "rgb" | "gray";
}

/** A tensor of the weights file: F32, row-major. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Kernel {
  readonly name: string;
  readonly wgsl: string;
  /** Group 0, in order; all are storage buffers. */
  readonly bindings: readonly Binding[];
  /** Workgroups in x and y for one image; z is the image. */
  readonly workgroups: readonly [x: number, y: number];
}

export interface Binding {
  readonly name: string;
  readonly access: "read" | "read_write";
}

/** One way to run the network, for one class of devices. */
export interface Variant {
  readonly name: string;
  readonly device: DeviceClass;
  /** WebGPU features that its kernels enable. */
  readonly features: readonly string[];
  /** Least limits for batch 1, beyond WebGPU's defaults only where named. */
  readonly limits: Readonly<Record<string, number>>;
  readonly buffers: readonly Buffer[];
  readonly slots: readonly Slot[];
  /** How weight slots are filled from the parameters. */
  readonly recipes: readonly Recipe[];
  /** Slot of each of the program's inputs and outputs, in their order. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Lists of dispatches by name; `run` computes the outputs from the inputs. */
  readonly entryPoints: Readonly<Record<string, readonly Dispatch[]>>;
}

/** `software` is a CPU rasteriser (SwiftShader, llvmpipe, WARP); `portable` is any GPU. */
export type DeviceClass = "portable" | "software";

export interface Buffer {
  readonly name: string;
  readonly kind: "input" | "output" | "weights" | "activations";
  /** For one image if `perImage`, else in all; a multiple of 256. */
  readonly bytes: number;
  readonly perImage: boolean;
}

/** The place of one tensor: `bytes` from `offset` in a buffer, both times the batch where the buffer is per image. */
export interface Slot {
  readonly name: string;
  readonly buffer: number;
  /** A multiple of 256. */
  readonly offset: number;
  /** What one image really takes (images lie `bytes` apart), or the whole weight tensor; a multiple of 4. */
  readonly bytes: number;
  /** Logical shape and physical order of what lies there; absent for packed weights, whose recipe says it. */
  readonly tensor?: { readonly shape: readonly number[]; readonly layout: Layout };
  /** The tensor is some channels of another slot's, from `first` on, and this slot has the place of that one. */
  readonly part?: { readonly of: number; readonly first: number };
}

/**
 * Physical order of one image.
 * `nchw`: dense row-major, channels first. `nhwc4`: positions, then channels padded to a multiple of 4.
 */
export type Layout = "nchw" | "nhwc4";

export interface Dispatch {
  readonly kernel: number;
  /** What it computes, in the words of the `.cnn`: `conv1 + tanh1`. */
  readonly label: string;
  /** Slot of each of the kernel's bindings. */
  readonly slots: readonly number[];
}

/** Fills a weight slot. */
export interface Recipe extends Gather {
  readonly slot: number;
  readonly source: Source;
}

/**
 * A strided gather with zero fill.
 *
 * The result is an array with extents `dims[…].size`, row-major. Element (i₀, i₁, …) is the source's element whose
 * index on axis a is start[a] + Σ over dims j of that axis of step_j · i_j, or 0 where that leaves the axis.
 */
export interface Gather {
  /** The source's extents, row-major; their product is its length. */
  readonly extents: readonly number[];
  readonly start: readonly number[];
  readonly dims: readonly { readonly size: number; readonly axis: number; readonly step: number }[];
}

/**
 * A parameter's name, or a stretch of it; the values of a constant written in the `.cnn`; or arithmetic on such, element
 * by element and rounded to f32 after each step. An operand with fewer elements is stretched along the first axis: its
 * element i stands for a whole slice. This is how a batchnorm is folded into the weights before it; `gather` brings its
 * numbers to where the output channels are not the first axis.
 */
export type Source =
  | string
  | Stretch
  | readonly number[]
  | { readonly op: "add" | "sub" | "mul" | "div" | "sqrt"; readonly of: readonly Source[] }
  | (Gather & { readonly op: "gather"; readonly of: readonly Source[] });

/** Values `from` up to `to` of a parameter: a layer whose weights are too large for one binding is computed in parts. */
export interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}
