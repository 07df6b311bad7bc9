import { CnncError, reason } from "./errors.ts";
import type { Kernel } from "./program.ts";
import type { OnProgress } from "./weights.ts";

/** A kernel's bind group layout: kernels of one signature share one. */
export type LayoutOf = (kernel: Kernel) => GPUBindGroupLayout;

export function layoutsOn(device: GPUDevice): LayoutOf {
  const made = new Map<string, GPUBindGroupLayout>();
  return ({ bindings }) => {
    const key = bindings.map((b) => b.access).join();
    const layout = made.get(key) ?? device.createBindGroupLayout({ entries: bindings.map(entry) });
    made.set(key, layout);
    return layout;
  };
}

function entry({ access }: Kernel["bindings"][number], binding: number): GPUBindGroupLayoutEntry {
  const type = access === "read" ? "read-only-storage" : "storage";
  return { binding, visibility: 4 /* GPUShaderStage.COMPUTE, a global that Node lacks */, buffer: { type } };
}

export interface Pipelines {
  readonly byKernel: ReadonlyMap<Kernel, GPUComputePipeline>;
  /** What the shader compiler warned of, each with its kernel and place. */
  readonly warnings: readonly string[];
}

/**
 * Compiles kernels side by side.
 *
 * @throws CnncError `shader` with the kernel's name and the compiler's messages
 */
export async function compile(
  device: GPUDevice,
  layoutOf: LayoutOf,
  kernels: ReadonlySet<Kernel>,
  onProgress?: OnProgress | undefined,
): Promise<Pipelines> {
  const byKernel = new Map<Kernel, GPUComputePipeline>();
  const warnings: string[] = [];
  await Promise.all(
    Array.from(kernels, async (kernel) => {
      byKernel.set(kernel, await compileKernel(device, layoutOf(kernel), kernel, warnings));
      onProgress?.({ phase: "kernels", loaded: byKernel.size, total: kernels.size });
    }),
  );
  return { byKernel, warnings };
}

async function compileKernel(device: GPUDevice, layout: GPUBindGroupLayout, kernel: Kernel, warnings: string[]) {
  const { name: label, wgsl: code } = kernel;
  // The scope keeps a faulty module's error from the page's console: its messages, below, say more.
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ label, code });
  device.popErrorScope().catch(() => {});
  const pipeline = device.createComputePipelineAsync({
    label,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module },
  });
  const [made, { messages }] = await Promise.all([
    pipeline.catch((error: unknown) => new CnncError("shader", reason(error), error)),
    module.getCompilationInfo(),
  ]);
  const say = (type: GPUCompilationMessageType) =>
    messages.filter((m) => m.type === type).map((m) => `${label}:${m.lineNum}:${m.linePos}: ${m.message}`);
  warnings.push(...say("warning"));
  const errors = say("error");
  if (made instanceof CnncError || errors.length > 0) {
    const text = errors.length > 0 ? errors.join("\n") : reason(made);
    throw new CnncError("shader", `the device refuses kernel \`${label}\`: ${text}`, made);
  }
  return made;
}
