import type { GraphNode, OnnxGraph } from "./decode.ts";
import { type ImportDiagnostic, nodeProblem, problem, shown, titleOf } from "./diagnostic.ts";

/** Nodes that the outputs need, each after those that it reads; what is wrong with the names beside it. */
export interface Ordered {
  readonly nodes: readonly GraphNode[];
  readonly diagnostics: readonly ImportDiagnostic[];
}

/**
 * Puts the nodes in the order of the data. ONNX asks for that order, but nothing is built on it: what is made twice, made
 * nowhere, or needs itself is told.
 */
export function ordered({ nodes, outputs, inputs, constants }: OnnxGraph): Ordered {
  const diagnostics: ImportDiagnostic[] = [];
  const given = new Set([...inputs.map(({ name }) => name), ...constants.keys()]);
  const makers = new Map<string, GraphNode>();
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name === "") continue;
      if (makers.has(name) || given.has(name))
        diagnostics.push(nodeProblem(node, "broken", `\`${shown(name)}\` is made twice`));
      makers.set(name, node);
    }
  const sorted: GraphNode[] = [];
  const state = new Map<GraphNode, "open" | "done">();
  // Depth first, on a stack of our own: a chain may be longer than the call stack.
  const stack: { readonly node: GraphNode; next: number }[] = [];
  const open = (name: string, reader: GraphNode | undefined): void => {
    if (name === "" || given.has(name)) return;
    const node = makers.get(name);
    if (!node) {
      const text = `\`${shown(name)}\` is neither an input nor made by a node`;
      diagnostics.push(reader ? nodeProblem(reader, "broken", text) : problem("broken", `the output ${text}`));
    } else if (state.get(node) === "open") {
      diagnostics.push(nodeProblem(node, "broken", `it needs its own output, through ${titleOf(reader ?? node)}`));
    } else if (!state.has(node)) {
      state.set(node, "open");
      stack.push({ node, next: 0 });
    }
  };
  for (const { name } of outputs) {
    open(name, undefined);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const name = top.node.inputs[top.next++];
      if (name !== undefined) open(name, top.node);
      else {
        state.set(top.node, "done");
        sorted.push(top.node);
        stack.pop();
      }
    }
  }
  return { nodes: sorted, diagnostics };
}
