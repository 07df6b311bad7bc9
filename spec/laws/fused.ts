import {
  elements,
  type Graph,
  inputOperator,
  type NodeId,
  type ParameterUse,
  reads,
} from "../../compiler/graph/graph.ts";
import type { Grid } from "../../compiler/operators/grid.ts";
import { compiled } from "../compiled.ts";
import { parametersOf } from "../interpreter.ts";
import { integers, type Random, seeded } from "../random.ts";
import { judge } from "../verify/bounds.ts";
import { exactValues } from "../verify/data.ts";
import type { Network, NetworkLaw } from "./network-law.ts";
import { differ, grid, split } from "./ways.ts";

/** Products that an output sums up at most. */
const products = 3;

/** A few ±1 for each output, zeros elsewhere: numbers grow slowly, and stay exact through several layers. */
function sparse(random: Random, shape: readonly number[]): Float32Array {
  const values = new Float32Array(elements(shape));
  const each = elements(shape.slice(1));
  for (let out = 0; out < shape[0]!; out++)
    for (let n = 0; n < products; n++) values[out * each + Math.floor(random() * each)] = random() < 0.5 ? -1 : 1;
  return values;
}

const valuesFor = (random: Random, parameter: ParameterUse): Float32Array =>
  parameter.shape.length === 1 ? exactValues(random, parameter) : sparse(random, parameter.shape);

interface Data {
  /** Two images of each. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

function dataFor({ nodes, parameters }: Graph, random: Random): Data {
  const inputs = nodes.filter(({ operator }) => operator === inputOperator);
  return {
    inputs: Object.fromEntries(inputs.map(({ name, shape }) => [name, integers(random, 2 * elements(shape), 2)])),
    weights: new Map(parameters.map((each) => [each.name, valuesFor(random, each)])),
  };
}

/** Every node of the graph has one right value for each image, to the bit. */
function isExact(graph: Graph, { inputs, weights }: Data): boolean {
  return [0, 1].every((image) => {
    const values = new Map<NodeId, Grid>();
    return graph.nodes.every((node) => {
      if (node.operator === inputOperator) {
        values.set(node.id, grid(node.shape, split(inputs[node.name]!, 2)[image]!));
        return true;
      }
      const read = reads(node).map((id) => values.get(id)!);
      const x = read.slice(0, node.inputs.length);
      const others = read.slice(node.inputs.length);
      const { expected, bound } = judge(node, { x, others, parameter: parametersOf(node, weights) });
      values.set(node.id, expected);
      return bound.values.every((error) => error === 0);
    });
  });
}

/** Data on which every correct kernel of the network is bit-equal, fused or not. */
function exactData({ text, graph }: Network, random: Random): Data | undefined {
  const data = dataFor(graph, random);
  return [false, true].every((fuse) => isExact(compiled(text, { fuse }).graph, data)) ? data : undefined;
}

/** What passes do to a network, folding included, changes no bit of what it gives. */
export const fusedIsUnfused: NetworkLaw = {
  name: "a network gives the same fused and not",
  exempts: (network) => (exactData(network, seeded(1)) ? undefined : "it rounds, or its numbers outgrow what is exact"),
  check: async (network, random, run) => {
    const { text, graph } = network;
    // Fresh data may outgrow what those of `exempts` did not.
    const { inputs, weights } = exactData(network, random) ?? exactData(network, seeded(1))!;
    const plain = await run(text, inputs, weights, { batch: 2, fuse: false });
    const fused = await run(text, inputs, weights, { batch: 2, fuse: true });
    for (const { name, node } of graph.outputs) {
      const { shape } = graph.nodes.find(({ id }) => id === node)!;
      const wrong = differ([text], shape, split(fused[name]!, 2), split(plain[name]!, 2));
      if (wrong) return wrong;
    }
    return undefined;
  },
};
