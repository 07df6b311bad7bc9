import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { elements, type Graph, inputOperator } from "../../compiler/graph/graph.ts";
import { parse } from "../../grammar/parser.ts";
import type { Source } from "../../grammar/source.ts";
import { create } from "../../runtime/index.ts";
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
  /** What stands in its text, and what is put there instead: `{ "3x224x224": "3x32x32" }`. Each is there once. */
  readonly instead: Readonly<Record<string, string>>;
}

/** @throws Error where the text has not what is to be replaced, or has it more than once */
export function reducedSource({ name, instead }: Reduced): Source {
  const file = new URL(`../../examples/${name}/${name}.cnn`, import.meta.url);
  const text = Object.entries(instead).reduce((before, [from, to]) => {
    const parts = before.split(from);
    if (parts.length !== 2) throw new Error(`${name}.cnn has ${parts.length - 1} times ${from}`);
    return parts.join(to);
  }, readFileSync(file, "utf8"));
  return { name: `${name}.cnn`, text };
}

/** Every kernel is right: each for itself, on the inputs that it really had, at chosen places where it is large. */
export async function everyKernelIsRight(reduced: Reduced): Promise<void> {
  const source = reducedSource(reduced);
  const report = await verify(compiled(source.text), { device: await testDevice(), source });
  expect(describeFailure(report)).toBeUndefined();
}

/**
 * What the network gives on the device against what its text means: the largest error of each output, relative to its
 * largest value. The interpreter reads the graph as it is written; so a pass that changes the meaning shows, which no
 * kernel by itself can.
 *
 * There is no sound bound for an error that was carried through many layers. The error is held to `estimate` instead,
 * which adds up the layers' own bounds, (K + 3) · 2⁻²³ for a sum of K terms, as if none was made larger or smaller by the
 * layers behind it; what is wrong is off by about 1.
 */
export async function errorCarriedThrough(reduced: Reduced): Promise<{ errors: number[]; estimate: number }> {
  const { text, name } = reducedSource(reduced);
  const graph = check(parse({ name, text }).file).graph!;
  const random = seeded(1);
  const weights = new Map(graph.parameters.map((each) => [each.name, realValues(random, each)]));
  const inputs = Object.fromEntries(
    graph.nodes
      .filter(({ operator }) => operator === inputOperator)
      .map(({ name, shape }) => [name, reals(random, elements(shape))]),
  );
  const network = await create(compiled(text).program, { device: await testDevice(), weights });
  const got = await network.run(inputs);
  await network.dispose();
  const errors = [...interpret(graph, inputs, weights)].map(([output, { values }]) =>
    relativeError(got[output]!, values),
  );
  return { errors, estimate: estimateOf(graph) };
}

const relativeError = (got: Float32Array, expected: Float64Array): number =>
  expected.reduce((most, value, i) => Math.max(most, Math.abs(got[i]! - value)), 0) /
  expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const estimateOf = ({ nodes }: Graph): number => nodes.reduce((sum, node) => sum + (fanInOf(node) + 3) * 2 ** -23, 0);
