import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { WeightsSource } from "../../runtime/weights.ts";
import type { Compiled } from "../compile.ts";
import { elements } from "../graph/graph.ts";
import { CliError } from "./errors.ts";
import { exists } from "./files.ts";
import { checkHeader, randomWeights } from "./io/weights.ts";
import type { Output } from "./output.ts";
import { count, thousands } from "./text.ts";

export interface WeightsOptions {
  readonly weights?: string | undefined;
  readonly randomWeights?: number | undefined;
}

/** The file given, else the one that the `.cnn` names, beside it. Undefined if there is none, or none is needed. */
export function findWeights(
  path: string,
  { program, graph }: Compiled,
  given: string | undefined,
  output: Output,
): string | undefined {
  if (program.parameters.length === 0) {
    if (given !== undefined) output.note(`note: ${program.name} has no parameters; \`${given}\` is not used`);
    return undefined;
  }
  const named = graph.weightsFile === undefined ? undefined : join(dirname(path), graph.weightsFile);
  return given ?? (named !== undefined && exists(named) ? named : undefined);
}

/** Weights to run with, looked at as far as their header goes, or a way to get some. @throws CliError `no-weights` */
export function weightsToRun(path: string, compiled: Compiled, options: WeightsOptions, output: Output): WeightsSource {
  const { program, graph } = compiled;
  if (options.randomWeights !== undefined && options.weights === undefined && program.parameters.length > 0) {
    output.note(
      output.noteColors.yellow(
        `warning: RANDOM weights (seed ${options.randomWeights}): what ${program.name} answers means nothing`,
      ),
    );
    return randomWeights(program, options.randomWeights);
  }
  const file = findWeights(path, compiled, options.weights, output);
  if (file !== undefined) {
    checkHeader(file, program);
    return pathToFileURL(file);
  }
  if (program.parameters.length === 0) return new Map();
  const values = program.parameters.reduce((sum, { shape }) => sum + elements(shape), 0);
  const looked =
    graph.weightsFile === undefined
      ? `\`${path}\` names no file for them`
      : `\`${graph.weightsFile}\` is not beside \`${path}\``;
  throw new CliError(
    "no-weights",
    `${program.name} has ${count(program.parameters.length, "parameter tensor")} (${thousands(values)} values), and ${looked}`,
    "pass `--weights model.safetensors`, or `--random-weights 1` to try the network out",
  );
}
