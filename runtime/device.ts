import { CnncError, list, reason } from "./errors.ts";
import type { DeviceClass, Program, Variant } from "./program.ts";

/** What an adapter and a device both have. */
export interface Capabilities {
  readonly features: { has(name: string): boolean };
  readonly limits: object;
}

export interface Choice {
  /** Images in one run; 1 if absent. */
  readonly batch?: number | undefined;
  /** A variant's name, instead of the first that fits. */
  readonly variant?: string | undefined;
}

/** CPU rasterisers, which want other kernels than a GPU. An adapter that hides what it is counts as a GPU. */
export function deviceClass(info: Partial<GPUAdapterInfo> | undefined): DeviceClass {
  const { vendor, architecture, device, description, isFallbackAdapter } = info ?? {};
  const text = [vendor, architecture, device, description].join(" ");
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|\bwarp\b|basic render/i.test(text)
    ? "software"
    : "portable";
}

/**
 * The first variant of the class whose features and limits the device has for this batch, or else of the other class.
 *
 * @throws CnncError `unknown-variant`; `missing-feature` or `missing-limit`, which say what each variant lacks
 */
export function chooseVariant(
  program: Program,
  device: Capabilities,
  kind: DeviceClass,
  { batch = 1, variant: wanted }: Choice = {},
): Variant {
  const { variants } = program;
  const candidates =
    wanted === undefined
      ? [...variants.filter((v) => v.device === kind), ...variants.filter((v) => v.device !== kind)]
      : variants.filter((v) => v.name === wanted);
  if (candidates.length === 0) {
    throw new CnncError(
      "unknown-variant",
      `${program.name} has no variant \`${wanted}\`; it has ${list(variants.map((v) => v.name))}`,
    );
  }
  const lacks: string[] = [];
  let code: "missing-feature" | "missing-limit" = "missing-limit";
  for (const variant of candidates) {
    const feature = variant.features.find((name) => !device.features.has(name));
    const limit = feature === undefined ? missingLimit(program, variant, device, batch) : undefined;
    if (feature === undefined && limit === undefined) return variant;
    code = feature === undefined ? "missing-limit" : "missing-feature";
    lacks.push(`variant \`${variant.name}\` ${limit ?? `wants the feature \`${feature}\``}`);
  }
  throw new CnncError(
    code,
    `${program.name} does not fit this device with batch ${batch}: ${lacks.join("; ")}. ` +
      "Try a smaller batch, or a device from `requestDevice`, which asks for what is needed",
  );
}

/** The limits that a variant needs for a batch: those it names, and those that follow from its sizes. */
export function limitsFor(program: Program, variant: Variant, batch: number): Record<string, number> {
  const needs: Record<string, number> = { ...variant.limits };
  const need = (name: string, value: number) => {
    needs[name] = Math.max(needs[name] ?? 0, value);
  };
  for (const { bytes, perImage } of variant.buffers) need("maxBufferSize", bytes * (perImage ? batch : 1));
  need("maxBufferSize", stagingBytes(variant, batch));
  need("maxComputeWorkgroupsPerDimension", batch);
  for (const { kernel: index, slots } of Object.values(variant.entryPoints).flat()) {
    const kernel = program.kernels[index]!;
    need("maxComputeWorkgroupsPerDimension", Math.max(...kernel.workgroups));
    need("maxStorageBuffersPerShaderStage", kernel.bindings.length);
    for (const slot of slots) need("maxStorageBufferBindingSize", slotBytes(variant, slot, batch));
  }
  return needs;
}

/** What a slot takes in its buffer for the whole batch. */
export function slotBytes(variant: Variant, slot: number, batch: number): number {
  const { buffer, bytes } = variant.slots[slot]!;
  return bytes * (variant.buffers[buffer]!.perImage ? batch : 1);
}

/** Size of a buffer that takes all outputs, each from a multiple of 8 as mapping demands. */
export function stagingBytes(variant: Variant, batch: number): number {
  return variant.outputs.reduce((n, slot) => n + Math.ceil(slotBytes(variant, slot, batch) / 8) * 8, 0);
}

function missingLimit(program: Program, variant: Variant, device: Capabilities, batch: number): string | undefined {
  const limits = device.limits as Record<string, number | undefined>;
  for (const [name, wanted] of Object.entries(limitsFor(program, variant, batch))) {
    const had = limits[name];
    const enough = had !== undefined && (name.startsWith("min") ? had <= wanted : had >= wanted);
    if (!enough) return `wants \`${name}\` ${wanted}, found ${had}`;
  }
  return undefined;
}

/**
 * A device with the features and limits that the program needs, and no more.
 *
 * @param options.adapter the browser's high-performance one if absent
 * @throws CnncError `no-webgpu`, and as `chooseVariant`
 */
export async function requestDevice(
  program: Program,
  options: Choice & { readonly adapter?: GPUAdapter | undefined } = {},
): Promise<GPUDevice> {
  return (await openDevice(program, options)).device;
}

/** As `requestDevice`, with the class: some browsers tell it of an adapter but not of a device. */
export async function openDevice(
  program: Program,
  options: Choice & { readonly adapter?: GPUAdapter | undefined },
): Promise<{ device: GPUDevice; kind: DeviceClass }> {
  const adapter = options.adapter ?? (await browserAdapter());
  const { info, isFallbackAdapter } = adapter as GPUAdapter & { readonly isFallbackAdapter?: boolean };
  const kind = isFallbackAdapter ? "software" : deviceClass(info);
  const variant = chooseVariant(program, adapter, kind, options);
  try {
    const device = await adapter.requestDevice({
      label: program.name,
      requiredFeatures: [...variant.features] as GPUFeatureName[],
      requiredLimits: limitsFor(program, variant, options.batch ?? 1),
    });
    return { device, kind };
  } catch (error) {
    throw new CnncError("no-webgpu", `the adapter gave no device: ${reason(error)}`, error);
  }
}

async function browserAdapter(): Promise<GPUAdapter> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) throw new CnncError("no-webgpu", "WebGPU is not here: use a browser that has it, or pass a `device`");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new CnncError("no-webgpu", "WebGPU found no adapter: hardware acceleration may be switched off");
  return adapter;
}
