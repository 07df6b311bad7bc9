import type { Block, Expression, File, Input, Net, Return, Statement } from "../../grammar/ast.ts";
import { type Diagnostic, hasErrors } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { closest } from "../../grammar/suggest.ts";
import { elements, type Graph, inputOperator, type Node, type Output } from "../graph/graph.ts";
import { findOperator } from "../operators/index.ts";
import { describe } from "./describe.ts";
import { type Context, Expander } from "./expand.ts";
import { Found } from "./found.ts";
import { looksChannelsLast } from "./habits.ts";
import { BudgetSpent } from "./layers.ts";
import { preprocess } from "./preprocess.ts";
import { reduce } from "./reduce.ts";
import { Scope } from "./scope.ts";

/** Numbers for the net's parameters, from outside: `-D N=3`. */
export type NetParameters = Readonly<Record<string, number>>;

/**
 * From tree to graph: names, arguments and shapes, blocks and repetitions unrolled, each operator judged by its own
 * record. The graph is absent if anything is an error; warnings come with it. Never throws on any tree.
 */
export function check(
  file: File,
  parameters: NetParameters = {},
): { graph?: Graph; diagnostics: readonly Diagnostic[] } {
  const found = new Found();
  const net = onlyNet(file, found);
  if (!net) return { diagnostics: found.diagnostics };
  let graph: Graph | undefined;
  try {
    graph = new Checker(file, found).net(net, parameters);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
  const { diagnostics: all } = found;
  return hasErrors(all) || !graph ? { diagnostics: all } : { graph, diagnostics: all };
}

function onlyNet(file: File, { report }: Found): Net | undefined {
  const [first, ...others] = file.items.filter((item): item is Net => item.kind === "net");
  if (!first) report(diagnostics.noNet, {}, { at: { start: file.span.start, end: file.span.start } });
  for (const net of others) {
    const also = [{ span: first!.name.span, text: "the first" }];
    report(diagnostics.severalNets, { name: net.name.text }, { at: net.name.span, also });
  }
  return first;
}

class Checker {
  private readonly expander: Expander;
  private readonly found: Found;
  private readonly report: Found["report"];
  private weightsFile: string | undefined;

  constructor(file: File, found: Found) {
    this.found = found;
    this.report = found.report;
    this.expander = new Expander(this.blocks(file), this.report);
    for (const item of file.items)
      if (item.kind === "const") this.expander.statement(item, this.context(this.expander.outer));
  }

  private blocks(file: File): Map<string, Block> {
    const blocks = new Map<string, Block>();
    for (const item of file.items) {
      if (item.kind !== "block") continue;
      const { text, span } = item.name;
      const before = blocks.get(text);
      const also = before ? [{ span: before.name.span, text: "first here" }] : [];
      if (before) this.report(diagnostics.nameTaken, { name: text }, { at: span, also });
      if (findOperator(text)) this.report(diagnostics.blockNamedLikeOperator, { name: text }, { at: span });
      blocks.set(text, item);
    }
    return blocks;
  }

  private context(scope: Scope): Context {
    return { scope, place: { prefix: "", counts: new Map() }, within: [] };
  }

  net(net: Net, given: NetParameters): Graph | undefined {
    const scope = new Scope(this.expander.outer);
    const context = this.context(scope);
    this.parameters(net, given, context);
    for (const input of net.inputs) this.input(input, context);
    let outputs: Output[] | undefined;
    for (const statement of net.body) {
      if (outputs) this.report(diagnostics.afterReturn, {}, { at: statement.span });
      else if (statement.kind === "return") outputs = this.outputs(statement, context);
      else if (statement.kind === "weights") this.weights(statement);
      else this.expander.statement(statement, context);
    }
    if (!outputs) this.report(diagnostics.noReturn, { name: net.name.text, what: "net" }, { at: net.name.span });
    if (!outputs || hasErrors(this.found.diagnostics)) return undefined;
    const { nodes } = this.expander.layers;
    this.unused(scope, nodes);
    for (const { name } of this.expander.unusedBlocks())
      this.report(diagnostics.unusedBlock, { name: name.text }, { at: name.span });
    const used = reachable(nodes, outputs);
    return {
      name: net.name.text,
      nodes: used,
      outputs,
      parameters: used.flatMap((node) => node.parameters.filter(({ values }) => values === undefined)),
      ...(this.weightsFile === undefined ? {} : { weightsFile: this.weightsFile }),
    };
  }

  /** Numbers are names in the net; a bare word, `fit=exact`, is a default for every operator that has the attribute. */
  private parameters(net: Net, given: NetParameters, context: Context): void {
    this.unknownParameters(net, given);
    for (const { name, default: fallback, span } of net.parameters) {
      const outside = Object.hasOwn(given, name.text) ? given[name.text]! : undefined;
      const written = fallback && reduce(fallback, this.expander.reduction(context));
      const word = written?.kind === "name" && outside === undefined;
      if (word) this.expander.defaults.set(name.text, written);
      if (!this.expander.claim(name, context.scope)) continue;
      const value = outside ?? (written?.kind === "number" ? written.value : Number.NaN);
      const whole = Number.isSafeInteger(value);
      if (!word && !whole) {
        const found = outside !== undefined ? `the number ${outside}` : written ? describe(written) : "nothing";
        this.report(diagnostics.badParameter, { name: name.text, found }, { at: span });
      }
      const number: Expression = { kind: "number", value: whole ? value : 1, span };
      context.scope.bind(name, { kind: "literal", expression: word ? written : number });
    }
  }

  private unknownParameters(net: Net, given: NetParameters): void {
    const names = net.parameters.map(({ name }) => name.text);
    for (const name of Object.keys(given)) {
      if (names.includes(name)) continue;
      const similar = closest(name, names);
      const all = names.length > 0 ? `it has ${names.map((each) => `\`${each}\``).join(", ")}` : "it has none";
      const help = similar ? `did you mean \`${similar}\`?` : all;
      this.report(diagnostics.unknownParameter, { name, net: net.name.text }, { at: net.name.span, help });
    }
  }

  private input(input: Input, context: Context): void {
    const { name, shape } = input;
    const dims = shape.kind === "size" ? shape.dims : [shape.value];
    const bad = dims.some((n) => !Number.isSafeInteger(n) || n < 1) || dims.length > 4 || elements(dims) > 2 ** 30;
    if (bad) this.report(diagnostics.badInput, { name: name.text, shape: dims.join("x") }, { at: shape.span });
    if (!bad && !input.mode && looksChannelsLast(dims)) {
      const [height, width, channels] = dims;
      const help = `channels come first: ${channels}x${height}x${width}`;
      this.report(diagnostics.channelsLast, { shape: dims.join("x"), channels: dims[0]! }, { at: shape.span, help });
    }
    if (!this.expander.claim(name, context.scope)) return;
    const mode = input.mode && { mode: input.mode.text };
    const raw = this.expander.layers.push({
      operator: inputOperator,
      name: name.text,
      inputs: [],
      attributes: { ...mode },
      shape: dims,
      parameters: [],
      span: name.span,
    });
    const reduction = this.expander.reduction(context);
    const node = bad ? undefined : preprocess(input, raw, dims, { layers: this.expander.layers, reduction });
    context.scope.bind(name, { kind: "value", node });
  }

  private weights({ file }: Extract<Statement, { kind: "weights" }>): void {
    const plain = /^[A-Za-z0-9_][A-Za-z0-9._-]*\.safetensors$/.test(file.value);
    if (plain) this.weightsFile = file.value;
    else
      this.report(
        diagnostics.unsafeFile,
        { file: file.value },
        { at: file.span, help: 'for example `weights "model.safetensors"`' },
      );
  }

  private outputs(statement: Return, context: Context): Output[] {
    const outputs: Output[] = [];
    for (const value of statement.values) {
      const node = this.expander.value(value, context);
      const name = value.kind === "name" ? value.text : "output";
      if (value.kind !== "name" && statement.values.length > 1) {
        const help = "bind it to a name in a line above";
        this.report(diagnostics.unnamedOutputs, {}, { at: value.span, label: describe(value), help });
      } else if (outputs.some((output) => output.name === name))
        this.report(diagnostics.nameTaken, { name }, { at: value.span });
      if (node !== undefined) outputs.push({ name, node });
    }
    return outputs;
  }

  /** Values that were bound and never read. Inputs belong to the net's signature and may stay unused. */
  private unused(scope: Scope, nodes: readonly Node[]): void {
    for (const [name, { meaning, used, span }] of scope.names) {
      if (used || meaning.kind !== "value" || meaning.node === undefined) continue;
      const isInput = nodes[meaning.node]!.span.start === span.start;
      if (!isInput) this.report(diagnostics.unusedValue, { name }, { at: span });
    }
  }
}

/** The inputs, and what the outputs need. */
function reachable(nodes: readonly Node[], outputs: readonly Output[]): Node[] {
  const needed = new Set(outputs.map((output) => output.node));
  for (const node of [...nodes].reverse()) if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  return nodes.filter((node) => needed.has(node.id) || node.operator === inputOperator);
}
