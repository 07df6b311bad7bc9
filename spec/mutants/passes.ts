import { type Graph, inputOperator, type Node, useCounts } from "../../compiler/graph/graph.ts";
import { affine } from "../../compiler/operators/affine.ts";
import { relu } from "../../compiler/operators/relu.ts";
import { copyOutputs } from "../../compiler/passes/copy-outputs.ts";
import { dropIdentities } from "../../compiler/passes/drop-identities.ts";
import { foldAffine } from "../../compiler/passes/fold-affine.ts";
import { fuseElementwise } from "../../compiler/passes/fuse-elementwise.ts";
import { lowerAffine } from "../../compiler/passes/lower-affine.ts";
import { type Pass, redirect } from "../../compiler/passes/pass.ts";
import { bug, type Mutant, patch } from "./mutant.ts";

/** A pass that gives another graph than it should. */
const pass = (right: Pass, name: string, wrong: (after: Graph, before: Graph) => Graph): Mutant =>
  bug(
    right.name,
    name,
    patch(right, "run", (run) => (graph) => wrong(run(graph), graph)),
  );

const eachNode = (graph: Graph, change: (node: Node) => Node): Graph => ({ ...graph, nodes: graph.nodes.map(change) });

/** The pass as it is, run on one node and what it comes from, as if nothing else read them: then it joins too much. */
const blind = (right: Pass, name: string): Mutant =>
  bug(
    right.name,
    name,
    patch(right, "run", (run) => (graph) => {
      const uses = useCounts(graph);
      for (const node of graph.nodes) {
        const from = graph.nodes.find(({ id }) => id === node.inputs[0]);
        if (!from || (uses.get(from.id) ?? 0) < 2) continue;
        const alone = {
          ...graph,
          nodes: [...around(graph, from, node), from, node],
          outputs: [{ name: "", node: node.id }],
        };
        const joined = run(alone).nodes.find(({ id }) => id === from.id);
        if (!joined || run(alone).nodes.length === alone.nodes.length) continue;
        const nodes = graph.nodes.filter((each) => each !== node).map((each) => (each === from ? joined : each));
        return redirect({ ...graph, nodes }, new Map([[node.id, from.id]]));
      }
      return run(graph);
    }),
  );

/** What two nodes read, but for each other, as inputs of a network. */
const around = (graph: Graph, from: Node, node: Node): Node[] =>
  graph.nodes
    .filter(({ id }) => id !== from.id && [...from.inputs, ...node.inputs].includes(id))
    .map((each) => ({ ...each, operator: inputOperator, inputs: [], epilogue: [] }));

/** Bugs in the passes. */
export const passes: readonly Mutant[] = [
  pass(foldAffine, "forgets the shift", (after) =>
    eachNode(after, (node) => ({
      ...node,
      parameters: node.parameters.map((each) =>
        each.role === "bias" && typeof each.source === "object" && "op" in each.source && each.source.op === "add"
          ? { ...each, source: each.source.of[0]! }
          : each,
      ),
    })),
  ),
  pass(foldAffine, "forgets the factor of the bias", (after) =>
    eachNode(after, (node) => ({
      ...node,
      parameters: node.parameters.map((each) => {
        if (each.role !== "bias" || typeof each.source !== "object" || !("op" in each.source)) return each;
        const [scaled, shift] = each.source.of;
        if (typeof scaled !== "object" || !("op" in scaled) || !shift) return each;
        return { ...each, source: { ...each.source, of: [scaled.of[0]!, shift] } };
      }),
    })),
  ),
  pass(foldAffine, "factors of output channels for the input channels that filters lie by", (after) =>
    eachNode(after, (node) => ({
      ...node,
      parameters: node.parameters.map((each) => {
        if (each.role !== "weight" || typeof each.source !== "object" || !("op" in each.source)) return each;
        const [weight, factors] = each.source.of;
        if (typeof factors !== "object" || !("op" in factors) || factors.op !== "gather") return each;
        return { ...each, source: { ...each.source, of: [weight!, factors.of[0]!] } };
      }),
    })),
  ),
  blind(foldAffine, "folds into a value that is read elsewhere"),
  blind(fuseElementwise, "fuses into a value that is read elsewhere"),
  pass(fuseElementwise, "the last fused operator first", (after) =>
    eachNode(after, (node) => ({ ...node, epilogue: [...node.epilogue].reverse() })),
  ),
  pass(fuseElementwise, "leaves the kernel where its producer stood", (after) => ({
    ...after,
    nodes: [...after.nodes].sort((a, b) => a.id - b.id),
  })),
  pass(fuseElementwise, "loses the last fused operator", (after) =>
    eachNode(after, (node) => ({ ...node, epilogue: node.epilogue.slice(0, -1) })),
  ),
  bug(
    "drop-identities",
    "takes relu for the identity",
    patch(relu as { identity?: boolean }, "identity", () => true),
  ),
  pass(dropIdentities, "leaves the outputs as they were", (after, { outputs }) => ({ ...after, outputs })),
  bug(
    "drop-views",
    "drops a view before what does not flatten",
    patch(affine as { flattens?: boolean }, "flattens", () => true),
  ),
  pass(lowerAffine, "factor and shift exchanged", (after) =>
    eachNode(after, (node) =>
      node.operator === affine.name
        ? {
            ...node,
            parameters: node.parameters.map((each, i) => ({
              ...node.parameters[1 - i]!,
              role: each.role,
              added: each.added ?? false,
            })),
          }
        : node,
    ),
  ),
  pass(copyOutputs, "copies nothing", (_, before) => before),
];
