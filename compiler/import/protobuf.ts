import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/**
 * Protobuf messages whose fields are data: `message({ name: [8, text], dims: [1, each(integer)] })` reads a message into
 * an object of that type. Fields that are not named are skipped, so that what a table leaves out is never looked at.
 * Bytes are views of the file. Nothing here trusts a length: the library refuses what ends too early, by throwing.
 */
export interface Kind<T> {
  empty(): T;
  /** The value with one more occurrence of the field. */
  read(reader: BinaryReader, wire: WireType, before: T): T;
}

export type Fields = Readonly<Record<string, readonly [number: number, kind: Kind<unknown>]>>;
export type Message<F extends Fields> = { readonly [K in keyof F]: F[K][1] extends Kind<infer T> ? T : never };

/** What a message without the field has for it; the last occurrence counts. */
const scalar = <T>(empty: T, wire: WireType, read: (reader: BinaryReader) => T): Scalar<T> => ({
  wire,
  empty: () => empty,
  read: (reader, found) => read(expect(reader, found, wire)),
});

/** A kind that one wire type holds. */
export interface Scalar<T> extends Kind<T> {
  readonly wire: WireType;
}

function expect(reader: BinaryReader, found: WireType, wanted: WireType): BinaryReader {
  if (found !== wanted) throw new RangeError(`a field of wire type ${found}, expected ${wanted}`);
  return reader;
}

/** An int32, int64 or enum. Beyond 2^53 it is the nearest number: such are only ever "to the end" in ONNX. */
export const integer = scalar(0, WireType.Varint, (reader) => Number(reader.int64()));
export const text = scalar("", WireType.LengthDelimited, (reader) => reader.string());
export const bytes = scalar<Uint8Array>(new Uint8Array(), WireType.LengthDelimited, (reader) => reader.bytes());
export const float = scalar(0, WireType.Bit32, (reader) => reader.float());

/** Every occurrence. */
export const each = <T>(kind: Kind<T>): Kind<readonly T[]> => ({
  empty: () => [],
  read: (reader, wire, before) => {
    (before as T[]).push(kind.read(reader, wire, kind.empty()));
    return before;
  },
});

/** Integers or floats, packed or one by one. */
const packable = <T>(kind: Scalar<T>): Kind<readonly T[]> => ({
  empty: () => [],
  read: (reader, wire, before) => {
    if (wire !== WireType.LengthDelimited) return each(kind).read(reader, wire, before);
    const inner = new BinaryReader(reader.bytes());
    while (inner.pos < inner.len) (before as T[]).push(kind.read(inner, kind.wire, kind.empty()));
    return before;
  },
});
export const integers = packable(integer);
export const floats = packable(float);

/** Fixed-width numbers as they lie in the file, in pieces: a tensor's values are not looked at while it is read. */
export const pieces = (width: 4 | 8): Kind<readonly Uint8Array[]> => ({
  empty: () => [],
  read: (reader, wire, before) => {
    if (wire === WireType.LengthDelimited) (before as Uint8Array[]).push(reader.bytes());
    else {
      expect(reader, wire, width === 4 ? WireType.Bit32 : WireType.Bit64);
      (before as Uint8Array[]).push(reader.skip(wire));
    }
    return before;
  },
});

/** A field that may be absent. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({
  empty: () => undefined,
  read: (reader, wire) => kind.read(reader, wire, kind.empty()),
});

/** A message within a message. */
export const message = <F extends Fields>(fields: F): Kind<Message<F>> => ({
  empty: () => blank(fields),
  read: (reader, wire) => {
    expect(reader, wire, WireType.LengthDelimited);
    return readMessage(reader.bytes(), fields);
  },
});

const blank = <F extends Fields>(fields: F): Message<F> =>
  Object.fromEntries(Object.entries(fields).map(([name, [, kind]]) => [name, kind.empty()])) as Message<F>;

/** @throws Error where the bytes are no such message */
export function readMessage<F extends Fields>(data: Uint8Array, fields: F): Message<F> {
  const reader = new BinaryReader(data);
  const byNumber = new Map(Object.entries(fields).map(([name, [number, kind]]) => [number, { name, kind }]));
  const result: Record<string, unknown> = blank(fields);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const field = byNumber.get(number);
    if (field) result[field.name] = field.kind.read(reader, wire, result[field.name]);
    else reader.skip(wire, number);
  }
  return result as Message<F>;
}
