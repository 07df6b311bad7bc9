import { statSync } from "node:fs";
import { safetensorsParts } from "../../runtime/safetensors.ts";
import { type Problem, shapeText } from "../weights/explain.ts";
import type { FileTensor, Wanted } from "../weights/layers.ts";
import type { Fit, Matching } from "../weights/match.ts";
import { CliError } from "./errors.ts";
import { replaceFileByParts } from "./files.ts";
import { asFloat32, isWhole, readableTypes, transposed } from "./io/numbers.ts";
import type { LazyTensor } from "./io/tensors.ts";

export type Taken = Extract<Fit, { kind: "taken" }>;

/** A file's tensors, with their values. */
export type Contents = ReadonlyMap<string, LazyTensor>;

export const takenOf = ({ fits }: Matching): [Wanted, Taken][] =>
  [...fits].filter((entry): entry is [Wanted, Taken] => entry[1].kind === "taken");

export const isReadable = ({ dtype }: FileTensor): boolean => readableTypes.includes(dtype);

/** What is wrong with the numbers, where names and shapes fit: their type, or one that is not finite. */
export function numberProblems(matching: Matching, contents: Contents): Problem[] {
  return takenOf(matching).flatMap(([one, fit]): Problem[] => {
    const { tensor } = fit;
    if (!isReadable(tensor)) {
      const help = "`array.astype(np.float32)` makes them so, if they are not quantized";
      const message = `\`${tensor.name}\`: expected numbers of ${readableTypes.join(", ")}, found ${tensor.dtype}`;
      return [{ names: [one.name], message, help }];
    }
    const values = valuesFor(one, fit, contents);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return [];
    const message = `\`${tensor.name}\`: value ${bad} is ${values[bad]} as a float32, not a finite number`;
    return [{ names: [one.name], message }];
  });
}

/** A bias that the network has no place for changes nothing if it is 0. */
export function withoutZeros({ fits, leftover, surplus }: Matching, contents: Contents): Matching {
  const zeros = new Set(
    leftover.filter((tensor) => {
      const bias = /[._/]bias$/.test(tensor.name) && isReadable(tensor);
      return bias && read(tensor.name, contents).every((value) => value === 0);
    }),
  );
  return {
    fits,
    leftover: leftover.filter((tensor) => !zeros.has(tensor)),
    surplus: [...surplus, ...zeros],
  };
}

/** Writes the parameters under the network's names, whole or not at all; returns how many bytes. */
export function writeWeights(path: string, matching: Matching, contents: Contents): number {
  const taken = takenOf(matching);
  const tensors = taken.map(([one, fit]) => {
    const tensor = {
      shape: one.shape,
      get data() {
        return valuesFor(one, fit, contents);
      },
    };
    return [one.name, tensor] as const;
  });
  replaceFileByParts(path, safetensorsParts(tensors));
  return statSync(path).size;
}

function valuesFor({ shape }: Wanted, { tensor, change }: Taken, contents: Contents): Float32Array {
  const values = read(tensor.name, contents);
  return change === "transpose" ? transposed(values, [shape[1]!, shape[0]!]) : values;
}

/** @throws CliError `weights-length` */
function read(name: string, contents: Contents): Float32Array {
  const { shape, dtype, read: bytes } = contents.get(name)!;
  const tensor = { shape, dtype, bytes: bytes() };
  if (!isWhole(tensor)) {
    throw new CliError(
      "weights-length",
      `\`${name}\`: ${shapeText(shape)} numbers of ${dtype} do not take ${tensor.bytes.length} bytes`,
      "copy or make the file again",
    );
  }
  return asFloat32(name, tensor);
}
