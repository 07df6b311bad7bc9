import { inputOperator } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import { type Pass, redirect } from "./pass.ts";

/**
 * Leaves out what does nothing when a network runs.
 *
 *   x -> dropout -> fc(10)   =>   x -> fc(10)
 */
export const dropIdentities: Pass = {
  name: "drop-identities",
  run: (graph) => {
    const identity = graph.nodes.filter((node) => node.operator !== inputOperator && operatorOf(node).identity);
    const gone = new Map(identity.map((node) => [node.id, node.inputs[0]!]));
    return redirect(
      graph,
      gone,
      graph.nodes.filter(({ id }) => !gone.has(id)),
    );
  },
};
