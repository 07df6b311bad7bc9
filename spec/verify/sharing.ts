import { stripWgsl } from "../../compiler/emit/strip.ts";
import { before } from "./calls.ts";

/** Pipelines kept; the oldest goes first. */
const most = 400;

export interface Sharing {
  readonly device: GPUDevice;
  readonly counts: { asked: number; compiled: number };
}

/**
 * A device that compiles each kernel text once, comments apart, however many networks ask for it: WebGPU lets a pipeline
 * be used with any layout of the same form. Everything else is the device itself.
 */
export function sharing(device: GPUDevice): Sharing {
  const counts = { asked: 0, compiled: 0 };
  const codes = new WeakMap<GPUShaderModule, string>();
  const modules = new Map<string, GPUShaderModule>();
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();

  const createShaderModule = (descriptor: GPUShaderModuleDescriptor): GPUShaderModule => {
    const code = stripWgsl(descriptor.code);
    const module = kept(modules, code, () => device.createShaderModule(descriptor));
    codes.set(module, code);
    return module;
  };
  const createComputePipelineAsync = (descriptor: GPUComputePipelineDescriptor): Promise<GPUComputePipeline> => {
    counts.asked++;
    return kept(pipelines, codes.get(descriptor.compute.module)!, () => {
      counts.compiled++;
      return device.createComputePipelineAsync(descriptor);
    });
  };
  return { device: before(device, { createShaderModule, createComputePipelineAsync }), counts };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  if (map.size > most) map.delete(map.keys().next().value!);
  return made;
}
