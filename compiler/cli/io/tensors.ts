import { extname } from "node:path";
import { readSafetensors } from "../../../runtime/safetensors.ts";
import { CliError } from "../errors.ts";
import { readBytes } from "../files.ts";
import { refuseForeign } from "./foreign.ts";
import { readNpz } from "./npz.ts";

/** A tensor whose values are read when they are asked for, and may be refused then. */
export interface LazyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** As `.safetensors` calls it; else NumPy's word. */
  readonly dtype: string;
  /** Little-endian, row-major. @throws CliError */
  readonly read: () => Uint8Array;
}

/**
 * The tensors of a `.safetensors` or `.npz` file.
 *
 * @throws CliError `weights-kind` for any other, with how to convert it; those of the formats; CnncError `weights-…`
 */
export function readTensors(file: string): LazyTensor[] {
  const bytes = readBytes(file, "the weights");
  refuseForeign(file, bytes);
  if (extname(file).toLowerCase() === ".npz") return readNpz(bytes, file);
  return [...readSafetensors(bytes)].map(([name, { shape, dtype, bytes: data }]) => ({
    name,
    shape,
    dtype,
    read: () => data,
  }));
}

/** Before anything is read. @throws CliError `weights-kind` */
export function expectSafetensors(file: string): void {
  if (extname(file).toLowerCase() === ".safetensors") return;
  throw new CliError("weights-kind", `expected a .safetensors file to write, found \`${file}\``);
}
