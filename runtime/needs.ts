import type { Offer, Program, Variant } from "./program.ts";

/** The limits that a variant needs: those it names, and those that follow from its sizes. */
export function needsOf({ kernels }: Pick<Program, "kernels">, variant: Variant): Offer["limits"] {
  const limits: Record<string, [fixed: number, perImage: number]> = {};
  const need = (name: string, value: number, perImage = false) => {
    limits[name] ??= [0, 0];
    const of = perImage ? 1 : 0;
    limits[name][of] = Math.max(limits[name][of], value);
  };
  for (const [name, value] of Object.entries(variant.limits)) need(name, value);
  for (const { bytes, perImage } of variant.buffers) need("maxBufferSize", bytes, perImage);
  // What takes all outputs, each from a multiple of 8 as mapping demands.
  const staging = variant.outputs.reduce((n, slot) => n + Math.ceil(variant.slots[slot]!.bytes / 8) * 8, 0);
  need("maxBufferSize", staging, true);
  need("maxComputeWorkgroupsPerDimension", 1, true);
  for (const { kernel: index, slots } of Object.values(variant.entryPoints).flat()) {
    const kernel = kernels[index]!;
    need("maxComputeWorkgroupsPerDimension", Math.max(...kernel.workgroups));
    need("maxStorageBuffersPerShaderStage", kernel.bindings.length);
    for (const slot of slots) {
      const { buffer, bytes } = variant.slots[slot]!;
      need("maxStorageBufferBindingSize", bytes, variant.buffers[buffer]!.perImage);
    }
  }
  return limits;
}
