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

/**
 * Reads a `.safetensors` file without copying its data. Any file is safe to give it: what is wrong with one, in any
 * tensor, is an error with a code. A tensor of another type than F32 is one only when `f32` is asked for it.
 *
 * @throws CnncError `weights-truncated` where the file ends too early, else `weights-header`
 */
export function readSafetensors(file: ArrayBuffer | Uint8Array): Map<string, StoredTensor> {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const header = readHeader(bytes);
  const data = bytes.subarray(8 + header.length);
  const tensors = new Map<string, StoredTensor>();
  const ranges: Range[] = [];
  for (const [name, entry] of Object.entries(header.json)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, begin, end } = readEntry(name, entry);
    if (end > data.length) {
      throw new CnncError(
        "weights-truncated",
        `the weights file ends inside \`${name}\`: expected ${end} bytes of data, found ${data.length}; fetch the file again`,
      );
    }
    ranges.push({ name, begin, end });
    tensors.set(name, { dtype, shape, bytes: data.subarray(begin, end) });
  }
  checkTiling(ranges, data.length);
  return tensors;
}

/**
 * The values of an F32 tensor: a view where the file's alignment allows, else a copy.
 *
 * @throws CnncError `weights-dtype` for any other type
 */
export function f32(name: string, { dtype, bytes }: StoredTensor): Float32Array {
  if (dtype !== "F32") {
    throw new CnncError("weights-dtype", `weights \`${name}\`: expected F32, found ${dtype}; convert the file to F32`);
  }
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** F32 tensors by name; `data` is read once, when its turn comes. */
export type NamedTensors = Iterable<
  readonly [name: string, { readonly shape: readonly number[]; readonly data: Float32Array }]
>;

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
  let length = 0;
  const entries = all.map(([name, { shape }]) => {
    if (name === "__metadata__") throw malformed("`__metadata__` is a reserved name");
    const begin = length;
    length += 4 * volume(shape);
    return [name, { dtype: "F32", shape, data_offsets: [begin, length] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20, 8);
  new DataView(header.buffer).setUint32(0, header.length - 8, true);
  header.set(json, 8);
  yield header;
  for (const [name, tensor] of all) {
    const { data } = tensor;
    if (volume(tensor.shape) !== data.length)
      throw new CnncError("weights-shape", `\`${name}\`: shape [${tensor.shape}] does not have ${data.length} values`);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

interface Range {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

const malformed = (what: string, cause?: unknown) =>
  new CnncError("weights-header", `not a valid safetensors file: ${what}`, cause);

function readHeader(bytes: Uint8Array): { length: number; json: Record<string, unknown> } {
  if (bytes.length < 8) {
    throw new CnncError("weights-truncated", `the weights file has ${bytes.length} bytes; a header takes 8`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > LONGEST_HEADER) {
    // A server's fallback page or a Git LFS pointer is the usual cause: its first letters say so.
    const start = String.fromCharCode(...bytes.subarray(0, 8)).replace(/[^ -~]/g, ".");
    throw malformed(`its header would take ${length} bytes; the file begins with "${start}"`);
  }
  if (length > bytes.length - 8) {
    const found = bytes.length - 8;
    throw new CnncError("weights-truncated", `the weights' header takes ${length} bytes, but ${found} are left`);
  }
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
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
  return { length, json };
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

function readEntry(name: string, entry: unknown) {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw malformed(`\`${name}\` lacks a dtype, a shape or two data offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  if (end < begin) throw malformed(`the data of \`${name}\` ends at ${end}, before it begins at ${begin}`);
  if (dtype === "F32" && volume(shape) * 4 !== end - begin) {
    throw malformed(`\`${name}\` has shape [${shape}], so ${volume(shape) * 4} bytes, but takes ${end - begin}`);
  }
  return { dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 64 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** Tensors fill the data without holes or overlaps, as the format demands. */
function checkTiling(ranges: Range[], length: number): void {
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of ranges) {
    if (begin !== at) throw malformed(`the data of ${list([name])} begins at ${begin}, expected ${at}`);
    at = end;
  }
  if (at !== length) throw malformed(`${length - at} bytes of data belong to no tensor`);
}
