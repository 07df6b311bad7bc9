import { elements, type Graph, inputOperator } from "../../compiler/graph/graph.ts";
import { CnncError } from "../../runtime/index.ts";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { interpret } from "../interpreter.ts";
import { extents } from "../laws/extents.ts";
import { layersOf } from "../laws/layer.ts";
import { integers, seeded } from "../random.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { sharing } from "../verify/sharing.ts";
import type { Case, Made } from "./cases.ts";

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
const shape: Law = async ({ checked }) => {
  for (const layer of checked ? layersOf(checked) : []) {
    const wrong = await extents.check(layer, seeded(1), noDevice);
    if (wrong) return broken("shape", `${layer.node.operator} has ${wrong.got} where counting gives ${wrong.expected}`);
  }
  return undefined;
};

const noDevice = () => Promise.reject(new Error("counting needs no device"));

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

const inputsOf = ({ nodes }: Graph) => nodes.filter(({ operator }) => operator === inputOperator);

/** Cheap ones first. */
const laws: readonly Law[] = [invariants, told, shape, meaning, kernels];

/** The first law that is broken. That WebGPU refuses a program counts as one; a shader that does not compile is no mutant. */
export async function firstBroken(made: Made, each: Case, variants: readonly string[]): Promise<Verdict | undefined> {
  for (const law of laws) {
    try {
      const verdict = await law(made, each, variants);
      if (verdict) return verdict;
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof CnncError && error.code === "validation") return { law: "refused", message };
      if (message.startsWith("internal: ")) return { law: "invariants", message };
      throw error;
    }
  }
  return undefined;
}
