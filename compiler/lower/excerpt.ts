import type { Program } from "../../runtime/program.ts";
import { type Graph, inputOperator, type Node, type NodeId, nodeById } from "../graph/graph.ts";
import type { Lowered, Step, Stored } from "./lower.ts";
import { assemble, layersOf, type Plan } from "./program.ts";

/** A step of a network as a network of its own. */
export interface Excerpt {
  readonly graph: Graph;
  readonly program: Program;
  readonly plan: Plan;
}

/**
 * A program of one step: what the step reads are inputs, what it writes is the output. Each lies in a buffer of its own, in
 * the layout that it has in the network, and not in the one of a user's inputs and outputs: such a program can be stepped
 * through, not `run`. What lies in a part of a larger value does so here too. It asks for no weights file: its weights are
 * to be written.
 */
export function excerpt(graph: Graph, { model, stored }: Lowered, step: Step): Excerpt {
  const find = nodeById(graph);
  const read = new Set(step.bindings.flatMap((each) => ("value" in each ? [each.value] : [])));
  read.delete(step.node.id);
  const values = [...read, step.node.id].map((id): readonly [NodeId, Stored] => {
    const place = stored.get(id)!;
    return [id, place.first === undefined ? { owner: id, layout: place.layout } : place];
  });
  const wholes = new Map(
    values.flatMap(([id, { owner, layout }]) => (owner === id ? [] : [[owner, { owner, layout }] as const])),
  );
  const alone: Graph = {
    name: graph.name,
    nodes: [...[...wholes.keys(), ...read].map((id) => asInput(find(id))), ...layersOf(step)],
    outputs: [{ name: step.node.name, node: step.node.id }],
    parameters: [],
  };
  const { program, plans } = assemble(alone, [{ model, steps: [step], stored: new Map([...wholes, ...values]) }]);
  return { graph: alone, program, plan: plans[0]! };
}

const asInput = (node: Node): Node => ({
  ...node,
  operator: inputOperator,
  inputs: [],
  attributes: {},
  parameters: [],
  epilogue: [],
});
