import { type Graph, inputOperator, type Node, nodeById } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import type { Pass } from "./pass.ts";

/**
 * Gives every output of the network a kernel of its own to write it.
 *
 *   net A(x) { return x }   =>   net A(x) { return x -> copy }
 *
 * Needed where the value is an input, a view of another value, or another output already.
 */
export const copyOutputs: Pass = {
  name: "copy-outputs",
  run: (graph) => {
    const node = nodeById(graph);
    const taken = new Set<number>();
    const copies: Node[] = [];
    const outputs = graph.outputs.map((output) => {
      const source = node(output.node);
      if (source.operator !== inputOperator && !operatorOf(source).view && !taken.has(source.id)) {
        taken.add(source.id);
        return output;
      }
      const copy = copyOf(source, Math.max(...graph.nodes.map((n) => n.id)) + 1 + copies.length, copies.length + 1);
      copies.push(copy);
      return { ...output, node: copy.id };
    });
    return { ...graph, nodes: [...graph.nodes, ...copies], outputs } satisfies Graph;
  },
};

const copyOf = (source: Node, id: number, count: number): Node => ({
  id,
  operator: "copy",
  name: `copy${count}`,
  inputs: [source.id],
  attributes: {},
  shape: source.shape,
  parameters: [],
  epilogue: [],
  span: source.span,
});
