import { type Leaves, leavesOf, sourceValues } from "../../runtime/recipes.ts";
import { elements, type Graph, type Node, type ParameterUse } from "../graph/graph.ts";

/** Layers whose weights become part of the program, and the file's tensors. */
export interface Bake {
  readonly layers: readonly string[];
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Makes constants of some layers' parameters, as if they were written in the `.cnn`, with all that passes have folded into
 * them. What no other layer has is no longer looked for in the weights file.
 */
export function bake(graph: Graph, { layers, weights }: Bake): Graph {
  const values: Leaves = {
    get: (leaf) =>
      typeof leaf === "string" ? weights.get(leaf) : weights.get(leaf.name)!.subarray(leaf.from, leaf.to),
  };
  const baked = (each: ParameterUse): ParameterUse => {
    const { source = each.values ?? each.name, ...rest } = each;
    return { ...rest, values: Array.from(sourceValues(source, values, elements(each.shape))) };
  };
  const nodes = graph.nodes.map(
    (node): Node => (layers.includes(node.name) ? { ...node, parameters: node.parameters.map(baked) } : node),
  );
  const wanted = new Set(
    nodes
      .flatMap(({ parameters }) => parameters)
      .flatMap(({ name, values, source = values ?? name }) => [...leavesOf(source)])
      .map((leaf) => (typeof leaf === "string" ? leaf : leaf.name)),
  );
  return { ...graph, nodes, parameters: graph.parameters.filter(({ name }) => wanted.has(name)) };
}
