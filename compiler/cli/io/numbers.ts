import type { StoredTensor } from "../../../runtime/safetensors.ts";
import { f32 } from "../../../runtime/safetensors.ts";
import { volume } from "../../../runtime/shape.ts";

interface Reader {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** Types beside F32 that stand for float32, or for numbers that a float32 comes near; all little-endian. */
const readers: Readonly<Record<string, Reader>> = {
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brain(view.getUint16(at, true)) },
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** What the types are called, for messages. */
export const readableTypes = ["F32", ...Object.keys(readers)];

/** As many bytes as its shape and type need. */
export const isWhole = ({ dtype, shape, bytes }: StoredTensor): boolean =>
  bytes.length === volume(shape) * (dtype === "F32" ? 4 : readers[dtype]!.bytes);

/** The values as float32: rounded from F64, exact from the others. A view where the type and the alignment allow. */
export function asFloat32(name: string, tensor: StoredTensor): Float32Array {
  const reader = readers[tensor.dtype];
  if (!reader) return f32(name, tensor);
  const { bytes } = tensor;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / reader.bytes);
  for (let i = 0; i < values.length; i++) values[i] = reader.read(view, i * reader.bytes);
  return values;
}

/** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

const pattern = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a float32. */
function brain(bits: number): number {
  pattern.setUint32(0, bits << 16);
  return pattern.getFloat32(0);
}

/** The matrix the other way round. */
export function transposed(values: Float32Array, [rows, columns]: readonly [number, number]): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  return turned;
}

/** Row-major bytes of an array that lies in memory with its first axis fastest; the array is the same. */
export function fromFortran(bytes: Uint8Array, shape: readonly number[], width: number): Uint8Array {
  const ordered = new Uint8Array(bytes.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => volume(shape.slice(0, axis)) * width);
  for (let to = 0; to < bytes.length; to += width) {
    const from = index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
    ordered.set(bytes.subarray(from, from + width), to);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return ordered;
}
