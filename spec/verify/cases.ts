import type { Compiled } from "../../compiler/compile.ts";
import { elements, type Node, type NodeId, nodeById } from "../../compiler/graph/graph.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import { layersOf, type Plan, type PlannedStep } from "../../compiler/lower/program.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Dispatch, Variant } from "../../runtime/program.ts";
import {
  draw,
  type ExactCase,
  type ExactCases,
  type Numbers,
  readSlots,
  recipesOf,
} from "../../runtime/self-check-data.ts";
import { judgeCluster } from "./bounds.ts";
import { exactWeights, fanInOf, most } from "./data.ts";
import { parameterKey, readsOf } from "./kernel.ts";

/** Places of an image that a case looks at, fewer where each costs the reference long sums. */
const mostPlaces = 1024;
const leastPlaces = 256;
const mostTerms = 2 ** 19;

/**
 * The exact tier as data, for where there is no compiler: a case for every distinct piece of work in a program. Its right
 * values are those of the reference, at chosen places only, so that a large network builds in seconds.
 */
export function exactCases({ program, graph, plans }: Compiled): ExactCases {
  const cases: ExactCase[] = [];
  const known = new Map<string, number>();
  const variants = plans.map((plan): [string, number[]] => {
    const variant = program.variants.find(({ name }) => name === plan.variant)!;
    const indices = variant.entryPoints.run!.map((dispatch, k) => {
      const reads = readSlots(program, variant, dispatch);
      const work = workOf(plan.steps[k]!, nodeById(graph), plan, { variant, dispatch, reads });
      const key = JSON.stringify(work.key);
      if (!known.has(key)) known.set(key, cases.push(caseOf(work, cases.length)) - 1);
      return known.get(key)!;
    });
    return [variant.name, indices];
  });
  return { cases, variants: Object.fromEntries(variants) };
}

/** What a dispatch computes, and how its slots are to be filled. */
interface Work {
  readonly layers: readonly Node[];
  /** For each value that they read from memory: which of the dispatch's, and in which shape. */
  readonly operands: ReadonlyMap<NodeId, Operand>;
  readonly reads: readonly Numbers[];
  /** The layers' parameters, by key, in the order of the dispatch's weights. */
  readonly parameters: readonly (readonly [key: string, Node["parameters"][number]])[];
  /** Likewise, with their numbers, of those that are in the kernel's text. */
  readonly constants: readonly (readonly [key: string, shape: readonly number[], values: readonly number[]])[];
  /** Equal for two dispatches that do the same. */
  readonly key: unknown;
}

interface Operand {
  readonly read: number;
  readonly shape: readonly number[];
}

interface Place {
  readonly variant: Variant;
  readonly dispatch: Dispatch;
  /** The slots that it reads. */
  readonly reads: readonly number[];
}

function workOf(
  step: PlannedStep,
  nodeOf: (id: NodeId) => Node,
  plan: Plan,
  { variant, dispatch, reads }: Place,
): Work {
  const layers = layersOf(step);
  const [first] = layers as [Node];
  const operand = (id: NodeId): Operand => ({ read: reads.indexOf(plan.slots.get(id)!), shape: nodeOf(id).shape });
  const operands = new Map(readsOf(step).map((id) => [id, operand(id)] as const));
  // What is multiplied by weights is whole; other values are about 1, where no formula is flat.
  const whole = new Set(first.parameters.length > 0 ? [operands.get(first.inputs[0]!)!.read] : []);
  const units = most(Math.max(...layers.map(fanInOf)));
  const numbers = reads.map(
    (slot, i): Numbers => [elements(variant.slots[slot]!.tensor!.shape), units, whole.has(i) ? 1 : 1 / 8],
  );
  const known = new Map(layers.flatMap((node) => node.parameters.map((each) => [parameterKey(node, each.role), each])));
  const constants = step.literal ? layers.flatMap(constantsOf) : [];
  const parameters = recipesOf(variant, dispatch).map(({ slot }) => {
    const key = variant.slots[slot]!.name;
    return [key, known.get(key)!] as const;
  });
  const works = layers.map((node) => {
    const shapes = node.inputs.map((id) => nodeOf(id).shape);
    const work = operatorOf(node).kernel({ inputs: shapes, attributes: node.attributes });
    const from = [...node.inputs, ...epilogueOf(node).others].map(
      (id) => operands.get(id) ?? layers.findIndex((layer) => layer.id === id),
    );
    return [node.operator, work, node.shape, epilogueOf(node).tree, from];
  });
  const shapes = parameters.map(([, { role, shape }]) => [role, shape]);
  return { layers, operands, reads: numbers, parameters, constants, key: [works, numbers, shapes, constants] };
}

const constantsOf = (node: Node) =>
  node.parameters.map(({ role, shape, values }) => [parameterKey(node, role), shape, values!] as const);

function caseOf(work: Work, seed: number): ExactCase {
  const { layers, reads } = work;
  const node = layers.at(-1)!;
  const { shape } = node;
  const weights = work.parameters.map(([, parameter]): Numbers => {
    const { units, unit } = parameter.shape.length === 1 ? { units: 2, unit: 1 / 2 } : exactWeights(parameter);
    return [elements(parameter.shape), units, unit];
  });
  const terms = layers.reduce((product, layer) => product * fanInOf(layer), 1);
  const places = Math.max(leastPlaces, Math.min(mostPlaces, Math.floor(mostTerms / terms)));
  const drawn = draw({ shape, reads, weights, places }, seed);
  const grids = new Map([
    ...work.parameters.map(([key, { shape }], i) => [key, new Grid(shape, drawn.weights[i]!)] as const),
    ...work.constants.map(([key, shape, values]) => [key, new Grid(shape, Float32Array.from(values))] as const),
  ]);
  const expected: number[] = [];
  const bounds: number[] = [];
  let exactRoot = true;
  for (const [image, wanted] of drawn.places.entries()) {
    const grid = ({ read, shape }: Operand) => {
      const [size] = reads[read]!;
      return new Grid(shape, drawn.reads[read]!.subarray(image * size, (image + 1) * size));
    };
    const judged = judgeCluster(layers, {
      value: (id) => grid(work.operands.get(id)!),
      parameter: (layer, role) => grids.get(parameterKey(layer, role)),
      wanted,
    });
    exactRoot &&= judged.exactRoot;
    for (const offset of wanted) {
      const value = judged.expected.values[offset]!;
      expected.push(value);
      bounds.push(judged.bound.values[offset]! + Math.abs(value - Math.fround(value)));
    }
  }
  const equal = bounds.every((bound) => bound === 0);
  const nonlinear = exactRoot || operatorOf(node).rounding.kind === "formula";
  return {
    shape,
    reads,
    weights,
    places,
    exact: equal ? "equal" : nonlinear ? "intrinsic only" : "does not apply",
    expected: base64(Float32Array.from(expected)),
    ...(equal ? {} : { bounds: base64(upperHalves(bounds)) }),
  };
}

/** Each number rounded up to the eight bits of a bfloat16; beyond all of them, infinity. */
const upperHalves = (values: readonly number[]): Uint16Array =>
  Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (bits) =>
    bits === 0 ? 0 : Math.min((bits >>> 16) + 1, 0x7f80),
  );

const base64 = ({ buffer }: Float32Array | Uint16Array): string => Buffer.from(buffer).toString("base64");
