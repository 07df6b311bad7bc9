/// <reference lib="esnext.disposable" />
//#region runtime/pictures.d.ts
/** What a canvas gives: RGBA bytes, row by row. `ImageData` is one. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}
/** How inputs that are pictures are read. */
type ReadPictures = typeof pictureValues;
/**
 * Pictures as an input's values, 0 to 255, channels first. Nothing is guessed: the size must be the input's own, every
 * pixel opaque, and for a gray input every pixel gray. Resize and flatten a picture before it comes here.
 *
 * @param port one that the `.cnn` calls `rgb` or `gray`
 * @param pictures as many as the batch
 * @throws CnncError `input-length`, `input-picture`
 */
declare function pictureValues(port: Port, pictures: readonly Picture[], batch: number): Float32Array<ArrayBuffer>;
//#endregion
//#region runtime/program.d.ts
/**
 * A compiled network as plain data: it survives JSON, and nothing in it names an operator.
 *
 * The compiler writes it, the executor runs it, the verifier steps through it. Every size is fixed but the batch:
 * a slot or buffer marked `perImage` is multiplied by the batch that `create` was given.
 */
interface Program {
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
interface Shipped extends Omit<Program, "kernels" | "variants"> {
  readonly variants: readonly Offer[];
  /** Here if an input is a picture. */
  readonly pictures?: ReadPictures;
}
interface Offer extends Pick<Variant, "name" | "device" | "features"> {
  /** Least limits by name: the larger of the first number and the second one times the batch. */
  readonly limits: Readonly<Record<string, readonly [fixed: number, perImage: number]>>;
  readonly load: () => Promise<Part>;
}
/** A variant with the kernels that it runs: its dispatches number these. */
interface Part extends Pick<Program, "kernels"> {
  readonly variant: Variant;
}
/** A named input or output of the network, in logical order (channels first) and without the batch. */
interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  /** An input that is a picture: its raw values are 0 to 255. */
  readonly mode?: "rgb" | "gray";
}
/** A tensor of the weights file: F32, row-major. */
interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}
interface Kernel {
  readonly name: string;
  readonly wgsl: string;
  /** Group 0, in order; all are storage buffers. */
  readonly bindings: readonly Binding[];
  /** Workgroups in x and y for one image; z is the image. */
  readonly workgroups: readonly [x: number, y: number];
}
interface Binding {
  readonly name: string;
  readonly access: "read" | "read_write";
}
/** One way to run the network, for one class of devices. */
interface Variant {
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
type DeviceClass = "portable" | "software";
interface Buffer {
  readonly name: string;
  readonly kind: "input" | "output" | "weights" | "activations";
  /** For one image if `perImage`, else in all; a multiple of 256. */
  readonly bytes: number;
  readonly perImage: boolean;
}
/** The place of one tensor: `bytes` from `offset` in a buffer, both times the batch where the buffer is per image. */
interface Slot {
  readonly name: string;
  readonly buffer: number;
  /** A multiple of 256. */
  readonly offset: number;
  /** What one image really takes (images lie `bytes` apart), or the whole weight tensor; a multiple of 4. */
  readonly bytes: number;
  /** Logical shape and physical order of what lies there; absent for packed weights, whose recipe says it. */
  readonly tensor?: {
    readonly shape: readonly number[];
    readonly layout: Layout;
  };
  /** The tensor is some channels of another slot's, from `first` on, and this slot has the place of that one. */
  readonly part?: {
    readonly of: number;
    readonly first: number;
  };
}
/**
 * Physical order of one image.
 * `nchw`: dense row-major, channels first. `nhwc4`: positions, then channels padded to a multiple of 4.
 */
type Layout = "nchw" | "nhwc4";
interface Dispatch {
  readonly kernel: number;
  /** What it computes, in the words of the `.cnn`: `conv1 + tanh1`. */
  readonly label: string;
  /** Slot of each of the kernel's bindings. */
  readonly slots: readonly number[];
}
/** Fills a weight slot. */
interface Recipe extends Gather {
  readonly slot: number;
  readonly source: Source;
}
/**
 * A strided gather with zero fill.
 *
 * The result is an array with extents `dims[…].size`, row-major. Element (i₀, i₁, …) is the source's element whose
 * index on axis a is start[a] + Σ over dims j of that axis of step_j · i_j, or 0 where that leaves the axis.
 */
interface Gather {
  /** The source's extents, row-major; their product is its length. */
  readonly extents: readonly number[];
  readonly start: readonly number[];
  readonly dims: readonly {
    readonly size: number;
    readonly axis: number;
    readonly step: number;
  }[];
}
/**
 * A parameter's name, or a stretch of it; the values of a constant written in the `.cnn`; or arithmetic on such, element
 * by element and rounded to f32 after each step. An operand with fewer elements is stretched along the first axis: its
 * element i stands for a whole slice. This is how a batchnorm is folded into the weights before it; `gather` brings its
 * numbers to where the output channels are not the first axis.
 */
type Source = string | Stretch | readonly number[] | {
  readonly op: "add" | "sub" | "mul" | "div" | "sqrt";
  readonly of: readonly Source[];
} | (Gather & {
  readonly op: "gather";
  readonly of: readonly Source[];
});
/** Values `from` up to `to` of a parameter: a layer whose weights are too large for one binding is computed in parts. */
interface Stretch {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}
//#endregion
//#region runtime/self-check-data.d.ts
/**
 * What a kernel is held to where it is shipped: seeded inputs and weights on which f32 arithmetic is exact in any order,
 * and the right values at some places, which the compiler's reference has computed. Plain data.
 *
 * A case belongs to a piece of work: all dispatches that do the same, in all variants, share it.
 */
interface ExactCase {
  /** Of the output, one image. */
  readonly shape: readonly number[];
  /** What the dispatch reads, as `readSlots` lists it. */
  readonly reads: readonly Numbers[];
  /** Its weights in natural layout, in the order of its bindings. */
  readonly weights: readonly Numbers[];
  /** Places that are looked at in the first image; in the second a quarter of that. */
  readonly places: number;
  readonly exact: Exactness;
  /** Right values, place by place and image by image: f32 in base64. */
  readonly expected: string;
  /** How far from them is still right: upper halves of f32 in base64. Zero everywhere if absent. */
  readonly bounds?: string;
}
/** How many numbers, for one image: whole ones of ±1 … ±most (128 or less), times `unit`, a power of two. */
type Numbers = readonly [size: number, most: number, unit: number];
/** `equal` bit for bit; `intrinsic only`: a nonlinear formula's own bound is left; no data make the others exact. */
type Exactness = "equal" | "intrinsic only" | "does not apply";
/** The cases of a program: for each variant, by its dispatches, an index. A case's seed is its index. */
interface ExactCases {
  readonly cases: readonly ExactCase[];
  readonly variants: Readonly<Record<string, readonly number[]>>;
}
//#endregion
//#region runtime/self-check-report.d.ts
/** What a bundle's `verify` found: every kernel of the variant that this device runs. */
interface VerifyReport {
  readonly passed: boolean;
  /** What the device says it is: `google swiftshader`; `unknown` if it says nothing. */
  readonly adapter: string;
  readonly variant: string;
  /** In the order of the dispatches. */
  readonly layers: readonly LayerReport[];
  /** The first layer that is wrong, in words; absent if none is. */
  readonly failure?: string;
}
interface LayerReport {
  /** `conv1 + tanh1` */
  readonly label: string;
  /** The kernel's name. */
  readonly kernel: string;
  readonly passed: boolean;
  /** What was asked for: `equal` bit for bit; `intrinsic only`: what a nonlinear formula may be off by is allowed. */
  readonly exact: Exactness;
  /** How many output values were looked at, of how many. */
  readonly places: number;
  readonly outputs: number;
  /** Weights that are constants of the `.cnn` had other numbers meanwhile: the kernel is the shipped one all the same. */
  readonly constantsReplaced: boolean;
  /** The value farthest beyond its bound; absent if none is. */
  readonly worst?: Misfit;
}
interface Misfit {
  /** Image, channel, position. */
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
}
//#endregion
//#region runtime/self-check.d.ts
interface VerifyOptions {
  /** Yours stays yours. Without one, a device is requested. */
  readonly device?: GPUDevice | undefined;
  /** A variant's name, instead of the one that `create` would pick. */
  readonly variant?: string | undefined;
  /** Told of each layer as soon as it is checked. */
  readonly onLayer?: ((layer: LayerReport) => void) | undefined;
}
/**
 * Checks the kernels of a program on this device, each by itself, in step mode, on its case's inputs and weights. Memory
 * is poisoned first, so that a value that a kernel forgot is a wrong one.
 *
 * @throws CnncError as `create`: a kernel that does not compile is no report
 */
declare function selfCheck(program: Shipped, exact: ExactCases, options?: VerifyOptions): Promise<VerifyReport>;
//#endregion
export { type ExactCases, type LayerReport, type Misfit, VerifyOptions, type VerifyReport, selfCheck };