import type { Graph, Node, NodeId } from "../../compiler/graph/graph.ts";
import { elements } from "../../compiler/graph/graph.ts";
import { layersOf } from "../../compiler/lower/program.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { type Leaves, sourceValues } from "../../runtime/index.ts";
import { leavesIn } from "../interpreter.ts";
import { type Random, reals } from "../random.ts";
import { dyadic, exactValues, fanInOf, most, poisons, spread } from "./data.ts";
import { type Bench, type Given, type Outcome, parameterKey, type Touched, type Worst } from "./kernel.ts";

/** Weights of the network by name, as `create` was given them. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** The laws under which two values must be equal. */
export type EqualityLaw = "rerun" | "poison" | "kept" | "run";

/** What the tiers report to, kernel by kernel. */
export interface Findings {
  readonly exact: (k: number, outcome: Outcome) => void;
  readonly complete: (k: number, outcome: Outcome) => void;
  readonly bound: (k: number, outcome: Outcome) => void;
  /** Values that must be equal, and are not. */
  readonly differs: (k: number, law: EqualityLaw, worst: Worst) => void;
  readonly touched: (k: number, touched: Touched) => void;
}

/** Fresh dyadic data for one kernel: Σ|x||w| + |b| ≤ 2²⁴ units, so that any correct order of additions is bit-equal. */
function exactGiven(bench: Bench, graph: Graph, k: number, random: Random): Given {
  const layers = layersOf(bench.plan.steps[k]!);
  const [first] = layers as [Node];
  const isFormula = operatorOf(first).rounding.kind === "formula";
  const unit = (id: NodeId) => (first.parameters.length > 0 && id === first.inputs[0] ? 1 : 1 / 8);
  const near = (id: NodeId) => dyadic(random, bench.size(id), most(Math.max(...layers.map(fanInOf))), unit(id));
  const fresh = (id: NodeId) => (isFormula ? spread(random, near(id)) : near(id));
  // Two views of one value lie in one place, and have the same numbers.
  const bySlot = new Map(bench.readsOf(k).map((id) => [bench.slot(id), fresh(id)]));
  const read = new Map(bench.readsOf(k).map((id) => [id, bySlot.get(bench.slot(id))!]));
  const { literal } = bench.plan.steps[k]!;
  return { read, parameters: literal ? ownParameters(layers, new Map()) : exactParameters(layers, graph, random) };
}

/** Constants of the `.cnn` too, unless they are in the kernel's text: other numbers say more of it. */
function exactParameters(layers: readonly Node[], graph: Graph, random: Random): Map<string, Float32Array> {
  const made = new Map<string, Float32Array>();
  const leaves: Leaves = {
    get: (leaf) => {
      const stretch = typeof leaf === "string" ? { name: leaf, from: 0, to: Number.POSITIVE_INFINITY } : leaf;
      const { name, from, to } = stretch;
      const parameter = graph.parameters.find((each) => each.name === name)!;
      // A part of a parameter has as many whole slices as it has room for.
      const [count, ...slice] = parameter.shape;
      const slices = Math.min(count!, (to - from) / elements(slice));
      const key = `${name}:${from}:${to}`;
      const values = made.get(key) ?? exactValues(random, { ...parameter, shape: [slices, ...slice] });
      made.set(key, values);
      return values;
    },
  };
  return new Map(
    layers.flatMap((node) =>
      node.parameters.map((each) => [
        parameterKey(node, each.role),
        each.source
          ? Float32Array.from(sourceValues(each.source, leaves, elements(each.shape)))
          : exactValues(random, each),
      ]),
    ),
  );
}

/** A kernel's parameters as the network has them. */
function ownParameters(layers: readonly Node[], weights: Weights): Map<string, Float32Array> {
  return new Map(
    layers.flatMap((node) =>
      node.parameters.map(({ role, name, shape, values, source }) => [
        parameterKey(node, role),
        Float32Array.from(
          source ? sourceValues(source, leavesIn(weights), elements(shape)) : (values ?? weights.get(name)!),
        ),
      ]),
    ),
  );
}

function give(bench: Bench, k: number, { read, parameters }: Given, poison: number): void {
  bench.poison(poison);
  for (const [id, values] of read) bench.write(id, values, poison);
  bench.writeWeights(k, parameters, poison);
}

const outputOf = (bench: Bench, k: number): NodeId => bench.plan.steps[k]!.node.id;

/** Tier 1: on dyadic data every correct schedule is bit-equal. */
export async function exactTier(bench: Bench, graph: Graph, random: Random, found: Findings): Promise<void> {
  for (const k of bench.wanted) {
    const given = exactGiven(bench, graph, k, random);
    give(bench, k, given, poisons[k % 2]!);
    bench.run(k);
    const got = bench.read(outputOf(bench, k));
    await bench.after(() => found.exact(k, bench.judge(k, got(), given)));
  }
  await bench.collect();
}

/**
 * The same in a program with guard bands, and three questions more: is anything written but the output; does a second
 * run, which finds the first one's output in its place, give the same bits; and does a run among other poison?
 */
export async function memoryTier(bench: Bench, graph: Graph, random: Random, found: Findings): Promise<void> {
  for (const k of bench.wanted) {
    const given = exactGiven(bench, graph, k, random);
    give(bench, k, given, poisons[0]);
    bench.run(k);
    const first = bench.read(outputOf(bench, k));
    const untouched = bench.untouched(k);
    bench.run(k);
    const second = bench.read(outputOf(bench, k));
    give(bench, k, given, poisons[1]);
    bench.run(k);
    const third = bench.read(outputOf(bench, k));
    await bench.after(() => {
      const [got, again, elsewhere] = [first(), second(), third()];
      found.exact(k, bench.judge(k, got, given));
      const touched = untouched();
      if (touched) found.touched(k, touched);
      const rerun = bench.difference(outputOf(bench, k), again, got);
      if (rerun) found.differs(k, "rerun", rerun);
      const poison = bench.difference(outputOf(bench, k), elsewhere, got);
      if (poison) found.differs(k, "poison", poison);
    });
  }
  await bench.collect();
}

/** Products that reading a whole matrix out may take, for one kernel. */
const mostProducts = 1 << 18;

/** Why a kernel's matrix is not read out; undefined if it is. */
export function completeExempts(bench: Bench, k: number): string | undefined {
  const layers = layersOf(bench.plan.steps[k]!);
  const linear = layers.every(
    (node, i) =>
      operatorOf(node).rounding.kind === "sum" &&
      node.inputs.length === 1 &&
      (node.epilogue.length === 0 || i === layers.length - 1),
  );
  if (!linear) return "not linear";
  const columns = bench.size(layers[0]!.inputs[0]!) / bench.batch;
  const products = layers.reduce((sum, node) => sum + elements(node.shape) * fanInOf(node), 0);
  return columns * products > mostProducts ? "too large" : undefined;
}

/** Tier 2: a linear layer is its matrix. Basis vectors read out every entry of it, the zero vector the shift. */
export async function completeTier(bench: Bench, graph: Graph, random: Random, found: Findings): Promise<void> {
  for (const k of bench.wanted) {
    if (completeExempts(bench, k)) continue;
    const { read, parameters } = exactGiven(bench, graph, k, random);
    const input = layersOf(bench.plan.steps[k]!)[0]!.inputs[0]!;
    const columns = bench.size(input) / bench.batch;
    // The first column is the zero vector.
    for (let from = 0; from <= columns; from += bench.batch) {
      const basis = new Float32Array(bench.size(input));
      for (let image = 0; image < bench.batch; image++) {
        const column = from + image;
        if (column > 0 && column <= columns) basis[image * columns + column - 1] = 1;
      }
      const given = {
        read: new Map([...read].map(([id, values]) => [id, bench.slot(id) === bench.slot(input) ? basis : values])),
        parameters,
      };
      give(bench, k, given, poisons[0]);
      bench.run(k);
      const got = bench.read(outputOf(bench, k));
      await bench.after(() => found.complete(k, bench.judge(k, got(), given)));
    }
  }
  await bench.collect();
}

/**
 * Tier 3: the network as it runs, with the weights that `create` has packed, each kernel held to the bound of the inputs
 * that it really had. Those must be what the kernels before it wrote: memory is shared by values that are not needed at
 * the same time. In the end a run must give what the kernels have given one by one.
 */
export async function boundTier(
  bench: Bench,
  graph: Graph,
  weights: Weights,
  random: Random,
  found: Findings,
): Promise<void> {
  bench.poison(poisons[0]);
  const inputs = bench.inputs.map((id) => [id, reals(random, bench.size(id))] as const);
  for (const [id, values] of inputs) bench.write(id, values);
  const written = new Map<number, Float32Array>(inputs.map(([id, values]) => [bench.slot(id), values]));
  for (const [k, step] of bench.plan.steps.entries()) {
    const { node } = step;
    const reads = bench.readsOf(k).map((id) => [id, bench.read(id)] as const);
    bench.run(k);
    const output = bench.read(node.id);
    await bench.after(() => {
      const [got, read] = [output(), new Map(reads.map(([id, reading]) => [id, reading()]))];
      for (const [id, values] of read) {
        const changed = bench.difference(id, values, bench.expected(id, written));
        if (changed) found.differs(k, "kept", changed);
      }
      written.set(bench.slot(node.id), got);
      if (bench.wanted.includes(k))
        found.bound(k, bench.judge(k, got, { read, parameters: ownParameters(layersOf(step), weights) }));
    });
  }
  await bench.collect();
  // Or else a run might find an output that is already there.
  bench.poison(poisons[1]);
  const outputs = await bench.runWhole(new Map(inputs));
  for (const { name, node } of graph.outputs) {
    const differs = bench.difference(node, outputs[name]!, written.get(bench.slot(node))!);
    if (differs) found.differs(outputStep(bench, node), "run", differs);
  }
}

/** Passes give every output a kernel of its own. */
function outputStep(bench: Bench, id: NodeId): number {
  const step = bench.plan.steps.findIndex(({ node }) => node.id === id);
  if (step < 0) throw new Error("internal: no kernel writes an output");
  return step;
}
