import { type Graph, nodeById, showShape } from "./graph.ts";

/** The graph as text, a line a node: what the tests of passes compare. */
export function printGraph(graph: Graph): string {
  const node = nodeById(graph);
  const nameOf = (id: number): string => [node(id).name, ...node(id).epilogue.map((f) => f.name)].at(-1)!;
  const lines = graph.nodes.map((each) => {
    const fused = each.epilogue.map(
      (f) => ` + ${f.name}${f.others.length > 0 ? `(${f.others.map(nameOf).join(", ")})` : ""}`,
    );
    const inputs = each.inputs.length > 0 ? `(${each.inputs.map(nameOf).join(", ")})` : "";
    return `${each.name}${inputs}${fused.join("")}: ${showShape(each.shape)}`;
  });
  return [...lines, `return ${graph.outputs.map((o) => `${o.name} = ${nameOf(o.node)}`).join(", ")}`].join("\n");
}
