import { type ElementType, elementTypes, type Tensor } from "../operators/onnx.ts";
import type { Message } from "./protobuf.ts";
import type { tensorFields } from "./schema.ts";

/** The file is none that this can read; the message says why. */
export class BrokenFile extends Error {}

/** The bytes of a data file beside the model; undefined where there is none that may be read. */
export type External = (location: string) => Uint8Array | undefined;

type Stored = Message<typeof tensorFields>;

const external = 1;

/**
 * A tensor of the file. Its numbers stay where they are until they are asked for; that there are as many as its shape says is
 * checked now.
 *
 * @throws BrokenFile
 */
export function tensorOf(stored: Stored, files: External): Tensor {
  const { name, dims } = stored;
  const type = elementTypes[stored.type];
  const broken = (why: string): never => {
    throw new BrokenFile(`the tensor \`${name}\` ${why}`);
  };
  if (!type) return broken(`holds no numbers (element type ${stored.type})`);
  if (stored.segment) return broken("is stored in segments, which nothing writes any more");
  if (dims.some((n) => !Number.isSafeInteger(n) || n < 0) || dims.length > 16) return broken(`has the shape [${dims}]`);
  const count = dims.reduce((a, b) => a * b, 1);
  const raw = stored.location === external ? fromFile(stored, count * widths[type], files) : stored.raw;
  const found = raw ? raw.length / widths[type] : listed(stored, type);
  if (found !== count) return broken(`has the shape [${dims}], so ${count} numbers, but holds ${found}`);
  const values = raw ? () => unpack(raw, type) : () => unlist(stored, type);
  return { name, shape: dims, type, values };
}

/** Bytes of one number. */
const widths: Readonly<Record<ElementType, number>> = {
  ...{ bool: 1, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8 },
  ...{ float16: 2, bfloat16: 2, float32: 4, float64: 8 },
};

/** The part of an external file that holds a tensor. */
function fromFile({ name, external: entries }: Stored, length: number, files: External): Uint8Array {
  const said = new Map(entries.map(({ key, value }) => [key, value]));
  const location = said.get("location") ?? "";
  const bytes = files(location);
  const from = Number(said.get("offset") ?? 0);
  const taken = Number(said.get("length") ?? length);
  if (!bytes)
    throw new BrokenFile(`the numbers of \`${name}\` lie in another file, \`${location}\`, which is not here`);
  const fits = Number.isSafeInteger(from) && from >= 0 && taken === length && from + length <= bytes.length;
  if (!fits)
    throw new BrokenFile(
      `the numbers of \`${name}\` are said to be ${taken} bytes from ${from} on in \`${location}\`: its shape takes ${length}, and the file has ${bytes.length}`,
    );
  return bytes.subarray(from, from + length);
}

/** How many numbers a list of the message holds. */
function listed(stored: Stored, type: ElementType): number {
  if (type === "float32") return lengthOf(stored.floats) / 4;
  if (type === "float64") return lengthOf(stored.doubles) / 8;
  return listOf(stored, type).length;
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

const listOf = (stored: Stored, type: ElementType): readonly number[] =>
  type === "int64" ? stored.int64s : type === "uint64" || type === "uint32" ? stored.uint64s : stored.int32s;

function unlist(stored: Stored, type: ElementType): Float32Array | Float64Array {
  if (type === "float32") return unpack(joined(stored.floats), type);
  if (type === "float64") return unpack(joined(stored.doubles), type);
  // Half precision lies bit by bit in integers.
  const list = listOf(stored, type);
  if (type === "float16" || type === "bfloat16") return unpack(new Uint8Array(Uint16Array.from(list).buffer), type);
  return Float64Array.from(list);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Little-endian numbers: a view where f32 lies at a multiple of four, else new ones. */
function unpack(raw: Uint8Array, type: ElementType): Float32Array | Float64Array {
  if (type === "float32") {
    const { buffer, byteOffset, byteLength } = raw.byteOffset % 4 === 0 ? raw : Uint8Array.from(raw);
    return new Float32Array(buffer, byteOffset, byteLength / 4);
  }
  const count = raw.length / widths[type];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = readers[type];
  const short = type === "float16" || type === "bfloat16";
  const values = short ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(view, i);
  return values;
}

const readers: Readonly<Record<Exclude<ElementType, "float32">, (view: DataView, i: number) => number>> = {
  bool: (view, i) => (view.getUint8(i) === 0 ? 0 : 1),
  int8: (view, i) => view.getInt8(i),
  uint8: (view, i) => view.getUint8(i),
  int16: (view, i) => view.getInt16(2 * i, true),
  uint16: (view, i) => view.getUint16(2 * i, true),
  int32: (view, i) => view.getInt32(4 * i, true),
  uint32: (view, i) => view.getUint32(4 * i, true),
  int64: (view, i) => Number(view.getBigInt64(8 * i, true)),
  uint64: (view, i) => Number(view.getBigUint64(8 * i, true)),
  float16: (view, i) => half(view.getUint16(2 * i, true)),
  bfloat16: (view, i) => wide(view.getUint16(2 * i, true)),
  float64: (view, i) => view.getFloat64(8 * i, true),
};

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of an f32. */
function wide(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
