import type { Compiled } from "../../compiler/compile.ts";
import { elements, type Graph, inputOperator } from "../../compiler/graph/graph.ts";
import type { Grid } from "../../compiler/operators/grid.ts";
import type { Network } from "../../runtime/executor.ts";
import { CnncError, create, fromLayout, pack, type Stepper, stepper, toLayout } from "../../runtime/index.ts";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { interpret, parametersOf } from "../interpreter.ts";
import { integers, reals, seeded } from "../random.ts";
import { realValues } from "../verify/data.ts";
import { withGuards } from "../verify/guards.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { sharing } from "../verify/sharing.ts";
import type { Case, Made } from "./cases.ts";
import { wrongShape } from "./shape-law.ts";

/** Which law was broken, and how. */
export interface Verdict {
  readonly law: string;
  readonly message: string;
}

let shared: GPUDevice | undefined;

/** One for all cases: what a bug leaves as it was is compiled once. */
async function sharedDevice(): Promise<GPUDevice> {
  shared ??= sharing(await testDevice()).device;
  return shared;
}

/** Says of a case what the law has against it. `variants` are those that are worth running. */
type Law = (made: Made, each: Case, variants: readonly string[]) => Promise<Verdict | undefined>;

const broken = (law: string, message: string | undefined): Verdict | undefined =>
  message === undefined ? undefined : { law, message };

/** Between passes a graph is whole, and the compiler never throws. */
const invariants: Law = async ({ thrown }) =>
  broken(thrown?.startsWith("internal: after ") ? "invariants" : "no crash", thrown);

/** A wrong text is told what it is an example of. */
const told: Law = async ({ codes }, { code }) =>
  broken(
    "diagnostics",
    code === undefined || codes.includes(code)
      ? undefined
      : `the example of ${code} is told ${codes.join(", ") || "nothing"}`,
  );

/** A shape is what counting gives. */
const shape: Law = async ({ checked }) => broken("shape", checked && wrongShape(checked));

/**
 * Sums, products and maxima of dyadic numbers are exact in f64, whatever their order; these are not made of them. A
 * batchnorm is, if its epsilon is a power of two.
 */
const inexact = /tanh|sigmoid|softmax|leakyrelu|avgpool|batchnorm(?!\(eps=0\.5\))/;

/** The graph after the passes means what was checked, bit for bit on exact data. */
const meaning: Law = async ({ checked, compiled }, { text }) => {
  if (!checked || !compiled || inexact.test(text)) return undefined;
  const random = seeded(7);
  const weights = new Map(
    checked.parameters.map(({ name, shape, exactly }) => [
      name,
      exactly === undefined
        ? integers(random, elements(shape), 2).map((value) => value / 2)
        : new Float32Array(elements(shape)).fill(exactly),
    ]),
  );
  const inputs = Object.fromEntries(
    inputsOf(checked).map(({ name, shape }) => [name, integers(random, elements(shape), 3)]),
  );
  const [before, after] = [checked, compiled.graph].map((graph) => interpret(graph, inputs, weights));
  for (const [name, { values, shape }] of before!) {
    const other = after!.get(name)!.values;
    const at = values.findIndex((value, i) => value !== other[i]);
    if (at >= 0)
      return broken("meaning", `output ${name} ${shape.join("x")}: ${values[at]} became ${other[at]} at ${at}`);
  }
  return undefined;
};

/** Every kernel gives what the interpreter gives on what it read: the verifier's own laws, by its own name for each. */
const kernels: Law = async ({ compiled }, { text, batch }, variants) => {
  if (!compiled) return undefined;
  const device = await sharedDevice();
  for (const variant of variants) {
    // Guard bands cost every kernel a second compilation: few bugs need them.
    for (const guards of [false, true]) {
      const source = sourceOf(text);
      const report = await verify(compiled, { device, source, variants: [variant], batch, guards });
      const failure = report.variants[0]!.layers.find(({ passed }) => !passed)?.failure;
      if (failure) return broken(failure.law, describeFailure(report));
    }
  }
  return undefined;
};

/**
 * A run gives what its kernels give one by one, each value in a place of its own and weights packed from what the graph
 * says: how memory is shared, weights are found and outputs are read changes nothing.
 */
const wholeRun: Law = async ({ compiled }, { batch }, variants) => {
  if (!compiled) return undefined;
  for (const variant of variants) {
    const message = await runAgainstSteps(compiled, variant, batch);
    if (message !== undefined) return broken("run", `variant ${variant}: ${message}`);
  }
  return undefined;
};

async function runAgainstSteps({ graph, program, plans }: Compiled, variant: string, batch: number) {
  const random = seeded(11);
  const weights = new Map(graph.parameters.map((each) => [each.name, realValues(random, each)]));
  const inputs = new Map(inputsOf(graph).map(({ id, shape }) => [id, reals(random, batch * elements(shape))]));
  const options = { device: await sharedDevice(), weights, batch, variant };
  const whole = await create(program, options);
  const apart = await create(withGuards(program), options);
  try {
    const { slots, steps } = plans.find((plan) => plan.variant === variant)!;
    const places = new Places(apart, batch);
    for (const [id, values] of inputs) places.write(slots.get(id)!, values);
    for (const [k, { node }] of steps.entries()) {
      places.writeWeights(k, parametersOf(node, weights));
      await places.steps.run(k);
    }
    const got = await whole.run(Object.fromEntries(inputsOf(graph).map(({ id, name }) => [name, inputs.get(id)!])));
    for (const { name, node } of graph.outputs) {
      const expected = await places.read(slots.get(node)!);
      const at = expected.findIndex((value, i) => value !== got[name]![i]);
      if (at >= 0) return `output ${name} is ${got[name]![at]} at ${at}; step by step it is ${expected[at]}`;
    }
    return undefined;
  } finally {
    await whole.dispose();
    await apart.dispose();
  }
}

/** The slots of a network in step mode, in logical order. */
class Places {
  readonly steps: Stepper;
  private readonly network: Network;
  private readonly batch: number;

  constructor(network: Network, batch: number) {
    this.steps = stepper(network);
    this.network = network;
    this.batch = batch;
  }

  write(slot: number, values: Float32Array): void {
    const { bytes, tensor } = this.network.variant.slots[slot]!;
    const size = elements(tensor!.shape);
    const words = new Float32Array((bytes / 4) * this.batch);
    for (let n = 0; n < this.batch; n++)
      words.set(toLayout(values.subarray(n * size, (n + 1) * size), tensor!.shape, tensor!.layout), (n * bytes) / 4);
    this.steps.write(slot, words);
  }

  writeWeights(k: number, parameter: (role: string) => Grid | undefined): void {
    const { kernel, slots } = this.steps.dispatches[k]!;
    for (const [binding, slot] of slots.entries()) {
      const recipe = this.network.variant.recipes.find((each) => each.slot === slot);
      const { name } = this.network.program.kernels[kernel]!.bindings[binding]!;
      if (recipe) this.steps.write(slot, pack(recipe, parameter(name)!.values));
    }
  }

  async read(slot: number): Promise<Float32Array> {
    const { bytes, tensor } = this.network.variant.slots[slot]!;
    const words = await this.steps.read(slot);
    const images = Array.from({ length: this.batch }, (_, n) => [
      ...fromLayout(words.subarray((n * bytes) / 4), tensor!.shape, tensor!.layout),
    ]);
    return Float32Array.from(images.flat());
  }
}

const inputsOf = ({ nodes }: Graph) => nodes.filter(({ operator }) => operator === inputOperator);

/** Cheap ones first. */
const laws: readonly Law[] = [invariants, told, shape, meaning, kernels, wholeRun];

/** The first law that is broken. That WebGPU refuses a program counts as one; a shader that does not compile is no mutant. */
export async function firstBroken(made: Made, each: Case, variants: readonly string[]): Promise<Verdict | undefined> {
  for (const law of laws) {
    try {
      const verdict = await law(made, each, variants);
      if (verdict) return verdict;
    } catch (error) {
      if (error instanceof CnncError && error.code === "validation") return { law: "refused", message: error.message };
      throw error;
    }
  }
  return undefined;
}
