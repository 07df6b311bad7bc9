import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { type CheckWeightsOptions, checkWeights } from "../../compiler/cli/check-weights.ts";
import { readSafetensors } from "../../runtime/safetensors.ts";
import { volume } from "../../runtime/shape.ts";
import { seeded } from "../random.ts";
import { called, folderWith } from "./cli.ts";

// What the specs of `cnnc weights` make files with.

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs the command on files in a folder of their own, the first two of them; what is said is without the folder. */
export async function checked(files: Files, options: CheckWeightsOptions = {}, json = false) {
  const folder = folderWith(files);
  const [model, file] = Object.keys(files).map((name) => `${folder}/${name}`);
  const inside = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, typeof value === "string" ? `${folder}/${value}` : value]),
  );
  const ended = await called((output) => checkWeights(model!, file, inside, output), { json });
  // What has waited for the end of a file's writing lets go after the current turn.
  await new Promise(setImmediate);
  const bare = (text: string) => text.replaceAll(`${folder}/`, "");
  const written = () => readSafetensors(readFileSync(`${folder}/${options.output}`));
  return { ...ended, folder, stdout: bare(ended.stdout), stderr: bare(ended.stderr), written };
}

export const random = seeded(1);
export const some = (length: number) => Float32Array.from({ length }, () => Math.fround(2 * random() - 1));
export const f32s = (shape: readonly number[], data = some(volume(shape))) => ({ shape, data });
export type Tensors = readonly (readonly [
  string,
  { readonly shape: readonly number[]; readonly data: Float32Array },
])[];

/** A `.safetensors` file of any types, from their bytes. */
export function stored(tensors: readonly (readonly [string, string, readonly number[], Uint8Array])[]): Uint8Array {
  let at = 0;
  const entries = tensors.map(([name, dtype, shape, { length }]) => {
    at += length;
    return [name, { dtype, shape, data_offsets: [at - length, at] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const start = new Uint8Array(8);
  new DataView(start.buffer).setUint32(0, header.length, true);
  return Buffer.concat([start, header, ...tensors.map((tensor) => tensor[3])]);
}

export const npz = (arrays: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 0): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, data]) => [`${name}.npy`, data])), { level });

/** A `.npy` file with any type and order. */
export function npy(descr: string, shape: string, data: ArrayBufferView, fortran = "False"): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
  const start = Uint8Array.from(`\u0093NUMPY\u0001\u0000${String.fromCharCode(header.length)}\u0000${header}`, (c) =>
    c.charCodeAt(0),
  );
  return Uint8Array.from([...start, ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}
