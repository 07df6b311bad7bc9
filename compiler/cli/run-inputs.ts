import { extname } from "node:path";
import type { Port, Program } from "../../runtime/program.ts";
import { CliError } from "./errors.ts";
import { readBytes, readText } from "./files.ts";
import { imagesIn, shapeText, type Tensor } from "./io/tensor.ts";
import { count } from "./text.ts";

export interface InputOptions {
  /** `name=FILE`, or FILE where the network has one input. */
  readonly files: readonly string[];
  readonly raw: boolean;
  readonly batch?: number | undefined;
}

export interface Fed {
  readonly batch: number;
  readonly inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
  /** What was done to the files on their way in, a line each. */
  readonly said: readonly string[];
}

/**
 * The network's inputs from files. Several files for one input are several images; a single image is repeated for a
 * larger batch.
 *
 * @throws CliError `input-…`, and those of the files' formats
 */
export async function readInputs(program: Program, options: InputOptions): Promise<Fed> {
  const files = assign(program, options.files);
  const said: string[] = [];
  const read: { port: Port; tensors: Tensor[]; images: number }[] = [];
  for (const port of program.inputs) {
    const tensors = [];
    // A picture's preparation is said in the .cnn, from its bytes on.
    const raw = options.raw || port.mode !== undefined;
    for (const file of files.get(port.name)!) tensors.push(await readTensor(file, port, raw, said));
    read.push({ port, tensors, images: tensors.reduce((sum, tensor) => sum + tensor.images, 0) });
  }
  const batch = options.batch ?? Math.max(...read.map(({ images }) => images));
  const inputs = read.map(({ port, tensors, images }) => {
    if (images !== batch && images !== 1) {
      throw new CliError(
        "input-batch",
        `input \`${port.name}\`: expected ${count(batch, "image")}, found ${images}`,
        "give every input as many images, or one to be repeated",
      );
    }
    if (images !== batch) said.push(`${port.name}: one image, repeated for a batch of ${batch}`);
    return [
      port.name,
      concatenate(images === batch ? tensors : Array.from({ length: batch }, () => tensors[0]!)),
    ] as const;
  });
  return { batch, inputs: Object.fromEntries(inputs), said };
}

/** Which files belong to which input. */
function assign({ name: net, inputs }: Program, files: readonly string[]): Map<string, string[]> {
  const assigned = new Map<string, string[]>(inputs.map(({ name }) => [name, []]));
  const names = inputs.map(({ name }) => `\`${name}\``).join(", ");
  for (const argument of files) {
    const [, name, path] = /^([A-Za-z_]\w*)=(.+)$/s.exec(argument) ?? [];
    const known = name === undefined ? undefined : assigned.get(name);
    if (known) known.push(path!);
    else if (name !== undefined) {
      throw new CliError(
        "input-unknown",
        `${net} has no input \`${name}\`; it takes ${names}`,
        `for example \`--input ${inputs[0]!.name}=${path}\``,
      );
    } else if (inputs.length === 1) assigned.get(inputs[0]!.name)!.push(argument);
    else
      throw new CliError(
        "input-which",
        `${net} takes ${names}: which one is \`${argument}\`?`,
        `say \`--input ${inputs[0]!.name}=${argument}\``,
      );
  }
  const missing = inputs.filter(({ name }) => assigned.get(name)!.length === 0);
  if (missing.length === 0) return assigned;
  const listed = missing.map(({ name, shape }) => `\`${name}\` (${shapeText(shape)})`).join(", ");
  throw new CliError(
    "input-missing",
    `${net} needs ${listed}`,
    `pass \`--input ${missing[0]!.name}=FILE\`, a .png, .npy or .json`,
  );
}

async function readTensor(
  file: string,
  port: Port,
  raw: boolean,
  said: string[],
): Promise<Tensor & { images: number }> {
  const tensor = await readByKind(file, port, raw);
  const values = kindOf(file) === ".png" ? (raw ? ", values 0 to 255 as they are" : ", values divided by 255") : "";
  said.push(`${port.name}: ${file} (${shapeText(tensor.shape)}${values})`);
  return { ...tensor, images: imagesIn(tensor, port, file) };
}

const kindOf = (file: string): string => extname(file).toLowerCase();

async function readByKind(file: string, port: Port, raw: boolean): Promise<Tensor> {
  const what = `the input \`${port.name}\``;
  switch (kindOf(file)) {
    case ".png":
      return (await import("./io/png.ts")).readPng(readBytes(file, what), port, file, { raw });
    case ".npy":
      return (await import("./io/npy.ts")).readNpy(readBytes(file, what), file);
    case ".json":
      return (await import("./io/json.ts")).readJson(readText(file, what), file);
    default:
      throw new CliError(
        "input-kind",
        `expected a .png, .npy or .json file, found \`${file}\``,
        "other pictures must be saved as PNG first",
      );
  }
}

function concatenate(tensors: readonly Tensor[]): Float32Array<ArrayBuffer> {
  if (tensors.length === 1) return tensors[0]!.data;
  const all = new Float32Array(tensors.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of tensors) {
    all.set(data, at);
    at += data.length;
  }
  return all;
}
