import { type Graph, inputOperator, nodeById, reads } from "./graph.ts";

/**
 * The invariants that hold between passes. Throws an Error that names the pass and the node: a broken graph is a bug of
 * the compiler, never of the `.cnn`.
 */
export function verifyGraph(graph: Graph, after: string): Graph {
  const fail = (what: string): never => {
    throw new Error(`internal: after ${after}: ${what}`);
  };
  const seen = new Set<number>();
  const names = new Set<string>();
  const node = nodeById(graph);
  for (const each of graph.nodes) {
    if (seen.has(each.id)) fail(`two nodes have the id ${each.id}`);
    const own = each.operator === inputOperator ? `input ${each.name}` : each.name;
    for (const name of [own, ...each.epilogue.map((f) => f.name)]) {
      if (names.has(name)) fail(`two nodes are called ${name}`);
      names.add(name);
    }
    for (const id of reads(each))
      if (!seen.has(id)) fail(`${each.name} reads node ${id}, which does not come before it`);
    if (each.shape.length === 0 || each.shape.some((n) => !Number.isSafeInteger(n) || n < 1))
      fail(`${each.name} has the shape [${each.shape}]`);
    if (each.operator === inputOperator && reads(each).length > 0) fail(`the input ${each.name} reads something`);
    for (const fused of each.epilogue)
      for (const id of fused.others)
        if (String(node(id).shape) !== String(each.shape)) fail(`${fused.name} joins ${each.name} with another shape`);
    seen.add(each.id);
  }
  for (const output of graph.outputs) if (!seen.has(output.node)) fail(`output ${output.name} has no node`);
  return graph;
}
