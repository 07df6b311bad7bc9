import { type Graph, inputOperator, type Node, type NodeId, nodeById, type Shape } from "../compiler/graph/graph.ts";
import { Grid } from "../compiler/operators/grid.ts";
import { operatorOf } from "../compiler/operators/index.ts";
import { type Leaves, sourceValues } from "../runtime/index.ts";

/**
 * What a network means: every operator's naive reference in f64, one image at a time, nothing fused.
 *
 * It refuses to be fast: no im2col, no layout, no reuse. A graph after fusion is interpreted as what was fused: the
 * root's reference, then each fused operator's own.
 */
export type ParameterValues = ReadonlyMap<string, ArrayLike<number>>;

/** What sources take from whole parameters. */
export const leavesIn = (weights: ParameterValues): Leaves => ({
  get: (leaf) => {
    if (typeof leaf === "string") return weights.get(leaf);
    const whole = weights.get(leaf.name)!;
    return (whole instanceof Float32Array ? whole : Float32Array.from(whole)).subarray(leaf.from, leaf.to);
  },
});

/** A node's parameters as grids, by role. */
export function parametersOf(node: Node, weights: ParameterValues): (role: string) => Grid | undefined {
  const grids = new Map(
    node.parameters.map(({ role, name, shape, values, source }) => {
      const given = source ? sourceValues(source, leavesIn(weights), count(shape)) : (values ?? weights.get(name));
      if (!given) throw new Error(`no values for ${name}`);
      return [role, new Grid(shape, Float32Array.from(given))] as const;
    }),
  );
  return (role) => grids.get(role);
}

/** The root operator of a node, without what is fused into it; at the wanted offsets, everywhere if none are said. */
export function root(
  node: Node,
  x: readonly Grid[],
  parameter: (role: string) => Grid | undefined,
  wanted?: readonly number[],
): Grid {
  const y = new Grid(node.shape, undefined, wanted);
  operatorOf(node).reference({ x, y, parameter, inputs: x.map((grid) => grid.shape), attributes: node.attributes });
  return y;
}

/** A node's value from its inputs and those of what is fused into it. */
function evaluateNode(node: Node, value: (id: NodeId) => Grid, weights: ParameterValues): Grid {
  const parameter = parametersOf(node, weights);
  return node.epilogue.reduce(
    (grid, fused) => {
      const operands = fused.others.map(value);
      operands.splice(fused.slot, 0, grid);
      return root({ ...node, ...fused, parameters: [] } as Node, operands, () => undefined);
    },
    root(node, node.inputs.map(value), parameter),
  );
}

/** The network's outputs for one image; inputs by name, row-major, channels first. */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
  weights: ParameterValues,
): Map<string, Grid> {
  const node = nodeById(graph);
  const values = new Map<NodeId, Grid>();
  for (const each of graph.nodes) {
    const isInput = each.operator === inputOperator;
    const value = isInput
      ? new Grid(each.shape, inputs[each.name]!)
      : evaluateNode(each, (id) => values.get(id)!, weights);
    values.set(each.id, value);
  }
  return new Map(graph.outputs.map(({ name, node: id }) => [name, values.get(node(id).id)!]));
}

/** Numbers in a shape. */
export const count = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
