import { extname } from "node:path";
import { f32, readSafetensors } from "../../../runtime/safetensors.ts";
import { CliError } from "../errors.ts";
import { readBytes, readText } from "../files.ts";
import { numbersOf, parseJson } from "./json.ts";
import { type Dtype, readNpyArray } from "./npy.ts";

/** An array as its file has it: nothing is rounded to another type. */
export interface Stored {
  /** Undefined for JSON, whose numbers are of no type. */
  readonly dtype: Dtype | undefined;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  /** Its name in the file, where the file has names. */
  readonly name?: string;
}

/**
 * Reads a `.npy`, a `.json` as `cnnc run` writes it (one output or, by name, several), or a tensor of a `.safetensors`.
 *
 * @param tensor which one, of a file with several
 * @throws CliError `diff-kind`, `diff-which`, `diff-no-tensor`, and those of the formats
 */
export function readStored(file: string, what: string, tensor: string | undefined): Stored {
  switch (extname(file).toLowerCase()) {
    case ".npy":
      return readNpyArray(readBytes(file, what), file);
    case ".json":
      return fromJson(readText(file, what), file, tensor);
    case ".safetensors": {
      const tensors = readSafetensors(readBytes(file, what));
      const name = pick([...tensors.keys()], file, tensor);
      const stored = tensors.get(name)!;
      return { dtype: "float32", shape: stored.shape, data: f32(name, stored), name };
    }
    default:
      throw new CliError("diff-kind", `expected a .npy, .json or .safetensors file, found \`${file}\``);
  }
}

function fromJson(text: string, file: string, tensor: string | undefined): Stored {
  const json = parseJson(text, file);
  const named = typeof json === "object" && json !== null && !Array.isArray(json);
  const name = named ? pick(Object.keys(json), file, tensor) : undefined;
  const chosen = name === undefined ? json : (json as Record<string, unknown>)[name];
  // `cnnc run` writes null for what JSON has no word for: NaN and the infinities.
  const { shape, values } = numbersOf(chosen, file, Number.NaN);
  return { dtype: undefined, shape, data: values, ...(name === undefined ? {} : { name }) };
}

function pick(names: readonly string[], file: string, wanted: string | undefined): string {
  const listed = names.slice(0, 8).map((name) => `\`${name}\``);
  const all = `${listed.join(", ")}${names.length > 8 ? ` and ${names.length - 8} more` : ""}` || "nothing";
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw new CliError("diff-no-tensor", `\`${file}\` has no tensor \`${wanted}\`; it has ${all}`);
  }
  if (names.length === 1) return names[0]!;
  throw new CliError("diff-which", `which tensor of \`${file}\`? it has ${all}`, "say `--tensor NAME`");
}
