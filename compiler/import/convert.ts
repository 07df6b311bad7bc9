import { operators } from "../operators/index.ts";
import { type OnnxMappings, type OnnxNode, type OnnxUse, Refused, refuse, type Tensor } from "../operators/onnx.ts";
import { volume } from "../operators/onnx-shapes.ts";
import type { GraphNode, OnnxGraph, ValueInfo } from "./decode.ts";
import { type ImportDiagnostic, nodeProblem, problem, shown } from "./diagnostic.ts";
import { folded, isFolded } from "./fold.ts";
import { imageOf, type Value, viewOf } from "./node.ts";
import { differs, inputShape, type Port, type Reading } from "./ports.ts";
import { respelled } from "./spelling.ts";
import { isStep, type Stage, stepOf } from "./steps.ts";
import { structure } from "./structure.ts";

/** The network as stages in the order of the data; operands are places in that list. */
export interface Converted {
  readonly stages: readonly Stage[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

interface Mapping {
  readonly operator: string;
  readonly of: NonNullable<OnnxMappings<unknown>[string]>;
}

/** By ONNX's name, in the order of the list of operators: the first that takes a node has it. */
const mappings = new Map<string, Mapping[]>();
for (const { name: operator, onnx = {} } of operators)
  for (const [op, of] of Object.entries(onnx)) mappings.set(op, [...(mappings.get(op) ?? []), { operator, of }]);

/** Numbers that are computed while importing, over the whole file: more is refused. */
const mostFolded = 2 ** 30;

/** Every node by its operator's record, in the order of the data. Reports all that no `.cnn` can say. */
export function convert(graph: OnnxGraph, nodes: readonly GraphNode[], reading: Reading): Converted {
  const converter = new Converter(graph, nodes, reading);
  const inputs = graph.inputs.flatMap((info) => converter.input(info) ?? []);
  for (const node of nodes) converter.node(node);
  const outputs = graph.outputs.flatMap((info) => converter.output(info) ?? []);
  converter.reportRefused();
  const { stages, diagnostics } = converter;
  return { stages, inputs, outputs, diagnostics };
}

class Converter {
  readonly stages: Stage[] = [];
  readonly diagnostics: ImportDiagnostic[] = [];
  private readonly graph: OnnxGraph;
  private readonly reading: Reading;
  private readonly values = new Map<string, Value>();
  private readonly makers: ReadonlyMap<string, GraphNode>;
  private readonly used: ReadonlySet<string>;
  private readonly outputs: ReadonlySet<string>;
  /** Steps that put a value's axes into another order, by step and order. */
  private readonly turned = new Map<string, number>();
  /** Why nodes were refused; and stages that stand for what they would have made, so that those after them are looked at. */
  private readonly refusals = new Map<GraphNode, ImportDiagnostic>();
  private readonly standIns = new Map<number, GraphNode>();
  private readonly stated: ReadonlyMap<string, ValueInfo>;
  private folded = 0;
  private images: number | undefined;

  constructor(graph: OnnxGraph, nodes: readonly GraphNode[], reading: Reading) {
    this.graph = graph;
    this.reading = reading;
    this.makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
    this.used = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
    this.outputs = new Set(graph.outputs.map(({ name }) => name));
    this.stated = new Map([...graph.values, ...graph.outputs].map((info) => [info.name, info]));
    const ofInputs = new Set(graph.inputs.map(({ name }) => name));
    for (const [name, tensor] of [...graph.constants, ...reading.given])
      this.values.set(name, { kind: "constant", tensor });
    for (const [name, tensor] of reading.given)
      if (ofInputs.has(name)) this.values.set(name, { kind: "constant", tensor: { ...tensor, given: [name] } });
  }

  /** An input that the file gives no value for: what the network is run with. */
  input(info: ValueInfo): Port | undefined {
    const { name } = info;
    if (this.graph.constants.has(name)) return undefined;
    const known = this.reading.given.get(name);
    return this.attempt(known && "known", () => {
      const shape = inputShape(info, this.reading, this.images);
      if (this.reading.batched) this.images = shape[0]!;
      const image = imageOf(shape, this.reading.batched);
      const stage = this.add(known ? { name, shape: image, known } : { name, shape: image });
      const given = known && { known: { ...known, given: [name] } };
      this.values.set(name, { kind: "computed", shape, step: stage, ...given });
      return { info, stage, shape };
    });
  }

  output(info: ValueInfo): Port | undefined {
    const value = this.values.get(info.name);
    return this.attempt(value ? undefined : "known", () => {
      if (value?.kind !== "computed") return refuse(`the output \`${shown(info.name)}\` does not depend on the input`);
      return { info, stage: this.turn(value), shape: value.shape };
    });
  }

  /** What does it, or undefined where it is refused: then that is told, unless what is wrong is known. */
  private attempt<T>(known: "known" | undefined, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!known) this.diagnostics.push(problem("unsupported", error.message, error.help));
      return undefined;
    }
  }

  private add(stage: Stage): number {
    this.stages.push(stage);
    return this.stages.length - 1;
  }

  /** A node, or what it says together with those before it. */
  node(node: GraphNode): void {
    if (node.outputs.every((name) => name === "" || this.reading.given.has(name))) return;
    const around = { maker: (name: string) => this.makers.get(name), value: (name: string) => this.values.get(name) };
    for (const shorter of respelled(node, around)) if (this.tried(shorter) === "done") return;
    const refusal = this.tried(node);
    if (!(refusal instanceof Refused)) return;
    this.refusals.set(node, nodeProblem(node, "unsupported", refusal.message, refusal.help));
    for (const name of node.outputs) this.standIn(name, node);
  }

  /** Converts a node; where it is refused, or its inputs are missing, nothing has happened. */
  private tried(node: GraphNode): "done" | "inputs missing" | Refused {
    if (!node.inputs.every((name) => name === "" || this.values.has(name))) return "inputs missing";
    const { length } = this.stages;
    const told = this.diagnostics.length;
    try {
      this.convert(node);
      return "done";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.stages.length = length;
      this.diagnostics.length = told;
      for (const [key, step] of this.turned) if (step >= length) this.turned.delete(key);
      for (const name of node.outputs) if (!this.reading.given.has(name)) this.values.delete(name);
      return error;
    }
  }

  /** If the file states what shape a value has that could not be made, what is after it is looked at all the same. */
  private standIn(name: string, node: GraphNode): void {
    const info = this.stated.get(name);
    if (!info?.dims?.every((n) => typeof n === "number")) return;
    this.attempt("known", () => {
      const shape = inputShape(info, this.reading, this.images);
      const step = this.add({ name, shape: imageOf(shape, this.reading.batched) });
      this.standIns.set(step, node);
      this.values.set(name, { kind: "computed", shape, step });
    });
  }

  /** Every refused node that an output needs, and each after it that no shapes could have saved. */
  reportRefused(): void {
    const [names, steps] = [this.graph.outputs.map(({ name }) => name), [] as number[]];
    const found: { readonly index: number; readonly diagnostic: ImportDiagnostic }[] = [];
    const seen = new Set<string | number | GraphNode>();
    const once = (what: string | number | GraphNode) => !seen.has(what) && Boolean(seen.add(what));
    const tell = (node: GraphNode) => {
      if (!once(node)) return;
      const refusal = this.refusals.get(node);
      const hopeless = isKnown(node) ? undefined : nodeProblem(node, "unsupported", ...unknown(node));
      const diagnostic = refusal ?? hopeless;
      if (diagnostic) found.push({ index: node.index, diagnostic });
      names.push(...node.inputs);
    };
    while (names.length > 0 || steps.length > 0) {
      const step = steps.pop();
      const name = step === undefined ? names.pop()! : undefined;
      const value = name === undefined ? undefined : this.values.get(name);
      const stage = step === undefined ? undefined : this.stages[step];
      if (step !== undefined && once(step)) {
        if (this.standIns.has(step)) tell(this.standIns.get(step)!);
        if (stage && isStep(stage)) steps.push(...stage.operands);
      } else if (name !== undefined && once(name)) {
        if (value?.kind === "computed") steps.push(value.step);
        else if (!value && this.makers.has(name)) tell(this.makers.get(name)!);
      }
    }
    this.diagnostics.push(...found.sort((a, b) => a.index - b.index).map(({ diagnostic }) => diagnostic));
  }

  private convert(node: GraphNode): void {
    const inputs = node.inputs.map((name) => this.values.get(name));
    const view = viewOf(node, inputs, { opset: this.graph.opset, batched: this.reading.batched });
    const own = node.domain === "" ? node.op : "";
    const known = inputs.map((value) => (value?.kind === "constant" ? value.tensor : value?.known));
    const allKnown = inputs.every((value, i) => !value || known[i]);
    const result = allKnown ? folded({ node, view, inputs: known }) : undefined;
    const given = [...new Set(known.flatMap((tensor) => tensor?.given ?? []))];
    if (result) this.constants(node, result, given);
    // What only happens to be known may be needed as a value too.
    if (result && inputs.every((value) => value?.kind !== "computed")) return;
    const constants = node.outputs.map((name) => this.values.get(name));
    try {
      if (Object.hasOwn(structure, own)) this.bind(node, 0, structure[own]!(view, inputs));
      else this.mapped(node, view, inputs);
    } catch (error) {
      if (!result || !(error instanceof Refused)) throw error;
    }
    if (result) this.alsoKnown(node, constants);
    const unmade = node.outputs.find((name) => name !== "" && this.used.has(name) && !this.values.has(name));
    if (unmade !== undefined) refuse(`its output \`${shown(unmade)}\` is used, which no \`.cnn\` has`);
  }

  private constants(node: GraphNode, result: Tensor | readonly Tensor[], given: readonly string[]): void {
    const tensors = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    for (const [i, tensor] of tensors.entries()) {
      this.folded += volume(tensor.shape);
      if (this.folded > mostFolded) refuse("there is too much to compute while importing");
      const named = { ...tensor, name: tensor.name ?? node.outputs[i] ?? "", ...(given.length > 0 ? { given } : {}) };
      this.bind(node, i, { kind: "constant", tensor: named });
    }
  }

  private alsoKnown(node: GraphNode, constants: readonly (Value | undefined)[]): void {
    for (const [i, name] of node.outputs.entries()) {
      const [value, constant] = [this.values.get(name), constants[i]];
      if (value?.kind === "computed" && constant?.kind === "constant")
        this.values.set(name, { ...value, known: constant.tensor });
    }
  }

  private bind(node: GraphNode, output: number, value: Value): void {
    const name = node.outputs[output] ?? "";
    if (name === "" || this.reading.given.has(name)) return;
    this.values.set(name, value);
    const info = this.stated.get(name);
    if (value.kind !== "computed" || !info || this.outputs.has(name) || !differs(info, value.shape)) return;
    const text = `it gives [${value.shape}], and the file states [${info.dims}] for \`${shown(name)}\``;
    this.diagnostics.push({ ...nodeProblem(node, "disagrees", text), severity: "warning" });
  }

  /** As the first operator has it whose record takes the node. */
  private mapped(node: GraphNode, view: OnnxNode, inputs: readonly (Value | undefined)[]): void {
    const candidates = node.domain === "" ? (mappings.get(node.op) ?? []) : [];
    for (const { operator, of } of candidates) {
      const uses = of(view);
      if (uses === undefined) continue;
      const outputs = "outputs" in uses ? uses.outputs : [uses as OnnxUse | readonly OnnxUse[]];
      for (const [i, chain] of outputs.entries()) {
        if (!node.outputs[i] || !this.used.has(node.outputs[i])) continue;
        const stages: readonly OnnxUse[] = Array.isArray(chain) ? chain : [chain];
        const step = this.chain(node, stages, operator, inputs);
        const image = (stages.at(-1)!.single ?? this.areSingle(inputs)) ? [] : this.stages[step]!.shape;
        this.bind(node, i, { kind: "computed", shape: this.reading.batched ? [this.images!, ...image] : image, step });
      }
      return;
    }
    refuse(...unknown(node));
  }

  /** None of the values has an axis beside the batch. */
  private areSingle(inputs: readonly (Value | undefined)[]): boolean {
    const values = inputs.flatMap((value) => (value?.kind === "computed" ? [value] : []));
    return values.length > 0 && values.every(({ shape }) => shape.length === (this.reading.batched ? 1 : 0));
  }

  private chain(
    node: GraphNode,
    uses: readonly OnnxUse[],
    operator: string,
    inputs: readonly (Value | undefined)[],
  ): number {
    const made: number[] = [];
    for (const use of uses) {
      const wanted = use.operands ?? [made.length === 0 ? 0 : -1];
      const operands = wanted.map((i) => (i < 0 ? made.at(i)! : this.operand(inputs[i], i)));
      made.push(this.add(stepOf({ ...use, operator: use.operator ?? operator }, operands, this.stages, node)));
    }
    return made.at(-1)!;
  }

  private operand(value: Value | undefined, i: number): number {
    if (value?.kind === "computed") return this.turn(value);
    return refuse(value ? `input ${i + 1} is a constant, and has to be a value` : `input ${i + 1} is left out`);
  }

  /** The step whose value has its axes in the order that ONNX sees. */
  private turn({ step, order, shape }: Extract<Value, { kind: "computed" }>): number {
    if (!order) return step;
    const key = `${step}: ${order}`;
    const before = this.turned.get(key);
    if (before !== undefined) return before;
    const node: GraphNode = { ...transposeNode, attributes: new Map([["perm", { kind: "integers", value: order }]]) };
    const input: Value = { kind: "computed", step, shape: order.map((_, axis) => shape[order.indexOf(axis)]!) };
    const view = viewOf(node, [input], { opset: this.graph.opset, batched: this.reading.batched });
    const [mapping] = mappings.get("Transpose") ?? [];
    const use = mapping?.of(view) ?? refuse("no operator puts axes into another order");
    const made = this.chain(node, Array.isArray(use) ? use : [use as OnnxUse], mapping!.operator, [input]);
    this.turned.set(key, made);
    return made;
  }
}

const transposeNode = { index: 0, name: "", op: "Transpose", domain: "", inputs: [], outputs: [] };

const isKnown = (node: GraphNode): boolean =>
  isFolded(node) || (node.domain === "" && (Object.hasOwn(structure, node.op) || mappings.has(node.op)));

/** Why a node is refused that no record takes, and what to do. */
function unknown({ op, domain }: GraphNode): [reason: string, help?: string] {
  if (domain !== "") return [`\`${shown(op)}\` of \`${shown(domain)}\` is not an operator of ONNX's own`];
  const reason = `no operator of a \`.cnn\` does what \`${shown(op)}\` does here`;
  return mappings.has(op) ? [reason] : [reason, "leave it out of the export, and compute it outside the network"];
}
