import { type Fused, inputOperator, type Node, reads, useCounts } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import { type Pass, redirect } from "./pass.ts";

/**
 * Folds an elementwise operator into the kernel that makes one of its arguments, where it runs in registers.
 *
 *   a = conv(x); b = a + skip; y = relu(b)   =>   y = conv(x) { + skip; relu }
 *
 * Of several arguments the one made last takes it, so that the others are there. Not when the producer's value is read
 * elsewhere, and not when the kernel would bind more than eight buffers. One with parameters keeps a kernel of its own.
 */
export const fuseElementwise: Pass = {
  name: "fuse-elementwise",
  run: (graph) => {
    const uses = useCounts(graph);
    const nodes = new Map<number, Node>();
    const madeAt = new Map<number, number>();
    const replaced = new Map<number, number>();
    const current = (id: number): number => (replaced.has(id) ? current(replaced.get(id)!) : id);
    for (const [time, node] of graph.nodes.entries()) {
      const inputs = node.inputs.map(current);
      const host = isElementwise(node) ? hostOf(node, inputs, { nodes, uses, madeAt }) : undefined;
      madeAt.set(host?.id ?? node.id, time);
      if (!host) nodes.set(node.id, { ...node, inputs });
      else {
        // The host moves to the end, where everything that it now reads has been made.
        nodes.delete(host.id);
        nodes.set(host.id, { ...host, epilogue: [...host.epilogue, fusedFrom(node, inputs, host)] });
        replaced.set(node.id, host.id);
        uses.set(host.id, uses.get(node.id) ?? 0);
      }
    }
    return redirect({ ...graph, nodes: [...nodes.values()] }, replaced);
  },
};

const isElementwise = (node: Node): boolean =>
  node.operator !== inputOperator && operatorOf(node).rounding.kind === "formula" && node.parameters.length === 0;

/** WebGPU's default for storage buffers in one kernel, less the output, a weight and a bias. */
const mostReads = 5;

interface Progress {
  readonly nodes: ReadonlyMap<number, Node>;
  readonly uses: ReadonlyMap<number, number>;
  readonly madeAt: ReadonlyMap<number, number>;
}

function hostOf(node: Node, inputs: readonly number[], { nodes, uses, madeAt }: Progress): Node | undefined {
  const host = inputs.map((id) => nodes.get(id)!).reduce((a, b) => (madeAt.get(b.id)! > madeAt.get(a.id)! ? b : a));
  const onlyUse = uses.get(host.id) === 1;
  if (host.operator === inputOperator || !onlyUse || operatorOf(host).view) return undefined;
  return reads(host).length + node.inputs.length - 1 <= mostReads ? host : undefined;
}

function fusedFrom(node: Node, inputs: readonly number[], host: Node): Fused {
  const slot = inputs.indexOf(host.id);
  return {
    operator: node.operator,
    name: node.name,
    attributes: node.attributes,
    slot,
    others: inputs.filter((_, index) => index !== slot),
    span: node.span,
  };
}
