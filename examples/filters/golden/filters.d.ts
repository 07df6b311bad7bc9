// Filters, compiled from filters.cnn by cnnc 0.1.0. Change the .cnn and build again: edits here are lost.
//
//   inputs      picture: 147,456 values (3x192x256)
//   outputs     blurred: 147,456 values (3x192x256)
//               sharpened: 147,456 values (3x192x256)
//               gray: 49,152 values (1x192x256)
//               edges: 49,152 values (1x192x256)
//               vertical: 49,152 values (1x192x256)
//               horizontal: 49,152 values (1x192x256)
//               embossed: 49,152 values (1x192x256)
//   parameters  none
//   variants    software, portable
//
//   import { create, inputs } from "./filters.js";
//
//   const net = await create();
//   const result = await net.run({ picture: new Float32Array(inputs.picture.length) });
//   console.log(result.blurred); // 147,456 values (3x192x256)
//   await net.dispose();

import type { CreateOptions as AnyOptions, Network as AnyNetwork, Input, RunOptions, Shipped } from "./runtime.js";
import { requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export type { ErrorCode, Input, OnProgress, Progress, RunOptions, Shipped, WeightsData, WeightsSource } from "./runtime.js";
/** Shapes for one image; `length` counts its values. */
export declare const inputs: {
    readonly picture: {
        readonly shape: readonly [3, 192, 256];
        readonly length: 147456;
    };
};
/** Shapes for one image; `length` counts its values. */
export declare const outputs: {
    readonly blurred: {
        readonly shape: readonly [3, 192, 256];
        readonly length: 147456;
    };
    readonly sharpened: {
        readonly shape: readonly [3, 192, 256];
        readonly length: 147456;
    };
    readonly gray: {
        readonly shape: readonly [1, 192, 256];
        readonly length: 49152;
    };
    readonly edges: {
        readonly shape: readonly [1, 192, 256];
        readonly length: 49152;
    };
    readonly vertical: {
        readonly shape: readonly [1, 192, 256];
        readonly length: 49152;
    };
    readonly horizontal: {
        readonly shape: readonly [1, 192, 256];
        readonly length: 49152;
    };
    readonly embossed: {
        readonly shape: readonly [1, 192, 256];
        readonly length: 49152;
    };
};
/** What the weights must hold: F32, row-major. */
export declare const parameters: {};
/** What `run` takes: values in logical order, channels first; the images of a batch one after the other. */
export interface Inputs {
    /** 147,456 values (3x192x256) for each image. */
    readonly picture: Input;
}
/** What `encode` takes: the same values as f32, in buffers with usage COPY_SRC. */
export interface GpuInputs {
    /** 147,456 values (3x192x256) for each image. */
    readonly picture: GPUBuffer;
}
/** What `run` gives, in the order of the inputs' images. */
export interface Outputs {
    /** 147,456 values (3x192x256) for each image. */
    readonly blurred: Float32Array<ArrayBuffer>;
    /** 147,456 values (3x192x256) for each image. */
    readonly sharpened: Float32Array<ArrayBuffer>;
    /** 49,152 values (1x192x256) for each image. */
    readonly gray: Float32Array<ArrayBuffer>;
    /** 49,152 values (1x192x256) for each image. */
    readonly edges: Float32Array<ArrayBuffer>;
    /** 49,152 values (1x192x256) for each image. */
    readonly vertical: Float32Array<ArrayBuffer>;
    /** 49,152 values (1x192x256) for each image. */
    readonly horizontal: Float32Array<ArrayBuffer>;
    /** 49,152 values (1x192x256) for each image. */
    readonly embossed: Float32Array<ArrayBuffer>;
}
/** Where and how the network is to run. */
export interface CreateOptions extends AnyOptions {
    /** The kernels to use, instead of the first that fit the device. */
    readonly variant?: "software" | "portable" | undefined;
}
/** The network on a device. Runs may overlap; they are computed in the order of their calls. */
export interface Network extends Omit<AnyNetwork, "run" | "encode" | "outputs"> {
    /** Where the outputs stay on the GPU after a run or an `encode`, until the next; usable in a bind group. */
    readonly outputs: Readonly<Record<keyof Outputs, AnyNetwork["outputs"][string]>>;
    /**
     * Computes the outputs.
     *
     * @throws CnncError the `input-…` codes, `aborted`, `device-lost`, `disposed`
     */
    run(inputs: Inputs, options?: RunOptions): Promise<Outputs>;
    /**
     * Records a run on your encoder, without readback: the outputs stay on the GPU, in `outputs`.
     *
     * @throws CnncError the `input-…` codes, `device-lost`, `disposed`
     */
    encode(encoder: GPUCommandEncoder, inputs: GpuInputs): void;
}
/**
 * Makes the network ready to run. What a device cannot do is said before the weights are fetched.
 *
 * @throws CnncError `batch`, `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`, `out-of-memory`,
 *   `kernels-source`, `shader`, `aborted`, `device-lost`, and the `weights-…` codes
 */
export declare function create(options?: CreateOptions): Promise<Network>;
/**
 * A device with the features and limits that the network needs; of `options.adapter`, or of the page's own.
 *
 * @throws CnncError `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`
 */
export declare function requestDevice(options?: Parameters<typeof requestAny>[1]): Promise<GPUDevice>;
/** What each class of devices gets: what it must have, and how its dispatches, memory and weights are had. */
export declare const program: Shipped;
