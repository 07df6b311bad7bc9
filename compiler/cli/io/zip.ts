import { Inflate, inflateSync } from "fflate";
import { CliError } from "../errors.ts";

// PKWARE's APPNOTE 6.3.10. The directory at the end is what counts; sizes above 4 GiB are in further fields. fflate's own
// reader unpacks whole files only, and believes the sizes that they declare.

/** A file in a zip: only ever a name, never a path to write to. */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked, as the directory declares it. */
  readonly size: number;
  readonly packed: Uint8Array;
  readonly deflated: boolean;
  readonly crc: number;
}

/** Deflate packs 258 bytes into no less than two bits. */
const highestRatio = 1032;

/**
 * The directory of a zip. Nothing is unpacked.
 *
 * @throws CliError `zip-format`
 */
export function readZip(bytes: Uint8Array, file: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { count, start } = directory(view, file);
    const entries: ZipEntry[] = [];
    let at = start;
    for (let i = 0; i < count; i++) {
      if (view.getUint32(at, true) !== 0x02014b50) throw malformed(file, "its directory is damaged");
      entries.push(entryAt(view, at, bytes, file));
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw malformed(file, "it ends too early");
    throw error;
  }
}

/** All of a file's bytes. @throws CliError `zip-format` */
export function unpack({ packed, size, deflated, name, crc }: ZipEntry, file: string): Uint8Array {
  let data: Uint8Array;
  try {
    data = deflated ? inflateSync(packed, { out: new Uint8Array(size) }) : packed;
  } catch {
    throw malformed(file, `\`${name}\` cannot be unpacked`);
  }
  if (data.length !== size || crc32(data) !== crc) throw malformed(file, `\`${name}\` is damaged`);
  return data;
}

/** At least the first `wanted` bytes, if there are so many; of what follows little is unpacked. @throws CliError `zip-format` */
export function unpackStart({ packed, deflated, name }: ZipEntry, wanted: number, file: string): Uint8Array {
  if (!deflated) return packed.subarray(0, wanted);
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    parts.push(part);
    length += part.length;
  });
  try {
    for (let at = 0; at < packed.length && length < wanted; at += 512)
      inflate.push(packed.subarray(at, at + 512), at + 512 >= packed.length);
  } catch {
    throw malformed(file, `\`${name}\` cannot be unpacked`);
  }
  const data = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

function directory(view: DataView, file: string): { count: number; start: number } {
  // A comment of up to 64 KiB may follow the end.
  let end = view.byteLength - 22;
  const first = Math.max(0, end - 0xffff);
  while (end >= first && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < first) throw malformed(file, "its directory is missing; a download that broke off looks like this");
  const far = end >= 20 && view.getUint32(end - 20, true) === 0x07064b50;
  if (!far) return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
  const at = getUint64(view, end - 12);
  return { count: getUint64(view, at + 32), start: getUint64(view, at + 48) };
}

function entryAt(view: DataView, at: number, bytes: Uint8Array, file: string): ZipEntry {
  const [flags, method, crc] = [
    view.getUint16(at + 8, true),
    view.getUint16(at + 10, true),
    view.getUint32(at + 16, true),
  ];
  const nameLength = view.getUint16(at + 28, true);
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
  const { packed: length, size, offset } = sizesAt(view, at, at + 46 + nameLength);
  if (flags & 1) throw malformed(file, `\`${name}\` is encrypted`);
  if (method !== 0 && method !== 8) throw malformed(file, `\`${name}\` is packed by method ${method}, not by deflate`);
  if (view.getUint32(offset, true) !== 0x04034b50) throw malformed(file, `\`${name}\` is not where its directory says`);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + length > bytes.length) throw malformed(file, `it ends inside \`${name}\``);
  if (method === 8 ? size > length * highestRatio : size !== length)
    throw malformed(file, `\`${name}\` declares ${size} bytes, which ${length} cannot hold`);
  return { name, size, packed: bytes.subarray(start, start + length), deflated: method === 8, crc };
}

/** What does not fit into 32 bits is in a further field, in this order. */
function sizesAt(view: DataView, at: number, extra: number): { packed: number; size: number; offset: number } {
  const found = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const end = extra + view.getUint16(at + 30, true);
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let value = field + 4;
    for (const [i, size] of found.entries())
      if (size === 0xffffffff) {
        found[i] = getUint64(view, value);
        value += 8;
      }
  }
  const [size, packed, offset] = found as [number, number, number];
  return { size, packed, offset };
}

const getUint64 = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

const malformed = (file: string, why: string) =>
  new CliError("zip-format", `\`${file}\` is not a valid zip file: ${why}`, "copy or make the file again");

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(data: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < data.length; i++) c = crcTable[(c ^ data[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
