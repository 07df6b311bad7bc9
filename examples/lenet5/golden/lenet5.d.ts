// LeNet5, compiled from lenet5.cnn by cnnc 0.1.0. Change the .cnn and build again: edits here are lost.
//
//   inputs      image: 784 values (1x28x28)
//   outputs     digit: 10 values
//   parameters  61,706 in 10 tensors, given to `create`
//   variants    software-subgroups, software, portable
//
//   import { create, inputs } from "./lenet5.js";
//
//   const net = await create({ weights: new URL("./lenet5.safetensors", import.meta.url) });
//   const result = await net.run({ image: new Float32Array(inputs.image.length) });
//   console.log(result.digit); // 10 values
//   await net.dispose();

import type { CreateOptions as AnyOptions, Network as AnyNetwork, Input, RunOptions, Shipped, WeightsSource } from "./runtime.js";
import { requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export type { ErrorCode, Input, OnProgress, Progress, RunOptions, Shipped, WeightsData, WeightsSource } from "./runtime.js";
/** Shapes for one image; `length` counts its values. */
export declare const inputs: {
    readonly image: {
        readonly shape: readonly [1, 28, 28];
        readonly length: 784;
    };
};
/** Shapes for one image; `length` counts its values. */
export declare const outputs: {
    readonly digit: {
        readonly shape: readonly [10];
        readonly length: 10;
    };
};
/** What the weights must hold: F32, row-major. */
export declare const parameters: {
    readonly "conv1.weight": {
        readonly shape: readonly [6, 1, 5, 5];
        readonly length: 150;
    };
    readonly "conv1.bias": {
        readonly shape: readonly [6];
        readonly length: 6;
    };
    readonly "conv2.weight": {
        readonly shape: readonly [16, 6, 5, 5];
        readonly length: 2400;
    };
    readonly "conv2.bias": {
        readonly shape: readonly [16];
        readonly length: 16;
    };
    readonly "fc1.weight": {
        readonly shape: readonly [120, 400];
        readonly length: 48000;
    };
    readonly "fc1.bias": {
        readonly shape: readonly [120];
        readonly length: 120;
    };
    readonly "fc2.weight": {
        readonly shape: readonly [84, 120];
        readonly length: 10080;
    };
    readonly "fc2.bias": {
        readonly shape: readonly [84];
        readonly length: 84;
    };
    readonly "fc3.weight": {
        readonly shape: readonly [10, 84];
        readonly length: 840;
    };
    readonly "fc3.bias": {
        readonly shape: readonly [10];
        readonly length: 10;
    };
};
/** What `run` takes: values in logical order, channels first; the images of a batch one after the other. */
export interface Inputs {
    /** 784 values (1x28x28) for each image. */
    readonly image: Input;
}
/** What `encode` takes: the same values as f32, in buffers with usage COPY_SRC. */
export interface GpuInputs {
    /** 784 values (1x28x28) for each image. */
    readonly image: GPUBuffer;
}
/** What `run` gives, in the order of the inputs' images. */
export interface Outputs {
    /** 10 values for each image. */
    readonly digit: Float32Array<ArrayBuffer>;
}
/** Where and how the network is to run. */
export interface CreateOptions extends AnyOptions {
    /** The tensors of `parameters`, or where to get them. */
    readonly weights: WeightsSource;
    /** The kernels to use, instead of the first that fit the device. */
    readonly variant?: "software-subgroups" | "software" | "portable" | undefined;
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
export declare function create(options: CreateOptions): Promise<Network>;
/**
 * A device with the features and limits that the network needs; of `options.adapter`, or of the page's own.
 *
 * @throws CnncError `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`
 */
export declare function requestDevice(options?: Parameters<typeof requestAny>[1]): Promise<GPUDevice>;
/** What each class of devices gets: what it must have, and how its dispatches, memory and weights are had. */
export declare const program: Shipped;
