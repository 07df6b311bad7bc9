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

import type { CreateOptions as AnyOptions, Network as AnyNetwork, Input, Part, RunOptions, Shipped, WeightsSource } from "./runtime.js";
import { create as createAny, requestDevice as requestAny } from "./runtime.js";
export { CnncError } from "./runtime.js";
export type { ErrorCode, Input, OnProgress, Progress, RunOptions, Shipped, WeightsData, WeightsSource } from "./runtime.js";

/** Shapes for one image; `length` counts its values. */
export const inputs = { image: { shape: [1, 28, 28], length: 784 } } as const;

/** Shapes for one image; `length` counts its values. */
export const outputs = { digit: { shape: [10], length: 10 } } as const;

/** What the weights must hold: F32, row-major. */
export const parameters = {
  "conv1.weight": { shape: [6, 1, 5, 5], length: 150 },
  "conv1.bias": { shape: [6], length: 6 },
  "conv2.weight": { shape: [16, 6, 5, 5], length: 2400 },
  "conv2.bias": { shape: [16], length: 16 },
  "fc1.weight": { shape: [120, 400], length: 48000 },
  "fc1.bias": { shape: [120], length: 120 },
  "fc2.weight": { shape: [84, 120], length: 10080 },
  "fc2.bias": { shape: [84], length: 84 },
  "fc3.weight": { shape: [10, 84], length: 840 },
  "fc3.bias": { shape: [10], length: 10 },
} as const;

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
export async function create(options: CreateOptions): Promise<Network> {
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
  "software/1-conv1.subgroups.wgsl": `// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// one invocation: 4 channels by 4 rows of a column, weights handed round by subgroupBroadcast
enable subgroups;

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 200>;  // [tile of channels][in][x][y][channel of the tile]
@group(0) @binding(2) var<storage, read> bias: array<f32, 6>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw

fn safe_tanh(x: f32) -> f32 {
  return 1.0f - 2.0f / (exp(2.0f * max(-10.0f, min(10.0f, x))) + 1.0f);
}

@compute @workgroup_size(28)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let place = group % 7u * 28u + lane;
  let ox = place % 28u;
  let oy = place / 28u * 4u;
  let part = group / 7u;
  let first = part * 4u;
  let own = subgroup_lane & 3u;
  var sum: array<f32, 16>;
  for (var kx = 0u; kx < 5u; kx++) {
    let ix = ox + kx - 2u;
    let ix_inside = ix < 28u;
    let x0 = select(0.0f, x[image][(oy - 2u) * 28u + ix], ((oy - 2u) < 28u) & ix_inside);
    let x1 = select(0.0f, x[image][(oy - 1u) * 28u + ix], ((oy - 1u) < 28u) & ix_inside);
    let x2 = select(0.0f, x[image][(oy) * 28u + ix], ix_inside);
    let x3 = select(0.0f, x[image][(oy + 1u) * 28u + ix], ix_inside);
    let x4 = select(0.0f, x[image][(oy + 2u) * 28u + ix], ix_inside);
    let x5 = select(0.0f, x[image][(oy + 3u) * 28u + ix], ix_inside);
    let x6 = select(0.0f, x[image][(oy + 4u) * 28u + ix], ((oy + 4u) < 28u) & ix_inside);
    let x7 = select(0.0f, x[image][(oy + 5u) * 28u + ix], ((oy + 5u) < 28u) & ix_inside);
    let w0_0 = weight[part * 100u + kx * 20u + own];
    let w1_0 = weight[part * 100u + kx * 20u + own + 4u];
    let w2_0 = weight[part * 100u + kx * 20u + own + 8u];
    let w3_0 = weight[part * 100u + kx * 20u + own + 12u];
    let w4_0 = weight[part * 100u + kx * 20u + own + 16u];
    {
      let v0 = subgroupBroadcast(w0_0, 0u);
      let v1 = subgroupBroadcast(w1_0, 0u);
      let v2 = subgroupBroadcast(w2_0, 0u);
      let v3 = subgroupBroadcast(w3_0, 0u);
      let v4 = subgroupBroadcast(w4_0, 0u);
      sum[0] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[0])))));
      sum[1] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[1])))));
      sum[2] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[2])))));
      sum[3] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[3])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 1u);
      let v1 = subgroupBroadcast(w1_0, 1u);
      let v2 = subgroupBroadcast(w2_0, 1u);
      let v3 = subgroupBroadcast(w3_0, 1u);
      let v4 = subgroupBroadcast(w4_0, 1u);
      sum[4] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[4])))));
      sum[5] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[5])))));
      sum[6] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[6])))));
      sum[7] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[7])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 2u);
      let v1 = subgroupBroadcast(w1_0, 2u);
      let v2 = subgroupBroadcast(w2_0, 2u);
      let v3 = subgroupBroadcast(w3_0, 2u);
      let v4 = subgroupBroadcast(w4_0, 2u);
      sum[8] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[8])))));
      sum[9] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[9])))));
      sum[10] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[10])))));
      sum[11] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[11])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 3u);
      let v1 = subgroupBroadcast(w1_0, 3u);
      let v2 = subgroupBroadcast(w2_0, 3u);
      let v3 = subgroupBroadcast(w3_0, 3u);
      let v4 = subgroupBroadcast(w4_0, 3u);
      sum[12] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[12])))));
      sum[13] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[13])))));
      sum[14] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[14])))));
      sum[15] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[15])))));
    }
  }
  for (var step = 0u; step < 16u; step++) {
    let c = step / 4u;
    let r = step % 4u;
    if (first + c < 6u) {
      y[image][(first + c) * 784u + (oy + r) * 28u + ox] = safe_tanh((sum[c * 4u + r] + bias[first + c]));
    }
  }
}
`,

  "software/2-avgpool1.wgsl": `// avgpool1      lenet5.cnn:7:39
//   tanh1 6x28x28  ->  avgpool1 6x14x14
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output

@group(0) @binding(0) var<storage, read> x: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 1176u) { return; }
  let channel = i / 196u;
  let oy = i / 14u % 14u;
  let ox = i % 14u;
  let x0 = x[image][channel * 784u + (oy * 2u) * 28u + (ox * 2u)];
  var sum = x0;
  let x1 = x[image][channel * 784u + (oy * 2u) * 28u + (ox * 2u + 1u)];
  sum = sum + x1;
  let x2 = x[image][channel * 784u + (oy * 2u + 1u) * 28u + (ox * 2u)];
  sum = sum + x2;
  let x3 = x[image][channel * 784u + (oy * 2u + 1u) * 28u + (ox * 2u + 1u)];
  sum = sum + x3;
  y[image][channel * 196u + oy * 14u + ox] = sum * 0.25f;
}
`,

  "software/3-conv2.subgroups.wgsl": `// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one invocation: 4 channels by 5 rows of a column, weights handed round by subgroupBroadcast
enable subgroups;

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 2400>;  // [tile of channels][in][x][y][channel of the tile]
@group(0) @binding(2) var<storage, read> bias: array<f32, 16>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw

fn safe_tanh(x: f32) -> f32 {
  return 1.0f - 2.0f / (exp(2.0f * max(-10.0f, min(10.0f, x))) + 1.0f);
}

@compute @workgroup_size(20)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let place = lane;
  let ox = place % 10u;
  let oy = place / 10u * 5u;
  let part = group;
  let first = part * 4u;
  let own = subgroup_lane & 3u;
  var sum: array<f32, 20>;
  for (var step = 0u; step < 30u; step++) {
    let input = step / 5u;
    let kx = step % 5u;
    let ix = ox + kx;
    let x0 = x[image][input * 196u + (oy) * 14u + ix];
    let x1 = x[image][input * 196u + (oy + 1u) * 14u + ix];
    let x2 = x[image][input * 196u + (oy + 2u) * 14u + ix];
    let x3 = x[image][input * 196u + (oy + 3u) * 14u + ix];
    let x4 = x[image][input * 196u + (oy + 4u) * 14u + ix];
    let x5 = x[image][input * 196u + (oy + 5u) * 14u + ix];
    let x6 = x[image][input * 196u + (oy + 6u) * 14u + ix];
    let x7 = x[image][input * 196u + (oy + 7u) * 14u + ix];
    let x8 = x[image][input * 196u + (oy + 8u) * 14u + ix];
    let w0_0 = weight[part * 600u + input * 100u + kx * 20u + own];
    let w1_0 = weight[part * 600u + input * 100u + kx * 20u + own + 4u];
    let w2_0 = weight[part * 600u + input * 100u + kx * 20u + own + 8u];
    let w3_0 = weight[part * 600u + input * 100u + kx * 20u + own + 12u];
    let w4_0 = weight[part * 600u + input * 100u + kx * 20u + own + 16u];
    {
      let v0 = subgroupBroadcast(w0_0, 0u);
      let v1 = subgroupBroadcast(w1_0, 0u);
      let v2 = subgroupBroadcast(w2_0, 0u);
      let v3 = subgroupBroadcast(w3_0, 0u);
      let v4 = subgroupBroadcast(w4_0, 0u);
      sum[0] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[0])))));
      sum[1] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[1])))));
      sum[2] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[2])))));
      sum[3] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[3])))));
      sum[4] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[4])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 1u);
      let v1 = subgroupBroadcast(w1_0, 1u);
      let v2 = subgroupBroadcast(w2_0, 1u);
      let v3 = subgroupBroadcast(w3_0, 1u);
      let v4 = subgroupBroadcast(w4_0, 1u);
      sum[5] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[5])))));
      sum[6] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[6])))));
      sum[7] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[7])))));
      sum[8] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[8])))));
      sum[9] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[9])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 2u);
      let v1 = subgroupBroadcast(w1_0, 2u);
      let v2 = subgroupBroadcast(w2_0, 2u);
      let v3 = subgroupBroadcast(w3_0, 2u);
      let v4 = subgroupBroadcast(w4_0, 2u);
      sum[10] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[10])))));
      sum[11] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[11])))));
      sum[12] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[12])))));
      sum[13] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[13])))));
      sum[14] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[14])))));
    }
    {
      let v0 = subgroupBroadcast(w0_0, 3u);
      let v1 = subgroupBroadcast(w1_0, 3u);
      let v2 = subgroupBroadcast(w2_0, 3u);
      let v3 = subgroupBroadcast(w3_0, 3u);
      let v4 = subgroupBroadcast(w4_0, 3u);
      sum[15] = fma(v4, x4, fma(v3, x3, fma(v2, x2, fma(v1, x1, fma(v0, x0, sum[15])))));
      sum[16] = fma(v4, x5, fma(v3, x4, fma(v2, x3, fma(v1, x2, fma(v0, x1, sum[16])))));
      sum[17] = fma(v4, x6, fma(v3, x5, fma(v2, x4, fma(v1, x3, fma(v0, x2, sum[17])))));
      sum[18] = fma(v4, x7, fma(v3, x6, fma(v2, x5, fma(v1, x4, fma(v0, x3, sum[18])))));
      sum[19] = fma(v4, x8, fma(v3, x7, fma(v2, x6, fma(v1, x5, fma(v0, x4, sum[19])))));
    }
  }
  for (var step = 0u; step < 20u; step++) {
    let c = step / 5u;
    let r = step % 5u;
    y[image][(first + c) * 100u + (oy + r) * 10u + ox] = safe_tanh((sum[c * 5u + r] + bias[first + c]));
  }
}
`,

  "software/4-avgpool2.wgsl": `// avgpool2      lenet5.cnn:8:33
//   tanh2 16x10x10  ->  avgpool2 16x5x5
//   out = avgpool over the 2x2 window, stride 2
// one invocation: one output

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 400>>;  // avgpool2 16x5x5, nchw

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 400u) { return; }
  let channel = i / 25u;
  let oy = i / 5u % 5u;
  let ox = i % 5u;
  let x0 = x[image][channel * 100u + (oy * 2u) * 10u + (ox * 2u)];
  var sum = x0;
  let x1 = x[image][channel * 100u + (oy * 2u) * 10u + (ox * 2u + 1u)];
  sum = sum + x1;
  let x2 = x[image][channel * 100u + (oy * 2u + 1u) * 10u + (ox * 2u)];
  sum = sum + x2;
  let x3 = x[image][channel * 100u + (oy * 2u + 1u) * 10u + (ox * 2u + 1u)];
  sum = sum + x3;
  y[image][channel * 25u + oy * 5u + ox] = sum * 0.25f;
}
`,

  "software/5-fc1.wgsl": `// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// one workgroup: 64 channels, every weight loaded once

@group(0) @binding(0) var<storage, read> x: array<array<f32, 400>>;  // avgpool2 16x5x5, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 120>>;  // tanh3 120, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let block = min(group * 16u + lane % 16u, 29u);
  var sum0 = vec4f();
  for (var step = lane / 16u; step < 100u; step += 1u) {
    let input = step;
    let x0 = vec4f(x[image][(input * 4u)], x[image][(input * 4u + 1u)], x[image][(input * 4u + 2u)], x[image][(input * 4u + 3u)]);
    let w0 = weight[step * 120u + block];
    sum0 = fma(vec4f(x0.x), w0, sum0);
    let w1 = weight[step * 120u + block + 30u];
    sum0 = fma(vec4f(x0.y), w1, sum0);
    let w2 = weight[step * 120u + block + 60u];
    sum0 = fma(vec4f(x0.z), w2, sum0);
    let w3 = weight[step * 120u + block + 90u];
    sum0 = fma(vec4f(x0.w), w3, sum0);
  }
  if (lane < 16u && group * 16u + lane % 16u < 30u) {
    let start = bias[block];
    let out0 = safe_tanh((sum0 + start));
    y[image][(block * 4u)] = out0[0];
    y[image][(block * 4u + 1u)] = out0[1];
    y[image][(block * 4u + 2u)] = out0[2];
    y[image][(block * 4u + 3u)] = out0[3];
  }
}
`,

  "software/6-fc2.wgsl": `// fc2 + tanh4      lenet5.cnn:9:27
//   tanh3 120  ->  tanh4 84
//   out = tanh(bias[c] + sum over 120 channels of x * weight)
// one invocation: 1 output along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 120>>;  // tanh3 120, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 2520>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 21>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 84>>;  // tanh4 84, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 21u) { return; }
  let block = i;
  let start0 = bias[block];
  var sum = array<vec4f, 1>(start0);
  for (var input = 0u; input < 120u; input++) {
    let x0 = x[image][input];
    let w0 = weight[input * 21u + block];
    sum[0] = fma(vec4f(x0), w0, sum[0]);
  }
  let result = safe_tanh(sum[0u]);
  y[image][(block * 4u)] = result[0];
  y[image][(block * 4u + 1u)] = result[1];
  y[image][(block * 4u + 2u)] = result[2];
  y[image][(block * 4u + 3u)] = result[3];
}
`,

  "software/7-fc3.wgsl": `// fc3      lenet5.cnn:9:45
//   tanh4 84  ->  fc3 10
//   out = bias[c] + sum over 84 channels of x * weight
// one invocation: one output, tap by tap

@group(0) @binding(0) var<storage, read> x: array<array<f32, 84>>;  // tanh4 84, nchw
@group(0) @binding(1) var<storage, read> weight: array<f32, 840>;  // [out][in][window]
@group(0) @binding(2) var<storage, read> bias: array<f32, 10>;  // [channel]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 10>>;  // fc3 10, nchw

fn convolve(image: u32, channel: u32) -> f32 {
  var sum = bias[channel];
  for (var input = 0u; input < 84u; input++) {
    sum += x[image][input] * weight[channel * 84u + input];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 10u) { return; }
  let channel = i;
  y[image][channel] = convolve(image, channel);
}
`,

  "software/8-softmax1.wgsl": `// softmax1      lenet5.cnn:9:55
//   fc3 10  ->  softmax1 10
//   out = softmax over the channels
// one invocation: one row over the channels, twice: reduce, then write

@group(0) @binding(0) var<storage, read> x: array<array<f32, 10>>;  // fc3 10, nchw
@group(0) @binding(1) var<storage, read_write> y: array<array<f32, 10>>;  // softmax1 10, nchw

@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 1u + lane;
  let first = x[image][0u];
  var largest = first;
  var total = 1.0f;
  for (var channel = 1u; channel < 10u; channel++) {
    let element = x[image][channel];
    let next_largest = max(largest, element);
    let next_total = total * exp(largest - max(largest, element)) + exp(element - max(largest, element));
    largest = next_largest;
    total = next_total;
  }
  for (var channel = 0u; channel < 10u; channel += 1u) {
    y[image][channel] = exp(x[image][channel] - largest) / total;
  }
}
`,

  "software/1-conv1.wgsl": `// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// one invocation: 4 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 50>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 2>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 4704>>;  // tanh1 6x28x28, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 392u) { return; }
  let oy = i / 14u;
  let tile = i / 2u % 7u;
  let block = i % 2u;
  let ox = tile * 4u;
  let start0 = bias[block];
  var sum = array<vec4f, 4>(start0, start0, start0, start0);
  for (var ky = 0u; ky < 5u; ky++) {
    let input = 0u;
    let iy = oy + ky - 2u;
    let x0 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 2u)], (iy < 28u) & (ox - 2u < 28u));
    let x1 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 1u)], (iy < 28u) & (ox - 1u < 28u));
    let x2 = select(0.0f, x[image][input * 784u + iy * 28u + (ox)], iy < 28u);
    let x3 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 1u)], iy < 28u);
    let x4 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 2u)], iy < 28u);
    let x5 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 3u)], iy < 28u);
    let x6 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 4u)], (iy < 28u) & (ox + 4u < 28u));
    let x7 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 5u)], (iy < 28u) & (ox + 5u < 28u));
    let w0 = weight[ky * 10u + input * 2u + block];
    let w1 = weight[ky * 10u + input * 2u + block + 2u];
    let w2 = weight[ky * 10u + input * 2u + block + 4u];
    let w3 = weight[ky * 10u + input * 2u + block + 6u];
    let w4 = weight[ky * 10u + input * 2u + block + 8u];
    sum[0] = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum[0])))));
    sum[1] = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum[1])))));
    sum[2] = fma(vec4f(x6), w4, fma(vec4f(x5), w3, fma(vec4f(x4), w2, fma(vec4f(x3), w1, fma(vec4f(x2), w0, sum[2])))));
    sum[3] = fma(vec4f(x7), w4, fma(vec4f(x6), w3, fma(vec4f(x5), w2, fma(vec4f(x4), w1, fma(vec4f(x3), w0, sum[3])))));
  }
  for (var t = 0u; t < 4u; t++) {
    let result = safe_tanh(sum[t]);
    if ((block * 4u) < 6u) { y[image][(block * 4u) * 784u + oy * 28u + (ox + t)] = result[0]; }
    if ((block * 4u + 1u) < 6u) { y[image][(block * 4u + 1u) * 784u + oy * 28u + (ox + t)] = result[1]; }
    if ((block * 4u + 2u) < 6u) { y[image][(block * 4u + 2u) * 784u + oy * 28u + (ox + t)] = result[2]; }
    if ((block * 4u + 3u) < 6u) { y[image][(block * 4u + 3u) * 784u + oy * 28u + (ox + t)] = result[3]; }
  }
}
`,

  "software/3-conv2.wgsl": `// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one invocation: 5 outputs along x by 4 channels, in registers

@group(0) @binding(0) var<storage, read> x: array<array<f32, 1176>>;  // avgpool1 6x14x14, nchw
@group(0) @binding(1) var<storage, read> weight: array<vec4f, 600>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias: array<vec4f, 4>;  // [channel / 4]
@group(0) @binding(3) var<storage, read_write> y: array<array<f32, 1600>>;  // tanh2 16x10x10, nchw

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let i = workgroup_id.x * 64u + lane;
  if (i >= 80u) { return; }
  let oy = i / 8u;
  let tile = i / 4u % 2u;
  let block = i % 4u;
  let ox = tile * 5u;
  let start0 = bias[block];
  var sum = array<vec4f, 5>(start0, start0, start0, start0, start0);
  for (var step = 0u; step < 30u; step++) {
    let ky = step / 6u;
    let input = step % 6u;
    let iy = oy + ky;
    let x0 = x[image][input * 196u + iy * 14u + (ox)];
    let x1 = x[image][input * 196u + iy * 14u + (ox + 1u)];
    let x2 = x[image][input * 196u + iy * 14u + (ox + 2u)];
    let x3 = x[image][input * 196u + iy * 14u + (ox + 3u)];
    let x4 = x[image][input * 196u + iy * 14u + (ox + 4u)];
    let x5 = x[image][input * 196u + iy * 14u + (ox + 5u)];
    let x6 = x[image][input * 196u + iy * 14u + (ox + 6u)];
    let x7 = x[image][input * 196u + iy * 14u + (ox + 7u)];
    let x8 = x[image][input * 196u + iy * 14u + (ox + 8u)];
    let w0 = weight[ky * 120u + input * 4u + block];
    let w1 = weight[ky * 120u + input * 4u + block + 24u];
    let w2 = weight[ky * 120u + input * 4u + block + 48u];
    let w3 = weight[ky * 120u + input * 4u + block + 72u];
    let w4 = weight[ky * 120u + input * 4u + block + 96u];
    sum[0] = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum[0])))));
    sum[1] = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum[1])))));
    sum[2] = fma(vec4f(x6), w4, fma(vec4f(x5), w3, fma(vec4f(x4), w2, fma(vec4f(x3), w1, fma(vec4f(x2), w0, sum[2])))));
    sum[3] = fma(vec4f(x7), w4, fma(vec4f(x6), w3, fma(vec4f(x5), w2, fma(vec4f(x4), w1, fma(vec4f(x3), w0, sum[3])))));
    sum[4] = fma(vec4f(x8), w4, fma(vec4f(x7), w3, fma(vec4f(x6), w2, fma(vec4f(x5), w1, fma(vec4f(x4), w0, sum[4])))));
  }
  for (var t = 0u; t < 5u; t++) {
    let result = safe_tanh(sum[t]);
    y[image][(block * 4u) * 100u + oy * 10u + (ox + t)] = result[0];
    y[image][(block * 4u + 1u) * 100u + oy * 10u + (ox + t)] = result[1];
    y[image][(block * 4u + 2u) * 100u + oy * 10u + (ox + t)] = result[2];
    y[image][(block * 4u + 3u) * 100u + oy * 10u + (ox + t)] = result[3];
  }
}
`,

  "portable/1-conv2.wgsl": `// conv1 + tanh1      lenet5.cnn:7:8
//   image 1x28x28  ->  tanh1 6x28x28
//   out = tanh(bias[c] + sum over 1 channel and the 5x5 window of x * weight, padding 2)
// avgpool1      lenet5.cnn:7:39
//   tanh1 6x28x28  ->  avgpool1 6x14x14
//   out = avgpool over the 2x2 window, stride 2
// conv2 + tanh2      lenet5.cnn:8:8
//   avgpool1 6x14x14  ->  tanh2 16x10x10
//   out = tanh(bias[c] + sum over 6 channels and the 5x5 window of x * weight)
// one workgroup: 2x5 places by 16 channels of the last, layer by layer in workgroup memory

@group(0) @binding(0) var<storage, read> x: array<array<f32, 784>>;  // image 1x28x28, nchw
@group(0) @binding(1) var<storage, read> weight1: array<vec4f, 50>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias1: array<vec4f, 2>;  // [channel / 4]
@group(0) @binding(3) var<storage, read> weight3: array<vec4f, 800>;  // [window][in][out / 4]
@group(0) @binding(4) var<storage, read> bias3: array<vec4f, 4>;  // [channel / 4]
@group(0) @binding(5) var<storage, read_write> y: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4

var<workgroup> held_a: array<vec4f, 432>;
var<workgroup> held_b: array<vec4f, 108>;

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  let tile_y = group / 2u;
  let tile_x = group % 2u;
  let first_y1 = tile_y * 4u;
  let first_x1 = tile_x * 10u;
  let first_y2 = tile_y * 2u;
  let first_x2 = tile_x * 5u;
  let first_y3 = tile_y * 2u;
  let first_x3 = tile_x * 5u;
  // conv1: one invocation 2 outputs along x by 4 channels
  if (lane < 216u) {
    let i = lane;
    let oy = first_y1 + i / 18u;
    let tile = i / 2u % 9u;
    let block = i % 2u;
    let ox = first_x1 + tile * 2u;
    var sum0 = bias1[block];
    var sum1 = bias1[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky - 2u;
      if (iy < 28u) {
        let input = 0u;
        let x0 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 2u)], ox - 2u < 28u);
        let x1 = select(0.0f, x[image][input * 784u + iy * 28u + (ox - 1u)], ox - 1u < 28u);
        let x2 = select(0.0f, x[image][input * 784u + iy * 28u + (ox)], ox < 28u);
        let x3 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 1u)], ox + 1u < 28u);
        let x4 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 2u)], ox + 2u < 28u);
        let x5 = select(0.0f, x[image][input * 784u + iy * 28u + (ox + 3u)], ox + 3u < 28u);
        let w0 = weight1[ky * 10u + input * 2u + block];
        let w1 = weight1[ky * 10u + input * 2u + block + 2u];
        let w2 = weight1[ky * 10u + input * 2u + block + 4u];
        let w3 = weight1[ky * 10u + input * 2u + block + 6u];
        let w4 = weight1[ky * 10u + input * 2u + block + 8u];
        sum0 = fma(vec4f(x4), w4, fma(vec4f(x3), w3, fma(vec4f(x2), w2, fma(vec4f(x1), w1, fma(vec4f(x0), w0, sum0)))));
        sum1 = fma(vec4f(x5), w4, fma(vec4f(x4), w3, fma(vec4f(x3), w2, fma(vec4f(x2), w1, fma(vec4f(x1), w0, sum1)))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    held_a[(oy - first_y1) * 36u + (((ox) - first_x1)) * 2u + block] = sum0_out;
    let sum1_out = safe_tanh(sum1);
    held_a[(oy - first_y1) * 36u + (((ox + 1u) - first_x1)) * 2u + block] = sum1_out;
  }
  workgroupBarrier();
  // avgpool1: one invocation one output at a time
  if (lane < 108u) {
    let i = lane;
    let oy = first_y2 + i / 18u;
    let ox = first_x2 + i / 2u % 9u;
    let block = i % 2u;
    let x0 = held_a[(((oy * 2u) - first_y1)) * 36u + (((ox * 2u) - first_x1)) * 2u + block];
    var sum = x0;
    let x1 = held_a[(((oy * 2u) - first_y1)) * 36u + (((ox * 2u + 1u) - first_x1)) * 2u + block];
    sum = sum + x1;
    let x2 = held_a[(((oy * 2u + 1u) - first_y1)) * 36u + (((ox * 2u) - first_x1)) * 2u + block];
    sum = sum + x2;
    let x3 = held_a[(((oy * 2u + 1u) - first_y1)) * 36u + (((ox * 2u + 1u) - first_x1)) * 2u + block];
    sum = sum + x3;
    let result = sum * vec4f(0.25f);
    held_b[(oy - first_y2) * 18u + (ox - first_x2) * 2u + block] = result;
  }
  workgroupBarrier();
  // conv2: one invocation 1 output along x by 4 channels
  if (lane < 40u) {
    let i = lane;
    let oy = first_y3 + i / 20u;
    let ox = first_x3 + i / 4u % 5u;
    let block = i % 4u;
    var sum0 = bias3[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky;
      for (var input = 0u; input < 2u; input++) {
        let x0 = held_b[(iy - first_y2) * 18u + (((ox) - first_x2)) * 2u + input];
        let x1 = held_b[(iy - first_y2) * 18u + (((ox + 1u) - first_x2)) * 2u + input];
        let x2 = held_b[(iy - first_y2) * 18u + (((ox + 2u) - first_x2)) * 2u + input];
        let x3 = held_b[(iy - first_y2) * 18u + (((ox + 3u) - first_x2)) * 2u + input];
        let x4 = held_b[(iy - first_y2) * 18u + (((ox + 4u) - first_x2)) * 2u + input];
        let w0x = weight3[ky * 160u + input * 16u + block];
        let w0y = weight3[ky * 160u + input * 16u + block + 4u];
        let w0z = weight3[ky * 160u + input * 16u + block + 8u];
        let w0w = weight3[ky * 160u + input * 16u + block + 12u];
        sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
        let w1x = weight3[ky * 160u + input * 16u + block + 32u];
        let w1y = weight3[ky * 160u + input * 16u + block + 36u];
        let w1z = weight3[ky * 160u + input * 16u + block + 40u];
        let w1w = weight3[ky * 160u + input * 16u + block + 44u];
        sum0 = fma(vec4f(x1.w), w1w, fma(vec4f(x1.z), w1z, fma(vec4f(x1.y), w1y, fma(vec4f(x1.x), w1x, sum0))));
        let w2x = weight3[ky * 160u + input * 16u + block + 64u];
        let w2y = weight3[ky * 160u + input * 16u + block + 68u];
        let w2z = weight3[ky * 160u + input * 16u + block + 72u];
        let w2w = weight3[ky * 160u + input * 16u + block + 76u];
        sum0 = fma(vec4f(x2.w), w2w, fma(vec4f(x2.z), w2z, fma(vec4f(x2.y), w2y, fma(vec4f(x2.x), w2x, sum0))));
        let w3x = weight3[ky * 160u + input * 16u + block + 96u];
        let w3y = weight3[ky * 160u + input * 16u + block + 100u];
        let w3z = weight3[ky * 160u + input * 16u + block + 104u];
        let w3w = weight3[ky * 160u + input * 16u + block + 108u];
        sum0 = fma(vec4f(x3.w), w3w, fma(vec4f(x3.z), w3z, fma(vec4f(x3.y), w3y, fma(vec4f(x3.x), w3x, sum0))));
        let w4x = weight3[ky * 160u + input * 16u + block + 128u];
        let w4y = weight3[ky * 160u + input * 16u + block + 132u];
        let w4z = weight3[ky * 160u + input * 16u + block + 136u];
        let w4w = weight3[ky * 160u + input * 16u + block + 140u];
        sum0 = fma(vec4f(x4.w), w4w, fma(vec4f(x4.z), w4z, fma(vec4f(x4.y), w4y, fma(vec4f(x4.x), w4x, sum0))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    y[image][oy * 40u + (ox) * 4u + block] = sum0_out;
  }
}
`,

  "portable/2-softmax1.wgsl": `// avgpool2      lenet5.cnn:8:33
//   tanh2 16x10x10  ->  avgpool2 16x5x5
//   out = avgpool over the 2x2 window, stride 2
// fc1 + tanh3      lenet5.cnn:9:8
//   avgpool2 16x5x5  ->  tanh3 120
//   out = tanh(bias[c] + sum over 16 channels and the 5x5 window of x * weight)
// fc2 + tanh4      lenet5.cnn:9:27
//   tanh3 120  ->  tanh4 84
//   out = tanh(bias[c] + sum over 120 channels of x * weight)
// fc3      lenet5.cnn:9:45
//   tanh4 84  ->  fc3 10
//   out = bias[c] + sum over 84 channels of x * weight
// softmax1      lenet5.cnn:9:55
//   fc3 10  ->  softmax1 10
//   out = softmax over the channels
// one workgroup: 12 channels of the last, layer by layer in workgroup memory

@group(0) @binding(0) var<storage, read> x: array<array<vec4f, 400>>;  // tanh2 16x10x10, nhwc4
@group(0) @binding(1) var<storage, read> weight2: array<vec4f, 12000>;  // [window][in][out / 4]
@group(0) @binding(2) var<storage, read> bias2: array<vec4f, 30>;  // [channel / 4]
@group(0) @binding(3) var<storage, read> weight3: array<vec4f, 2520>;  // [window][in][out / 4]
@group(0) @binding(4) var<storage, read> bias3: array<vec4f, 21>;  // [channel / 4]
@group(0) @binding(5) var<storage, read> weight4: array<vec4f, 252>;  // [window][in][out / 4]
@group(0) @binding(6) var<storage, read> bias4: array<vec4f, 3>;  // [channel / 4]
@group(0) @binding(7) var<storage, read_write> y: array<array<f32, 10>>;  // softmax1 10, nchw

var<workgroup> held_a: array<vec4f, 100>;
var<workgroup> held_b: array<vec4f, 30>;

fn safe_tanh(x: vec4f) -> vec4f {
  return vec4f(1.0f) - vec4f(2.0f) / (exp(vec4f(2.0f) * max(vec4f(-10.0f), min(vec4f(10.0f), x))) + vec4f(1.0f));
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) workgroup_id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup_id.z;
  let group = workgroup_id.x;
  // avgpool2: one invocation one output at a time
  if (lane < 100u) {
    let i = lane;
    let oy = i / 20u;
    let ox = i / 4u % 5u;
    let block = i % 4u;
    let x0 = x[image][(oy * 2u) * 40u + (ox * 2u) * 4u + block];
    var sum = x0;
    let x1 = x[image][(oy * 2u) * 40u + (ox * 2u + 1u) * 4u + block];
    sum = sum + x1;
    let x2 = x[image][(oy * 2u + 1u) * 40u + (ox * 2u) * 4u + block];
    sum = sum + x2;
    let x3 = x[image][(oy * 2u + 1u) * 40u + (ox * 2u + 1u) * 4u + block];
    sum = sum + x3;
    let result = sum * vec4f(0.25f);
    held_a[oy * 20u + ox * 4u + block] = result;
  }
  workgroupBarrier();
  // fc1: one invocation 1 output along x by 4 channels
  if (lane < 30u) {
    let i = lane;
    let oy = 0u;
    let ox = 0u;
    let block = i % 30u;
    var sum0 = bias2[block];
    for (var ky = 0u; ky < 5u; ky++) {
      let iy = oy + ky;
      for (var input = 0u; input < 4u; input++) {
        let x0 = held_a[iy * 20u + (ox) * 4u + input];
        let x1 = held_a[iy * 20u + (ox + 1u) * 4u + input];
        let x2 = held_a[iy * 20u + (ox + 2u) * 4u + input];
        let x3 = held_a[iy * 20u + (ox + 3u) * 4u + input];
        let x4 = held_a[iy * 20u + (ox + 4u) * 4u + input];
        let w0x = weight2[ky * 2400u + input * 120u + block];
        let w0y = weight2[ky * 2400u + input * 120u + block + 30u];
        let w0z = weight2[ky * 2400u + input * 120u + block + 60u];
        let w0w = weight2[ky * 2400u + input * 120u + block + 90u];
        sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
        let w1x = weight2[ky * 2400u + input * 120u + block + 480u];
        let w1y = weight2[ky * 2400u + input * 120u + block + 510u];
        let w1z = weight2[ky * 2400u + input * 120u + block + 540u];
        let w1w = weight2[ky * 2400u + input * 120u + block + 570u];
        sum0 = fma(vec4f(x1.w), w1w, fma(vec4f(x1.z), w1z, fma(vec4f(x1.y), w1y, fma(vec4f(x1.x), w1x, sum0))));
        let w2x = weight2[ky * 2400u + input * 120u + block + 960u];
        let w2y = weight2[ky * 2400u + input * 120u + block + 990u];
        let w2z = weight2[ky * 2400u + input * 120u + block + 1020u];
        let w2w = weight2[ky * 2400u + input * 120u + block + 1050u];
        sum0 = fma(vec4f(x2.w), w2w, fma(vec4f(x2.z), w2z, fma(vec4f(x2.y), w2y, fma(vec4f(x2.x), w2x, sum0))));
        let w3x = weight2[ky * 2400u + input * 120u + block + 1440u];
        let w3y = weight2[ky * 2400u + input * 120u + block + 1470u];
        let w3z = weight2[ky * 2400u + input * 120u + block + 1500u];
        let w3w = weight2[ky * 2400u + input * 120u + block + 1530u];
        sum0 = fma(vec4f(x3.w), w3w, fma(vec4f(x3.z), w3z, fma(vec4f(x3.y), w3y, fma(vec4f(x3.x), w3x, sum0))));
        let w4x = weight2[ky * 2400u + input * 120u + block + 1920u];
        let w4y = weight2[ky * 2400u + input * 120u + block + 1950u];
        let w4z = weight2[ky * 2400u + input * 120u + block + 1980u];
        let w4w = weight2[ky * 2400u + input * 120u + block + 2010u];
        sum0 = fma(vec4f(x4.w), w4w, fma(vec4f(x4.z), w4z, fma(vec4f(x4.y), w4y, fma(vec4f(x4.x), w4x, sum0))));
      }
    }
    let sum0_out = safe_tanh(sum0);
    held_b[oy * 30u + (ox) * 30u + block] = sum0_out;
  }
  workgroupBarrier();
  // fc2: one invocation 1 output along x by 4 channels
  if (lane < 21u) {
    let i = lane;
    let block = i;
    var sum0 = bias3[block];
    for (var input = 0u; input < 30u; input++) {
      let x0 = held_b[input];
      let w0x = weight3[input * 84u + block];
      let w0y = weight3[input * 84u + block + 21u];
      let w0z = weight3[input * 84u + block + 42u];
      let w0w = weight3[input * 84u + block + 63u];
      sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
    }
    let sum0_out = safe_tanh(sum0);
    held_a[block] = sum0_out;
  }
  workgroupBarrier();
  // fc3: one invocation 1 output along x by 4 channels
  if (lane < 3u) {
    let i = lane;
    let block = i;
    var sum0 = bias4[block];
    for (var input = 0u; input < 21u; input++) {
      let x0 = held_a[input];
      let w0x = weight4[input * 12u + block];
      let w0y = weight4[input * 12u + block + 3u];
      let w0z = weight4[input * 12u + block + 6u];
      let w0w = weight4[input * 12u + block + 9u];
      sum0 = fma(vec4f(x0.w), w0w, fma(vec4f(x0.z), w0z, fma(vec4f(x0.y), w0y, fma(vec4f(x0.x), w0x, sum0))));
    }
    let sum0_out = sum0;
    held_b[block] = sum0_out;
  }
  workgroupBarrier();
  // softmax1: one invocation one invocation a row
  if (lane < 1u) {
    let i = lane;
    let first = held_b[0u / 4u][0u % 4u];
    var largest = first;
    var total = 1.0f;
    for (var channel = 1u; channel < 10u; channel++) {
      let element = held_b[channel / 4u][channel % 4u];
      let next_largest = max(largest, element);
      let next_total = total * exp(largest - max(largest, element)) + exp(element - max(largest, element));
      largest = next_largest;
      total = next_total;
    }
    for (var channel = 0u; channel < 10u; channel += 1u) {
      y[image][channel] = exp(held_b[channel / 4u][channel % 4u] - largest) / total;
    }
  }
}
`,
};

/** Kernels of all variants: their dispatches number them. */
const kernels: Part["kernels"] = [
  {
    name: "conv1",
    wgsl: wgsl["software/1-conv1.subgroups.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [14, 1],
  },
  {
    name: "avgpool1",
    wgsl: wgsl["software/2-avgpool1.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [19, 1],
  },
  {
    name: "conv2",
    wgsl: wgsl["software/3-conv2.subgroups.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [4, 1],
  },
  {
    name: "avgpool2",
    wgsl: wgsl["software/4-avgpool2.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [7, 1],
  },
  {
    name: "fc1",
    wgsl: wgsl["software/5-fc1.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [2, 1],
  },
  {
    name: "fc2",
    wgsl: wgsl["software/6-fc2.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [1, 1],
  },
  {
    name: "fc3",
    wgsl: wgsl["software/7-fc3.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [1, 1],
  },
  {
    name: "softmax1",
    wgsl: wgsl["software/8-softmax1.wgsl"],
    bindings: [{ name: "x", access: "read" }, { name: "y", access: "read_write" }],
    workgroups: [1, 1],
  },
  {
    name: "conv1",
    wgsl: wgsl["software/1-conv1.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [7, 1],
  },
  {
    name: "conv2",
    wgsl: wgsl["software/3-conv2.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight", access: "read" },
      { name: "bias", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [2, 1],
  },
  {
    name: "conv2",
    wgsl: wgsl["portable/1-conv2.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight1", access: "read" },
      { name: "bias1", access: "read" },
      { name: "weight3", access: "read" },
      { name: "bias3", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [10, 1],
  },
  {
    name: "softmax1",
    wgsl: wgsl["portable/2-softmax1.wgsl"],
    bindings: [
      { name: "x", access: "read" },
      { name: "weight2", access: "read" },
      { name: "bias2", access: "read" },
      { name: "weight3", access: "read" },
      { name: "bias3", access: "read" },
      { name: "weight4", access: "read" },
      { name: "bias4", access: "read" },
      { name: "y", access: "read_write" },
    ],
    workgroups: [1, 1],
  },
];

/** Dispatches, memory and packing of weights. */
const variants = {
  "software-subgroups": {
    name: "software-subgroups",
    device: "software",
    features: ["subgroups"],
    limits: {},
    buffers: [
      { name: "input image", kind: "input", bytes: 3328, perImage: true },
      { name: "output softmax1", kind: "output", bytes: 256, perImage: true },
      { name: "activations a", kind: "activations", bytes: 18944, perImage: true },
      { name: "activations b", kind: "activations", bytes: 4864, perImage: true },
      { name: "weights", kind: "weights", bytes: 248576, perImage: false },
    ],
    slots: [
      { name: "image", buffer: 0, offset: 0, bytes: 3136, tensor: { shape: [1, 28, 28], layout: "nchw" } },
      { name: "softmax1", buffer: 1, offset: 0, bytes: 40, tensor: { shape: [10], layout: "nchw" } },
      { name: "tanh1", buffer: 2, offset: 0, bytes: 18816, tensor: { shape: [6, 28, 28], layout: "nchw" } },
      { name: "avgpool1", buffer: 3, offset: 0, bytes: 4704, tensor: { shape: [6, 14, 14], layout: "nchw" } },
      { name: "tanh2", buffer: 2, offset: 0, bytes: 6400, tensor: { shape: [16, 10, 10], layout: "nchw" } },
      { name: "avgpool2", buffer: 3, offset: 0, bytes: 1600, tensor: { shape: [16, 5, 5], layout: "nchw" } },
      { name: "tanh3", buffer: 2, offset: 0, bytes: 480, tensor: { shape: [120], layout: "nchw" } },
      { name: "tanh4", buffer: 3, offset: 0, bytes: 336, tensor: { shape: [84], layout: "nchw" } },
      { name: "fc3", buffer: 2, offset: 0, bytes: 40, tensor: { shape: [10], layout: "nchw" } },
      { name: "conv1.weight", buffer: 4, offset: 0, bytes: 800 },
      { name: "conv1.bias", buffer: 4, offset: 1024, bytes: 24 },
      { name: "conv2.weight", buffer: 4, offset: 1280, bytes: 9600 },
      { name: "conv2.bias", buffer: 4, offset: 11008, bytes: 64 },
      { name: "fc1.weight", buffer: 4, offset: 11264, bytes: 192000 },
      { name: "fc1.bias", buffer: 4, offset: 203264, bytes: 480 },
      { name: "fc2.weight", buffer: 4, offset: 203776, bytes: 40320 },
      { name: "fc2.bias", buffer: 4, offset: 244224, bytes: 336 },
      { name: "fc3.weight", buffer: 4, offset: 244736, bytes: 3360 },
      { name: "fc3.bias", buffer: 4, offset: 248320, bytes: 40 },
    ],
    recipes: [
      {
        slot: 9,
        source: "conv1.weight",
        extents: [6, 1, 5, 5],
        start: [0, 0, 0, 0],
        dims: [
          { size: 2, axis: 0, step: 4 },
          { size: 5, axis: 3, step: 1 },
          { size: 5, axis: 2, step: 1 },
          { size: 4, axis: 0, step: 1 },
        ],
      },
      { slot: 10, source: "conv1.bias", extents: [6], start: [0], dims: [{ size: 6, axis: 0, step: 1 }] },
      {
        slot: 11,
        source: "conv2.weight",
        extents: [16, 6, 5, 5],
        start: [0, 0, 0, 0],
        dims: [
          { size: 4, axis: 0, step: 4 },
          { size: 6, axis: 1, step: 1 },
          { size: 5, axis: 3, step: 1 },
          { size: 5, axis: 2, step: 1 },
          { size: 4, axis: 0, step: 1 },
        ],
      },
      { slot: 12, source: "conv2.bias", extents: [16], start: [0], dims: [{ size: 16, axis: 0, step: 1 }] },
      {
        slot: 13,
        source: "fc1.weight",
        extents: [120, 400],
        start: [0, 0],
        dims: [{ size: 400, axis: 1, step: 1 }, { size: 120, axis: 0, step: 1 }],
      },
      { slot: 14, source: "fc1.bias", extents: [120], start: [0], dims: [{ size: 120, axis: 0, step: 1 }] },
      {
        slot: 15,
        source: "fc2.weight",
        extents: [84, 120],
        start: [0, 0],
        dims: [{ size: 120, axis: 1, step: 1 }, { size: 84, axis: 0, step: 1 }],
      },
      { slot: 16, source: "fc2.bias", extents: [84], start: [0], dims: [{ size: 84, axis: 0, step: 1 }] },
      {
        slot: 17,
        source: "fc3.weight",
        extents: [10, 84],
        start: [0, 0],
        dims: [{ size: 10, axis: 0, step: 1 }, { size: 84, axis: 1, step: 1 }],
      },
      { slot: 18, source: "fc3.bias", extents: [10], start: [0], dims: [{ size: 10, axis: 0, step: 1 }] },
    ],
    inputs: [0],
    outputs: [1],
    entryPoints: {
      run: [
        { kernel: 0, label: "conv1 + tanh1", slots: [0, 9, 10, 2] },
        { kernel: 1, label: "avgpool1", slots: [2, 3] },
        { kernel: 2, label: "conv2 + tanh2", slots: [3, 11, 12, 4] },
        { kernel: 3, label: "avgpool2", slots: [4, 5] },
        { kernel: 4, label: "fc1 + tanh3", slots: [5, 13, 14, 6] },
        { kernel: 5, label: "fc2 + tanh4", slots: [6, 15, 16, 7] },
        { kernel: 6, label: "fc3", slots: [7, 17, 18, 8] },
        { kernel: 7, label: "softmax1", slots: [8, 1] },
      ],
    },
  },
  software: {
    name: "software",
    device: "software",
    features: [],
    limits: {},
    buffers: [
      { name: "input image", kind: "input", bytes: 3328, perImage: true },
      { name: "output softmax1", kind: "output", bytes: 256, perImage: true },
      { name: "activations a", kind: "activations", bytes: 18944, perImage: true },
      { name: "activations b", kind: "activations", bytes: 4864, perImage: true },
      { name: "weights", kind: "weights", bytes: 248576, perImage: false },
    ],
    slots: [
      { name: "image", buffer: 0, offset: 0, bytes: 3136, tensor: { shape: [1, 28, 28], layout: "nchw" } },
      { name: "softmax1", buffer: 1, offset: 0, bytes: 40, tensor: { shape: [10], layout: "nchw" } },
      { name: "tanh1", buffer: 2, offset: 0, bytes: 18816, tensor: { shape: [6, 28, 28], layout: "nchw" } },
      { name: "avgpool1", buffer: 3, offset: 0, bytes: 4704, tensor: { shape: [6, 14, 14], layout: "nchw" } },
      { name: "tanh2", buffer: 2, offset: 0, bytes: 6400, tensor: { shape: [16, 10, 10], layout: "nchw" } },
      { name: "avgpool2", buffer: 3, offset: 0, bytes: 1600, tensor: { shape: [16, 5, 5], layout: "nchw" } },
      { name: "tanh3", buffer: 2, offset: 0, bytes: 480, tensor: { shape: [120], layout: "nchw" } },
      { name: "tanh4", buffer: 3, offset: 0, bytes: 336, tensor: { shape: [84], layout: "nchw" } },
      { name: "fc3", buffer: 2, offset: 0, bytes: 40, tensor: { shape: [10], layout: "nchw" } },
      { name: "conv1.weight", buffer: 4, offset: 0, bytes: 800 },
      { name: "conv1.bias", buffer: 4, offset: 1024, bytes: 32 },
      { name: "conv2.weight", buffer: 4, offset: 1280, bytes: 9600 },
      { name: "conv2.bias", buffer: 4, offset: 11008, bytes: 64 },
      { name: "fc1.weight", buffer: 4, offset: 11264, bytes: 192000 },
      { name: "fc1.bias", buffer: 4, offset: 203264, bytes: 480 },
      { name: "fc2.weight", buffer: 4, offset: 203776, bytes: 40320 },
      { name: "fc2.bias", buffer: 4, offset: 244224, bytes: 336 },
      { name: "fc3.weight", buffer: 4, offset: 244736, bytes: 3360 },
      { name: "fc3.bias", buffer: 4, offset: 248320, bytes: 40 },
    ],
    recipes: [
      {
        slot: 9,
        source: "conv1.weight",
        extents: [6, 1, 5, 5],
        start: [0, 0, 0, 0],
        dims: [{ size: 5, axis: 2, step: 1 }, { size: 5, axis: 3, step: 1 }, { size: 8, axis: 0, step: 1 }],
      },
      { slot: 10, source: "conv1.bias", extents: [6], start: [0], dims: [{ size: 8, axis: 0, step: 1 }] },
      {
        slot: 11,
        source: "conv2.weight",
        extents: [16, 6, 5, 5],
        start: [0, 0, 0, 0],
        dims: [
          { size: 5, axis: 2, step: 1 },
          { size: 5, axis: 3, step: 1 },
          { size: 6, axis: 1, step: 1 },
          { size: 16, axis: 0, step: 1 },
        ],
      },
      { slot: 12, source: "conv2.bias", extents: [16], start: [0], dims: [{ size: 16, axis: 0, step: 1 }] },
      {
        slot: 13,
        source: "fc1.weight",
        extents: [120, 400],
        start: [0, 0],
        dims: [{ size: 400, axis: 1, step: 1 }, { size: 120, axis: 0, step: 1 }],
      },
      { slot: 14, source: "fc1.bias", extents: [120], start: [0], dims: [{ size: 120, axis: 0, step: 1 }] },
      {
        slot: 15,
        source: "fc2.weight",
        extents: [84, 120],
        start: [0, 0],
        dims: [{ size: 120, axis: 1, step: 1 }, { size: 84, axis: 0, step: 1 }],
      },
      { slot: 16, source: "fc2.bias", extents: [84], start: [0], dims: [{ size: 84, axis: 0, step: 1 }] },
      {
        slot: 17,
        source: "fc3.weight",
        extents: [10, 84],
        start: [0, 0],
        dims: [{ size: 10, axis: 0, step: 1 }, { size: 84, axis: 1, step: 1 }],
      },
      { slot: 18, source: "fc3.bias", extents: [10], start: [0], dims: [{ size: 10, axis: 0, step: 1 }] },
    ],
    inputs: [0],
    outputs: [1],
    entryPoints: {
      run: [
        { kernel: 8, label: "conv1 + tanh1", slots: [0, 9, 10, 2] },
        { kernel: 1, label: "avgpool1", slots: [2, 3] },
        { kernel: 9, label: "conv2 + tanh2", slots: [3, 11, 12, 4] },
        { kernel: 3, label: "avgpool2", slots: [4, 5] },
        { kernel: 4, label: "fc1 + tanh3", slots: [5, 13, 14, 6] },
        { kernel: 5, label: "fc2 + tanh4", slots: [6, 15, 16, 7] },
        { kernel: 6, label: "fc3", slots: [7, 17, 18, 8] },
        { kernel: 7, label: "softmax1", slots: [8, 1] },
      ],
    },
  },
  portable: {
    name: "portable",
    device: "portable",
    features: [],
    limits: {},
    buffers: [
      { name: "input image", kind: "input", bytes: 3328, perImage: true },
      { name: "output softmax1", kind: "output", bytes: 256, perImage: true },
      { name: "activations a", kind: "activations", bytes: 6400, perImage: true },
      { name: "weights", kind: "weights", bytes: 252160, perImage: false },
    ],
    slots: [
      { name: "image", buffer: 0, offset: 0, bytes: 3136, tensor: { shape: [1, 28, 28], layout: "nchw" } },
      { name: "softmax1", buffer: 1, offset: 0, bytes: 40, tensor: { shape: [10], layout: "nchw" } },
      { name: "tanh2", buffer: 2, offset: 0, bytes: 6400, tensor: { shape: [16, 10, 10], layout: "nhwc4" } },
      { name: "conv1.weight", buffer: 3, offset: 0, bytes: 800 },
      { name: "conv1.bias", buffer: 3, offset: 1024, bytes: 32 },
      { name: "conv2.weight", buffer: 3, offset: 1280, bytes: 12800 },
      { name: "conv2.bias", buffer: 3, offset: 14080, bytes: 64 },
      { name: "fc1.weight", buffer: 3, offset: 14336, bytes: 192000 },
      { name: "fc1.bias", buffer: 3, offset: 206336, bytes: 480 },
      { name: "fc2.weight", buffer: 3, offset: 206848, bytes: 40320 },
      { name: "fc2.bias", buffer: 3, offset: 247296, bytes: 336 },
      { name: "fc3.weight", buffer: 3, offset: 247808, bytes: 4032 },
      { name: "fc3.bias", buffer: 3, offset: 251904, bytes: 48 },
    ],
    recipes: [
      {
        slot: 3,
        source: "conv1.weight",
        extents: [6, 1, 5, 5],
        start: [0, 0, 0, 0],
        dims: [{ size: 5, axis: 2, step: 1 }, { size: 5, axis: 3, step: 1 }, { size: 8, axis: 0, step: 1 }],
      },
      { slot: 4, source: "conv1.bias", extents: [6], start: [0], dims: [{ size: 8, axis: 0, step: 1 }] },
      {
        slot: 5,
        source: "conv2.weight",
        extents: [16, 6, 5, 5],
        start: [0, 0, 0, 0],
        dims: [
          { size: 5, axis: 2, step: 1 },
          { size: 5, axis: 3, step: 1 },
          { size: 8, axis: 1, step: 1 },
          { size: 16, axis: 0, step: 1 },
        ],
      },
      { slot: 6, source: "conv2.bias", extents: [16], start: [0], dims: [{ size: 16, axis: 0, step: 1 }] },
      {
        slot: 7,
        source: "fc1.weight",
        extents: [120, 16, 5, 5],
        start: [0, 0, 0, 0],
        dims: [
          { size: 5, axis: 2, step: 1 },
          { size: 5, axis: 3, step: 1 },
          { size: 16, axis: 1, step: 1 },
          { size: 120, axis: 0, step: 1 },
        ],
      },
      { slot: 8, source: "fc1.bias", extents: [120], start: [0], dims: [{ size: 120, axis: 0, step: 1 }] },
      {
        slot: 9,
        source: "fc2.weight",
        extents: [84, 120],
        start: [0, 0],
        dims: [{ size: 120, axis: 1, step: 1 }, { size: 84, axis: 0, step: 1 }],
      },
      { slot: 10, source: "fc2.bias", extents: [84], start: [0], dims: [{ size: 84, axis: 0, step: 1 }] },
      {
        slot: 11,
        source: "fc3.weight",
        extents: [10, 84],
        start: [0, 0],
        dims: [{ size: 84, axis: 1, step: 1 }, { size: 12, axis: 0, step: 1 }],
      },
      { slot: 12, source: "fc3.bias", extents: [10], start: [0], dims: [{ size: 12, axis: 0, step: 1 }] },
    ],
    inputs: [0],
    outputs: [1],
    entryPoints: {
      run: [
        { kernel: 10, label: "conv1 + tanh1 + avgpool1 + conv2 + tanh2", slots: [0, 3, 4, 5, 6, 2] },
        {
          kernel: 11,
          label: "avgpool2 + fc1 + tanh3 + fc2 + tanh4 + fc3 + softmax1",
          slots: [2, 7, 8, 9, 10, 11, 12, 1],
        },
      ],
    },
  },
} satisfies Record<string, Part["variant"]>;

/** What each class of devices gets: what it must have, and how its dispatches, memory and weights are had. */
export const program: Shipped = {
  format: "cnnc/1",
  name: "LeNet5",
  inputs: [{ name: "image", shape: [1, 28, 28] }],
  outputs: [{ name: "digit", shape: [10] }],
  parameters: [
    { name: "conv1.weight", shape: [6, 1, 5, 5] },
    { name: "conv1.bias", shape: [6] },
    { name: "conv2.weight", shape: [16, 6, 5, 5] },
    { name: "conv2.bias", shape: [16] },
    { name: "fc1.weight", shape: [120, 400] },
    { name: "fc1.bias", shape: [120] },
    { name: "fc2.weight", shape: [84, 120] },
    { name: "fc2.bias", shape: [84] },
    { name: "fc3.weight", shape: [10, 84] },
    { name: "fc3.bias", shape: [10] },
  ],
  variants: [
    {
      name: "software-subgroups",
      device: "software",
      features: ["subgroups"],
      limits: {
        maxBufferSize: [248576, 18944],
        maxComputeWorkgroupsPerDimension: [19, 1],
        maxStorageBuffersPerShaderStage: [4, 0],
        maxStorageBufferBindingSize: [192000, 18816],
      },
      load: async () => ({ kernels, variant: variants["software-subgroups"] }),
    },
    {
      name: "software",
      device: "software",
      features: [],
      limits: {
        maxBufferSize: [248576, 18944],
        maxComputeWorkgroupsPerDimension: [19, 1],
        maxStorageBuffersPerShaderStage: [4, 0],
        maxStorageBufferBindingSize: [192000, 18816],
      },
      load: async () => ({ kernels, variant: variants.software }),
    },
    {
      name: "portable",
      device: "portable",
      features: [],
      limits: {
        maxBufferSize: [252160, 6400],
        maxComputeWorkgroupsPerDimension: [10, 1],
        maxStorageBuffersPerShaderStage: [8, 0],
        maxStorageBufferBindingSize: [192000, 6400],
      },
      load: async () => ({ kernels, variant: variants.portable }),
    },
  ],
};
