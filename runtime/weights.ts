import { CnncError, checkAborted, list, reason } from "./errors.ts";
import type { Parameter, Program } from "./program.ts";
import { f32, readSafetensors, type StoredTensor } from "./safetensors.ts";
import { volume } from "./shape.ts";

/** A `.safetensors` file, or its tensors by name in natural layout. */
export type WeightsData =
  | ArrayBuffer
  | Uint8Array
  | Readonly<Record<string, Float32Array>>
  | ReadonlyMap<string, Float32Array>;

/** Weights, the address to fetch them from, the answer that brings them, or a function that gives one of these. */
export type WeightsSource = WeightsData | string | URL | Response | (() => WeightsInput | Promise<WeightsInput>);
type WeightsInput = WeightsData | string | URL | Response;

/** `loaded` bytes of the weights file, or kernels compiled; `total` is absent where a server does not say it. */
export interface Progress {
  readonly phase: "weights" | "kernels";
  readonly loaded: number;
  readonly total: number | undefined;
}

export type OnProgress = (progress: Progress) => void;

/** Weights at hand: nothing is left to fetch. */
export type Weights = ReadonlyMap<string, Float32Array | StoredTensor>;

/**
 * Gets the weights, whatever form they come in.
 *
 * @throws CnncError `weights-source` if they cannot be had, `aborted`, and as `readSafetensors`
 */
export async function loadWeights(
  source: WeightsSource,
  signal?: AbortSignal | undefined,
  onProgress?: OnProgress | undefined,
): Promise<Weights> {
  let data: WeightsData;
  try {
    const given = typeof source === "function" ? await source() : source;
    checkAborted(signal);
    const response = typeof given === "string" || given instanceof URL ? await get(given, signal) : given;
    data = isResponse(response) ? await readBody(response, onProgress) : response;
  } catch (error) {
    checkAborted(signal);
    const hint = "check the address, or pass the file's bytes as `weights`";
    throw error instanceof CnncError
      ? error
      : new CnncError("weights-source", `the weights could not be had: ${reason(error)}; ${hint}`, error);
  }
  if (data instanceof Map) return data;
  if (data instanceof ArrayBuffer || data instanceof Uint8Array) return readSafetensors(data);
  return new Map(Object.entries(data));
}

/**
 * The program's parameters out of the weights; surplus tensors are left alone.
 *
 * @throws CnncError `weights-missing` (all at once), `weights-shape`, `weights-dtype`, `weights-not-finite`
 */
export function takeParameters(program: Program, weights: Weights): Map<string, Float32Array> {
  const missing = program.parameters.map((p) => p.name).filter((name) => !weights.has(name));
  if (missing.length > 0) {
    throw new CnncError("weights-missing", `the weights lack ${list(missing)}; they hold ${list(weights.keys())}`);
  }
  return new Map(program.parameters.map((p) => [p.name, takeParameter(p, weights.get(p.name)!)]));
}

function takeParameter({ name, shape }: Parameter, found: Float32Array | StoredTensor): Float32Array {
  const expected = shape.join("x") || "scalar";
  if ("dtype" in found && String(found.shape) !== String(shape)) {
    throw new CnncError("weights-shape", `weights \`${name}\`: expected ${expected}, found ${found.shape.join("x")}`);
  }
  const data = "dtype" in found ? f32(name, found) : found;
  const length = volume(shape);
  if (data.length !== length) {
    throw new CnncError("weights-shape", `weights \`${name}\`: expected ${length} (${expected}), found ${data.length}`);
  }
  const bad = notFinite(data);
  if (bad >= 0) {
    throw new CnncError("weights-not-finite", `weights \`${name}\`: value ${bad} is ${data[bad]}, not a finite number`);
  }
  return data;
}

/** Index of the first NaN or infinity, or −1: shaders may take for granted that there is none. */
export function notFinite(data: ArrayLike<number>): number {
  for (let i = 0; i < data.length; i++) if (data[i]! * 0 !== 0) return i;
  return -1;
}

export function isResponse(value: unknown): value is Response {
  return typeof Response !== "undefined" && value instanceof Response;
}

async function get(address: string | URL, signal: AbortSignal | undefined): Promise<Response | Uint8Array> {
  if (!String(address).startsWith("file:")) return fetch(address, signal ? { signal } : {});
  // Node's fetch does not read files; asking the process keeps Node's modules out of a page's bundle.
  const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => typeof import("node:fs/promises") } })
    .process;
  const fs = node?.getBuiltinModule?.("node:fs/promises");
  if (!fs) throw new Error("files are not read here");
  return fs.readFile(new URL(address));
}

async function readBody(response: Response, onProgress: OnProgress | undefined): Promise<Uint8Array> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status} ${response.statusText}`);
  // Of a compressed answer, the header tells the compressed length.
  const told = response.headers.has("content-encoding") ? 0 : Number(response.headers.get("content-length"));
  const total = told > 0 ? told : undefined;
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  let bytes = new Uint8Array(total ?? 2 ** 16);
  let loaded = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const end = loaded + part.value.length;
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, bytes.length * 2));
      larger.set(bytes.subarray(0, loaded));
      bytes = larger;
    }
    bytes.set(part.value, loaded);
    loaded = end;
    onProgress?.({ phase: "weights", loaded, total });
  }
  return bytes.subarray(0, loaded);
}
