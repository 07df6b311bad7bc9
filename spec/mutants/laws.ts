import { elements, type Graph, inputOperator } from "../../compiler/graph/graph.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { CnncError } from "../../runtime/index.ts";
import { asShown, exampleNetwork } from "../cases/operator-examples.ts";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { interpret } from "../interpreter.ts";
import { inexact } from "../laws/exact.ts";
import { extents } from "../laws/extents.ts";
import type { Layer } from "../laws/law.ts";
import { checked, layersOf } from "../laws/layer.ts";
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

/** What is worth running: variants by name, and each without guard bands, with them, or the one before the other. */
export interface Asked {
  readonly variants: readonly string[];
  readonly guards: readonly boolean[];
}

/** Says of a case what the law has against it. */
type Law = (made: Made, each: Case, asked: Asked) => Promise<Verdict | undefined>;

const broken = (law: string, message: string | undefined): Verdict | undefined =>
  message === undefined ? undefined : { law, message };

/** Between passes a graph is whole, and the compiler never throws. */
const invariants: Law = async ({ thrown }) =>
  broken(thrown?.startsWith("internal: after ") ? "invariants" : "no crash", thrown);

/** A wrong text is told what it is an example of, a right one nothing that keeps it from being compiled. */
const told: Law = async ({ codes, compiled, thrown }, { code }) => {
  const said = codes.join(", ") || "nothing";
  if (code === undefined)
    return broken("diagnostics", compiled || thrown !== undefined ? undefined : `a right text is told ${said}`);
  return broken("diagnostics", codes.includes(code) ? undefined : `the example of ${code} is told ${said}`);
};

/** A shape is what counting gives. */
const shape: Law = async ({ checked }) => {
  for (const layer of checked ? layersOf(checked) : []) {
    if (extents.exempts(layer) !== undefined) continue;
    const wrong = await extents.check(layer, seeded(1), noDevice);
    if (wrong) return broken("shape", `${layer.node.operator} has ${wrong.got} where counting gives ${wrong.expected}`);
  }
  return undefined;
};

const noDevice = () => Promise.reject(new Error("counting needs no device"));

/** An operator's examples give what its record shows, by the reference: those of all operators that the case has. */
const examples: Law = async ({ checked: graph }) => {
  const used = new Set(graph ? layersOf(graph).map(({ node }) => operatorOf(node)) : []);
  for (const operator of used)
    for (const example of operator.examples) {
      const { text, x, y, shape, weights } = exampleNetwork(operator, example);
      const got = interpret(checked(text), { x }, weights).get("y")!;
      const values = asShown(got.values, y);
      if (String(got.shape) !== String(shape) || String(values) !== String(y))
        return broken("example", `${example.cnn} gives ${values.join(", ")} where ${y.join(", ")} is shown`);
    }
  return undefined;
};

/** The reference, too, gives to the bit what the passes make of the layer: what only f32 rounds away is not exact there. */
const isExact = (layer: Layer): boolean =>
  inexact(layer) === undefined && layer.node.parameters.every(({ exactly = 1 }) => Number.isInteger(exactly * 2 ** 10));

/** The graph after the passes means what was checked, bit for bit on exact data. */
const meaning: Law = async ({ checked, compiled }) => {
  if (!checked || !compiled || !layersOf(checked).every(isExact)) return undefined;
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
const kernels: Law = async ({ compiled }, { text, batch }, asked) => {
  if (!compiled) return undefined;
  const device = await sharedDevice();
  for (const variant of asked.variants) {
    for (const guards of asked.guards) {
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
const laws: readonly Law[] = [invariants, told, shape, examples, meaning, kernels];

/** The first law that is broken. That WebGPU refuses a program counts as one; a shader that does not compile is no mutant. */
export async function firstBroken(made: Made, each: Case, asked: Asked): Promise<Verdict | undefined> {
  for (const law of laws) {
    try {
      const verdict = await law(made, each, asked);
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
