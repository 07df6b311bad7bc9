import { type Dispatched, submit } from "../dispatches.ts";
import type { Ceiling, HandWritten } from "./ceiling.ts";
import { conv3x3 } from "./conv.ts";
import { dw3x3 } from "./depthwise.ts";
import { fc4096 } from "./full.ts";
import { conv1x1 } from "./pointwise.ts";

/** Hand-written kernels by the model whose only layer they compute. */
export const ceilings: Readonly<Record<string, readonly Ceiling[]>> = { conv3x3, conv1x1, dw3x3, fc4096 };

/** A sum of 4096 products of numbers up to 1/2 is less than 1024: f32 has 24 digits, and each addition may lose one half. */
const TOLERANCE = 1024 * 2 ** -24 * 4;

export interface Prepared {
  readonly name: string;
  readonly dispatches: readonly Dispatched[];
  dispose(): void;
}

/** Compiles a hand-written kernel and runs it once. @returns what is wrong with it on this device, where something is */
export async function prepare(device: GPUDevice, { name, subgroups, ...ceiling }: Ceiling): Promise<Prepared | string> {
  if (subgroups && !device.features.has("subgroups")) return "the device has no subgroups";
  const buffers = ceiling.buffers.map((values) => bufferOf(device, values));
  const dispose = () => {
    for (const buffer of buffers) buffer.destroy();
  };
  const dispatches = await Promise.all(ceiling.kernels.map((kernel) => dispatched(device, kernel, buffers)));
  await submit(device, dispatches, 1);
  const values = await read(device, buffers.at(-1)!);
  const wrong = ceiling.expected.find(([place, value]) => !(Math.abs(values[place]! - value) <= TOLERANCE));
  if (!wrong) return { name, dispatches, dispose };
  dispose();
  return `it computes ${values[wrong[0]]} instead of ${wrong[1]} at ${wrong[0]}`;
}

function bufferOf(device: GPUDevice, values: Float32Array<ArrayBuffer>): GPUBuffer {
  const usage = 128 | 8 | 4; // GPUBufferUsage.STORAGE | COPY_DST | COPY_SRC
  const buffer = device.createBuffer({ size: values.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, values);
  return buffer;
}

async function dispatched(
  device: GPUDevice,
  { wgsl, groups, bindings }: HandWritten,
  buffers: readonly GPUBuffer[],
): Promise<Dispatched> {
  const module = device.createShaderModule({ code: wgsl });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const entries = bindings.map((index, binding) => ({ binding, resource: { buffer: buffers[index]! } }));
  return { pipeline, groups, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
}

async function read(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  const staging = device.createBuffer({ size: buffer.size, usage: 1 | 8 }); // GPUBufferUsage.MAP_READ | COPY_DST
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const values = new Float32Array(staging.getMappedRange()).slice();
  staging.destroy();
  return values;
}
