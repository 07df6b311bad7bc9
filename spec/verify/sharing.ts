import { stripWgsl } from "../../compiler/emit/strip.ts";

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
  const own = { createShaderModule, createComputePipelineAsync } as Record<PropertyKey, unknown>;
  const shared = new Proxy(device, {
    get(target, name) {
      if (name in own) return own[name];
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { device: shared, counts };
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  if (map.size > most) map.delete(map.keys().next().value!);
  return made;
}
