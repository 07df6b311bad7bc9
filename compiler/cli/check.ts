import { type Graph, inputOperator, nodeById, showShape } from "../graph/graph.ts";
import { learnedCount } from "../lower/statistics.ts";
import { exit } from "./errors.ts";
import type { Output } from "./output.ts";
import { checkSource, diagnosticData, diagnosticsText, readSource } from "./source.ts";
import { count, thousands } from "./text.ts";

export interface CheckOptions {
  /** `-D N=3`: values for net parameters. */
  readonly define?: Readonly<Record<string, number>>;
}

/** `cnnc check FILE...`: syntax, names, arguments and shapes; no kernel is made. */
export function check(paths: readonly string[], options: CheckOptions, output: Output): number {
  // All files first: a wrong path is said before, not amid, what was found.
  const sources = paths.map(readSource);
  const found = sources.map((source) => ({ source, ...checkSource(source, options.define) }));
  for (const { source, diagnostics, graph } of found) {
    if (diagnostics.length > 0) output.print(`${diagnosticsText(diagnostics, source, output.colors)}\n`);
    if (graph) output.print(`${source.name}: ${describe(graph)}`);
  }
  const all = found.flatMap(({ diagnostics }) => diagnostics);
  const errors = all.filter((d) => d.severity === "error").length;
  output.print(summary(paths.length, errors, all.length - errors, output));
  output.result({
    ok: errors === 0,
    files: found.map(({ source, graph }) => ({ file: source.name, ...(graph ? facts(graph) : {}) })),
    diagnostics: found.flatMap(({ source, diagnostics }) => diagnostics.map((d) => diagnosticData(d, source))),
  });
  return errors > 0 ? exit.wrong : exit.good;
}

/** What a checked network is, in numbers. */
function facts(graph: Graph) {
  const inputs = graph.nodes.filter((node) => node.operator === inputOperator);
  return {
    net: graph.name,
    inputs: inputs.map(({ name, shape }) => ({ name, shape })),
    outputs: graph.outputs.map(({ name, node }) => ({ name, shape: nodeById(graph)(node).shape })),
    layers: graph.nodes.length - inputs.length,
    parameters: graph.nodes.reduce((sum, node) => sum + learnedCount(node), 0),
  };
}

function describe(graph: Graph): string {
  const { net, inputs, outputs, layers, parameters } = facts(graph);
  const ports = (all: typeof inputs) => all.map(({ name, shape }) => `${name} ${showShape(shape)}`).join(", ");
  return `${net}: ${ports(inputs)} -> ${ports(outputs)}, ${count(layers, "layer")}, ${thousands(parameters)} parameters`;
}

function summary(files: number, errors: number, warnings: number, { colors }: Output): string {
  const problems = [
    ...(errors > 0 ? [colors.red(count(errors, "error"))] : []),
    ...(warnings > 0 ? [colors.yellow(count(warnings, "warning"))] : []),
  ];
  return `${count(files, "file")}: ${problems.join(", ") || colors.green("no problems")}`;
}
