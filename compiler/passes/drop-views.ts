import { inputOperator, nodeById, useCounts } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import { type Pass, redirect } from "./pass.ts";

/**
 * Leaves out a view before an operator that flattens by itself.
 *
 *   x -> flatten -> fc(10)   =>   x -> fc(10)
 *
 * The view stays where something else reads it.
 */
export const dropViews: Pass = {
  name: "drop-views",
  run: (graph) => {
    const uses = useCounts(graph);
    const node = nodeById(graph);
    const dropped = new Map<number, number>();
    for (const each of graph.nodes) {
      if (each.operator === inputOperator || !operatorOf(each).flattens) continue;
      const source = node(each.inputs[0]!);
      if (source.operator !== inputOperator && operatorOf(source).view && uses.get(source.id) === 1)
        dropped.set(source.id, source.inputs[0]!);
    }
    return redirect(
      graph,
      dropped,
      graph.nodes.filter((each) => !dropped.has(each.id)),
    );
  },
};
