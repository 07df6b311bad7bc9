import { type Node, type NodeId, reads } from "../graph/graph.ts";

/** What nodes cost in one kernel: infinity if no kernel can be made for them. */
export type ClusterCost = (nodes: readonly Node[]) => number;

/**
 * Which nodes share a kernel: chains are cut where the costs are least, then a kernel takes in those whose values only it
 * reads, while that is cheaper. Of each kernel only the last node's value is stored. In the order of the last nodes.
 */
export function clusters(nodes: readonly Node[], uses: ReadonlyMap<NodeId, number>, costOf: ClusterCost): Node[][] {
  const known = new Map<string, number>();
  const cost: ClusterCost = (cluster) => {
    const key = cluster.map(({ id }) => id).join();
    const value = known.get(key) ?? costOf(cluster);
    known.set(key, value);
    return value;
  };
  const order = new Map(nodes.map(({ id }, i) => [id, i] as const));
  const sorted = (cluster: readonly Node[]) => [...cluster].sort((a, b) => order.get(a.id)! - order.get(b.id)!);
  const made = new Map<NodeId, Node[]>();
  for (const chain of chainsOf(nodes, uses))
    for (const cluster of cutChain(chain, cost)) made.set(cluster.at(-1)!.id, cluster);
  for (const { id } of nodes) {
    for (let own = made.get(id); own; ) {
      const wider = [...takenIn(own, made, uses)].map((taken) => ({
        taken,
        cluster: sorted([...own!, ...taken.flatMap((each) => made.get(each)!)]),
      }));
      const apart = (taken: readonly NodeId[]) => taken.reduce((sum, each) => sum + cost(made.get(each)!), cost(own!));
      const better = wider.find(({ taken, cluster }) => cost(cluster) < apart(taken));
      if (!better) break;
      for (const each of better.taken) made.delete(each);
      own = better.cluster;
      made.set(id, own);
    }
  }
  return [...made.values()].sort((a, b) => order.get(a.at(-1)!.id)! - order.get(b.at(-1)!.id)!);
}

/** Values that nothing but the cluster reads: all of them together, then each by itself. */
function takenIn(
  cluster: readonly Node[],
  made: ReadonlyMap<NodeId, readonly Node[]>,
  uses: ReadonlyMap<NodeId, number>,
): NodeId[][] {
  const read = cluster.flatMap(reads);
  const own = [...new Set(read)].filter(
    (id) => made.has(id) && read.filter((each) => each === id).length === uses.get(id),
  );
  return own.length > 1 ? [own, ...own.map((id) => [id])] : own.map((id) => [id]);
}

/** Maximal chains: each node reads the value of the one before alone, and nothing else reads that. */
function chainsOf(nodes: readonly Node[], uses: ReadonlyMap<NodeId, number>): Node[][] {
  const chains = new Map<NodeId, Node[]>();
  for (const node of nodes) {
    const [input] = node.inputs;
    const before = node.inputs.length === 1 && uses.get(input!) === 1 ? chains.get(input!) : undefined;
    if (before) chains.delete(input!);
    chains.set(node.id, [...(before ?? []), node]);
  }
  return [...chains.values()];
}

/** More layers than this are not tried in one kernel. */
const longest = 8;

/** A kernel that costs this much more than the same layers in several is not tried with more layers. */
const hopeless = 1.5;

/** Cuts a chain where the sum of costs is least. One that no kernel can be made for is not tried with more layers. */
function cutChain(chain: readonly Node[], cost: ClusterCost): Node[][] {
  const best = [{ total: 0, from: 0 }];
  for (let to = 1; to <= chain.length; to++) {
    let least = { total: Number.POSITIVE_INFINITY, from: to - 1 };
    for (let from = to - 1; from >= Math.max(0, to - longest); from--) {
      const own = cost(chain.slice(from, to));
      if (own > hopeless * (least.total - best[from]!.total) || own === Number.POSITIVE_INFINITY) break;
      const total = best[from]!.total + own;
      if (total < least.total) least = { total, from };
    }
    best.push(least);
  }
  const cut: Node[][] = [];
  for (let to = chain.length; to > 0; to = best[to]!.from) cut.unshift(chain.slice(best[to]!.from, to));
  return cut;
}
