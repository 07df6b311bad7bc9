import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import type { Compiled } from "../../compiler/compile.ts";
import { elements, type Graph, inputOperator, type NodeId } from "../../compiler/graph/graph.ts";
import { parse } from "../../grammar/parser.ts";
import type { Source } from "../../grammar/source.ts";
import { chooseVariant, create, deviceClass } from "../../runtime/index.ts";
import { compiled } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { interpret } from "../interpreter.ts";
import { reals, seeded } from "../random.ts";
import { fanInOf, realValues } from "../verify/data.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** A network of `examples` at a size that a test can afford. */
export interface Reduced {
  /** Of its folder and of its file. */
  readonly name: string;
  /** What stands in its text once, and what is put there: `{ "3x224x224": "3x32x32" }`. */
  readonly instead: Readonly<Record<string, string>>;
}

/** On a machine that does much else, a minute is not enough for the largest. */
const timeout = 300_000;

/** Tests for each network: that its kernels are right, and that the whole is what its text means. */
export function hold(networks: readonly Reduced[]): void {
  const byName = networks.map((network) => [network.name, network] as const);
  test.for(byName)("%s: every kernel is right", { timeout }, ([, network]) => everyKernelIsRight(network));
  test.for(byName)("%s: the device gives what the text means", { timeout }, async ([, network], { annotate }) => {
    const { errors, estimate } = await errorCarriedThrough(network);
    for (const [output, error] of Object.entries(errors)) {
      await annotate(`${output}: error ${error.toExponential(1)}, estimate ${estimate.toExponential(1)}`);
      expect(error, output).toBeLessThan(estimate);
    }
  });
}

/** Of each layer and image at most so many places are judged: corners, borders, tails, and some anywhere. */
const places = 128;

/** @throws Error where the text does not have what is to be replaced, or has it more than once */
function reducedSource({ name, instead }: Reduced): Source {
  const file = new URL(`../../examples/${name}/${name}.cnn`, import.meta.url);
  const text = Object.entries(instead).reduce(
    (before, [from, to]) => {
      const parts = before.split(from);
      if (parts.length !== 2) throw new Error(`${name}.cnn has ${from} ${parts.length - 1} times`);
      return parts.join(to);
    },
    readFileSync(file, "utf8"),
  );
  return { name: `${name}.cnn`, text };
}

/** Every kernel is right: each for itself, on the inputs that it really had. */
async function everyKernelIsRight(reduced: Reduced): Promise<void> {
  const source = reducedSource(reduced);
  const [made, device] = [compiled(source.text), await testDevice()];
  const variant = chooseVariant(made.program, device, deviceClass(device.adapterInfo)).name;
  const layers = oneLayerOfEachKernel(made, variant);
  // What kernels write beside their output is asked of every schedule elsewhere, and costs a second compilation.
  const report = await verify(made, { device, source, variants: [variant], layers, places, guards: false });
  expect(describeFailure(report)).toBeUndefined();
}

/** The first of the layers that share a kernel. The others run too, and are held to the laws of memory. */
function oneLayerOfEachKernel({ program, plans }: Compiled, variant: string): string[] {
  const { steps } = plans.find((plan) => plan.variant === variant)!;
  const dispatches = program.variants.find(({ name }) => name === variant)!.entryPoints.run!;
  const first = new Map(dispatches.map(({ kernel }, k) => [kernel, steps[k]!.node.name] as const).reverse());
  return [...first.values()];
}

/** Of each output the largest error, as a part of its largest value. */
interface CarriedError {
  readonly errors: Readonly<Record<string, number>>;
  readonly estimate: number;
}

/**
 * What the network gives on the device, against what its text means. The interpreter reads the graph as it is written, so
 * that a pass which changes the meaning shows: to each kernel by itself the passes' graph is what is right.
 *
 * An error that was carried through many layers has no useful bound. It is compared with an estimate, the layers' own
 * bounds added up, (K + 3) · 2⁻²³ for sums of K terms, as if those behind made it neither larger nor smaller. A wrong
 * network is off by about 1.
 */
async function errorCarriedThrough(reduced: Reduced): Promise<CarriedError> {
  const source = reducedSource(reduced);
  const graph = check(parse(source).file).graph!;
  const random = seeded(1);
  const weights = new Map(graph.parameters.map((each) => [each.name, realValues(random, each)]));
  const inputs = Object.fromEntries(
    graph.nodes
      .filter(({ operator }) => operator === inputOperator)
      .map(({ id, name, shape }) => [name, reals(random, elements(shape), isPrepared(graph, id) ? 255 : 1)]),
  );
  const network = await create(compiled(source.text).program, { device: await testDevice(), weights });
  const got = await network.run(inputs);
  await network.dispose();
  const meant = interpret(graph, inputs, weights);
  const errors = [...meant].map(([name, { values }]) => [name, relativeError(got[name]!, values)]);
  return { errors: Object.fromEntries(errors), estimate: estimateOf(graph) };
}

/** Scaled or shifted before the first layer, as what lies between 0 and 255 is. */
const isPrepared = ({ nodes }: Graph, input: NodeId): boolean =>
  nodes.some(({ operator, inputs }) => operator === "affine" && inputs[0] === input);

/** NaN if any value is. */
const relativeError = (got: Float32Array, expected: Float64Array): number =>
  expected.reduce((most, value, i) => Math.max(most, Math.abs(got[i]! - value)), 0) /
  expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const estimateOf = ({ nodes }: Graph): number => nodes.reduce((sum, node) => sum + (fanInOf(node) + 3) * 2 ** -23, 0);
