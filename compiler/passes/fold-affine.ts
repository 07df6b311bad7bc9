import type { Source } from "../../runtime/program.ts";
import { elements, inputOperator, type Node, nodeById, type ParameterUse, useCounts } from "../graph/graph.ts";
import { isFiltering } from "../kernels/family.ts";
import { affine } from "../operators/affine.ts";
import { operatorOf } from "../operators/index.ts";
import { sourceOf } from "./lower-affine.ts";
import { type Pass, redirect } from "./pass.ts";

/**
 * Folds a factor and a shift for each channel into the weights before them.
 *
 *   conv(x; w, b) -> affine(f, s)   =>   conv(x; w · f, b · f + s)
 *
 * Not when the convolution's value is used elsewhere. The name of the layer stays the convolution's.
 */
export const foldAffine: Pass = {
  name: "fold-affine",
  run: (graph) => {
    const uses = useCounts(graph);
    const node = nodeById(graph);
    const folded = new Map<number, Node>();
    const gone = new Map<number, number>();
    for (const each of graph.nodes) {
      if (each.operator !== affine.name) continue;
      const source = node(each.inputs[0]!);
      const producer = folded.get(gone.get(source.id) ?? source.id) ?? source;
      if (uses.get(source.id) !== 1 || !hasFilters(producer, node)) continue;
      folded.set(producer.id, fold(producer, each));
      gone.set(each.id, producer.id);
    }
    const nodes = graph.nodes.filter(({ id }) => !gone.has(id)).map((each) => folded.get(each.id) ?? each);
    return redirect(graph, gone, nodes);
  },
};

function hasFilters(node: Node, find: (id: number) => Node): boolean {
  if (node.operator === inputOperator) return false;
  const inputs = node.inputs.map((id) => find(id).shape);
  return isFiltering(operatorOf(node).kernel({ inputs, attributes: node.attributes }));
}

/** The factors as a `mul` takes them: one for each slice of the weight, or one for each element. */
function factors(factor: Source, { shape, outputs }: ParameterUse): Source {
  if (!outputs) return factor;
  const { axis, groups } = outputs;
  const each = shape[axis]!;
  const repeated = (size: number) => ({ size, axis: 0, step: 0 });
  return {
    op: "gather",
    of: [factor],
    extents: [groups * each],
    start: [0],
    dims: [
      { size: groups, axis: 0, step: each },
      repeated(elements(shape.slice(0, axis)) / groups),
      { size: each, axis: 0, step: 1 },
      repeated(elements(shape.slice(axis + 1))),
    ],
  };
}

function fold(producer: Node, after: Node): Node {
  const find = (node: Node, role: string): ParameterUse | undefined =>
    node.parameters.find((each) => each.role === role);
  const [factor, shift] = [sourceOf(find(after, "factor")!), sourceOf(find(after, "shift")!)];
  const [weight, bias] = [find(producer, "weight")!, find(producer, "bias")];
  const folded = (role: string, shape: readonly number[], source: ParameterUse["source"]): ParameterUse => ({
    role,
    added: role === "bias",
    name: `${producer.name}.${role}`,
    shape,
    ...(role === "weight" && weight.outputs ? { outputs: weight.outputs } : {}),
    ...(source === undefined ? {} : { source }),
  });
  return {
    ...producer,
    parameters: [
      folded("weight", weight.shape, { op: "mul", of: [sourceOf(weight), factors(factor, weight)] }),
      folded(
        "bias",
        [producer.shape[0]!],
        bias ? { op: "add", of: [{ op: "mul", of: [sourceOf(bias), factor] }, shift] } : shift,
      ),
    ],
  };
}
