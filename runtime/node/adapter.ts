import { prepareSwiftShader, prepareSystemDriver, withDriver } from "./vulkan.ts";

/** No adapter can be had; `message` says what to do about it, `cause` what went wrong underneath. */
export class AdapterError extends Error {
  override readonly name = "AdapterError";
  readonly code = "no-adapter";
}

/** How to choose an adapter. */
export interface AdapterOptions {
  /** Use the software adapter even where there is a GPU. The environment variable `CNNC_ADAPTER=software` does the same. */
  software?: boolean;
  /** Told, in one line, when the adapter is a software one. Default: `console.error`. */
  onNotice?: (line: string) => void;
}

/**
 * Node's `navigator.gpu.requestAdapter()`: a GPU's adapter, through the npm package `webgpu` (Dawn). Where there is no
 * GPU, or by wish, a software adapter: SwiftShader on linux-x64, elsewhere the system's own if it has one.
 * WebGPU's global names (`GPUBufferUsage`, `GPUMapMode`, …) are installed where absent.
 *
 * Nothing needs to be released: the process exits by itself, with or without `device.destroy()`.
 * SwiftShader is found on the main thread only (see `withDriver`): in a worker thread a machine without a GPU has no adapter.
 *
 * @throws AdapterError when there is no adapter
 */
export async function requestAdapter(options: AdapterOptions = {}): Promise<GPUAdapter> {
  await loadDawn(); // first, or its absence would pass for a missing GPU
  const wantsSoftware = options.software ?? process.env.CNNC_ADAPTER === "software";
  const system = wantsSoftware ? null : await requestSystemAdapter();
  if (system && !system.info.isFallbackAdapter) return system;

  const software = await requestSoftwareAdapter(system);
  const { vendor, architecture, description } = software.info;
  const reason = wantsSoftware ? "as asked" : "no GPU found";
  const notice = options.onNotice ?? console.error;
  notice(`${reason}: running on the software adapter ${vendor}/${architecture} (${description}), on the CPU`);
  return software;
}

async function requestSoftwareAdapter(system: GPUAdapter | null): Promise<GPUAdapter> {
  let cause: unknown;
  try {
    const adapter = await requestSwiftShaderAdapter();
    if (adapter) return adapter;
  } catch (error) {
    cause = error;
  }
  const other = system ?? (await requestSystemAdapter({ forceFallbackAdapter: true }));
  if (other) return other;
  throw new AdapterError(
    "no WebGPU adapter: install a driver for this machine's GPU, or Mesa's lavapipe, or on linux-x64 the npm package `@sparticuz/chromium`",
    { cause },
  );
}

/**
 * A device of a collected `GPU` object crashes the process, so these are held for good. (They do not hold up its exit.)
 * One object per driver: Dawn looks for drivers once.
 */
const held = new Map<"system" | "swiftshader", GPU>();

async function requestSystemAdapter(options?: GPURequestAdapterOptions): Promise<GPUAdapter | null> {
  // a failure here is not the last word: a software adapter may still be had, and reports it if not
  if (!(await prepareSystemDriver().catch(() => false))) return null;
  const gpu = await openGPU("system");
  return gpu.requestAdapter(options);
}

async function requestSwiftShaderAdapter(): Promise<GPUAdapter | null> {
  const manifest = await prepareSwiftShader();
  const gpu = await openGPU("swiftshader");
  return withDriver(manifest, () => gpu.requestAdapter());
}

async function openGPU(driver: "system" | "swiftshader"): Promise<GPU> {
  const { create } = await loadDawn();
  const gpu = held.get(driver) ?? create([]);
  held.set(driver, gpu);
  return gpu;
}

/** Dawn, imported on demand, so that a browser's bundle never sees it; its global names go where none are yet. */
async function loadDawn(): Promise<typeof import("webgpu")> {
  let dawn: typeof import("webgpu");
  try {
    dawn = await import("webgpu");
  } catch (cause) {
    throw new AdapterError("no WebGPU adapter: cannot load the npm package `webgpu`; is it installed?", { cause });
  }
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  return dawn;
}
