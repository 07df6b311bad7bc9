import type { Program } from "../../../runtime/program.ts";
import { readSafetensors } from "../../../runtime/safetensors.ts";
import { volume } from "../../../runtime/shape.ts";
import { takeParameters } from "../../../runtime/weights.ts";
import { seeded } from "../../../spec/random.ts";
import { readBytes } from "../files.ts";

export interface LoadedWeights {
  /** The file as it is. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tensors: Map<string, Float32Array>;
}

/**
 * Reads a `.safetensors` file and holds it to what the network needs.
 *
 * @throws CnncError the `weights-…` codes; CliError if it cannot be read
 */
export function readWeights(path: string, program: Program): LoadedWeights {
  const bytes = readBytes(path, "the weights");
  return { bytes, tensors: takeParameters(program, readSafetensors(bytes)) };
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
      return [name, Float32Array.from({ length: volume(shape) }, () => centre + spread * (2 * random() - 1))];
    }),
  );
}

/** By PyTorch's names: variances must be positive; a matrix is scaled by what flows into each of its rows. */
function distribution(name: string, shape: readonly number[]): [centre: number, spread: number] {
  if (shape.length > 1) return [0, Math.sqrt(6 / volume(shape.slice(1)))];
  if (name.endsWith("running_var") || name.endsWith("weight")) return [1, 0.5];
  return [0, 0.1];
}
