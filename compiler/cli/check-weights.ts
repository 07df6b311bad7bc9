import { dirname, join } from "node:path";
import type { Graph } from "../graph/graph.ts";
import { framework, notesOf, type Problem, problemsOf } from "../weights/explain.ts";
import { wantedLayers } from "../weights/layers.ts";
import { type Matching, match } from "../weights/match.ts";
import { needless } from "../weights/names.ts";
import { type Checked, checkedText } from "./check-weights-text.ts";
import { CliError, exit } from "./errors.ts";
import { expectWritable } from "./files.ts";
import { expectSafetensors, readTensors } from "./io/tensors.ts";
import type { Output } from "./output.ts";
import { checkSource, diagnosticData, diagnosticsText, readSource } from "./source.ts";
import { type InstructionOptions, readInstructions } from "./weights-map.ts";
import { numberProblems, takenOf, withoutZeros, writeWeights } from "./weights-values.ts";

export interface CheckWeightsOptions extends InstructionOptions {
  /** Where the weights go under the network's names. */
  readonly output?: string;
  readonly define?: Readonly<Record<string, number>>;
}

/** `cnnc weights MODEL FILE`: whether the file's tensors are the network's parameters, and which is which. */
export function checkWeights(
  path: string,
  given: string | undefined,
  options: CheckWeightsOptions,
  output: Output,
): number {
  if (options.output !== undefined) {
    expectSafetensors(options.output);
    expectWritable(options.output);
  }
  const source = readSource(path);
  const { graph, diagnostics } = checkSource(source, options.define);
  const data = diagnostics.map((diagnostic) => diagnosticData(diagnostic, source));
  if (diagnostics.length > 0 && !output.json)
    output.note(`${diagnosticsText(diagnostics, source, output.noteColors)}\n`);
  if (!graph) {
    output.result({ ok: false, diagnostics: data });
    return exit.wrong;
  }
  const checked = checkFile(given ?? namedFile(path, graph), graph, options);
  output.print(checkedText(checked, output.colors));
  output.result({ ok: checked.ok, ...resultOf(checked), diagnostics: data });
  return checked.ok ? exit.good : exit.wrong;
}

/** @throws CliError `no-weights` */
function namedFile(path: string, { name, weightsFile }: Graph): string {
  if (weightsFile !== undefined) return join(dirname(path), weightsFile);
  throw new CliError(
    "no-weights",
    `which file? \`${path}\` names none for the weights of ${name}`,
    `say \`cnnc weights ${path} FILE\``,
  );
}

function checkFile(file: string, graph: Graph, options: CheckWeightsOptions): Checked {
  const tensors = readTensors(file);
  const contents = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const wanted = wantedLayers(graph);
  const matching = withoutZeros(match(wanted, tensors, readInstructions(options, wanted, tensors)), contents);
  const problems: Problem[] = [...problemsOf(matching), ...numberProblems(matching, contents)];
  const whose = framework(tensors.map(({ name }) => name));
  const complete = problems.length === 0;
  const { output: to } = options;
  const written = complete && to !== undefined ? { file: to, bytes: writeWeights(to, matching, contents) } : undefined;
  return {
    net: graph.name,
    file,
    tensors: tensors.length,
    matching,
    problems,
    notes: [...(whose === undefined ? [] : [whose]), ...notesOf(matching)],
    refused: complete ? undefined : to,
    written,
    ok: complete && (written !== undefined || fitsAsItIs(file, matching)),
  };
}

/** Whether `cnnc run` takes the file as it is. */
const fitsAsItIs = (file: string, matching: Matching): boolean =>
  !file.toLowerCase().endsWith(".npz") &&
  takenOf(matching).every(
    ([{ name }, { tensor, change }]) => tensor.name === name && change === "none" && tensor.dtype === "F32",
  );

/** For programs: everything that is printed. */
function resultOf({ net, file, matching, problems, notes, written }: Checked): Record<string, unknown> {
  const { fits, surplus } = matching;
  return {
    net,
    file,
    parameters: [...fits].map(([{ name, shape }, fit]) => ({
      name,
      shape,
      fit: fit.kind,
      ...("tensor" in fit ? { tensor: fit.tensor.name, found: fit.tensor.shape, dtype: fit.tensor.dtype } : {}),
      ...("how" in fit ? { how: fit.how } : {}),
      ...("change" in fit ? { change: fit.change } : {}),
      ...("candidates" in fit ? { candidates: fit.candidates.found } : {}),
    })),
    problems,
    surplus: surplus.map(({ name, shape, dtype }) => ({ name, shape, dtype, why: needless(name) ?? null })),
    notes,
    map: Object.fromEntries(takenOf(matching).map(([{ name }, { tensor }]) => [name, tensor.name])),
    written: written ?? null,
  };
}
