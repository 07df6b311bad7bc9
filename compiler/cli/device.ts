import { deviceClass } from "../../runtime/device.ts";
import { CnncError } from "../../runtime/errors.ts";
import type { Program, Variant } from "../../runtime/program.ts";
import { chooseVariant, limitsFor } from "../../runtime/whole.ts";
import type { Output } from "./output.ts";

export interface Adapted {
  readonly adapter: GPUAdapter;
  /** `nvidia h200`, `google swiftshader (software)` */
  readonly name: string;
}

/** This machine's adapter. @throws AdapterError if it has none */
export async function openAdapter(software: boolean, output: Output): Promise<Adapted> {
  const { requestAdapter } = await import("../../runtime/node/adapter.ts");
  const adapter = await requestAdapter({ ...(software ? { software } : {}), onNotice: output.note });
  const { vendor, architecture, description } = adapter.info;
  const said = [vendor, architecture].filter((word) => word !== "").join(" ") || description || "unknown";
  return { adapter, name: deviceClass(adapter.info) === "software" ? `${said} (software)` : said };
}

/**
 * Which variants a command is about: one by its name, `all` that the adapter can run, or the one that `create` picks.
 *
 * @throws CnncError `unknown-variant`, `missing-feature`, `missing-limit`
 */
export function pickVariants(
  program: Program,
  adapter: GPUAdapter,
  batch: number,
  wanted: string | undefined,
): readonly Variant[] {
  const kind = deviceClass(adapter.info);
  if (wanted !== "all") return [chooseVariant(program, adapter, kind, { batch, variant: wanted })];
  const fitting = program.variants.filter(({ name }) => {
    try {
      return chooseVariant(program, adapter, kind, { batch, variant: name });
    } catch (error) {
      if (error instanceof CnncError) return false;
      throw error;
    }
  });
  return fitting.length > 0 ? fitting : [chooseVariant(program, adapter, kind, { batch })];
}

/** What a kernel of some program may need beyond WebGPU's defaults. */
const largest = ["maxBufferSize", "maxStorageBufferBindingSize", "maxStorageBuffersPerShaderStage"] as const;

/** A device for programs that nobody knows yet: all of the adapter that any of them could use, and what else it has of `more`. */
export function openDeviceForAny({ adapter }: Adapted, more: readonly GPUFeatureName[] = []): Promise<GPUDevice> {
  return request(adapter, {
    label: "cnnc",
    requiredFeatures: (["subgroups", ...more] as const).filter((name) => adapter.features.has(name)),
    requiredLimits: Object.fromEntries(largest.map((name) => [name, adapter.limits[name]])),
  });
}

/** A device with all that the variants need, and as large buffers as there are. */
export async function openDevice(
  { adapter }: Adapted,
  program: Program,
  variants: readonly Variant[],
  batch: number,
): Promise<GPUDevice> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const limits: Record<string, number> = { maxBufferSize, maxStorageBufferBindingSize };
  for (const variant of variants) {
    for (const [name, value] of Object.entries(limitsFor(program, variant, batch))) {
      limits[name] = name.startsWith("min")
        ? Math.min(limits[name] ?? value, value)
        : Math.max(limits[name] ?? 0, value);
    }
  }
  const requiredFeatures = [...new Set(variants.flatMap(({ features }) => features))] as GPUFeatureName[];
  return request(adapter, { label: program.name, requiredFeatures, requiredLimits: limits });
}

async function request(adapter: GPUAdapter, wanted: GPUDeviceDescriptor): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice(wanted);
  } catch (error) {
    throw new CnncError("no-webgpu", `the adapter gave no device: ${(error as Error).message}`, error);
  }
}
