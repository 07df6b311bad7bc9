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

import type { CreateOptions as AnyOptions, Network as AnyNetwork, Input, Part, RunOptions, Shipped } from "./runtime.js";
import { create as createAny, requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export type { ErrorCode, Input, OnProgress, Progress, RunOptions, Shipped, WeightsData, WeightsSource } from "./runtime.js";

/** Shapes for one image; `length` counts its values. */
export const inputs = { picture: { shape: [3, 192, 256], length: 147456 } } as const;

/** Shapes for one image; `length` counts its values. */
export const outputs = {
  blurred: { shape: [3, 192, 256], length: 147456 },
  sharpened: { shape: [3, 192, 256], length: 147456 },
  gray: { shape: [1, 192, 256], length: 49152 },
  edges: { shape: [1, 192, 256], length: 49152 },
  vertical: { shape: [1, 192, 256], length: 49152 },
  horizontal: { shape: [1, 192, 256], length: 49152 },
  embossed: { shape: [1, 192, 256], length: 49152 },
} as const;

/** What the weights must hold: F32, row-major. */
export const parameters = {} as const;

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
export async function create(options: CreateOptions = {}): Promise<Network> {
  return (await createAny(program, options)) as AnyNetwork & Network;
}

/**
 * A device with the features and limits that the network needs; of `options.adapter`, or of the page's own.
 *
 * @throws CnncError `no-webgpu`, `missing-feature`, `missing-limit`, `unknown-variant`
 */
export function requestDevice(options?: Parameters<typeof requestAny>[1]): Promise<GPUDevice> {
  return requestAny(program, options);
}

/** The kernels, as they lie in the folder kernels/. */
const wgsl = {
  "software/1-conv1.wgsl": `// conv1      filters.cnn:18:24
//   also for conv2
//   picture 3x192x256  ->  conv1 3x192x256
//   out = sum over 1 channel of its group (3) and the 3x3 window of x * weight, padding 1
// one invocation: 4 by 4 outputs of a channel, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 27>;  // [channel][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 147456>>;  // conv1 3x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  let channel = i / 3072u;
  let row = i / 64u % 48u;
  let column = i % 64u;
  let oy = row * 4u;
  let ox = column * 4u;
  let start = f32();
  var sum0_0 = start;
  var sum0_1 = start;
  var sum0_2 = start;
  var sum0_3 = start;
  var sum1_0 = start;
  var sum1_1 = start;
  var sum1_2 = start;
  var sum1_3 = start;
  var sum2_0 = start;
  var sum2_1 = start;
  var sum2_2 = start;
  var sum2_3 = start;
  var sum3_0 = start;
  var sum3_1 = start;
  var sum3_2 = start;
  var sum3_3 = start;
  let w0 = weight[channel * 9u];
  let w1 = weight[channel * 9u + 1u];
  let w2 = weight[channel * 9u + 2u];
  let w3 = weight[channel * 9u + 3u];
  let w4 = weight[channel * 9u + 4u];
  let w5 = weight[channel * 9u + 5u];
  let w6 = weight[channel * 9u + 6u];
  let w7 = weight[channel * 9u + 7u];
  let w8 = weight[channel * 9u + 8u];
  let iy0 = oy - 1u;
  let iy0_inside = iy0 < 192u;
  let iy1 = oy;
  let iy1_inside = iy1 < 192u;
  let iy2 = oy + 1u;
  let iy2_inside = iy2 < 192u;
  let iy3 = oy + 2u;
  let iy3_inside = iy3 < 192u;
  let iy4 = oy + 3u;
  let iy4_inside = iy4 < 192u;
  let iy5 = oy + 4u;
  let iy5_inside = iy5 < 192u;
  let ix0 = ox - 1u;
  let ix0_inside = ix0 < 256u;
  let ix1 = ox;
  let ix1_inside = ix1 < 256u;
  let ix2 = ox + 1u;
  let ix2_inside = ix2 < 256u;
  let ix3 = ox + 2u;
  let ix3_inside = ix3 < 256u;
  let ix4 = ox + 3u;
  let ix4_inside = ix4 < 256u;
  let ix5 = ox + 4u;
  let ix5_inside = ix5 < 256u;
  let x0_0 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix0], iy0_inside & ix0_inside);
  sum0_0 = fma(x0_0, w0, sum0_0);
  let x0_1 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix1], iy0_inside & ix1_inside);
  sum0_0 = fma(x0_1, w1, sum0_0);
  sum0_1 = fma(x0_1, w0, sum0_1);
  let x0_2 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix2], iy0_inside & ix2_inside);
  sum0_0 = fma(x0_2, w2, sum0_0);
  sum0_1 = fma(x0_2, w1, sum0_1);
  sum0_2 = fma(x0_2, w0, sum0_2);
  let x0_3 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix3], iy0_inside & ix3_inside);
  sum0_1 = fma(x0_3, w2, sum0_1);
  sum0_2 = fma(x0_3, w1, sum0_2);
  sum0_3 = fma(x0_3, w0, sum0_3);
  let x0_4 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix4], iy0_inside & ix4_inside);
  sum0_2 = fma(x0_4, w2, sum0_2);
  sum0_3 = fma(x0_4, w1, sum0_3);
  let x0_5 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix5], iy0_inside & ix5_inside);
  sum0_3 = fma(x0_5, w2, sum0_3);
  let x1_0 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix0], iy1_inside & ix0_inside);
  sum0_0 = fma(x1_0, w3, sum0_0);
  sum1_0 = fma(x1_0, w0, sum1_0);
  let x1_1 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix1], iy1_inside & ix1_inside);
  sum0_0 = fma(x1_1, w4, sum0_0);
  sum0_1 = fma(x1_1, w3, sum0_1);
  sum1_0 = fma(x1_1, w1, sum1_0);
  sum1_1 = fma(x1_1, w0, sum1_1);
  let x1_2 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix2], iy1_inside & ix2_inside);
  sum0_0 = fma(x1_2, w5, sum0_0);
  sum0_1 = fma(x1_2, w4, sum0_1);
  sum0_2 = fma(x1_2, w3, sum0_2);
  sum1_0 = fma(x1_2, w2, sum1_0);
  sum1_1 = fma(x1_2, w1, sum1_1);
  sum1_2 = fma(x1_2, w0, sum1_2);
  let x1_3 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix3], iy1_inside & ix3_inside);
  sum0_1 = fma(x1_3, w5, sum0_1);
  sum0_2 = fma(x1_3, w4, sum0_2);
  sum0_3 = fma(x1_3, w3, sum0_3);
  sum1_1 = fma(x1_3, w2, sum1_1);
  sum1_2 = fma(x1_3, w1, sum1_2);
  sum1_3 = fma(x1_3, w0, sum1_3);
  let x1_4 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix4], iy1_inside & ix4_inside);
  sum0_2 = fma(x1_4, w5, sum0_2);
  sum0_3 = fma(x1_4, w4, sum0_3);
  sum1_2 = fma(x1_4, w2, sum1_2);
  sum1_3 = fma(x1_4, w1, sum1_3);
  let x1_5 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix5], iy1_inside & ix5_inside);
  sum0_3 = fma(x1_5, w5, sum0_3);
  sum1_3 = fma(x1_5, w2, sum1_3);
  let x2_0 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix0], iy2_inside & ix0_inside);
  sum0_0 = fma(x2_0, w6, sum0_0);
  sum1_0 = fma(x2_0, w3, sum1_0);
  sum2_0 = fma(x2_0, w0, sum2_0);
  let x2_1 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix1], iy2_inside & ix1_inside);
  sum0_0 = fma(x2_1, w7, sum0_0);
  sum0_1 = fma(x2_1, w6, sum0_1);
  sum1_0 = fma(x2_1, w4, sum1_0);
  sum1_1 = fma(x2_1, w3, sum1_1);
  sum2_0 = fma(x2_1, w1, sum2_0);
  sum2_1 = fma(x2_1, w0, sum2_1);
  let x2_2 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix2], iy2_inside & ix2_inside);
  sum0_0 = fma(x2_2, w8, sum0_0);
  sum0_1 = fma(x2_2, w7, sum0_1);
  sum0_2 = fma(x2_2, w6, sum0_2);
  sum1_0 = fma(x2_2, w5, sum1_0);
  sum1_1 = fma(x2_2, w4, sum1_1);
  sum1_2 = fma(x2_2, w3, sum1_2);
  sum2_0 = fma(x2_2, w2, sum2_0);
  sum2_1 = fma(x2_2, w1, sum2_1);
  sum2_2 = fma(x2_2, w0, sum2_2);
  let x2_3 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix3], iy2_inside & ix3_inside);
  sum0_1 = fma(x2_3, w8, sum0_1);
  sum0_2 = fma(x2_3, w7, sum0_2);
  sum0_3 = fma(x2_3, w6, sum0_3);
  sum1_1 = fma(x2_3, w5, sum1_1);
  sum1_2 = fma(x2_3, w4, sum1_2);
  sum1_3 = fma(x2_3, w3, sum1_3);
  sum2_1 = fma(x2_3, w2, sum2_1);
  sum2_2 = fma(x2_3, w1, sum2_2);
  sum2_3 = fma(x2_3, w0, sum2_3);
  let x2_4 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix4], iy2_inside & ix4_inside);
  sum0_2 = fma(x2_4, w8, sum0_2);
  sum0_3 = fma(x2_4, w7, sum0_3);
  sum1_2 = fma(x2_4, w5, sum1_2);
  sum1_3 = fma(x2_4, w4, sum1_3);
  sum2_2 = fma(x2_4, w2, sum2_2);
  sum2_3 = fma(x2_4, w1, sum2_3);
  let x2_5 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix5], iy2_inside & ix5_inside);
  sum0_3 = fma(x2_5, w8, sum0_3);
  sum1_3 = fma(x2_5, w5, sum1_3);
  sum2_3 = fma(x2_5, w2, sum2_3);
  let x3_0 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix0], iy3_inside & ix0_inside);
  sum1_0 = fma(x3_0, w6, sum1_0);
  sum2_0 = fma(x3_0, w3, sum2_0);
  sum3_0 = fma(x3_0, w0, sum3_0);
  let x3_1 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix1], iy3_inside & ix1_inside);
  sum1_0 = fma(x3_1, w7, sum1_0);
  sum1_1 = fma(x3_1, w6, sum1_1);
  sum2_0 = fma(x3_1, w4, sum2_0);
  sum2_1 = fma(x3_1, w3, sum2_1);
  sum3_0 = fma(x3_1, w1, sum3_0);
  sum3_1 = fma(x3_1, w0, sum3_1);
  let x3_2 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix2], iy3_inside & ix2_inside);
  sum1_0 = fma(x3_2, w8, sum1_0);
  sum1_1 = fma(x3_2, w7, sum1_1);
  sum1_2 = fma(x3_2, w6, sum1_2);
  sum2_0 = fma(x3_2, w5, sum2_0);
  sum2_1 = fma(x3_2, w4, sum2_1);
  sum2_2 = fma(x3_2, w3, sum2_2);
  sum3_0 = fma(x3_2, w2, sum3_0);
  sum3_1 = fma(x3_2, w1, sum3_1);
  sum3_2 = fma(x3_2, w0, sum3_2);
  let x3_3 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix3], iy3_inside & ix3_inside);
  sum1_1 = fma(x3_3, w8, sum1_1);
  sum1_2 = fma(x3_3, w7, sum1_2);
  sum1_3 = fma(x3_3, w6, sum1_3);
  sum2_1 = fma(x3_3, w5, sum2_1);
  sum2_2 = fma(x3_3, w4, sum2_2);
  sum2_3 = fma(x3_3, w3, sum2_3);
  sum3_1 = fma(x3_3, w2, sum3_1);
  sum3_2 = fma(x3_3, w1, sum3_2);
  sum3_3 = fma(x3_3, w0, sum3_3);
  let x3_4 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix4], iy3_inside & ix4_inside);
  sum1_2 = fma(x3_4, w8, sum1_2);
  sum1_3 = fma(x3_4, w7, sum1_3);
  sum2_2 = fma(x3_4, w5, sum2_2);
  sum2_3 = fma(x3_4, w4, sum2_3);
  sum3_2 = fma(x3_4, w2, sum3_2);
  sum3_3 = fma(x3_4, w1, sum3_3);
  let x3_5 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix5], iy3_inside & ix5_inside);
  sum1_3 = fma(x3_5, w8, sum1_3);
  sum2_3 = fma(x3_5, w5, sum2_3);
  sum3_3 = fma(x3_5, w2, sum3_3);
  let x4_0 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix0], iy4_inside & ix0_inside);
  sum2_0 = fma(x4_0, w6, sum2_0);
  sum3_0 = fma(x4_0, w3, sum3_0);
  let x4_1 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix1], iy4_inside & ix1_inside);
  sum2_0 = fma(x4_1, w7, sum2_0);
  sum2_1 = fma(x4_1, w6, sum2_1);
  sum3_0 = fma(x4_1, w4, sum3_0);
  sum3_1 = fma(x4_1, w3, sum3_1);
  let x4_2 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix2], iy4_inside & ix2_inside);
  sum2_0 = fma(x4_2, w8, sum2_0);
  sum2_1 = fma(x4_2, w7, sum2_1);
  sum2_2 = fma(x4_2, w6, sum2_2);
  sum3_0 = fma(x4_2, w5, sum3_0);
  sum3_1 = fma(x4_2, w4, sum3_1);
  sum3_2 = fma(x4_2, w3, sum3_2);
  let x4_3 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix3], iy4_inside & ix3_inside);
  sum2_1 = fma(x4_3, w8, sum2_1);
  sum2_2 = fma(x4_3, w7, sum2_2);
  sum2_3 = fma(x4_3, w6, sum2_3);
  sum3_1 = fma(x4_3, w5, sum3_1);
  sum3_2 = fma(x4_3, w4, sum3_2);
  sum3_3 = fma(x4_3, w3, sum3_3);
  let x4_4 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix4], iy4_inside & ix4_inside);
  sum2_2 = fma(x4_4, w8, sum2_2);
  sum2_3 = fma(x4_4, w7, sum2_3);
  sum3_2 = fma(x4_4, w5, sum3_2);
  sum3_3 = fma(x4_4, w4, sum3_3);
  let x4_5 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix5], iy4_inside & ix5_inside);
  sum2_3 = fma(x4_5, w8, sum2_3);
  sum3_3 = fma(x4_5, w5, sum3_3);
  let x5_0 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix0], iy5_inside & ix0_inside);
  sum3_0 = fma(x5_0, w6, sum3_0);
  let x5_1 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix1], iy5_inside & ix1_inside);
  sum3_0 = fma(x5_1, w7, sum3_0);
  sum3_1 = fma(x5_1, w6, sum3_1);
  let x5_2 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix2], iy5_inside & ix2_inside);
  sum3_0 = fma(x5_2, w8, sum3_0);
  sum3_1 = fma(x5_2, w7, sum3_1);
  sum3_2 = fma(x5_2, w6, sum3_2);
  let x5_3 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix3], iy5_inside & ix3_inside);
  sum3_1 = fma(x5_3, w8, sum3_1);
  sum3_2 = fma(x5_3, w7, sum3_2);
  sum3_3 = fma(x5_3, w6, sum3_3);
  let x5_4 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix4], iy5_inside & ix4_inside);
  sum3_2 = fma(x5_4, w8, sum3_2);
  sum3_3 = fma(x5_4, w7, sum3_3);
  let x5_5 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix5], iy5_inside & ix5_inside);
  sum3_3 = fma(x5_5, w8, sum3_3);
  y[image][channel * 49152u + oy * 256u + ox] = sum0_0;
  y[image][channel * 49152u + oy * 256u + (ox + 1u)] = sum0_1;
  y[image][channel * 49152u + oy * 256u + (ox + 2u)] = sum0_2;
  y[image][channel * 49152u + oy * 256u + (ox + 3u)] = sum0_3;
  y[image][channel * 49152u + (oy + 1u) * 256u + ox] = sum1_0;
  y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 1u)] = sum1_1;
  y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 2u)] = sum1_2;
  y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 3u)] = sum1_3;
  y[image][channel * 49152u + (oy + 2u) * 256u + ox] = sum2_0;
  y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 1u)] = sum2_1;
  y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 2u)] = sum2_2;
  y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 3u)] = sum2_3;
  y[image][channel * 49152u + (oy + 3u) * 256u + ox] = sum3_0;
  y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 1u)] = sum3_1;
  y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 2u)] = sum3_2;
  y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 3u)] = sum3_3;
}
`,

  "software/3-conv3.wgsl": `// conv3      filters.cnn:22:21
//   picture 3x192x256  ->  conv3 1x192x256
//   out = sum over 3 channels and the 1x1 window of x * weight
// one invocation: 1 output along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv3 1x192x256, nchw

const weight = array<f32, 3>(0.299f, 0.587f, 0.114f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 256u;
  let ox = i % 256u;
  var sum0_0 = 0.0f;
  {
    let x0 = x[image][(oy) * 256u + (ox)];
    sum0_0 = fma(weight[0], x0, sum0_0);
  }
  {
    let x0 = x[image][(oy) * 256u + (ox) + 49152u];
    sum0_0 = fma(weight[1], x0, sum0_0);
  }
  {
    let x0 = x[image][(oy) * 256u + (ox) + 98304u];
    sum0_0 = fma(weight[2], x0, sum0_0);
  }
  var sum = array<f32, 1>(sum0_0);
  let c = 0u;
  let t = 0u;
  y[image][c * 49152u + oy * 256u + ox] = sum[c];
}
`,

  "software/4-conv4.wgsl": `// conv4      filters.cnn:23:19
//   conv3 1x192x256  ->  conv4 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 4 outputs along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv4 1x192x256, nchw

const weight = array<f32, 9>(-1.0f, -1.0f, -1.0f, -1.0f, 8.0f, -1.0f, -1.0f, -1.0f, -1.0f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 64u;
  let tile = i % 64u;
  let ox = tile * 4u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], oy - 1u < 192u);
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], oy - 1u < 192u);
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], oy - 1u < 192u);
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], oy - 1u < 192u);
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], ox - 1u < 256u);
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = select(0.0f, x[image][(oy) * 256u + (ox + 4u)], ox + 4u < 256u);
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], oy + 1u < 192u);
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], oy + 1u < 192u);
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], oy + 1u < 192u);
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], oy + 1u < 192u);
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
  }
  var sum = array<f32, 4>(sum0_0, sum0_1, sum0_2, sum0_3);
  let c = 0u;
  for (var t = 0u; t < 4u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 4u + t];
  }
}
`,

  "software/5-conv5.wgsl": `// conv5      filters.cnn:24:22
//   conv3 1x192x256  ->  conv5 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 4 outputs along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv5 1x192x256, nchw

const weight = array<f32, 9>(1.0f, 0.0f, -1.0f, 1.0f, 0.0f, -1.0f, 1.0f, 0.0f, -1.0f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 64u;
  let tile = i % 64u;
  let ox = tile * 4u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], oy - 1u < 192u);
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], oy - 1u < 192u);
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], oy - 1u < 192u);
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], oy - 1u < 192u);
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], ox - 1u < 256u);
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = select(0.0f, x[image][(oy) * 256u + (ox + 4u)], ox + 4u < 256u);
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], oy + 1u < 192u);
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], oy + 1u < 192u);
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], oy + 1u < 192u);
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], oy + 1u < 192u);
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
  }
  var sum = array<f32, 4>(sum0_0, sum0_1, sum0_2, sum0_3);
  let c = 0u;
  for (var t = 0u; t < 4u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 4u + t];
  }
}
`,

  "software/6-conv6.wgsl": `// conv6      filters.cnn:25:24
//   conv3 1x192x256  ->  conv6 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 4 outputs along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv6 1x192x256, nchw

const weight = array<f32, 9>(1.0f, 1.0f, 1.0f, 0.0f, 0.0f, 0.0f, -1.0f, -1.0f, -1.0f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 64u;
  let tile = i % 64u;
  let ox = tile * 4u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], oy - 1u < 192u);
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], oy - 1u < 192u);
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], oy - 1u < 192u);
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], oy - 1u < 192u);
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], ox - 1u < 256u);
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = select(0.0f, x[image][(oy) * 256u + (ox + 4u)], ox + 4u < 256u);
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], oy + 1u < 192u);
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], oy + 1u < 192u);
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], oy + 1u < 192u);
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], oy + 1u < 192u);
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
  }
  var sum = array<f32, 4>(sum0_0, sum0_1, sum0_2, sum0_3);
  let c = 0u;
  for (var t = 0u; t < 4u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 4u + t];
  }
}
`,

  "software/7-conv7.wgsl": `// conv7      filters.cnn:26:22
//   conv3 1x192x256  ->  conv7 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 4 outputs along x by all channels, the weights as literals

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 49152>>;  // conv7 1x192x256, nchw

const weight = array<f32, 9>(2.0f, 1.0f, 0.0f, 1.0f, 1.0f, -1.0f, 0.0f, -1.0f, -2.0f);  // [out][in][window]

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 32u + lane;
  let oy = i / 64u;
  let tile = i % 64u;
  let ox = tile * 4u;
  var sum0_0 = 0.0f;
  var sum0_1 = 0.0f;
  var sum0_2 = 0.0f;
  var sum0_3 = 0.0f;
  {
    let x0 = select(0.0f, x[image][(oy - 1u) * 256u + (ox - 1u)], (oy - 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy - 1u) * 256u + (ox)], oy - 1u < 192u);
    let x2 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 1u)], oy - 1u < 192u);
    let x3 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 2u)], oy - 1u < 192u);
    let x4 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 3u)], oy - 1u < 192u);
    let x5 = select(0.0f, x[image][(oy - 1u) * 256u + (ox + 4u)], (oy - 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[2], x2, fma(weight[1], x1, fma(weight[0], x0, sum0_0)));
    sum0_1 = fma(weight[2], x3, fma(weight[1], x2, fma(weight[0], x1, sum0_1)));
    sum0_2 = fma(weight[2], x4, fma(weight[1], x3, fma(weight[0], x2, sum0_2)));
    sum0_3 = fma(weight[2], x5, fma(weight[1], x4, fma(weight[0], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy) * 256u + (ox - 1u)], ox - 1u < 256u);
    let x1 = x[image][(oy) * 256u + (ox)];
    let x2 = x[image][(oy) * 256u + (ox + 1u)];
    let x3 = x[image][(oy) * 256u + (ox + 2u)];
    let x4 = x[image][(oy) * 256u + (ox + 3u)];
    let x5 = select(0.0f, x[image][(oy) * 256u + (ox + 4u)], ox + 4u < 256u);
    sum0_0 = fma(weight[5], x2, fma(weight[4], x1, fma(weight[3], x0, sum0_0)));
    sum0_1 = fma(weight[5], x3, fma(weight[4], x2, fma(weight[3], x1, sum0_1)));
    sum0_2 = fma(weight[5], x4, fma(weight[4], x3, fma(weight[3], x2, sum0_2)));
    sum0_3 = fma(weight[5], x5, fma(weight[4], x4, fma(weight[3], x3, sum0_3)));
  }
  {
    let x0 = select(0.0f, x[image][(oy + 1u) * 256u + (ox - 1u)], (oy + 1u < 192u) & (ox - 1u < 256u));
    let x1 = select(0.0f, x[image][(oy + 1u) * 256u + (ox)], oy + 1u < 192u);
    let x2 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 1u)], oy + 1u < 192u);
    let x3 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 2u)], oy + 1u < 192u);
    let x4 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 3u)], oy + 1u < 192u);
    let x5 = select(0.0f, x[image][(oy + 1u) * 256u + (ox + 4u)], (oy + 1u < 192u) & (ox + 4u < 256u));
    sum0_0 = fma(weight[8], x2, fma(weight[7], x1, fma(weight[6], x0, sum0_0)));
    sum0_1 = fma(weight[8], x3, fma(weight[7], x2, fma(weight[6], x1, sum0_1)));
    sum0_2 = fma(weight[8], x4, fma(weight[7], x3, fma(weight[6], x2, sum0_2)));
    sum0_3 = fma(weight[8], x5, fma(weight[7], x4, fma(weight[6], x3, sum0_3)));
  }
  var sum = array<f32, 4>(sum0_0, sum0_1, sum0_2, sum0_3);
  let c = 0u;
  for (var t = 0u; t < 4u; t++) {
    y[image][c * 49152u + oy * 256u + (ox + t)] = sum[c * 4u + t];
  }
}
`,

  "portable/1-conv1.wgsl": `// conv1      filters.cnn:18:24
//   also for conv2
//   picture 3x192x256  ->  conv1 3x192x256
//   out = sum over 1 channel of its group (3) and the 3x3 window of x * weight, padding 1
// one invocation: 4 by 7 outputs of a channel, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 27>;  // [channel][in][window]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 147456>>;  // conv1 3x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 5328u) { return; }
  let channel = i / 1776u;
  let row = i / 37u % 48u;
  let column = i % 37u;
  let oy = row * 4u;
  let ox = column * 7u;
  let start = f32();
  var sum0_0 = start;
  var sum0_1 = start;
  var sum0_2 = start;
  var sum0_3 = start;
  var sum0_4 = start;
  var sum0_5 = start;
  var sum0_6 = start;
  var sum1_0 = start;
  var sum1_1 = start;
  var sum1_2 = start;
  var sum1_3 = start;
  var sum1_4 = start;
  var sum1_5 = start;
  var sum1_6 = start;
  var sum2_0 = start;
  var sum2_1 = start;
  var sum2_2 = start;
  var sum2_3 = start;
  var sum2_4 = start;
  var sum2_5 = start;
  var sum2_6 = start;
  var sum3_0 = start;
  var sum3_1 = start;
  var sum3_2 = start;
  var sum3_3 = start;
  var sum3_4 = start;
  var sum3_5 = start;
  var sum3_6 = start;
  let w0 = weight[channel * 9u];
  let w1 = weight[channel * 9u + 1u];
  let w2 = weight[channel * 9u + 2u];
  let w3 = weight[channel * 9u + 3u];
  let w4 = weight[channel * 9u + 4u];
  let w5 = weight[channel * 9u + 5u];
  let w6 = weight[channel * 9u + 6u];
  let w7 = weight[channel * 9u + 7u];
  let w8 = weight[channel * 9u + 8u];
  let iy0 = oy - 1u;
  let iy0_inside = iy0 < 192u;
  let iy1 = oy;
  let iy1_inside = iy1 < 192u;
  let iy2 = oy + 1u;
  let iy2_inside = iy2 < 192u;
  let iy3 = oy + 2u;
  let iy3_inside = iy3 < 192u;
  let iy4 = oy + 3u;
  let iy4_inside = iy4 < 192u;
  let iy5 = oy + 4u;
  let iy5_inside = iy5 < 192u;
  let ix0 = ox - 1u;
  let ix0_inside = ix0 < 256u;
  let ix1 = ox;
  let ix1_inside = ix1 < 256u;
  let ix2 = ox + 1u;
  let ix2_inside = ix2 < 256u;
  let ix3 = ox + 2u;
  let ix3_inside = ix3 < 256u;
  let ix4 = ox + 3u;
  let ix4_inside = ix4 < 256u;
  let ix5 = ox + 4u;
  let ix5_inside = ix5 < 256u;
  let ix6 = ox + 5u;
  let ix6_inside = ix6 < 256u;
  let ix7 = ox + 6u;
  let ix7_inside = ix7 < 256u;
  let ix8 = ox + 7u;
  let ix8_inside = ix8 < 256u;
  let x0_0 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix0], iy0_inside & ix0_inside);
  sum0_0 = fma(x0_0, w0, sum0_0);
  let x0_1 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix1], iy0_inside & ix1_inside);
  sum0_0 = fma(x0_1, w1, sum0_0);
  sum0_1 = fma(x0_1, w0, sum0_1);
  let x0_2 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix2], iy0_inside & ix2_inside);
  sum0_0 = fma(x0_2, w2, sum0_0);
  sum0_1 = fma(x0_2, w1, sum0_1);
  sum0_2 = fma(x0_2, w0, sum0_2);
  let x0_3 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix3], iy0_inside & ix3_inside);
  sum0_1 = fma(x0_3, w2, sum0_1);
  sum0_2 = fma(x0_3, w1, sum0_2);
  sum0_3 = fma(x0_3, w0, sum0_3);
  let x0_4 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix4], iy0_inside & ix4_inside);
  sum0_2 = fma(x0_4, w2, sum0_2);
  sum0_3 = fma(x0_4, w1, sum0_3);
  sum0_4 = fma(x0_4, w0, sum0_4);
  let x0_5 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix5], iy0_inside & ix5_inside);
  sum0_3 = fma(x0_5, w2, sum0_3);
  sum0_4 = fma(x0_5, w1, sum0_4);
  sum0_5 = fma(x0_5, w0, sum0_5);
  let x0_6 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix6], iy0_inside & ix6_inside);
  sum0_4 = fma(x0_6, w2, sum0_4);
  sum0_5 = fma(x0_6, w1, sum0_5);
  sum0_6 = fma(x0_6, w0, sum0_6);
  let x0_7 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix7], iy0_inside & ix7_inside);
  sum0_5 = fma(x0_7, w2, sum0_5);
  sum0_6 = fma(x0_7, w1, sum0_6);
  let x0_8 = select(0.0f, x[image][channel * 49152u + iy0 * 256u + ix8], iy0_inside & ix8_inside);
  sum0_6 = fma(x0_8, w2, sum0_6);
  let x1_0 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix0], iy1_inside & ix0_inside);
  sum0_0 = fma(x1_0, w3, sum0_0);
  sum1_0 = fma(x1_0, w0, sum1_0);
  let x1_1 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix1], iy1_inside & ix1_inside);
  sum0_0 = fma(x1_1, w4, sum0_0);
  sum0_1 = fma(x1_1, w3, sum0_1);
  sum1_0 = fma(x1_1, w1, sum1_0);
  sum1_1 = fma(x1_1, w0, sum1_1);
  let x1_2 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix2], iy1_inside & ix2_inside);
  sum0_0 = fma(x1_2, w5, sum0_0);
  sum0_1 = fma(x1_2, w4, sum0_1);
  sum0_2 = fma(x1_2, w3, sum0_2);
  sum1_0 = fma(x1_2, w2, sum1_0);
  sum1_1 = fma(x1_2, w1, sum1_1);
  sum1_2 = fma(x1_2, w0, sum1_2);
  let x1_3 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix3], iy1_inside & ix3_inside);
  sum0_1 = fma(x1_3, w5, sum0_1);
  sum0_2 = fma(x1_3, w4, sum0_2);
  sum0_3 = fma(x1_3, w3, sum0_3);
  sum1_1 = fma(x1_3, w2, sum1_1);
  sum1_2 = fma(x1_3, w1, sum1_2);
  sum1_3 = fma(x1_3, w0, sum1_3);
  let x1_4 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix4], iy1_inside & ix4_inside);
  sum0_2 = fma(x1_4, w5, sum0_2);
  sum0_3 = fma(x1_4, w4, sum0_3);
  sum0_4 = fma(x1_4, w3, sum0_4);
  sum1_2 = fma(x1_4, w2, sum1_2);
  sum1_3 = fma(x1_4, w1, sum1_3);
  sum1_4 = fma(x1_4, w0, sum1_4);
  let x1_5 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix5], iy1_inside & ix5_inside);
  sum0_3 = fma(x1_5, w5, sum0_3);
  sum0_4 = fma(x1_5, w4, sum0_4);
  sum0_5 = fma(x1_5, w3, sum0_5);
  sum1_3 = fma(x1_5, w2, sum1_3);
  sum1_4 = fma(x1_5, w1, sum1_4);
  sum1_5 = fma(x1_5, w0, sum1_5);
  let x1_6 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix6], iy1_inside & ix6_inside);
  sum0_4 = fma(x1_6, w5, sum0_4);
  sum0_5 = fma(x1_6, w4, sum0_5);
  sum0_6 = fma(x1_6, w3, sum0_6);
  sum1_4 = fma(x1_6, w2, sum1_4);
  sum1_5 = fma(x1_6, w1, sum1_5);
  sum1_6 = fma(x1_6, w0, sum1_6);
  let x1_7 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix7], iy1_inside & ix7_inside);
  sum0_5 = fma(x1_7, w5, sum0_5);
  sum0_6 = fma(x1_7, w4, sum0_6);
  sum1_5 = fma(x1_7, w2, sum1_5);
  sum1_6 = fma(x1_7, w1, sum1_6);
  let x1_8 = select(0.0f, x[image][channel * 49152u + iy1 * 256u + ix8], iy1_inside & ix8_inside);
  sum0_6 = fma(x1_8, w5, sum0_6);
  sum1_6 = fma(x1_8, w2, sum1_6);
  let x2_0 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix0], iy2_inside & ix0_inside);
  sum0_0 = fma(x2_0, w6, sum0_0);
  sum1_0 = fma(x2_0, w3, sum1_0);
  sum2_0 = fma(x2_0, w0, sum2_0);
  let x2_1 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix1], iy2_inside & ix1_inside);
  sum0_0 = fma(x2_1, w7, sum0_0);
  sum0_1 = fma(x2_1, w6, sum0_1);
  sum1_0 = fma(x2_1, w4, sum1_0);
  sum1_1 = fma(x2_1, w3, sum1_1);
  sum2_0 = fma(x2_1, w1, sum2_0);
  sum2_1 = fma(x2_1, w0, sum2_1);
  let x2_2 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix2], iy2_inside & ix2_inside);
  sum0_0 = fma(x2_2, w8, sum0_0);
  sum0_1 = fma(x2_2, w7, sum0_1);
  sum0_2 = fma(x2_2, w6, sum0_2);
  sum1_0 = fma(x2_2, w5, sum1_0);
  sum1_1 = fma(x2_2, w4, sum1_1);
  sum1_2 = fma(x2_2, w3, sum1_2);
  sum2_0 = fma(x2_2, w2, sum2_0);
  sum2_1 = fma(x2_2, w1, sum2_1);
  sum2_2 = fma(x2_2, w0, sum2_2);
  let x2_3 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix3], iy2_inside & ix3_inside);
  sum0_1 = fma(x2_3, w8, sum0_1);
  sum0_2 = fma(x2_3, w7, sum0_2);
  sum0_3 = fma(x2_3, w6, sum0_3);
  sum1_1 = fma(x2_3, w5, sum1_1);
  sum1_2 = fma(x2_3, w4, sum1_2);
  sum1_3 = fma(x2_3, w3, sum1_3);
  sum2_1 = fma(x2_3, w2, sum2_1);
  sum2_2 = fma(x2_3, w1, sum2_2);
  sum2_3 = fma(x2_3, w0, sum2_3);
  let x2_4 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix4], iy2_inside & ix4_inside);
  sum0_2 = fma(x2_4, w8, sum0_2);
  sum0_3 = fma(x2_4, w7, sum0_3);
  sum0_4 = fma(x2_4, w6, sum0_4);
  sum1_2 = fma(x2_4, w5, sum1_2);
  sum1_3 = fma(x2_4, w4, sum1_3);
  sum1_4 = fma(x2_4, w3, sum1_4);
  sum2_2 = fma(x2_4, w2, sum2_2);
  sum2_3 = fma(x2_4, w1, sum2_3);
  sum2_4 = fma(x2_4, w0, sum2_4);
  let x2_5 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix5], iy2_inside & ix5_inside);
  sum0_3 = fma(x2_5, w8, sum0_3);
  sum0_4 = fma(x2_5, w7, sum0_4);
  sum0_5 = fma(x2_5, w6, sum0_5);
  sum1_3 = fma(x2_5, w5, sum1_3);
  sum1_4 = fma(x2_5, w4, sum1_4);
  sum1_5 = fma(x2_5, w3, sum1_5);
  sum2_3 = fma(x2_5, w2, sum2_3);
  sum2_4 = fma(x2_5, w1, sum2_4);
  sum2_5 = fma(x2_5, w0, sum2_5);
  let x2_6 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix6], iy2_inside & ix6_inside);
  sum0_4 = fma(x2_6, w8, sum0_4);
  sum0_5 = fma(x2_6, w7, sum0_5);
  sum0_6 = fma(x2_6, w6, sum0_6);
  sum1_4 = fma(x2_6, w5, sum1_4);
  sum1_5 = fma(x2_6, w4, sum1_5);
  sum1_6 = fma(x2_6, w3, sum1_6);
  sum2_4 = fma(x2_6, w2, sum2_4);
  sum2_5 = fma(x2_6, w1, sum2_5);
  sum2_6 = fma(x2_6, w0, sum2_6);
  let x2_7 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix7], iy2_inside & ix7_inside);
  sum0_5 = fma(x2_7, w8, sum0_5);
  sum0_6 = fma(x2_7, w7, sum0_6);
  sum1_5 = fma(x2_7, w5, sum1_5);
  sum1_6 = fma(x2_7, w4, sum1_6);
  sum2_5 = fma(x2_7, w2, sum2_5);
  sum2_6 = fma(x2_7, w1, sum2_6);
  let x2_8 = select(0.0f, x[image][channel * 49152u + iy2 * 256u + ix8], iy2_inside & ix8_inside);
  sum0_6 = fma(x2_8, w8, sum0_6);
  sum1_6 = fma(x2_8, w5, sum1_6);
  sum2_6 = fma(x2_8, w2, sum2_6);
  let x3_0 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix0], iy3_inside & ix0_inside);
  sum1_0 = fma(x3_0, w6, sum1_0);
  sum2_0 = fma(x3_0, w3, sum2_0);
  sum3_0 = fma(x3_0, w0, sum3_0);
  let x3_1 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix1], iy3_inside & ix1_inside);
  sum1_0 = fma(x3_1, w7, sum1_0);
  sum1_1 = fma(x3_1, w6, sum1_1);
  sum2_0 = fma(x3_1, w4, sum2_0);
  sum2_1 = fma(x3_1, w3, sum2_1);
  sum3_0 = fma(x3_1, w1, sum3_0);
  sum3_1 = fma(x3_1, w0, sum3_1);
  let x3_2 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix2], iy3_inside & ix2_inside);
  sum1_0 = fma(x3_2, w8, sum1_0);
  sum1_1 = fma(x3_2, w7, sum1_1);
  sum1_2 = fma(x3_2, w6, sum1_2);
  sum2_0 = fma(x3_2, w5, sum2_0);
  sum2_1 = fma(x3_2, w4, sum2_1);
  sum2_2 = fma(x3_2, w3, sum2_2);
  sum3_0 = fma(x3_2, w2, sum3_0);
  sum3_1 = fma(x3_2, w1, sum3_1);
  sum3_2 = fma(x3_2, w0, sum3_2);
  let x3_3 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix3], iy3_inside & ix3_inside);
  sum1_1 = fma(x3_3, w8, sum1_1);
  sum1_2 = fma(x3_3, w7, sum1_2);
  sum1_3 = fma(x3_3, w6, sum1_3);
  sum2_1 = fma(x3_3, w5, sum2_1);
  sum2_2 = fma(x3_3, w4, sum2_2);
  sum2_3 = fma(x3_3, w3, sum2_3);
  sum3_1 = fma(x3_3, w2, sum3_1);
  sum3_2 = fma(x3_3, w1, sum3_2);
  sum3_3 = fma(x3_3, w0, sum3_3);
  let x3_4 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix4], iy3_inside & ix4_inside);
  sum1_2 = fma(x3_4, w8, sum1_2);
  sum1_3 = fma(x3_4, w7, sum1_3);
  sum1_4 = fma(x3_4, w6, sum1_4);
  sum2_2 = fma(x3_4, w5, sum2_2);
  sum2_3 = fma(x3_4, w4, sum2_3);
  sum2_4 = fma(x3_4, w3, sum2_4);
  sum3_2 = fma(x3_4, w2, sum3_2);
  sum3_3 = fma(x3_4, w1, sum3_3);
  sum3_4 = fma(x3_4, w0, sum3_4);
  let x3_5 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix5], iy3_inside & ix5_inside);
  sum1_3 = fma(x3_5, w8, sum1_3);
  sum1_4 = fma(x3_5, w7, sum1_4);
  sum1_5 = fma(x3_5, w6, sum1_5);
  sum2_3 = fma(x3_5, w5, sum2_3);
  sum2_4 = fma(x3_5, w4, sum2_4);
  sum2_5 = fma(x3_5, w3, sum2_5);
  sum3_3 = fma(x3_5, w2, sum3_3);
  sum3_4 = fma(x3_5, w1, sum3_4);
  sum3_5 = fma(x3_5, w0, sum3_5);
  let x3_6 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix6], iy3_inside & ix6_inside);
  sum1_4 = fma(x3_6, w8, sum1_4);
  sum1_5 = fma(x3_6, w7, sum1_5);
  sum1_6 = fma(x3_6, w6, sum1_6);
  sum2_4 = fma(x3_6, w5, sum2_4);
  sum2_5 = fma(x3_6, w4, sum2_5);
  sum2_6 = fma(x3_6, w3, sum2_6);
  sum3_4 = fma(x3_6, w2, sum3_4);
  sum3_5 = fma(x3_6, w1, sum3_5);
  sum3_6 = fma(x3_6, w0, sum3_6);
  let x3_7 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix7], iy3_inside & ix7_inside);
  sum1_5 = fma(x3_7, w8, sum1_5);
  sum1_6 = fma(x3_7, w7, sum1_6);
  sum2_5 = fma(x3_7, w5, sum2_5);
  sum2_6 = fma(x3_7, w4, sum2_6);
  sum3_5 = fma(x3_7, w2, sum3_5);
  sum3_6 = fma(x3_7, w1, sum3_6);
  let x3_8 = select(0.0f, x[image][channel * 49152u + iy3 * 256u + ix8], iy3_inside & ix8_inside);
  sum1_6 = fma(x3_8, w8, sum1_6);
  sum2_6 = fma(x3_8, w5, sum2_6);
  sum3_6 = fma(x3_8, w2, sum3_6);
  let x4_0 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix0], iy4_inside & ix0_inside);
  sum2_0 = fma(x4_0, w6, sum2_0);
  sum3_0 = fma(x4_0, w3, sum3_0);
  let x4_1 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix1], iy4_inside & ix1_inside);
  sum2_0 = fma(x4_1, w7, sum2_0);
  sum2_1 = fma(x4_1, w6, sum2_1);
  sum3_0 = fma(x4_1, w4, sum3_0);
  sum3_1 = fma(x4_1, w3, sum3_1);
  let x4_2 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix2], iy4_inside & ix2_inside);
  sum2_0 = fma(x4_2, w8, sum2_0);
  sum2_1 = fma(x4_2, w7, sum2_1);
  sum2_2 = fma(x4_2, w6, sum2_2);
  sum3_0 = fma(x4_2, w5, sum3_0);
  sum3_1 = fma(x4_2, w4, sum3_1);
  sum3_2 = fma(x4_2, w3, sum3_2);
  let x4_3 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix3], iy4_inside & ix3_inside);
  sum2_1 = fma(x4_3, w8, sum2_1);
  sum2_2 = fma(x4_3, w7, sum2_2);
  sum2_3 = fma(x4_3, w6, sum2_3);
  sum3_1 = fma(x4_3, w5, sum3_1);
  sum3_2 = fma(x4_3, w4, sum3_2);
  sum3_3 = fma(x4_3, w3, sum3_3);
  let x4_4 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix4], iy4_inside & ix4_inside);
  sum2_2 = fma(x4_4, w8, sum2_2);
  sum2_3 = fma(x4_4, w7, sum2_3);
  sum2_4 = fma(x4_4, w6, sum2_4);
  sum3_2 = fma(x4_4, w5, sum3_2);
  sum3_3 = fma(x4_4, w4, sum3_3);
  sum3_4 = fma(x4_4, w3, sum3_4);
  let x4_5 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix5], iy4_inside & ix5_inside);
  sum2_3 = fma(x4_5, w8, sum2_3);
  sum2_4 = fma(x4_5, w7, sum2_4);
  sum2_5 = fma(x4_5, w6, sum2_5);
  sum3_3 = fma(x4_5, w5, sum3_3);
  sum3_4 = fma(x4_5, w4, sum3_4);
  sum3_5 = fma(x4_5, w3, sum3_5);
  let x4_6 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix6], iy4_inside & ix6_inside);
  sum2_4 = fma(x4_6, w8, sum2_4);
  sum2_5 = fma(x4_6, w7, sum2_5);
  sum2_6 = fma(x4_6, w6, sum2_6);
  sum3_4 = fma(x4_6, w5, sum3_4);
  sum3_5 = fma(x4_6, w4, sum3_5);
  sum3_6 = fma(x4_6, w3, sum3_6);
  let x4_7 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix7], iy4_inside & ix7_inside);
  sum2_5 = fma(x4_7, w8, sum2_5);
  sum2_6 = fma(x4_7, w7, sum2_6);
  sum3_5 = fma(x4_7, w5, sum3_5);
  sum3_6 = fma(x4_7, w4, sum3_6);
  let x4_8 = select(0.0f, x[image][channel * 49152u + iy4 * 256u + ix8], iy4_inside & ix8_inside);
  sum2_6 = fma(x4_8, w8, sum2_6);
  sum3_6 = fma(x4_8, w5, sum3_6);
  let x5_0 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix0], iy5_inside & ix0_inside);
  sum3_0 = fma(x5_0, w6, sum3_0);
  let x5_1 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix1], iy5_inside & ix1_inside);
  sum3_0 = fma(x5_1, w7, sum3_0);
  sum3_1 = fma(x5_1, w6, sum3_1);
  let x5_2 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix2], iy5_inside & ix2_inside);
  sum3_0 = fma(x5_2, w8, sum3_0);
  sum3_1 = fma(x5_2, w7, sum3_1);
  sum3_2 = fma(x5_2, w6, sum3_2);
  let x5_3 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix3], iy5_inside & ix3_inside);
  sum3_1 = fma(x5_3, w8, sum3_1);
  sum3_2 = fma(x5_3, w7, sum3_2);
  sum3_3 = fma(x5_3, w6, sum3_3);
  let x5_4 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix4], iy5_inside & ix4_inside);
  sum3_2 = fma(x5_4, w8, sum3_2);
  sum3_3 = fma(x5_4, w7, sum3_3);
  sum3_4 = fma(x5_4, w6, sum3_4);
  let x5_5 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix5], iy5_inside & ix5_inside);
  sum3_3 = fma(x5_5, w8, sum3_3);
  sum3_4 = fma(x5_5, w7, sum3_4);
  sum3_5 = fma(x5_5, w6, sum3_5);
  let x5_6 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix6], iy5_inside & ix6_inside);
  sum3_4 = fma(x5_6, w8, sum3_4);
  sum3_5 = fma(x5_6, w7, sum3_5);
  sum3_6 = fma(x5_6, w6, sum3_6);
  let x5_7 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix7], iy5_inside & ix7_inside);
  sum3_5 = fma(x5_7, w8, sum3_5);
  sum3_6 = fma(x5_7, w7, sum3_6);
  let x5_8 = select(0.0f, x[image][channel * 49152u + iy5 * 256u + ix8], iy5_inside & ix8_inside);
  sum3_6 = fma(x5_8, w8, sum3_6);
  y[image][channel * 49152u + oy * 256u + ox] = sum0_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 1u)] = sum0_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 2u)] = sum0_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 3u)] = sum0_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 4u)] = sum0_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 5u)] = sum0_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + oy * 256u + (ox + 6u)] = sum0_6;
  }
  y[image][channel * 49152u + (oy + 1u) * 256u + ox] = sum1_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 1u)] = sum1_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 2u)] = sum1_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 3u)] = sum1_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 4u)] = sum1_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 5u)] = sum1_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 1u) * 256u + (ox + 6u)] = sum1_6;
  }
  y[image][channel * 49152u + (oy + 2u) * 256u + ox] = sum2_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 1u)] = sum2_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 2u)] = sum2_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 3u)] = sum2_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 4u)] = sum2_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 5u)] = sum2_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 2u) * 256u + (ox + 6u)] = sum2_6;
  }
  y[image][channel * 49152u + (oy + 3u) * 256u + ox] = sum3_0;
  if ((ox + 1u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 1u)] = sum3_1;
  }
  if ((ox + 2u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 2u)] = sum3_2;
  }
  if ((ox + 3u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 3u)] = sum3_3;
  }
  if ((ox + 4u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 4u)] = sum3_4;
  }
  if ((ox + 5u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 5u)] = sum3_5;
  }
  if ((ox + 6u) < 256u) {
    y[image][channel * 49152u + (oy + 3u) * 256u + (ox + 6u)] = sum3_6;
  }
}
`,

  "portable/3-conv3.wgsl": `// conv3      filters.cnn:22:21
//   picture 3x192x256  ->  conv3 1x192x256
//   out = sum over 3 channels and the 1x1 window of x * weight
// one invocation: 8 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 147456>>;  // picture 3x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 3>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv3 1x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  let oy = i / 32u;
  let tile = i % 32u;
  let block = 0u;
  let ox = tile * 8u;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  let ky = 0u;
  let iy = oy + ky;
  for (var input = 0u; input < 3u; input++) {
    let kx = 0u;
    let x0 = x[image][input * 49152u + iy * 256u + (ox)];
    let x1 = x[image][input * 49152u + iy * 256u + (ox + 1u)];
    let x2 = x[image][input * 49152u + iy * 256u + (ox + 2u)];
    let x3 = x[image][input * 49152u + iy * 256u + (ox + 3u)];
    let x4 = x[image][input * 49152u + iy * 256u + (ox + 4u)];
    let x5 = x[image][input * 49152u + iy * 256u + (ox + 5u)];
    let x6 = x[image][input * 49152u + iy * 256u + (ox + 6u)];
    let x7 = x[image][input * 49152u + iy * 256u + (ox + 7u)];
    let w0 = weight[ky * 3u + input + block];
    sum0 = fma(vec4f(x0), w0, sum0);
    sum1 = fma(vec4f(x1), w0, sum1);
    sum2 = fma(vec4f(x2), w0, sum2);
    sum3 = fma(vec4f(x3), w0, sum3);
    sum4 = fma(vec4f(x4), w0, sum4);
    sum5 = fma(vec4f(x5), w0, sum5);
    sum6 = fma(vec4f(x6), w0, sum6);
    sum7 = fma(vec4f(x7), w0, sum7);
  }
  let sum0_out = sum0;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox)] = sum0_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox)] = sum0_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox)] = sum0_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox)] = sum0_out[3]; }
  let sum1_out = sum1;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[3]; }
  let sum2_out = sum2;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[3]; }
  let sum3_out = sum3;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[3]; }
  let sum4_out = sum4;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[3]; }
  let sum5_out = sum5;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[3]; }
  let sum6_out = sum6;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[3]; }
  let sum7_out = sum7;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[3]; }
}
`,

  "portable/4-conv4.wgsl": `// conv4      filters.cnn:23:19
//   also for conv5, conv6, conv7
//   conv3 1x192x256  ->  conv4 1x192x256
//   out = sum over 1 channel and the 3x3 window of x * weight, padding 1
// one invocation: 8 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 49152>>;  // conv3 1x192x256, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 9>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read_write> y: array<array<f32, 49152>>;  // conv4 1x192x256, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  let oy = i / 32u;
  let tile = i % 32u;
  let block = 0u;
  let ox = tile * 8u;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  for (var ky = 0u; ky < 3u; ky++) {
    let iy = oy + ky - 1u;
    if (iy < 192u) {
      let input = 0u;
      let x0 = select(0.0f, x[image][input * 49152u + iy * 256u + (ox - 1u)], ox - 1u < 256u);
      let x1 = x[image][input * 49152u + iy * 256u + (ox)];
      let x2 = x[image][input * 49152u + iy * 256u + (ox + 1u)];
      let x3 = x[image][input * 49152u + iy * 256u + (ox + 2u)];
      let x4 = x[image][input * 49152u + iy * 256u + (ox + 3u)];
      let x5 = x[image][input * 49152u + iy * 256u + (ox + 4u)];
      let x6 = x[image][input * 49152u + iy * 256u + (ox + 5u)];
      let x7 = x[image][input * 49152u + iy * 256u + (ox + 6u)];
      let x8 = x[image][input * 49152u + iy * 256u + (ox + 7u)];
      let x9 = select(0.0f, x[image][input * 49152u + iy * 256u + (ox + 8u)], ox + 8u < 256u);
      let w0 = weight[ky * 3u + input + block];
      let w1 = weight[ky * 3u + input + block + 1u];
      let w2 = weight[ky * 3u + input + block + 2u];
      sum0 = fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum0)));
      sum1 = fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum1)));
      sum2 = fma(vec4f(x4), w2, fma(vec4f(x3), w1, fma(vec4f(x2), w0, sum2)));
      sum3 = fma(vec4f(x5), w2, fma(vec4f(x4), w1, fma(vec4f(x3), w0, sum3)));
      sum4 = fma(vec4f(x6), w2, fma(vec4f(x5), w1, fma(vec4f(x4), w0, sum4)));
      sum5 = fma(vec4f(x7), w2, fma(vec4f(x6), w1, fma(vec4f(x5), w0, sum5)));
      sum6 = fma(vec4f(x8), w2, fma(vec4f(x7), w1, fma(vec4f(x6), w0, sum6)));
      sum7 = fma(vec4f(x9), w2, fma(vec4f(x8), w1, fma(vec4f(x7), w0, sum7)));
    }
  }
  let sum0_out = sum0;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox)] = sum0_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox)] = sum0_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox)] = sum0_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox)] = sum0_out[3]; }
  let sum1_out = sum1;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 1u)] = sum1_out[3]; }
  let sum2_out = sum2;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 2u)] = sum2_out[3]; }
  let sum3_out = sum3;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 3u)] = sum3_out[3]; }
  let sum4_out = sum4;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 4u)] = sum4_out[3]; }
  let sum5_out = sum5;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 5u)] = sum5_out[3]; }
  let sum6_out = sum6;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 6u)] = sum6_out[3]; }
  let sum7_out = sum7;
  if ((block * 4u) < 1u) { y[image][(block * 4u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[0]; }
  if ((block * 4u + 1u) < 1u) { y[image][(block * 4u + 1u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[1]; }
  if ((block * 4u + 2u) < 1u) { y[image][(block * 4u + 2u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[2]; }
  if ((block * 4u + 3u) < 1u) { y[image][(block * 4u + 3u) * 49152u + oy * 256u + (ox + 7u)] = sum7_out[3]; }
}
`,
};

/** Kernels of all variants: their dispatches number them. */
const kernels: Part["kernels"] = [
  {
    name: "conv1",
    wgsl: wgsl["software/1-conv1.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "weight", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [144, 1],
  },
  {
    name: "conv3",
    wgsl: wgsl["software/3-conv3.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [1536, 1],
  },
  {
    name: "conv4",
    wgsl: wgsl["software/4-conv4.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [384, 1],
  },
  {
    name: "conv5",
    wgsl: wgsl["software/5-conv5.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [384, 1],
  },
  {
    name: "conv6",
    wgsl: wgsl["software/6-conv6.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [384, 1],
  },
  {
    name: "conv7",
    wgsl: wgsl["software/7-conv7.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [384, 1],
  },
  {
    name: "conv1",
    wgsl: wgsl["portable/1-conv1.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "weight", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [84, 1],
  },
  {
    name: "conv3",
    wgsl: wgsl["portable/3-conv3.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "weight", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [96, 1],
  },
  {
    name: "conv4",
    wgsl: wgsl["portable/4-conv4.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "weight", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [96, 1],
  },
];

/** Dispatches, memory and packing of weights. */
const variants = {
  software: {
    name: "software",
    device: "software",
    features: [],
    limits: {},
    buffers: [
      { name: "input picture", kind: "input", bytes: 589824, perImage: true },
      { name: "output conv1", kind: "output", bytes: 589824, perImage: true },
      { name: "output conv2", kind: "output", bytes: 589824, perImage: true },
      { name: "output conv3", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv4", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv5", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv6", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv7", kind: "output", bytes: 196608, perImage: true },
      { name: "weights", kind: "weights", bytes: 512, perImage: false },
    ],
    slots: [
      { name: "picture", buffer: 0, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv1", buffer: 1, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv2", buffer: 2, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv3", buffer: 3, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv4", buffer: 4, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv5", buffer: 5, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv6", buffer: 6, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv7", buffer: 7, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv1.weight", buffer: 8, offset: 0, bytes: 108 },
      { name: "conv2.weight", buffer: 8, offset: 256, bytes: 108 },
    ],
    recipes: [
      {
        slot: 8,
        source: [
          0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625, 0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125,
          0.0625, 0.125, 0.0625, 0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625,
        ],
        extents: [3, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 0, step: 1 }, { size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }],
      },
      {
        slot: 9,
        source: [0, -1, 0, -1, 5, -1, 0, -1, 0, 0, -1, 0, -1, 5, -1, 0, -1, 0, 0, -1, 0, -1, 5, -1, 0, -1, 0],
        extents: [3, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 0, step: 1 }, { size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }],
      },
    ],
    inputs: [0],
    outputs: [1, 2, 3, 4, 5, 6, 7],
    entryPoints: {
      run: [
        { kernel: 0, label: "conv1", slots: [0, 8, 1] },
        { kernel: 0, label: "conv2", slots: [0, 9, 2] },
        { kernel: 1, label: "conv3", slots: [0, 3] },
        { kernel: 2, label: "conv4", slots: [3, 4] },
        { kernel: 3, label: "conv5", slots: [3, 5] },
        { kernel: 4, label: "conv6", slots: [3, 6] },
        { kernel: 5, label: "conv7", slots: [3, 7] },
      ],
    },
  },
  portable: {
    name: "portable",
    device: "portable",
    features: [],
    limits: {},
    buffers: [
      { name: "input picture", kind: "input", bytes: 589824, perImage: true },
      { name: "output conv1", kind: "output", bytes: 589824, perImage: true },
      { name: "output conv2", kind: "output", bytes: 589824, perImage: true },
      { name: "output conv3", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv4", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv5", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv6", kind: "output", bytes: 196608, perImage: true },
      { name: "output conv7", kind: "output", bytes: 196608, perImage: true },
      { name: "weights", kind: "weights", bytes: 1792, perImage: false },
    ],
    slots: [
      { name: "picture", buffer: 0, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv1", buffer: 1, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv2", buffer: 2, offset: 0, bytes: 589824, tensor: { shape: [3, 192, 256], layout: "nchw" } },
      { name: "conv3", buffer: 3, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv4", buffer: 4, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv5", buffer: 5, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv6", buffer: 6, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv7", buffer: 7, offset: 0, bytes: 196608, tensor: { shape: [1, 192, 256], layout: "nchw" } },
      { name: "conv1.weight", buffer: 8, offset: 0, bytes: 108 },
      { name: "conv2.weight", buffer: 8, offset: 256, bytes: 108 },
      { name: "conv3.weight", buffer: 8, offset: 512, bytes: 48 },
      { name: "conv4.weight", buffer: 8, offset: 768, bytes: 144 },
      { name: "conv5.weight", buffer: 8, offset: 1024, bytes: 144 },
      { name: "conv6.weight", buffer: 8, offset: 1280, bytes: 144 },
      { name: "conv7.weight", buffer: 8, offset: 1536, bytes: 144 },
    ],
    recipes: [
      {
        slot: 8,
        source: [
          0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625, 0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125,
          0.0625, 0.125, 0.0625, 0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625,
        ],
        extents: [3, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 0, step: 1 }, { size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }],
      },
      {
        slot: 9,
        source: [0, -1, 0, -1, 5, -1, 0, -1, 0, 0, -1, 0, -1, 5, -1, 0, -1, 0, 0, -1, 0, -1, 5, -1, 0, -1, 0],
        extents: [3, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 0, step: 1 }, { size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }],
      },
      {
        slot: 10,
        source: [0.299, 0.587, 0.114],
        extents: [1, 3, 1, 1],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 1, step: 1 }, { size: 4, axis: 0, step: 1 }],
      },
      {
        slot: 11,
        source: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
        extents: [1, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }, { size: 4, axis: 0, step: 1 }],
      },
      {
        slot: 12,
        source: [1, 0, -1, 1, 0, -1, 1, 0, -1],
        extents: [1, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }, { size: 4, axis: 0, step: 1 }],
      },
      {
        slot: 13,
        source: [1, 1, 1, 0, 0, 0, -1, -1, -1],
        extents: [1, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }, { size: 4, axis: 0, step: 1 }],
      },
      {
        slot: 14,
        source: [2, 1, 0, 1, 1, -1, 0, -1, -2],
        extents: [1, 1, 3, 3],
        start: [0, 0, 0, 0],
        dims: [{ size: 3, axis: 2, step: 1 }, { size: 3, axis: 3, step: 1 }, { size: 4, axis: 0, step: 1 }],
      },
    ],
    inputs: [0],
    outputs: [1, 2, 3, 4, 5, 6, 7],
    entryPoints: {
      run: [
        { kernel: 6, label: "conv1", slots: [0, 8, 1] },
        { kernel: 6, label: "conv2", slots: [0, 9, 2] },
        { kernel: 7, label: "conv3", slots: [0, 10, 3] },
        { kernel: 8, label: "conv4", slots: [3, 11, 4] },
        { kernel: 8, label: "conv5", slots: [3, 12, 5] },
        { kernel: 8, label: "conv6", slots: [3, 13, 6] },
        { kernel: 8, label: "conv7", slots: [3, 14, 7] },
      ],
    },
  },
} satisfies Record<string, Part["variant"]>;

/** What each class of devices gets: what it must have, and how its dispatches, memory and weights are had. */
export const program: Shipped = {
  format: "cnnc/1",
  name: "Filters",
  inputs: [{ name: "picture", shape: [3, 192, 256] }],
  outputs: [
    { name: "blurred", shape: [3, 192, 256] },
    { name: "sharpened", shape: [3, 192, 256] },
    { name: "gray", shape: [1, 192, 256] },
    { name: "edges", shape: [1, 192, 256] },
    { name: "vertical", shape: [1, 192, 256] },
    { name: "horizontal", shape: [1, 192, 256] },
    { name: "embossed", shape: [1, 192, 256] },
  ],
  parameters: [],
  variants: [
    {
      name: "software",
      device: "software",
      features: [],
      limits: {
        maxBufferSize: [512, 2162688],
        maxComputeWorkgroupsPerDimension: [1536, 1],
        maxStorageBuffersPerShaderStage: [3, 0],
        maxStorageBufferBindingSize: [108, 589824],
      },
      load: async () => ({ kernels, variant: variants.software }),
    },
    {
      name: "portable",
      device: "portable",
      features: [],
      limits: {
        maxBufferSize: [1792, 2162688],
        maxComputeWorkgroupsPerDimension: [96, 1],
        maxStorageBuffersPerShaderStage: [3, 0],
        maxStorageBufferBindingSize: [144, 589824],
      },
      load: async () => ({ kernels, variant: variants.portable }),
    },
  ],
};
