import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Program, Stretch } from "../../../runtime/program.ts";
import { headerLength, readEntries, truncated } from "../../../runtime/safetensors.ts";
import { volume } from "../../../runtime/shape.ts";
import { checkEntries, loadWeights } from "../../../runtime/weights.ts";
import { seeded } from "../../../spec/random.ts";
import type { Fingerprint } from "../../emit/manifest.ts";
import { readBeginning } from "../files.ts";

/**
 * Holds the header of a `.safetensors` file to what the network needs: all that can be wrong but the numbers, before
 * any long work.
 *
 * @throws CnncError the `weights-…` codes; CliError if it cannot be read
 */
export function checkHeader(path: string, { parameters }: Program): void {
  readBeginning(path, "the weights", (size, next) => {
    const length = headerLength(next(8));
    const entries = readEntries(next(length), length);
    checkEntries(parameters, new Map(entries.map((entry) => [entry.name, entry])));
    const cut = entries.find(({ end }) => end > size - 8 - length);
    if (cut) throw truncated(`\`${cut.name}\``, cut.end - cut.begin, size - 8 - length - cut.begin);
  });
}

/** What the network needs of a file: all of it unless names are given. @throws as `checkHeader` */
export async function readWeights(
  path: string,
  program: Program,
  names: readonly string[] = program.parameters.map(({ name }) => name),
): Promise<Map<string, Float32Array>> {
  checkHeader(path, program);
  const tensors = new Map<string, Float32Array>();
  await loadWeights(program.parameters, pathToFileURL(path), names, (name, values) => tensors.set(name, values));
  return tensors;
}

/** Values that are looked at together. */
const stretch = 2 ** 20;

/** Reads a file once, and holds all of it to what the network needs. @throws as `checkHeader` */
export async function checkWeights(path: string, program: Program): Promise<Fingerprint> {
  checkHeader(path, program);
  const hash = createHash("sha256");
  let bytes = 0;
  async function* pieces() {
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  const body = Readable.toWeb(Readable.from(pieces())) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const stretches = program.parameters.flatMap(({ name, shape }): Stretch[] => {
    const length = volume(shape);
    const all = Array.from({ length: Math.ceil(length / stretch) }, (_, i) => i * stretch);
    return all.map((from) => ({ name, from, to: Math.min(from + stretch, length) }));
  });
  await loadWeights(program.parameters, new Response(body), stretches, () => {});
  return { bytes, sha256: hash.digest("hex") };
}

/**
 * Weights to try a network out with, the same for the same seed. Uniform, with each layer's size taken into account (He
 * et al. 2015), so that values neither die nor explode on their way through.
 */
export function randomWeights(
  program: Pick<Program, "parameters">,
  seed: number,
): Map<string, Float32Array<ArrayBuffer>> {
  const random = seeded(seed);
  return new Map(
    program.parameters.map(({ name, shape }) => {
      const [centre, spread] = distribution(name, shape);
      const values = new Float32Array(volume(shape));
      for (let i = 0; i < values.length; i++) values[i] = centre + spread * (2 * random() - 1);
      return [name, values];
    }),
  );
}

/** By PyTorch's names: variances must be positive; a matrix is scaled by what flows into each of its rows. */
function distribution(name: string, shape: readonly number[]): [centre: number, spread: number] {
  if (shape.length > 1) return [0, Math.sqrt(6 / volume(shape.slice(1)))];
  if (name.endsWith("running_var") || name.endsWith("weight")) return [1, 0.5];
  return [0, 0.1];
}
