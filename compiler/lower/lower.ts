import type { Source } from "../../grammar/source.ts";
import type { Kernel, Layout, Recipe } from "../../runtime/program.ts";
import { pack } from "../../runtime/recipes.ts";
import {
  type Graph,
  inputOperator,
  type Node,
  type NodeId,
  nodeById,
  reads,
  type Shape,
  useCounts,
} from "../graph/graph.ts";
import { canBeLiteral } from "../kernels/contraction/literal.ts";
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
import type { Link } from "../kernels/staged/staged.ts";
import type { Tensor } from "../kernels/tensor.ts";
import { operatorOf } from "../operators/index.ts";
import { type ClusterCost, clusters } from "./clusters.ts";
import { headerOf, labelOf } from "./header.ts";
import { type Joins, joinsOf, noJoins } from "./joins.ts";

/** Chooses among a node's candidates, cheapest first; the default takes the first. Asked once for each `Decision.work`. */
export type Choose = (
  candidates: readonly Candidate[],
  node: Node,
  at: Pick<Decision, "work"> & { readonly model: DeviceModel },
) => Candidate | undefined;

/** Why a kernel is the one that it is. */
export interface Decision {
  /** The kernel's work, written out: layers of equal work share a kernel. */
  readonly work: string;
  /** Of each layer's work. */
  readonly families: readonly Family["family"][];
  /** All that are legal, cheapest first. */
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
}

/** A value in memory: the node that it belongs to (a view shares its source's), and how it lies there. */
export interface Stored {
  readonly owner: NodeId;
  readonly layout: Layout;
  /** The owner's channel that it begins at, if it is a part of what a concat joins. */
  readonly first?: number;
}

/** One dispatch to be, with its tensors still named by nodes. */
export interface Step {
  /** Whose value it stores. */
  readonly node: Node;
  /** Nodes before it in the same kernel, each read by the next one only; their values are never stored. */
  readonly inner: readonly Node[];
  readonly label: string;
  readonly kernel: Kernel;
  readonly schedule: string;
  /** The weights are in the kernel's text. */
  readonly literal: boolean;
  readonly decision: Decision;
  readonly weights: readonly (PackedWeight & { readonly source: Recipe["source"]; readonly node: Node })[];
  /** For each binding: a value by node, or a weight by role. */
  readonly bindings: readonly ({ readonly value: NodeId } | { readonly weight: string })[];
}

/** A network for one class of devices, before memory is given out. */
export interface Lowered {
  readonly model: DeviceModel;
  readonly steps: readonly Step[];
  readonly stored: ReadonlyMap<NodeId, Stored>;
}

/** `register-tile: 7 along x, 4 channels` */
export const scheduleName = ({ schedule, choice }: Pick<Candidate, "schedule" | "choice">): string =>
  `${schedule}: ${choice}`;

const cheapest: Choose = (list) => list[0];

export interface LowerOptions {
  readonly choose?: Choose | undefined;
  /** Off: a kernel for each node. On unless said. */
  readonly fuse?: boolean | undefined;
  /** On: likewise. */
  readonly apart?: boolean | undefined;
  /** Layers that take the cheapest of their kernels that have the weights in their text, if there is one. */
  readonly literal?: readonly string[] | undefined;
}

/**
 * Turns nodes into kernels: layout by class, schedule by cost. Views over dense values cost nothing, and neither do concats
 * whose inputs are written where they want them.
 */
export function lower(graph: Graph, source: Source, model: DeviceModel, options: LowerOptions = {}): Lowered {
  const { choose: among = cheapest, fuse = true, apart = false, literal = [] } = options;
  const choose: Choose = (list, node, at) => {
    const inText = literal.includes(node.name) ? list.filter((each) => each.literal) : [];
    return among(inText.length > 0 ? inText : list, node, at);
  };
  const stored = placesOf(graph, model);
  const around = { graph, source, node: nodeById(graph), stored, model, choose, made: new Map<string, Made>() };
  const stores = graph.nodes.filter(
    (node) => node.operator !== inputOperator && stored.get(node.id)!.owner === node.id,
  );
  const single = stores.map((node) => [node]);
  const joinsIn = (kernels: readonly (readonly Node[])[]) =>
    fuse && !apart ? joinsOf(graph, kernels, model.layout) : noJoins;
  const kernels =
    fuse && !apart && model.barriers ? clusters(stores, useCounts(graph), costIn(around, joinsIn(single))) : single;
  const { joined, parts } = joinsIn(kernels);
  for (const [id, part] of parts) stored.set(id, { ...stored.get(id)!, ...part });
  const planned = kernels.filter((nodes) => !joined.has(nodes.at(-1)!.id)).map((nodes) => planFor(nodes, around));
  const uses = new Map<string, number>();
  for (const { key } of planned) uses.set(key, (uses.get(key) ?? 0) + 1);
  const steps = planned.map((plan) => stepFor(plan, uses.get(plan.key)!, around));
  return { model, steps, stored };
}

/** A kernel to be. Equal work has an equal key. */
interface Planned {
  readonly nodes: readonly Node[];
  readonly links: readonly PlacedLink[];
  readonly key: string;
}

function planFor(nodes: readonly Node[], around: Surroundings): Planned {
  const links = linksOf(nodes, around);
  return { nodes, links, key: keyOf(links) };
}

function placesOf(graph: Graph, model: DeviceModel): Map<NodeId, Stored> {
  const returned = new Set(graph.outputs.map((output) => output.node));
  const stored = new Map<NodeId, Stored>();
  for (const each of graph.nodes) {
    const isInput = each.operator === inputOperator;
    const from = isInput ? undefined : stored.get(each.inputs[0]!)!;
    const dense = isInput || returned.has(each.id);
    const isView = from?.layout === "nchw" && operatorOf(each).view && !dense && each.epilogue.length === 0;
    stored.set(each.id, isView ? from : { owner: each.id, layout: dense ? "nchw" : model.layout });
  }
  return stored;
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

/** The predicted cost of nodes in one kernel; infinite if there is none for them, nothing if none is needed. */
function costIn(around: Surroundings, { joined }: Joins): ClusterCost {
  const known = new Map<string, number>();
  return (nodes) => {
    if (nodes.length === 1 && joined.has(nodes[0]!.id)) return 0;
    const links = linksOf(nodes, around);
    const key = keyOf(links);
    const found = known.get(key) ?? candidates(links, around.model)[0]?.cost ?? Number.POSITIVE_INFINITY;
    known.set(key, found);
    return around.model.dispatch + found;
  };
}

function stepFor(plan: Planned, uses: number, around: Surroundings): Step {
  const { nodes, links } = plan;
  const node = nodes.at(-1)!;
  const { kernel, schedule, literal, decision, weights } = kernelFor(plan, uses, around);
  const values = new Map(links.flatMap((link) => [...link.values]));
  return {
    node,
    inner: nodes.slice(0, -1),
    label: nodes.map(labelOf).join(" + "),
    kernel,
    schedule,
    literal,
    decision,
    weights: weights.map((weight) => {
      const owner = nodes[weight.link ?? 0]!;
      const parameter = owner.parameters.find(({ role }) => role === weight.role)!;
      return { ...weight, node: owner, source: parameter.source ?? parameter.values ?? parameter.name };
    }),
    bindings: kernel.bindings.map(({ name }) => (values.has(name) ? { value: values.get(name)! } : { weight: name })),
  };
}

/** A node's work and tensors, and whose values those are, by name. */
interface PlacedLink extends Link {
  readonly values: ReadonlyMap<string, NodeId>;
}

type Made = Pick<Step, "kernel" | "schedule" | "literal" | "decision"> & { readonly weights: readonly PackedWeight[] };

/** Equal for kernels that do the same. */
function keyOf(links: readonly Link[]): string {
  const seen = ({ name, shape, layout, within }: Tensor) => [name, shape, layout, within];
  return JSON.stringify(
    links.map(({ work, site: { inputs, output, epilogue, constants }, ...from }) => [
      work,
      inputs.map(seen),
      seen(output),
      epilogue.tree,
      epilogue.others.map(seen),
      constants && [...constants].map(([role, values]) => [role, Array.from(values)]),
      from.inputs,
      from.others,
    ]),
  );
}

/**
 * A kernel for the work, or the one that was made for the same work before: a repeated layer costs one pipeline, of which
 * each of its uses pays a part.
 */
function kernelFor({ nodes, links, key }: Planned, uses: number, { made, model, choose }: Surroundings): Made {
  const before = made.get(key);
  if (before) return before;
  const node = nodes.at(-1)!;
  const legal = candidates(links, { ...model, compile: model.compile / uses });
  const chosen = choose(legal, node, { work: key, model });
  if (!chosen) throw new Error(`internal: no schedule for ${node.name}`);
  const { definition, weights: wanted } = chosen.build();
  const literal = chosen.literal ?? false;
  const numbers = literal ? literals(wanted, links[0]!.site) : undefined;
  const decision = { work: key, families: links.map(({ work }) => work.family), candidates: legal, chosen };
  const kernel = {
    kernel: buildKernel(definition, numbers),
    schedule: scheduleName(chosen),
    literal,
    decision,
    weights: literal ? [] : wanted,
  };
  made.set(key, kernel);
  return kernel;
}

/** Weights as a kernel has them in its text, by their name there. */
const literals = (weights: readonly PackedWeight[], { constants }: Site): ReadonlyMap<string, Float32Array> =>
  new Map(weights.map(({ packed, recipe, role }) => [packed.name, pack(recipe, constants!.get(role)!)]));

/** Folding may have given a convolution a bias that the `.cnn` does not have. */
const withBias = (work: Family, node: Node): Family =>
  isFiltering(work) ? { ...work, bias: node.parameters.some(({ role }) => role === "bias") } : work;

/** The layers of a kernel, with a name for each value that it reads. */
function linksOf(nodes: readonly Node[], around: Surroundings): PlacedLink[] {
  const inner = new Map(nodes.slice(0, -1).map(({ id }, layer) => [id, layer] as const));
  const read = [...new Set(nodes.slice(1).flatMap(reads))].filter(
    (id) => !inner.has(id) && !reads(nodes[0]!).includes(id),
  );
  return nodes.map((node, layer) => {
    // The first layer names its values by their role, as it would alone.
    const nameOf = (id: NodeId, role: string) => {
      const alone = layer === 0 || nodes.length === 1;
      const known = nodes[0]!.inputs.indexOf(id);
      if (alone) return role;
      if (known >= 0) return inputName(nodes[0]!, known);
      return `other_${read.indexOf(id) + 1}`;
    };
    return linkOf(node, around, inner, nameOf);
  });
}

const inputName = ({ inputs }: Node, index: number): string => (inputs.length > 1 ? `x${index}` : "x");

/** The tensors of a node, seen with the family's shapes. */
function linkOf(
  node: Node,
  around: Surroundings,
  inner: ReadonlyMap<NodeId, number>,
  nameOf: (id: NodeId, role: string) => string,
): PlacedLink {
  const shapes = node.inputs.map((id) => around.node(id).shape);
  const work = withBias(operatorOf(node).kernel({ inputs: shapes, attributes: node.attributes }), node);
  const values = new Map<string, NodeId>();
  const tensor = (name: string, id: NodeId, shape: Shape, access: "read" | "read_write" = "read"): Tensor => {
    const { owner, layout, first } = around.stored.get(id)!;
    const meaning = meaningOf(around.node(id));
    if (!inner.has(id)) values.set(name, id);
    if (first === undefined) return { name, access, shape, layout, meaning };
    const whole = around.node(owner);
    const within = { channels: whole.shape[0]!, first };
    return { name, access, shape, layout, meaning: `${meaning}, from channel ${first} of ${meaningOf(whole)}`, within };
  };
  const seen = work.family === "contraction" ? [work.outChannels, ...work.output] : node.shape;
  const { tree, others } = epilogueOf(node);
  const site = {
    name: node.name,
    header: headerOf(around.graph, node, work, around.source),
    inputs: node.inputs.map((id, i) => tensor(nameOf(id, inputName(node, i)), id, around.node(id).shape)),
    epilogue: { tree, others: others.map((id, i) => tensor(nameOf(id, `other${i}`), id, seen)) },
    output: tensor("y", node.id, seen, "read_write"),
    constants: canBeLiteral(work, around.model) ? constantsOf(node) : undefined,
  };
  const from = (id: NodeId) => inner.get(id);
  return { work, site, inputs: node.inputs.map(from), others: others.map(from), values };
}

/** The values of all parameters of a node, if the weights file has none of them. */
function constantsOf({ parameters }: Node): ReadonlyMap<string, ArrayLike<number>> | undefined {
  const known = parameters.flatMap(({ role, values, source }) => (values && !source ? [[role, values] as const] : []));
  return known.length === parameters.length ? new Map(known) : undefined;
}

const meaningOf = (node: Node): string => `${node.epilogue.at(-1)?.name ?? node.name} ${node.shape.join("x")}`;

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
