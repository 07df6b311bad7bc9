import { type Diagnostic, hasErrors } from "../grammar/diagnostic.ts";
import { parse } from "../grammar/parser.ts";
import type { Source } from "../grammar/source.ts";
import type { Program } from "../runtime/program.ts";
import { check } from "./check/check.ts";
import type { Graph } from "./graph/graph.ts";
import { deviceModels } from "./lower/devices.ts";
import { type Choose, type Lowered, lower } from "./lower/lower.ts";
import { assemble, featuresOf, type Plan } from "./lower/program.ts";
import { type Bake, bake } from "./passes/bake.ts";
import { type PassOptions, runPasses } from "./passes/index.ts";

export interface CompileOptions extends PassOptions {
  /** Picks among the candidate kernels of a node; the cheapest unless said. */
  readonly choose?: Choose;
  /** A kernel for each layer, with what is fused into it. Off unless said: then layers may share one. */
  readonly apart?: boolean;
  /** Values for net parameters, by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Layers whose weights are to be in the program, and in their kernels' text where they can be. */
  readonly bake?: Bake;
  /** Names of device classes to make variants for; all unless said. */
  readonly devices?: readonly ("portable" | "software")[];
}

export interface Compiled {
  readonly program: Program;
  /** After the passes: what the program's dispatches compute, one step a node. */
  readonly graph: Graph;
  /** One for each of the program's variants. */
  readonly plans: readonly Plan[];
  /** One for each device class, with subgroups and without: also those that are no variant, as they need no subgroups. */
  readonly lowered: readonly Lowered[];
}

export interface Compilation {
  /** Absent if a diagnostic is an error, as `compiled` is. */
  readonly program?: Program;
  /** The program and what it was made of, for `bundle` and `verify`. */
  readonly compiled?: Compiled;
  readonly diagnostics: readonly Diagnostic[];
}

/** From text to program. Never throws on any text. */
export function compile(source: Source, options: CompileOptions = {}): Compilation {
  const parsed = parse(source);
  if (hasErrors(parsed.diagnostics)) return { diagnostics: parsed.diagnostics };
  const checked = check(parsed.file, options.parameters);
  const diagnostics = [...parsed.diagnostics, ...checked.diagnostics];
  if (!checked.graph) return { diagnostics };
  const passed = runPasses(checked.graph, options);
  const graph = options.bake ? bake(passed, options.bake) : passed;
  const models = deviceModels.filter(({ device }) => options.devices?.includes(device) ?? true);
  const lowered = models.map((model) => lower(graph, source, model, { ...options, literal: options.bake?.layers }));
  const useful = lowered.filter((each) => !each.model.subgroups || featuresOf(each).length > 0);
  const compiled = { graph, lowered, ...assemble(graph, useful) };
  return { program: compiled.program, compiled, diagnostics };
}
