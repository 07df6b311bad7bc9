import { Memory, scoped } from "./buffers.ts";
import { slotBytes } from "./device.ts";
import { CnncError, checkAborted } from "./errors.ts";
import { compile, type LayoutOf, layoutsOn } from "./pipelines.ts";
import type { Dispatch, Kernel, Part, Shipped, Variant } from "./program.ts";
import { volume } from "./shape.ts";
import { type Load, upload } from "./upload.ts";
import type { OnProgress } from "./weights.ts";

/** One dispatch with all that WebGPU wants of it. */
export interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
}

/** A network as it lives on one device. A lost device takes its instance along; the network outlives it. */
export interface Instance {
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

export interface BuildOptions {
  readonly batch: number;
  /** Called once, when there is memory for them. */
  readonly weights: Load;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Builds a network on a device. Kernels compile while memory is made, bound, and filled by the weights as they arrive.
 *
 * @throws CnncError `out-of-memory`, `shader`, `validation`, `aborted`, and those of the weights
 */
export async function build(
  program: Shipped,
  device: GPUDevice,
  { kernels, variant }: Part,
  { batch, weights, signal, onProgress }: BuildOptions,
): Promise<Instance> {
  const memory = new Memory();
  try {
    const layoutOf = layoutsOn(device);
    const [pipelines, bound] = await Promise.all([
      compile(device, layoutOf, usedBy(variant, kernels), onProgress),
      scoped(device, `the memory of ${program.name}`, () => {
        memory.allocate(device, variant, batch);
        return bindAll(device, variant, kernels, memory, layoutOf);
      }).then(async (groups) => {
        await upload(program, device, variant, memory, weights);
        return groups;
      }),
    ]);
    checkAborted(signal);
    // A lost device takes everything and says nothing, but this promise is settled by then.
    const lost = await Promise.race([device.lost, Promise.resolve(undefined)]);
    if (lost) throw lossError(lost);
    const { byKernel, warnings } = pipelines;
    const steps = new Map(
      Array.from(bound, ([name, list]) => [
        name,
        list.map(({ kernel, ...rest }) => ({ ...rest, pipeline: byKernel.get(kernel)! })),
      ]),
    );
    const inputs = program.inputs.map(({ shape }, i) => spans(variant, variant.inputs[i]!, volume(shape), batch));
    return watch({ device, variant, kernels, batch, memory, inputs, steps, warnings, lost });
  } catch (error) {
    memory.destroy();
    throw error;
  }
}

export function lossError({ reason, message }: GPUDeviceLostInfo): CnncError {
  return new CnncError("device-lost", `the GPU device was lost (${reason}): ${message || "no reason given"}`);
}

function watch(instance: Instance): Instance {
  instance.device.lost.then((info) => {
    instance.lost = info;
  });
  return instance;
}

/** A step whose pipeline is not there yet. */
interface Bound extends Omit<Step, "pipeline"> {
  readonly kernel: Kernel;
}

function bindAll(
  device: GPUDevice,
  variant: Variant,
  kernels: readonly Kernel[],
  memory: Memory,
  layoutOf: LayoutOf,
): Map<string, Bound[]> {
  const bind = ({ kernel: index, label, slots }: Dispatch): Bound => {
    const kernel = kernels[index]!;
    const entries = slots.map((slot, binding) => ({ binding, resource: memory.slots[slot]! }));
    const group = device.createBindGroup({ label, layout: layoutOf(kernel), entries });
    const [x, y] = kernel.workgroups;
    return { kernel, group, x, y };
  };
  return new Map(Object.entries(variant.entryPoints).map(([name, dispatches]) => [name, dispatches.map(bind)]));
}

function usedBy({ entryPoints }: Variant, kernels: readonly Kernel[]): Set<Kernel> {
  return new Set(
    Object.values(entryPoints)
      .flat()
      .map(({ kernel }) => kernels[kernel]!),
  );
}

/** Records steps, each for the whole batch. */
export function record(encoder: GPUCommandEncoder, steps: readonly Step[], batch: number): void {
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | undefined;
  for (const { pipeline, group, x, y } of steps) {
    if (pipeline !== current) pass.setPipeline(pipeline);
    current = pipeline;
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(x, y, batch);
  }
  pass.end();
}

/** A stretch of values that lies without a gap on both sides: `host` in values, `offset` in bytes of the slot. */
export interface Span {
  readonly host: number;
  readonly offset: number;
  readonly length: number;
}

/** Where the images of a slot lie: one span if they follow each other without padding, else one for each image. */
export function spans(variant: Variant, slot: number, length: number, batch: number): Span[] {
  const stride = slotBytes(variant, slot, 1);
  if (stride === length * 4) return [{ host: 0, offset: 0, length: length * batch }];
  return Array.from({ length: batch }, (_, n) => ({ host: n * length, offset: n * stride, length }));
}
