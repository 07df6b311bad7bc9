import type { Layout } from "../../runtime/program.ts";
import { type Graph, inputOperator, type Node, type NodeId, nodeById, reads } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";

/** A value that lies in the memory of another one, from a channel of it on. */
export interface Part {
  readonly owner: NodeId;
  readonly first: number;
}

/** Concats that need no kernel, since what they join is written into their memory. */
export interface Joins {
  readonly joined: ReadonlySet<NodeId>;
  /** What lies in them: their inputs, and those of a concat in a concat. */
  readonly parts: ReadonlyMap<NodeId, Part>;
}

export const noJoins: Joins = { joined: new Set(), parts: new Map() };

/**
 * Finds the concats whose inputs can be written into their memory by the kernels that make them.
 *
 *   a = conv(…), b = conv(…), y = concat(a, b)   =>   y = memory; a = conv(…) in y[0…]; b = conv(…) in y[k…]
 *
 * Such an input is stored by a kernel, is in one concat only, and once; in `nhwc4` it fills whole blocks. WebGPU lets no
 * dispatch read and write one buffer, so that what a kernel reads cannot lie beside what it writes.
 *
 * @param kernels the nodes that each kernel computes, of which it stores the last
 */
export function joinsOf(graph: Graph, kernels: readonly (readonly Node[])[], layout: Layout): Joins {
  const around = aroundOf(graph, kernels, layout);
  // From the last to the first: what a concat in a concat joins lies in the outer one.
  return kernels.reduceRight((joins, [node, ...others]) => {
    if (others.length > 0 || !isConcat(node!, around) || around.returned.has(node!.id)) return joins;
    const more = joinedBy(node!, joins, around);
    return more && isLegal(placeOf(node!.id, joins).owner, more, around) ? more : joins;
  }, noJoins);
}

/** What reads a value: a kernel, by the node that it stores, or a view that lies in the same place. */
interface Reader {
  readonly id: NodeId;
  readonly isView: boolean;
}

interface Around {
  readonly layout: Layout;
  readonly node: (id: NodeId) => Node;
  readonly stores: ReadonlySet<NodeId>;
  readonly readers: ReadonlyMap<NodeId, readonly Reader[]>;
  readonly returned: ReadonlySet<NodeId>;
}

function aroundOf(graph: Graph, kernels: readonly (readonly Node[])[], layout: Layout): Around {
  const computed = new Set(kernels.flat().map(({ id }) => id));
  const readers = new Map<NodeId, Reader[]>();
  const note = (nodes: readonly Node[], reader: Reader) => {
    for (const id of new Set(nodes.flatMap(reads))) readers.set(id, [...(readers.get(id) ?? []), reader]);
  };
  for (const nodes of kernels) note(nodes, { id: nodes.at(-1)!.id, isView: false });
  for (const node of graph.nodes) if (!computed.has(node.id)) note([node], { id: node.id, isView: true });
  return {
    layout,
    node: nodeById(graph),
    stores: new Set(kernels.map((nodes) => nodes.at(-1)!.id)),
    readers,
    returned: new Set(graph.outputs.map(({ node }) => node)),
  };
}

/** Joins channels and does no more. */
function isConcat(node: Node, around: Around): boolean {
  if (node.operator === inputOperator || node.epilogue.length > 0) return false;
  const inputs = node.inputs.map((id) => around.node(id).shape);
  return operatorOf(node).kernel({ inputs, attributes: node.attributes }).family === "concat";
}

const placeOf = (id: NodeId, { parts }: Joins): Part => parts.get(id) ?? { owner: id, first: 0 };

/** With the inputs of one concat in its place, if each of them can be there. */
function joinedBy(concat: Node, joins: Joins, { layout, node, stores, readers, returned }: Around): Joins | undefined {
  const { owner, first } = placeOf(concat.id, joins);
  const [all] = node(owner).shape;
  const parts = new Map(joins.parts);
  let channel = first;
  for (const id of concat.inputs) {
    const end = channel + node(id).shape[0]!;
    const whole = layout === "nchw" || (channel % 4 === 0 && (end % 4 === 0 || end === all));
    const viewed = readers.get(id)?.some(({ isView }) => isView);
    if (!whole || viewed || !stores.has(id) || returned.has(id) || parts.has(id)) return undefined;
    parts.set(id, { owner, first: channel });
    channel = end;
  }
  return { joined: new Set([...joins.joined, concat.id]), parts };
}

/**
 * Whether no kernel that writes into a concat reads of it, and none reads two values of it that overlap, to which a test
 * could not give numbers one by one.
 */
function isLegal(owner: NodeId, joins: Joins, { node, readers }: Around): boolean {
  const seen = new Map<NodeId, (readonly [from: number, to: number])[]>();
  const read = (id: NodeId, from: number, to: number): void => {
    for (const reader of readers.get(id) ?? []) {
      if (reader.isView) read(reader.id, from, to);
      else if (!joins.joined.has(reader.id)) seen.set(reader.id, [...(seen.get(reader.id) ?? []), [from, to]]);
    }
  };
  const inside = [owner, ...[...joins.parts].filter(([, part]) => part.owner === owner).map(([id]) => id)];
  for (const id of inside) {
    const { first } = placeOf(id, joins);
    read(id, first, first + node(id).shape[0]!);
  }
  return [...seen].every(([reader, ranges]) => {
    if (placeOf(reader, joins).owner === owner) return false;
    return ranges.every(([from, to], i) => ranges.every(([a, b], j) => j <= i || to <= a || b <= from));
  });
}
