import { CnncError, list, reason } from "./errors.ts";
import type { DeviceClass, Offer, Shipped, Variant } from "./program.ts";

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

/** Some browsers tell it of an adapter but not of a device, and earlier ones told it of the adapter itself. */
function classOf(device: Capabilities): DeviceClass {
  const {
    adapterInfo,
    info = adapterInfo,
    isFallbackAdapter,
  } = device as Partial<GPUDevice & GPUAdapter & GPUAdapterInfo>;
  return isFallbackAdapter ? "software" : deviceClass(info);
}

/**
 * The first variant of the class whose features and limits the device has for this batch, or else of the other class.
 *
 * @throws CnncError `unknown-variant`; `missing-feature` or `missing-limit`, which say what each variant lacks
 */
export function chooseOffer(
  { name: net, variants }: Shipped,
  device: Capabilities,
  { batch = 1, variant: wanted }: Choice,
  kind = classOf(device),
): Offer {
  const candidates =
    wanted === undefined
      ? [...variants.filter((v) => v.device === kind), ...variants.filter((v) => v.device !== kind)]
      : variants.filter((v) => v.name === wanted);
  if (candidates.length === 0) {
    const names = list(variants.map((v) => v.name));
    throw new CnncError("unknown-variant", `${net} has no variant \`${wanted}\`; it has ${names}`);
  }
  const lacks: string[] = [];
  let code: "missing-feature" | "missing-limit" = "missing-limit";
  for (const offer of candidates) {
    const feature = offer.features.find((name) => !device.features.has(name));
    const limit = feature === undefined ? missingLimit(offer, device, batch) : undefined;
    if (feature === undefined && limit === undefined) return offer;
    code = feature === undefined ? "missing-limit" : "missing-feature";
    lacks.push(`variant \`${offer.name}\` ${limit ?? `wants the feature \`${feature}\``}`);
  }
  throw new CnncError(
    code,
    `${net} does not fit this device with batch ${batch}: ${lacks.join("; ")}. ` +
      "Try a smaller batch, or a device from `requestDevice`, which asks for what is needed",
  );
}

/** The limits that a variant needs for a batch. */
export function limitsOf({ limits }: Pick<Offer, "limits">, batch: number): Record<string, number> {
  const needs = Object.entries(limits).map(([name, [fixed, perImage]]) => [name, Math.max(fixed, perImage * batch)]);
  return Object.fromEntries(needs);
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

function missingLimit(offer: Offer, device: Capabilities, batch: number): string | undefined {
  const limits = device.limits as Record<string, number | undefined>;
  for (const [name, wanted] of Object.entries(limitsOf(offer, batch))) {
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
 * @throws CnncError `no-webgpu`, and as `chooseOffer`
 */
export async function requestDevice(
  program: Shipped,
  options: Choice & { readonly adapter?: GPUAdapter | undefined } = {},
): Promise<GPUDevice> {
  const adapter = options.adapter ?? (await browserAdapter());
  return openDevice(program, adapter, chooseOffer(program, adapter, options), options);
}

/** @throws CnncError `no-webgpu` */
export async function openDevice(
  program: Shipped,
  adapter: GPUAdapter,
  offer: Offer,
  { batch = 1 }: Choice,
): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      label: program.name,
      requiredFeatures: [...offer.features] as GPUFeatureName[],
      requiredLimits: limitsOf(offer, batch),
    });
  } catch (error) {
    throw new CnncError("no-webgpu", `the adapter gave no device: ${reason(error)}`, error);
  }
}

/** The browser's. @throws CnncError `no-webgpu` */
export async function browserAdapter(): Promise<GPUAdapter> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) throw new CnncError("no-webgpu", "WebGPU is not here: use a browser that has it, or pass a `device`");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new CnncError("no-webgpu", "WebGPU found no adapter: hardware acceleration may be switched off");
  return adapter;
}
