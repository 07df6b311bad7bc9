import type { Graph, Node, NodeId } from "../graph/graph.ts";

/** One rewriting of the graph. It returns a new graph; the old one stays as it was. */
export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** The graph with every use of some nodes replaced by others, and without the nodes that are no longer there. */
export function redirect(graph: Graph, to: ReadonlyMap<NodeId, NodeId>, nodes: readonly Node[] = graph.nodes): Graph {
  const final = (id: NodeId): NodeId => (to.has(id) ? final(to.get(id)!) : id);
  return {
    ...graph,
    nodes: nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(final),
      epilogue: node.epilogue.map((fused) => ({ ...fused, others: fused.others.map(final) })),
    })),
    outputs: graph.outputs.map((output) => ({ ...output, node: final(output.node) })),
  };
}
