import type { Source } from "../../grammar/source.ts";
import type { Kernel, Layout, Recipe } from "../../runtime/program.ts";
import { type Graph, inputOperator, type Node, type NodeId, nodeById, reads, type Shape } from "../graph/graph.ts";
import {
  type Candidate,
  type DeviceModel,
  type Family,
  isFiltering,
  type PackedWeight,
  type Site,
} from "../kernels/family.ts";
import { buildKernel } from "../kernels/kernel.ts";
import { argument, compose, type Scalar, substitute } from "../kernels/scalar.ts";
import { candidates } from "../kernels/schedules.ts";
import type { Tensor } from "../kernels/tensor.ts";
import { operatorOf } from "../operators/index.ts";
import { headerOf, labelOf } from "./header.ts";

/** Chooses among a node's candidates, cheapest first; the default takes the first. */
export type Choose = (candidates: readonly Candidate[], node: Node) => Candidate | undefined;

/** A value in memory: the node that it belongs to (a view shares its source's), and how it lies there. */
export interface Stored {
  readonly owner: NodeId;
  readonly layout: Layout;
}

/** One dispatch to be, with its tensors still named by nodes. */
export interface Step {
  readonly node: Node;
  readonly label: string;
  readonly kernel: Kernel;
  readonly schedule: string;
  readonly weights: readonly (PackedWeight & { readonly source: Recipe["source"] })[];
  /** For each binding: a value by node, or a weight by role. */
  readonly bindings: readonly ({ readonly value: NodeId } | { readonly weight: string })[];
}

/** A network for one class of devices, before memory is given out. */
export interface Lowered {
  readonly model: DeviceModel;
  readonly steps: readonly Step[];
  readonly stored: ReadonlyMap<NodeId, Stored>;
}

const cheapest: Choose = (list) => list[0];

/** Turns each node into a kernel: layout by class, schedule by cost. Views over dense values cost nothing. */
export function lower(graph: Graph, source: Source, model: DeviceModel, choose: Choose = cheapest): Lowered {
  const node = nodeById(graph);
  const returned = new Set(graph.outputs.map((output) => output.node));
  const stored = new Map<NodeId, Stored>();
  const steps: Step[] = [];
  const made = new Map<string, Made>();
  for (const each of graph.nodes) {
    if (each.operator === inputOperator) {
      stored.set(each.id, { owner: each.id, layout: "nchw" });
      continue;
    }
    const from = stored.get(each.inputs[0]!)!;
    if (operatorOf(each).view && from.layout === "nchw" && !returned.has(each.id) && each.epilogue.length === 0) {
      stored.set(each.id, from);
      continue;
    }
    stored.set(each.id, { owner: each.id, layout: returned.has(each.id) ? "nchw" : model.layout });
    steps.push(stepFor(each, { graph, source, node, stored, model, choose, made }));
  }
  return { model, steps, stored };
}

interface Surroundings {
  readonly graph: Graph;
  readonly source: Source;
  readonly node: (id: NodeId) => Node;
  readonly stored: ReadonlyMap<NodeId, Stored>;
  readonly model: DeviceModel;
  readonly choose: Choose;
  /** Kernels by the work that they do. */
  readonly made: Map<string, Made>;
}

function stepFor(node: Node, around: Surroundings): Step {
  const inputs = node.inputs.map((id) => around.node(id).shape);
  const work = withBias(operatorOf(node).kernel({ inputs, attributes: node.attributes }), node);
  const names = new Map<string, { value: NodeId }>();
  const site = siteFor(node, work, around, names);
  const { kernel, schedule, weights } = kernelFor(node, work, site, around);
  return {
    node,
    label: labelOf(node),
    kernel,
    schedule,
    weights: weights.map((weight) => {
      const parameter = node.parameters.find(({ role }) => role === weight.role)!;
      return { ...weight, source: parameter.source ?? parameter.values ?? parameter.name };
    }),
    bindings: kernel.bindings.map(({ name }) => names.get(name) ?? { weight: name }),
  };
}

type Made = Pick<Step, "kernel" | "schedule"> & { readonly weights: readonly PackedWeight[] };

/** A kernel for the work, or the one that was made for the same work before: a repeated layer costs one pipeline. */
function kernelFor(node: Node, work: Family, site: Site, { made, model, choose }: Surroundings): Made {
  const seen = (tensor: Tensor) => [tensor.shape, tensor.layout];
  const { inputs, output, epilogue } = site;
  const key = JSON.stringify([work, inputs.map(seen), seen(output), epilogue.tree, epilogue.others.map(seen)]);
  const before = made.get(key);
  if (before) return before;
  const chosen = choose(candidates(work, site, model), node);
  if (!chosen) throw new Error(`internal: no schedule for ${node.name}`);
  const { definition, weights } = chosen.build();
  const kernel = { kernel: buildKernel(definition), schedule: `${chosen.schedule}: ${chosen.choice}`, weights };
  made.set(key, kernel);
  return kernel;
}

/** Folding may have given a convolution a bias that the `.cnn` does not have. */
const withBias = (work: Family, node: Node): Family =>
  isFiltering(work) ? { ...work, bias: node.parameters.some(({ role }) => role === "bias") } : work;

/** The tensors of a node, named by their role in the kernel and seen with the family's shapes. */
function siteFor(node: Node, work: Family, around: Surroundings, names: Map<string, { value: NodeId }>): Site {
  const tensor = (name: string, id: NodeId, shape: Shape, access: "read" | "read_write" = "read"): Tensor => {
    names.set(name, { value: id });
    const owner = around.node(id);
    const meaning = `${owner.epilogue.at(-1)?.name ?? owner.name} ${owner.shape.join("x")}`;
    return { name, access, shape, layout: around.stored.get(id)!.layout, meaning };
  };
  const seen = work.family === "contraction" ? [work.outChannels, ...work.output] : node.shape;
  const many = node.inputs.length > 1;
  const inputs = node.inputs.map((id, index) => tensor(many ? `x${index}` : "x", id, around.node(id).shape));
  const { tree, others } = epilogueOf(node);
  return {
    name: node.name,
    header: headerOf(around.graph, node, work, around.source),
    inputs,
    epilogue: { tree, others: others.map((id, index) => tensor(`other${index}`, id, seen)) },
    output: tensor("y", node.id, seen, "read_write"),
  };
}

/** The fused operators as one formula: argument 0 is the kernel's value, the further ones are the other nodes' values. */
export function epilogueOf(node: Node): { tree: Scalar; others: readonly NodeId[] } {
  const parts = node.epilogue.map((fused) => ({ tree: fusedFormula(fused), arity: fused.others.length + 1 }));
  return { tree: compose(parts).tree, others: reads(node).slice(node.inputs.length) };
}

/** An elementwise operator's formula with the producer's value as argument 0. */
function fusedFormula(fused: Node["epilogue"][number]): Scalar {
  const work = operatorOf(fused).kernel({ inputs: [], attributes: fused.attributes });
  if (work.family !== "elementwise") throw new Error(`internal: ${fused.name} cannot be fused`);
  return substitute(work.formula, (index) =>
    argument(index === fused.slot ? 0 : index < fused.slot ? index + 1 : index),
  );
}
