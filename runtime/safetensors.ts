import { CnncError, list } from "./errors.ts";
import { volume } from "./shape.ts";

/** A tensor as it lies in a file: nothing is copied or converted yet. */
export interface StoredTensor {
  /** The file's own word: `F32`, `BF16`, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** A view into the file, at any alignment. */
  readonly bytes: Uint8Array;
}

/** The format's own bound on the header, in bytes. */
const LONGEST_HEADER = 100_000_000;

/** What a file's header says of a tensor, and where its bytes lie among the data. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a `.safetensors` file without copying its data. Any file is safe to give it: what is wrong with one, in any
 * tensor, is an error with a code. A tensor of another type than F32 is one only when `f32` is asked for it.
 *
 * @throws CnncError `weights-truncated` where the file ends too early, else `weights-header`
 */
export function readSafetensors(file: ArrayBuffer | Uint8Array): Map<string, StoredTensor> {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const start = 8 + headerLength(bytes.subarray(0, 8));
  const entries = readEntries(bytes.subarray(8, start), start - 8);
  const data = bytes.subarray(start);
  const stored = entries.map(({ name, dtype, shape, begin, end }) => {
    if (end > data.length) throw truncated(`\`${name}\``, end - begin, data.length - begin);
    return [name, { dtype, shape, bytes: data.subarray(begin, end) }] as const;
  });
  checkEnd(data.length - (entries.at(-1)?.end ?? 0));
  return new Map(stored);
}

/**
 * Length of the header, which the file's first 8 bytes say.
 *
 * @throws CnncError `weights-truncated` for fewer bytes, `weights-header` for more header than the format allows
 */
export function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) throw truncated("its header", 8, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > LONGEST_HEADER) {
    // A server's fallback page or a Git LFS pointer is the usual cause: its first letters say so.
    const start = String.fromCharCode(...bytes).replace(/[^ -~]/g, ".");
    throw malformed(`its header would take ${length} bytes; the file begins with "${start}"`);
  }
  return length;
}

/**
 * The tensors that a header names, in the order of their data, which begins at 0 and has no hole.
 *
 * @param bytes the header, of `length` bytes if the file is whole
 * @throws CnncError `weights-truncated`, `weights-header`
 */
export function readEntries(bytes: Uint8Array, length: number): Entry[] {
  if (bytes.length < length) throw truncated("its header", length, bytes.length);
  const entries = Object.entries(readHeader(bytes))
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => readEntry(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at) throw malformed(`the data of ${list([name])} begins at ${begin}, expected ${at}`);
    at = end;
  }
  return entries;
}

export const truncated = (where: string, expected: number, found: number): CnncError =>
  new CnncError(
    "weights-truncated",
    `the weights file ends inside ${where}: expected ${expected} bytes, found ${found}; fetch the file again`,
  );

/** @throws CnncError `weights-header` if bytes are left after the last tensor. */
export function checkEnd(left: number): void {
  if (left > 0) throw malformed(`${left} bytes of data belong to no tensor`);
}

/**
 * The values of an F32 tensor: a view where the file's alignment allows, else a copy.
 *
 * @throws CnncError `weights-dtype` for any other type
 */
export function f32(name: string, { dtype, bytes }: StoredTensor): Float32Array {
  checkF32({ name, dtype });
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** F32 tensors by name; `data` is read once, when its turn comes. */
export type NamedTensors = Iterable<
  readonly [name: string, { readonly shape: readonly number[]; readonly data: Float32Array }]
>;
export function checkF32({ name, dtype }: Pick<Entry, "name" | "dtype">): void {
  if (dtype === "F32") return;
  throw new CnncError("weights-dtype", `weights \`${name}\`: expected F32, found ${dtype}; convert the file to F32`);
}

/**
 * Writes a `.safetensors` file of F32 tensors, in the order given.
 *
 * @throws CnncError `weights-header` for the reserved name, `weights-shape` where shape and length disagree
 */
export function writeSafetensors(tensors: NamedTensors): Uint8Array<ArrayBuffer> {
  const parts = [...safetensorsParts(tensors)];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** The same piece by piece: the header, then each tensor, so that no more than one of them need be in memory. */
export function* safetensorsParts(tensors: NamedTensors): Generator<Uint8Array> {
  const all = [...tensors];
  yield safetensorsHeader(all.map(([name, { shape }]) => [name, shape]));
  for (const [name, tensor] of all) {
    const { data } = tensor;
    if (volume(tensor.shape) !== data.length)
      throw new CnncError("weights-shape", `\`${name}\`: shape [${tensor.shape}] does not have ${data.length} values`);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/** What the file begins with; the values follow, one after the other. */
function safetensorsHeader(
  tensors: Iterable<readonly [name: string, shape: readonly number[]]>,
): Uint8Array<ArrayBuffer> {
  let length = 0;
  const entries = [...tensors].map(([name, shape]) => {
    if (name === "__metadata__") throw malformed("`__metadata__` is a reserved name");
    const begin = length;
    length += volume(shape) * 4;
    return [name, { dtype: "F32", shape, data_offsets: [begin, length] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(start).fill(0x20, 8);
  new DataView(header.buffer).setUint32(0, start - 8, true);
  header.set(json, 8);
  return header;
}

const malformed = (what: string, cause?: unknown) =>
  new CnncError("weights-header", `not a valid safetensors file: ${what}`, cause);

function readHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (error) {
    throw malformed("its header is not JSON", error);
  }
  if (!isObject(json)) throw malformed("its header is not an object");
  const keys = Object.values(json).reduce<number>(
    (n, entry) => n + (isObject(entry) ? Object.keys(entry).length : 0),
    Object.keys(json).length,
  );
  // JSON.parse keeps the last of two equal keys without a word.
  if (countColons(text) !== keys) throw malformed("its header names something twice, or nests too deep");
  return json;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keys in a valid JSON text, counted by the colons outside its strings. */
function countColons(text: string): number {
  let count = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') quoted = !quoted;
    else if (c === "\\") i++;
    else if (c === ":" && !quoted) count++;
  }
  return count;
}

function readEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw malformed(`\`${name}\` lacks a dtype, a shape or two data offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  if (end < begin) throw malformed(`the data of \`${name}\` ends at ${end}, before it begins at ${begin}`);
  if (dtype === "F32" && volume(shape) * 4 !== end - begin) {
    throw malformed(`\`${name}\` has shape [${shape}], so ${volume(shape) * 4} bytes, but takes ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 64 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
