import { operators } from "../operators/index.ts";
import { type OnnxMappings, type OnnxNode, type OnnxUse, Refused, refuse, type Tensor } from "../operators/onnx.ts";
import { cut, orderOf, volume } from "../operators/onnx-shapes.ts";
import type { GraphNode, OnnxGraph, ValueInfo } from "./decode.ts";
import { type ImportDiagnostic, nodeProblem, problem, shown } from "./diagnostic.ts";
import { folds, list } from "./fold.ts";
import { imageOf, type Value, viewOf } from "./node.ts";
import { type Stage, stepOf } from "./steps.ts";

/** How an ONNX graph is to be read. */
export interface Reading {
  /** The first axis of every value is the batch's. */
  readonly batched: boolean;
  /** Sizes for names that the file has in place of some. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Values by name: of inputs, or in place of what nodes make. */
  readonly given: ReadonlyMap<string, Tensor>;
}

/** The network as stages in the order of the data; operands are places in that list. */
export interface Converted {
  readonly stages: readonly Stage[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

/** An input or output of the network. */
export interface Port {
  readonly info: ValueInfo;
  readonly stage: number;
  /** As ONNX has it, with the batch. */
  readonly shape: readonly number[];
}

interface Mapping {
  readonly operator: string;
  readonly of: NonNullable<OnnxMappings<unknown>[string]>;
}

/** By ONNX's name, in the order of the list of operators: the first that takes a node has it. */
const mappings = new Map<string, Mapping[]>();
for (const { name: operator, onnx = {} } of operators)
  for (const [op, of] of Object.entries(onnx)) mappings.set(op, [...(mappings.get(op) ?? []), { operator, of }]);

/** All numbers that are computed while importing, and all of one file's weights: more is refused. */
const mostFolded = 2 ** 30;

/** Every node by its operator's record, in the order of the data. Reports all that no `.cnn` can say. */
export function convert(graph: OnnxGraph, nodes: readonly GraphNode[], reading: Reading): Converted {
  return new Converter(graph, reading).run(nodes);
}

class Converter {
  private readonly graph: OnnxGraph;
  private readonly reading: Reading;
  private readonly values = new Map<string, Value>();
  private readonly stages: Stage[] = [];
  private readonly diagnostics: ImportDiagnostic[] = [];
  private readonly used: ReadonlySet<string>;
  /** Steps that put a value's axes into another order, by step and order. */
  private readonly turned = new Map<string, number>();
  private folded = 0;
  private batch: number | undefined;

  constructor(graph: OnnxGraph, reading: Reading) {
    this.graph = graph;
    this.reading = reading;
    this.used = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  }

  run(nodes: readonly GraphNode[]): Converted {
    for (const [name, tensor] of [...this.graph.constants, ...this.reading.given])
      this.values.set(name, { kind: "constant", tensor });
    const inputs = this.graph.inputs.flatMap((info) => this.attempt(undefined, () => this.input(info)) ?? []);
    for (const node of nodes) {
      if (node.outputs.every((name) => name === "" || this.reading.given.has(name))) continue;
      if (node.inputs.every((name) => name === "" || this.values.has(name))) this.attempt(node, () => this.node(node));
      // What comes after a node that was refused has no shape: only what could never be said is told.
      else if (!isKnown(node)) this.attempt(node, () => this.unknown(node));
    }
    const outputs = this.graph.outputs.flatMap((info) => this.attempt(undefined, () => this.output(info)) ?? []);
    if (this.graph.outputs.length === 0) this.diagnostics.push(problem("broken", "the graph has no output"));
    return { stages: this.stages, inputs, outputs, diagnostics: this.diagnostics };
  }

  /** Tells why a node, or an input or output, was refused. */
  private attempt<T>(node: GraphNode | undefined, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { message, help } = error;
      this.diagnostics.push(
        node ? nodeProblem(node, "unsupported", message, help) : problem("unsupported", message, help),
      );
      return undefined;
    }
  }

  /** An input that the file gives no value for: what the network is run with. */
  private input(info: ValueInfo): Port | undefined {
    const { name, type, dims } = info;
    if (this.graph.constants.has(name)) return undefined;
    const known = this.reading.given.get(name);
    const title = `the input \`${shown(name)}\``;
    if (type === undefined) return refuse(`${title} is no tensor of numbers`);
    if (known && !type.includes("float")) return undefined;
    if (!type.includes("float"))
      return refuse(`${title} holds ${type}, and a network's inputs are f32`, "export the model with f32 inputs");
    if (!dims) return refuse(`${title} has no shape`, "export the model with the shapes of its inputs");
    const shape = dims.map((size, axis) => this.extent(size, axis, title, known));
    const image = imageOf(shape, this.reading.batched);
    if (image.length > 4) return refuse(`${title} has ${image.length} axes for each image: a \`.cnn\` has up to four`);
    if (this.reading.batched) this.batch ??= shape[0]!;
    if (this.reading.batched && this.batch !== shape[0])
      return refuse(`${title} has ${shape[0]} images, and another input ${this.batch}`);
    const stage = this.add({ name, shape: image });
    this.values.set(name, { kind: "computed", shape, step: stage, ...(known ? { known } : {}) });
    return { info, stage, shape };
  }

  private extent(size: number | string, axis: number, title: string, known: Tensor | undefined): number {
    const extent =
      typeof size === "number" ? size : (this.reading.dimensions[size] ?? known?.shape[axis] ?? this.free(axis));
    if (extent !== undefined && Number.isSafeInteger(extent) && extent > 0 && extent <= 2 ** 30) return extent;
    const called = typeof size === "string" && size !== "" ? `, \`${shown(size)}\`` : "";
    return refuse(
      `${title} has no fixed size along axis ${axis}${called}: every size of a network is known when it is compiled`,
      called === "" ? "export the model with fixed sizes" : `say what it is: ${shown(String(size))}=224`,
    );
  }

  /** The batch may be left open: it is chosen when the network is made. */
  private free(axis: number): number | undefined {
    return axis === 0 && this.reading.batched ? (this.batch ?? 1) : undefined;
  }

  private output(info: ValueInfo): Port {
    const value = this.values.get(info.name);
    if (!value) return refuse(`the output \`${shown(info.name)}\` could not be made, as nodes before it were refused`);
    if (value.kind === "constant") return refuse(`the output \`${shown(info.name)}\` does not depend on the input`);
    return { info, stage: this.turn(value), shape: value.shape };
  }

  private add(stage: Stage): number {
    this.stages.push(stage);
    return this.stages.length - 1;
  }

  private node(node: GraphNode): void {
    const inputs = node.inputs.map((name) => this.values.get(name));
    const { batched } = this.reading;
    const view = viewOf(node, inputs, { opset: this.graph.opset, batched });
    const fold = node.domain === "" && Object.hasOwn(folds, node.op) ? folds[node.op] : undefined;
    if (fold && inputs.every((value) => value?.kind !== "computed")) {
      const tensors = inputs.map((value) => (value?.kind === "constant" ? value.tensor : undefined));
      this.constants(node, fold({ node, view, inputs: tensors }));
      return;
    }
    const structural = node.domain === "" && Object.hasOwn(structure, node.op) ? structure[node.op] : undefined;
    if (structural) this.bind(node, 0, structural(view, inputs as [Value], node));
    else this.mapped(node, view, inputs);
    const unmade = node.outputs.find((name) => name !== "" && this.used.has(name) && !this.values.has(name));
    if (unmade !== undefined) refuse(`its output \`${shown(unmade)}\` is used, which no \`.cnn\` has`);
  }

  private constants(node: GraphNode, folded: Tensor | readonly Tensor[]): void {
    const tensors = Array.isArray(folded) ? (folded as readonly Tensor[]) : [folded as Tensor];
    for (const [i, tensor] of tensors.entries()) {
      this.folded += volume(tensor.shape);
      if (this.folded > mostFolded) refuse("there is too much to compute while importing");
      const name = node.outputs[i] ?? "";
      const named = tensor.name === undefined ? { ...tensor, name } : tensor;
      this.bind(node, i, { kind: "constant", tensor: named });
    }
  }

  private bind(node: GraphNode, output: number, value: Value): void {
    const name = node.outputs[output] ?? "";
    if (name !== "" && !this.reading.given.has(name)) this.values.set(name, value);
  }

  /** As the first operator has it whose record takes the node. */
  private mapped(node: GraphNode, view: OnnxNode, inputs: readonly (Value | undefined)[]): void {
    const candidates = node.domain === "" ? (mappings.get(node.op) ?? []) : [];
    for (const { operator, of } of candidates) {
      const uses = of(view);
      if (uses === undefined) continue;
      const outputs: readonly (OnnxUse | readonly OnnxUse[])[] =
        "outputs" in uses ? uses.outputs : [uses as OnnxUse | readonly OnnxUse[]];
      for (const [i, chain] of outputs.entries()) {
        if (!this.used.has(node.outputs[i] ?? "")) continue;
        const step = this.chain(node, Array.isArray(chain) ? chain : [chain], operator, inputs);
        this.bind(node, i, { kind: "computed", shape: this.whole(this.stages[step]!.shape), step });
      }
      return;
    }
    this.unknown(node);
  }

  private unknown(node: GraphNode): never {
    if (node.domain !== "") return refuse(`\`${shown(node.op)}\` is not an operator of ONNX's own`);
    const help = mappings.has(node.op) ? undefined : "leave it out of the export, or compute it outside the network";
    return refuse(`no operator of a \`.cnn\` does what \`${shown(node.op)}\` does here`, help);
  }

  private chain(
    node: GraphNode,
    uses: readonly OnnxUse[],
    operator: string,
    inputs: readonly (Value | undefined)[],
  ): number {
    let before: number | undefined;
    for (const use of uses) {
      const wanted = use.operands ?? (before === undefined ? [0] : []);
      const operands = wanted.map((i) => this.operand(inputs[i], i));
      const all = before === undefined ? operands : [before, ...operands];
      before = this.add(stepOf({ ...use, operator: use.operator ?? operator }, all, this.stages, node));
    }
    return before!;
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

  private whole(shape: readonly number[]): readonly number[] {
    return this.reading.batched ? [this.batch ?? 1, ...shape] : shape;
  }
}

const transposeNode = { index: 0, name: "", op: "Transpose", domain: "", inputs: [], outputs: [] };

const isKnown = ({ op, domain }: GraphNode): boolean =>
  domain === "" && (Object.hasOwn(structure, op) || Object.hasOwn(folds, op) || mappings.has(op));

/** What is no operator's: names for values, numbers about them, and the order of their axes. */
const structure: Readonly<Record<string, (view: OnnxNode, inputs: readonly [Value], node: GraphNode) => Value>> = {
  Identity: (_, [value]) => value,
  Cast: (view, [value]) => {
    // Of f16 or f64, which f32 stands for here.
    const to = view.integer("to");
    return to === 1 || to === 10 || to === 11 || to === 16
      ? value
      : refuse("it casts values of the network to whole numbers or truth", "only floating point is computed");
  },
  Shape: (view) => ({ kind: "constant", tensor: list(cut(view.batch(0), view)) }),
  Size: (view) => ({ kind: "constant", tensor: { ...list([volume(view.batch(0))]), shape: [] } }),
  Transpose: (view, [value]) => {
    if (value.kind !== "computed") return value;
    const shape = view.batch(0);
    const order = orderOf(view.integers("perm"), shape.length);
    // A second one undoes the first, or both together are one.
    const both = order.map((axis) => value.order?.[axis] ?? axis);
    const { order: _, ...plain } = value;
    const moved = { ...plain, shape: order.map((axis) => shape[axis]!) };
    return both.every((axis, i) => axis === i) ? moved : { ...moved, order: both };
  },
};
