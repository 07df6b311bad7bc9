import type { Source } from "../../runtime/program.ts";
import { inputOperator, type Node, nodeById, type ParameterUse } from "../graph/graph.ts";
import { affine } from "../operators/affine.ts";
import { operatorOf } from "../operators/index.ts";
import type { Pass } from "./pass.ts";

/**
 * Makes one operator of all that are a factor and a shift for each channel.
 *
 *   batchnorm(x; g, b, m, v)   =>   affine(x; g/√(v + ε), b − m · g/√(v + ε))
 */
export const lowerAffine: Pass = {
  name: "lower-affine",
  run: (graph) => {
    const node = nodeById(graph);
    return {
      ...graph,
      nodes: graph.nodes.map((each) => {
        const rule = each.operator === inputOperator ? undefined : operatorOf(each).affine;
        if (!rule) return each;
        const inputs = each.inputs.map((id) => node(id).shape);
        const { factor, shift } = rule({ inputs, attributes: each.attributes });
        return {
          ...each,
          operator: affine.name,
          attributes: {},
          parameters: [parameter(each, "factor", factor), parameter(each, "shift", shift)],
        };
      }),
    };
  },
};

const parameter = (node: Node, role: string, source: Source): ParameterUse => ({
  role,
  added: role === "shift",
  name: `${node.name}.${role}`,
  shape: [node.shape[0]!],
  source: named(source, node.parameters),
});

/** A source over roles as one over the weights file's names, and over values where they are written in the `.cnn`. */
function named(source: Source, parameters: readonly ParameterUse[]): Source {
  if (typeof source === "string") return sourceOf(parameters.find(({ role }) => role === source)!);
  return "op" in source ? { ...source, of: source.of.map((each) => named(each, parameters)) } : source;
}

/** Where a parameter's values come from. */
export const sourceOf = (parameter: ParameterUse): Source => parameter.source ?? parameter.values ?? parameter.name;
