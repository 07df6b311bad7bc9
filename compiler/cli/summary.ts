import { elements, type Graph, inputOperator, showShape } from "../graph/graph.ts";
import {
  type Layer,
  type ReceptiveField,
  type Statistics,
  statistics,
  type VariantStatistics,
  variantStatistics,
} from "../lower/statistics.ts";
import { exit } from "./errors.ts";
import { memoryText } from "./memory.ts";
import type { Colors, Output } from "./output.ts";
import { type CompileFileOptions, checkSource, compileFile } from "./source.ts";
import { columns, count, markdown, scaled, size, thousands } from "./text.ts";

export interface SummaryOptions extends Omit<CompileFileOptions, "fuse"> {
  readonly format: "table" | "json" | "markdown";
  /** The plan of each variant's buffers also. */
  readonly memory?: boolean;
}

/** `cnnc summary FILE`: what each layer of the network costs, and what its programs take. */
export async function summary(path: string, options: SummaryOptions, output: Output): Promise<number> {
  const ready = await compileFile(path, { ...options, fuse: true }, output);
  if (!ready) return exit.wrong;
  const { compile } = await import("../compile.ts");
  const { program } = ready.compiled;
  const graph = checkSource(ready.source, options.define).graph!;
  const found = statistics(graph, program);
  const unfused = compile(ready.source, { fuse: false, parameters: options.define ?? {} }).compiled!.program;
  const apart: Apart = new Map(unfused.variants.map((variant) => [variant.name, variantStatistics(variant)]));
  const text = options.format === "markdown" ? asMarkdown : asText;
  output.print(text(graph, found, apart, output.colors));
  if (options.memory) {
    output.print(`\n${memoryText(found.variants, program, options.format, output.colors)}`);
  }
  output.result({
    ok: true,
    net: graph.name,
    inputs: inputsOf(graph).map(({ name, shape }) => ({ name, shape })),
    layers: found.layers,
    total: found.total,
    variants: found.variants.map(({ name, dispatches, moved, buffers }) => ({
      name,
      dispatches,
      moved,
      dispatchesUnfused: apart.get(name)?.dispatches,
      movedUnfused: apart.get(name)?.moved,
      bytes: bytesByKind(buffers),
      ...(options.memory ? { buffers } : {}),
    })),
    diagnostics: ready.diagnostics,
  });
  return exit.good;
}

const inputsOf = (graph: Graph) => graph.nodes.filter((node) => node.operator === inputOperator);

type Buffers = Statistics["variants"][number]["buffers"];

function bytesByKind(buffers: Buffers): Record<Buffers[number]["kind"], number> {
  const of = (wanted: string) =>
    buffers.filter(({ kind }) => kind === wanted).reduce((sum, { bytes }) => sum + bytes, 0);
  return { input: of("input"), output: of("output"), weights: of("weights"), activations: of("activations") };
}

const layerHeads = ["layer", "operator", "output", "parameters", "MACs", "FLOPs", "memory", "field", "jump", "start"];
const numbersFrom = 3;

/** Ten cells a layer; nothing where there is nothing to count. */
function layerRows(graph: Graph, { layers }: Statistics): string[][] {
  const inputs = inputsOf(graph);
  const several = inputs.length > 1;
  const given = inputs.map(({ name, shape }) => [
    name,
    "input",
    showShape(shape),
    "",
    "",
    "",
    size(4 * elements(shape)),
    "",
    "",
    "",
  ]);
  return [...given, ...layers.map((layer) => layerRow(layer, several))];
}

function layerRow({ name, operator, shape, receptiveFields, ...costs }: Layer, several: boolean): string[] {
  const some = (n: number, text: string) => (n === 0 ? "" : text);
  return [
    name,
    operator,
    showShape(shape),
    some(costs.parameters, thousands(costs.parameters)),
    some(costs.macs, scaled(costs.macs)),
    some(costs.flops, scaled(costs.flops)),
    size(costs.activationBytes),
    ...fieldNames.map((of) => fieldText(receptiveFields, of, several)),
  ];
}

const fieldNames = ["extent", "jump", "start"] as const;

/** `5x5`, `2`, `-2`; before each `left ` where there are several inputs. What depends on a whole input has no place. */
function fieldText(fields: readonly ReceptiveField[], of: (typeof fieldNames)[number], several: boolean): string {
  const texts = fields.map(({ input, axes }) => {
    // Transposed convolutions make fractions: of a third, two digits tell enough.
    const values = axes.map((axis) => Math.round(axis[of] * 100) / 100);
    const whole = axes.every(({ jump }) => jump === 0);
    const alike = of !== "extent" && values.every((value) => value === values[0]);
    const text = whole
      ? of === "extent"
        ? "all"
        : ""
      : alike
        ? String(values[0])
        : values.join(of === "start" ? "," : "x");
    return text && several ? `${input} ${text}` : text;
  });
  return texts.filter((text) => text !== "").join("; ");
}

function totalRow({ total }: Statistics): string[] {
  const { parameters, macs, flops, activationBytes } = total;
  return ["total", "", "", thousands(parameters), scaled(macs), scaled(flops), size(activationBytes), "", "", ""];
}

/** The variants with nothing fused. */
type Apart = ReadonlyMap<string, VariantStatistics>;

/** `moved` are the values that kernels read and write, in a run of one image. */
const variantHeads = [
  "variant",
  "dispatches",
  "unfused",
  "moved",
  "unfused",
  "activations",
  "weights",
  "inputs",
  "outputs",
];

function variantRows({ variants }: Statistics, apart: Apart): string[][] {
  return variants.map(({ name, dispatches, moved, buffers }) => {
    const { activations, weights, input, output } = bytesByKind(buffers);
    const bytes = [activations, weights, input, output].map(size);
    // A variant with subgroups may exist in one of the forms only.
    const unfused = apart.get(name);
    const [count, traffic] = unfused ? [String(unfused.dispatches), size(unfused.moved.activations)] : ["–", "–"];
    return [name, String(dispatches), count, size(moved.activations), traffic, ...bytes];
  });
}

function asText(graph: Graph, found: Statistics, apart: Apart, { bold, dim }: Colors): string {
  const rows = [layerHeads.map(dim), ...layerRows(graph, found), totalRow(found).map((cell) => cell && bold(cell))];
  const right = layerHeads.map((_, i) => i).slice(numbersFrom);
  const variants = [variantHeads.map(dim), ...variantRows(found, apart)];
  const costs = `${thousands(found.total.macs)} MACs, ${thousands(found.total.parameters)} parameters`;
  return [
    `${bold(graph.name)}: ${count(found.layers.length, "layer")}, ${costs}`,
    "",
    ...columns(rows, right),
    "",
    ...columns(variants, variantHeads.map((_, i) => i).slice(1)),
  ].join("\n");
}

function asMarkdown(graph: Graph, found: Statistics, apart: Apart): string {
  return [
    `## ${graph.name}`,
    "",
    ...markdown([layerHeads, ...layerRows(graph, found), totalRow(found)], numbersFrom),
    "",
    ...markdown([variantHeads, ...variantRows(found, apart)], 1),
  ].join("\n");
}
