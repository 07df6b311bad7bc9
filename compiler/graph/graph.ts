import type { Span } from "../../grammar/source.ts";
import type { Source } from "../../runtime/program.ts";

/** Channels first, without the batch: `[C, H, W]`, or `[F]` for a vector. */
export type Shape = readonly number[];

/** A network as plain data. Nodes are in topological order; each produces one value. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
  /** What the weights file must hold: as the checked network names it, whatever passes make of it. */
  readonly parameters: readonly ParameterUse[];
  /** The file that the `.cnn` names for its weights. */
  readonly weightsFile?: string;
}

export interface Output {
  readonly name: string;
  readonly node: NodeId;
}

/** Position-independent identity of a node; passes keep it. */
export type NodeId = number;

export interface Node {
  readonly id: NodeId;
  /** An operator's name, or `input`. */
  readonly operator: string;
  /** `conv1`; an input's own name. Unique in the graph. */
  readonly name: string;
  readonly inputs: readonly NodeId[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly parameters: readonly ParameterUse[];
  /** Elementwise operators that run on this node's value before it is stored, in order; `shape` is theirs too. */
  readonly epilogue: readonly Fused[];
  /** The layer that it computes some channels of, by name. */
  readonly partOf?: string;
  readonly span: Span;
}

/** An elementwise node folded into its producer. */
export interface Fused {
  readonly operator: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Which of its arguments is the producer's value, and the nodes of the others, in order. */
  readonly slot: number;
  readonly others: readonly NodeId[];
  readonly span: Span;
}

/** A tensor of parameters: `role` is the operator's word (`weight`), `name` the weights file's (`conv1.weight`). */
export interface ParameterUse {
  readonly role: string;
  readonly name: string;
  readonly shape: Shape;
  /** Row-major values of a constant written in the `.cnn`; such a tensor is not looked for in the weights file. */
  readonly values?: readonly number[];
  /** Arithmetic on parameters of the weights file, where a pass has folded one operator into another. */
  readonly source?: Source;
  /** A value that keeps arithmetic with this parameter exact, where a random one would not (a variance). */
  readonly exactly?: number;
  /** Added to the sum of products, not multiplied: a bias, a shift. */
  readonly added?: boolean;
  /** Of filters that are not out, in / groups, window: the axis of output / groups, after one of all inputs. */
  readonly outputs?: { readonly axis: number; readonly groups: number };
  /** A running statistic: in the weights file, but not counted as a parameter. */
  readonly statistic?: boolean;
}

export const inputOperator = "input";

export const elements = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
export const showShape = (shape: Shape): string => shape.join("x");

const lookups = new WeakMap<readonly Node[], ReadonlyMap<NodeId, Node>>();

/** Finds nodes by id; the index is made once for each graph. */
export function nodeById(graph: Graph): (id: NodeId) => Node {
  let nodes = lookups.get(graph.nodes);
  if (!nodes) {
    nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    lookups.set(graph.nodes, nodes);
  }
  const found = nodes;
  return (id) => found.get(id)!;
}

/** Everything a node reads: its inputs and the other arguments of what is fused into it. */
export const reads = (node: Node): readonly NodeId[] => [...node.inputs, ...node.epilogue.flatMap((f) => f.others)];

/** How often each node's value is read, network outputs included. */
export function useCounts(graph: Graph): Map<NodeId, number> {
  const counts = new Map<NodeId, number>();
  const use = (id: NodeId) => counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const node of graph.nodes) reads(node).forEach(use);
  for (const output of graph.outputs) use(output.node);
  return counts;
}
