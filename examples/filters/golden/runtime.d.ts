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
//#region runtime/buffers.d.ts
/** A slot's range for the whole batch, in bytes; usable as a bind group's resource. */
interface Range {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}
/** All GPU memory of one network on one device: made once, at once. */
declare class Memory {
  #private;
  /** By the variant's buffers. */
  readonly buffers: GPUBuffer[];
  /** By the variant's slots. */
  readonly slots: Range[];
  /** Each takes all outputs of one run, in their order, each from a multiple of 8. */
  readonly staging: GPUBuffer[];
  bytes: number;
  allocate(device: GPUDevice, variant: Variant, batch: number): void;
  destroy(): void;
}
/**
 * Calls `work` and waits for WebGPU's verdict on it, which otherwise comes later and to nobody.
 *
 * @throws CnncError `out-of-memory`, `validation`
 */
declare function scoped<T>(device: GPUDevice, what: string, work: () => T): Promise<T>;
//#endregion
//#region runtime/device.d.ts
interface Choice {
  /** Images in one run; 1 if absent. */
  readonly batch?: number | undefined;
  /** A variant's name, instead of the first that fits. */
  readonly variant?: string | undefined;
}
/**
 * A device with the features and limits that the program needs, and no more.
 *
 * @param options.adapter the browser's high-performance one if absent
 * @throws CnncError `no-webgpu`, and as `chooseOffer`
 */
declare function requestDevice(program: Shipped, options?: Choice & {
  readonly adapter?: GPUAdapter | undefined;
}): Promise<GPUDevice>;
//#endregion
//#region runtime/errors.d.ts
/** What went wrong, for programs; the message says it to people. */
type ErrorCode = "no-webgpu" | "missing-feature" | "missing-limit" | "unknown-variant" | "batch" | "out-of-memory" | "shader" | "kernels-source" | "validation" | "weights-source" | "weights-header" | "weights-truncated" | "weights-missing" | "weights-shape" | "weights-dtype" | "weights-not-finite" | "input-missing" | "input-unknown" | "input-picture" | "input-type" | "input-length" | "input-not-finite" | "device-lost" | "disposed" | "aborted";
/** Every error that the runtime throws or rejects with. */
declare class CnncError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, cause?: unknown);
}
//#endregion
//#region runtime/recipes.d.ts
/**
 * Packs a parameter as a kernel wants it: the meaning of `Gather`.
 *
 * @param source the recipe's source, row-major with its extents
 * @returns product of the dims' sizes values; may share memory with nothing
 */
declare function pack(recipe: Gather, source: ArrayLike<number>): Float32Array<ArrayBuffer>;
//#endregion
//#region runtime/weights.d.ts
/** A `.safetensors` file, or its tensors by name in natural layout. */
type WeightsData = ArrayBuffer | Uint8Array | Readonly<Record<string, Float32Array>> | ReadonlyMap<string, Float32Array>;
/** Weights, the address to fetch them from, the answer that brings them, or a function that gives one of these. */
type WeightsSource = WeightsData | string | URL | Response | (() => WeightsInput | Promise<WeightsInput>);
type WeightsInput = WeightsData | string | URL | Response;
/** `loaded` bytes of the weights file, or kernels compiled; `total` is absent where a server does not say it. */
interface Progress {
  readonly phase: "weights" | "kernels";
  readonly loaded: number;
  readonly total: number | undefined;
}
type OnProgress = (progress: Progress) => void;
//#endregion
//#region runtime/instance.d.ts
/** One dispatch with all that WebGPU wants of it. */
interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
}
/** A network as it lives on one device. A lost device takes its instance along; the network outlives it. */
interface Instance {
  readonly device: GPUDevice;
  readonly variant: Variant;
  /** What its dispatches number. */
  readonly kernels: readonly Kernel[];
  readonly batch: number;
  readonly memory: Memory;
  readonly warnings: readonly string[];
  /** By the program's inputs: where their images lie. */
  readonly inputs: readonly (readonly Span[])[];
  /** By entry point. */
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  /** Set as soon as the device is known to be gone. */
  lost: GPUDeviceLostInfo | undefined;
}
/** Records steps, each for the whole batch. */
declare function record(encoder: GPUCommandEncoder, steps: readonly Step[], batch: number): void;
/** A stretch of values that lies without a gap on both sides: `host` in values, `offset` in bytes of the slot. */
interface Span {
  readonly host: number;
  readonly offset: number;
  readonly length: number;
}
//#endregion
//#region runtime/inputs.d.ts
/** Values in logical order, images one after the other; a GPU buffer holds the same as f32. */
type Values = Float32Array | GPUBuffer;
/** Values, or where the `.cnn` says `rgb` or `gray` a picture of the input's very size (several for a batch). */
type Input = Values | Picture | readonly Picture[];
type Inputs = Readonly<Record<string, Input>>;
//#endregion
//#region runtime/runner.d.ts
/** Each output's values in logical order, images one after the other. */
type Outputs = Record<string, Float32Array<ArrayBuffer>>;
//#endregion
//#region runtime/executor.d.ts
interface CreateOptions {
  /** Yours stays yours: it is never destroyed. Without one, a device is requested, and rebuilt when lost. */
  readonly device?: GPUDevice | undefined;
  /** Needed if the network has parameters. A function or an address is asked again when a lost device is rebuilt. */
  readonly weights?: WeightsSource | undefined;
  /** Images in one run; 1 if absent. */
  readonly batch?: number | undefined;
  /** A variant's name, instead of the first that fits the device. */
  readonly variant?: string | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}
interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Which of the program's lists of dispatches; `run` if absent. */
  readonly entry?: string | undefined;
}
/**
 * Makes a network ready to run. What can be refused is refused before the weights are asked for.
 *
 * @throws CnncError `batch`, `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`, `out-of-memory`,
 *   `kernels-source`, `shader`, `aborted`, `device-lost`, and the `weights-…` codes
 */
declare function create(program: Shipped, options?: CreateOptions): Promise<Network>;
/** A network on a device. Runs may overlap; they are computed in the order of their calls. */
declare class Network {
  #private;
  readonly program: Shipped;
  /** As `dispose`; missing at run time in engines that lack the symbol. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
  /** Use `create`. */
  constructor(program: Shipped, options: CreateOptions, instance: Instance);
  /** What lives on the device; for step mode. Another one after a lost device was rebuilt. */
  get instance(): Instance;
  get device(): GPUDevice;
  get variant(): Variant;
  /** What the shader compiler warned of. */
  get warnings(): readonly string[];
  /** GPU memory held, in bytes; 0 after `dispose`. */
  get bytes(): number;
  /** Where the outputs stay on the GPU after a run or an `encode`, until the next; usable in a bind group. */
  get outputs(): Readonly<Record<string, Range>>;
  /**
   * Computes the outputs: fresh arrays of batch × shape values. Leave an input array as it is until the promise is
   * settled: should the device be lost and rebuilt, the run is repeated with it.
   *
   * @throws CnncError the `input-…` codes, `aborted`, `device-lost`, `disposed`
   */
  run(inputs: Inputs, {
    signal,
    entry
  }?: RunOptions): Promise<Outputs>;
  /**
   * Records a run on the caller's encoder, without readback: the outputs stay in `outputs`. Inputs are GPU buffers,
   * since an array would be written before the encoder is submitted.
   *
   * @throws CnncError the `input-…` codes, `device-lost`, `disposed`
   */
  encode(encoder: GPUCommandEncoder, inputs: Inputs, entry?: string): void;
  /** Frees all GPU memory, and the device unless it was given. Runs not yet done reject with `disposed`. */
  dispose(): Promise<void>;
}
//#endregion
export { CnncError, type CreateOptions, type ErrorCode, type Input, type Inputs, type Network, type OnProgress, type Outputs, type Part, type Picture, type Progress, type RunOptions, type Shipped, type Values, type WeightsData, type WeightsSource, create, pack, record, requestDevice, scoped };