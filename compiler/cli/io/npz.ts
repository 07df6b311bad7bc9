import { volume } from "../../../runtime/shape.ts";
import { CliError } from "../errors.ts";
import { longestHeader, type NpyHeader, readNpyHeader } from "./npy.ts";
import { fromFortran } from "./numbers.ts";
import type { LazyTensor } from "./tensors.ts";
import { readZip, unpack, unpackStart, type ZipEntry } from "./zip.ts";

/** `.safetensors`' words for NumPy's codes. */
const types: Readonly<Record<string, string>> = {
  "<f4": "F32",
  "<f8": "F64",
  "<f2": "F16",
  "<i8": "I64",
  "<i4": "I32",
  "<i2": "I16",
  "|i1": "I8",
  "|u1": "U8",
  "|b1": "BOOL",
};

/**
 * The arrays of `np.savez` or `np.savez_compressed`. Headers are read now, values when they are asked for: no more is
 * unpacked than a shape that somebody wants takes.
 *
 * @throws CliError `zip-format`, and the `npy-…` codes
 */
export function readNpz(bytes: Uint8Array, file: string): LazyTensor[] {
  const found = new Map<string, LazyTensor>();
  for (const entry of readZip(bytes, file)) {
    const inside = `${file}:${entry.name}`;
    if (!entry.name.endsWith(".npy")) throw notNpz(file, `it holds \`${entry.name}\``);
    const name = entry.name.slice(0, -".npy".length);
    if (found.has(name)) throw notNpz(file, `it holds \`${entry.name}\` twice`);
    const header = readNpyHeader(unpackStart(entry, longestHeader + 12, file), inside);
    const { descr, shape } = header;
    found.set(name, {
      name,
      shape,
      dtype: types[descr] ?? `\`${descr}\``,
      read: () => valuesOf(entry, header, file),
    });
  }
  return [...found.values()];
}

function valuesOf(entry: ZipEntry, { descr, shape, fortran, start }: NpyHeader, file: string): Uint8Array {
  const width = Number(descr.slice(2));
  const expected = start + volume(shape) * width;
  if (entry.size !== expected) {
    throw new CliError(
      "npy-truncated",
      `\`${file}:${entry.name}\`: expected ${expected} bytes by its header, found ${entry.size}`,
      "make the file again",
    );
  }
  const data = unpack(entry, file).subarray(start);
  return fortran && shape.length > 1 ? fromFortran(data, shape, width) : data;
}

const notNpz = (file: string, why: string) =>
  new CliError("npz-format", `\`${file}\` is not a valid .npz file: ${why}`, "save it with `np.savez(file, **arrays)`");
