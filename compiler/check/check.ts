import type { Const, File, Net, Return, Statement } from "../../grammar/ast.ts";
import { type Declaration, type Diagnostic, diagnose, hasErrors, type Where } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { elements, type Graph, inputOperator, type Node, type Output } from "../graph/graph.ts";
import { Constants } from "./constants.ts";
import { describe } from "./describe.ts";
import { Values } from "./values.ts";

/**
 * From tree to graph: names, arguments and shapes, each operator judged by its own record. The graph is absent if
 * anything is an error; warnings come with it.
 */
export function check(file: File): { graph?: Graph; diagnostics: readonly Diagnostic[] } {
  const found: Diagnostic[] = [];
  const net = onlyNet(file, found);
  if (!net) return { diagnostics: found };
  const graph = new Checker(found).net(file, net);
  return hasErrors(found) || !graph ? { diagnostics: found } : { graph, diagnostics: found };
}

function onlyNet(file: File, found: Diagnostic[]): Net | undefined {
  const [first, ...others] = file.items.filter((item): item is Net => item.kind === "net");
  if (!first) found.push(diagnose(diagnostics.noNet, {}, { at: { start: file.span.start, end: file.span.start } }));
  for (const net of others) {
    const also = [{ span: first!.name.span, text: "the first" }];
    found.push(diagnose(diagnostics.severalNets, { name: net.name.text }, { at: net.name.span, also }));
  }
  return first;
}

class Checker {
  private readonly constants: Constants;
  private readonly values: Values;
  private readonly found: Diagnostic[];
  private weightsFile: string | undefined;

  constructor(found: Diagnostic[]) {
    this.found = found;
    this.constants = new Constants((diagnostic) => found.push(diagnostic));
    this.values = new Values({ report: this.report, constant: (expression) => this.constants.read(expression) });
  }

  private readonly report = <P>(declaration: Declaration<P>, parameters: P, where: Where): void => {
    this.found.push(diagnose(declaration, parameters, where));
  };

  net(file: File, net: Net): Graph | undefined {
    for (const item of file.items) if (item.kind === "const") this.constant(item);
    for (const input of net.inputs) this.input(input);
    let outputs: Output[] | undefined;
    for (const statement of net.body) {
      if (outputs) this.report(diagnostics.afterReturn, {}, { at: statement.span });
      else if (statement.kind === "return") outputs = this.outputs(statement);
      else this.statement(statement);
    }
    if (!outputs) this.report(diagnostics.noReturn, { name: net.name.text }, { at: net.name.span });
    if (!outputs || hasErrors(this.found)) return undefined;
    for (const { name, span } of this.values.unused()) this.report(diagnostics.unusedValue, { name }, { at: span });
    return {
      name: net.name.text,
      nodes: reachable(this.values.nodes, outputs),
      outputs,
      ...(this.weightsFile === undefined ? {} : { weightsFile: this.weightsFile }),
    };
  }

  private input({ name, shape }: Net["inputs"][number]): void {
    const dims = shape.kind === "size" ? shape.dims : [shape.value];
    const bad = dims.some((n) => !Number.isSafeInteger(n) || n < 1) || dims.length > 4 || elements(dims) > 2 ** 30;
    if (bad) this.report(diagnostics.badInput, { name: name.text, shape: dims.join("x") }, { at: shape.span });
    if (this.values.claim(name)) this.values.input(name, bad ? undefined : dims);
  }

  private constant(item: Const): void {
    if (this.values.claim(item.name)) this.constants.define(item);
  }

  private statement(statement: Exclude<Statement, Return>): void {
    if (statement.kind === "const") this.constant(statement);
    else if (statement.kind === "weights") {
      const file = statement.file.value;
      if (/^[A-Za-z0-9_][A-Za-z0-9._-]*\.safetensors$/.test(file)) this.weightsFile = file;
      else
        this.report(
          diagnostics.unsafeFile,
          { file },
          { at: statement.file.span, help: 'for example `weights "model.safetensors"`' },
        );
    } else {
      const claimed = this.values.claim(statement.name);
      const node = this.values.value(statement.value);
      if (claimed) this.values.bind(statement.name, node);
    }
  }

  private outputs(statement: Return): Output[] {
    const outputs: Output[] = [];
    for (const value of statement.values) {
      const node = this.values.value(value);
      const name = value.kind === "name" ? value.text : "output";
      if (value.kind !== "name" && statement.values.length > 1)
        this.report(
          diagnostics.unnamedOutputs,
          {},
          { at: value.span, label: describe(value), help: "bind it to a name in a line above" },
        );
      else if (outputs.some((output) => output.name === name))
        this.report(diagnostics.nameTaken, { name }, { at: value.span });
      if (node !== undefined) outputs.push({ name, node });
    }
    return outputs;
  }
}

/** The inputs, and what the outputs need. */
function reachable(nodes: readonly Node[], outputs: readonly Output[]): Node[] {
  const needed = new Set(outputs.map((output) => output.node));
  for (const node of [...nodes].reverse()) if (needed.has(node.id)) for (const id of node.inputs) needed.add(id);
  return nodes.filter((node) => needed.has(node.id) || node.operator === inputOperator);
}
