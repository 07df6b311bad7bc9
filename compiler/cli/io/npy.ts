import { volume } from "../../../runtime/shape.ts";
import { CliError } from "../errors.ts";
import type { Tensor } from "./tensor.ts";

// NumPy's format, versions 1 to 3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Our own reader: the kept library for it (npyjs 1.2) lets a file of the wrong length or order pass, and brings a fetch along.

const magic = "\u0093NUMPY";

/** A header says a type, a flag and a shape; beyond this something else is in the file. */
export const longestHeader = 65_536;

export type Dtype = "float32" | "float64" | "uint8";

interface Reader {
  readonly dtype: Dtype;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** By NumPy's codes; all little-endian. */
const readers: Readonly<Record<string, Reader>> = {
  "<f4": { dtype: "float32", bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  "<f8": { dtype: "float64", bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  "|u1": { dtype: "uint8", bytes: 1, read: (view, at) => view.getUint8(at) },
};

/** An array as its file has it, nothing rounded. */
export interface NpyArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: Float64Array<ArrayBuffer>;
}

/**
 * Reads a `.npy` file of float32, float64 (rounded to float32) or uint8 (values kept: 0 to 255).
 *
 * @throws CliError as `readNpyArray`
 */
export function readNpy(bytes: Uint8Array, file: string): Tensor {
  const { shape, data } = readNpyArray(bytes, file);
  return { shape, data: Float32Array.from(data) };
}

/**
 * Reads a `.npy` file of float32, float64 or uint8 with its type.
 *
 * @throws CliError `npy-format`, `npy-truncated`, `npy-dtype`, `npy-order`
 */
export function readNpyArray(bytes: Uint8Array, file: string): NpyArray {
  const { descr, fortran, shape, start } = readNpyHeader(bytes, file);
  const reader = readers[descr];
  if (!reader) {
    throw new CliError(
      "npy-dtype",
      `expected float32, float64 or uint8 in \`${file}\`, found \`${descr}\``,
      "save it with `np.save(file, array.astype('<f4'))`",
    );
  }
  if (fortran && shape.length > 1) {
    throw new CliError(
      "npy-order",
      `expected C order in \`${file}\`, found Fortran order`,
      "save it with `np.save(file, np.ascontiguousarray(array))`",
    );
  }
  const [expected, found] = [volume(shape) * reader.bytes, bytes.length - start];
  if (expected > found) throw truncated(file, `${expected} bytes of data`, `${found}`);
  if (expected < found) throw malformed(file, `${found - expected} bytes follow its data`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, expected);
  const data = Float64Array.from({ length: volume(shape) }, (_, i) => reader.read(view, i * reader.bytes));
  return { dtype: reader.dtype, shape, data };
}

export interface NpyHeader {
  /** NumPy's code for the type: `<f4`. */
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the data begin. */
  readonly start: number;
}

/** What a `.npy` file says of itself. @throws CliError `npy-format`, `npy-truncated`, `npy-dtype` */
export function readNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const { header, start } = readHeader(bytes, file);
  return { ...parseHeader(header, file), start };
}

/** Writes float32 in C order, version 1.0. */
export function writeNpy({ shape, data }: Tensor): Uint8Array<ArrayBuffer> {
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data start at a multiple of 64; the header is filled with spaces and ends a line.
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const file = new Uint8Array(start + data.length * 4);
  const view = new DataView(file.buffer);
  write(file, 0, `${magic}\u0001\u0000`);
  view.setUint16(8, start - 10, true);
  write(file, 10, `${text.padEnd(start - 11)}\n`);
  for (const [i, value] of data.entries()) view.setFloat32(start + i * 4, value, true);
  return file;
}

const write = (file: Uint8Array, at: number, latin1: string): void => {
  for (let i = 0; i < latin1.length; i++) file[at + i] = latin1.charCodeAt(i);
};

function readHeader(bytes: Uint8Array, file: string): { header: string; start: number } {
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (latin1(0, 6) !== magic) throw malformed(file, "it does not begin as one");
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw malformed(file, `expected version 1 to 3, found ${version}`);
  const from = version === 1 ? 10 : 12;
  if (bytes.length < from) throw truncated(file, `${from} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, from);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader) throw malformed(file, `its header would take ${length} bytes`);
  if (bytes.length < from + length) throw truncated(file, `${length} bytes of header`, `${bytes.length - from}`);
  return { header: new TextDecoder().decode(bytes.subarray(from, from + length)), start: from + length };
}

/** The header is a Python dictionary; NumPy writes its three entries as literals. */
function parseHeader(header: string, file: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1];
  if (tuple === undefined || fortran === undefined) throw malformed(file, "its header lacks a shape or an order");
  if (descr === undefined) {
    throw new CliError("npy-dtype", `expected numbers in \`${file}\`, found records`, "save one array of float32");
  }
  const shape = tuple
    .split(",")
    .map((n) => n.trim())
    .filter((n) => n !== "")
    .map((n) => Number.parseInt(n, 10));
  if (shape.length > 32 || !Number.isSafeInteger(volume(shape)) || shape.some((n) => !Number.isSafeInteger(n))) {
    throw malformed(file, `no array is of shape (${tuple.slice(0, 60)})`);
  }
  return { descr, fortran: fortran === "True", shape };
}

const malformed = (file: string, why: string) =>
  new CliError("npy-format", `\`${file}\` is not a valid .npy file: ${why}`);

const truncated = (file: string, expected: string, found: string) =>
  new CliError(
    "npy-truncated",
    `\`${file}\` ends too early: expected ${expected}, found ${found}`,
    "copy the file again",
  );
