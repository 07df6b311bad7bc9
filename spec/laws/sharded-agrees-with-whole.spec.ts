import fc from "fast-check";
import { expect, test } from "vitest";
import { elements, type Graph, inputOperator } from "../../compiler/graph/graph.ts";
import { network } from "../arbitrary/network.ts";
import { compiled, run, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { interpret } from "../interpreter.ts";
import { everyCandidate } from "../kernels/candidates.ts";
import { integers, seeded } from "../random.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** Parameters on which folding is exact: small dyadic numbers, and variances whose square root is 1. */
function exactWeights(text: string): Map<string, Float32Array> {
  const random = seeded(5);
  return new Map(
    compiled(text).graph.parameters.map(({ name, shape, exactly }) => {
      const values = integers(random, elements(shape), 2).map((value) => exactly ?? value / 2);
      return [name, values];
    }),
  );
}

/** Networks, each with so few bytes of weights for a kernel that a layer of it is computed in parts. */
const networks = [
  [
    "parts that are alike, folded and fused",
    2304,
    "x: 3x6x7) {\n  return x -> conv(32, 3x3, pad=1, bias=false) -> batchnorm -> relu",
  ],
  ["channels that do not divide", 1152, "x: 5x7x6) {\n  return x -> conv(13, 3x3, stride=2, flip) -> relu6"],
  [
    "a residual join",
    1728,
    "x: 4x5x6) {\n  y = x -> conv(10, 1x1)\n  return y + (y -> conv(10, 3x3, pad=1) -> scale) -> relu",
  ],
  [
    "more parts than a kernel joins",
    1152,
    "x: 6x5x5) {\n  return x -> conv(37, 3x3, dilation=2) -> relu -> fc(19) -> relu",
  ],
  ["a vector", 1024, "x: 61) {\n  return x -> fc(18, bias=false) -> batchnorm -> leakyrelu(0.5) -> fc(7)"],
  [
    "a transposed convolution",
    1024,
    "x: 5x4x3) {\n  return x -> deconv(9, 3x2, stride=2, bias=false) -> batchnorm -> relu",
  ],
  [
    "a deformable convolution",
    1152,
    "x: 6x5x6, o: 18x5x6) {\n  return deformconv(x, o, 9, 3x3, pad=1, bias=false) -> batchnorm -> relu",
  ],
  ["three axes", 1024, "x: 3x3x4x5) {\n  return x -> conv(9, 2x2x2) -> relu"],
  ["several outputs", 1024, "x: 4x6x6) {\n  a = x -> conv(17, 3x3)\n  b = a -> relu -> conv(9, 1x1)\n  return a, b"],
  [
    "constants",
    64,
    "x: 2x3x4) {\n  const w = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]\n  return x -> conv(5, 1x1, weights=w)",
  ],
] as const;

const text = (rest: string): string => `net A(${rest}\n}\n`;

test.each(networks)(
  "every part is verified in every variant, fused and not, batch 3: %s",
  async (_, mostWeights, rest) => {
    const device = await testDevice();
    for (const fuse of [true, false]) {
      const made = compiled(text(rest), { fuse, mostWeights });
      expect(made.graph.nodes.filter(({ partOf }) => partOf !== undefined).length).toBeGreaterThan(1);
      const variants = made.plans.map(({ variant }) => variant);
      const report = await verify(made, { device, source: sourceOf(text(rest)), variants, batch: 3 });
      expect(describeFailure(report)).toBeUndefined();
    }
  },
);

test.each(networks)("a network gives the same in parts and whole, bit for bit: %s", async (_, mostWeights, rest) => {
  const weights = exactWeights(text(rest));
  const { graph } = compiled(text(rest));
  const inputs = Object.fromEntries(
    graph.nodes
      .filter(({ operator }) => operator === inputOperator)
      .map(({ name, shape }) => [name, integers(seeded(9), 2 * elements(shape), 3)]),
  );
  for (const fuse of [true, false]) {
    const whole = await run(text(rest), inputs, weights, { fuse, batch: 2 });
    expect(await run(text(rest), inputs, weights, { fuse, batch: 2, mostWeights })).toEqual(whole);
  }
});

test.each(networks)("a part binds no more weights than it may, whatever the schedule: %s", (_, mostWeights, rest) => {
  for (const { compiled: made } of everyCandidate(text(rest), { mostWeights }))
    for (const [v, { steps }] of made.plans.entries())
      for (const [k, { node }] of steps.entries()) {
        const { slots, entryPoints } = made.program.variants[v]!;
        const bound = entryPoints.run![k]!.slots.map((slot) => slots[slot]!).filter(({ tensor }) => !tensor);
        if (node.partOf === undefined) continue;
        for (const { bytes, name } of bound) expect(bytes, name).toBeLessThanOrEqual(mostWeights);
      }
});

test("verifying a layer by its name verifies its parts", async () => {
  const [, mostWeights, rest] = networks[2];
  const device = await testDevice();
  const made = compiled(text(rest), { mostWeights });
  const { variants } = await verify(made, { device, source: sourceOf(text(rest)), layers: ["conv2"] });
  expect(variants[0]!.layers.map(({ label }) => label)).toEqual([
    "conv2 part 1",
    "conv2 part 2",
    "conv2 part 3",
    "conv2 + add1 + relu1",
  ]);
});

test("random networks mean the same in parts and whole, bit for bit", () => {
  let found = 0;
  fc.assert(
    fc.property(network({ only: ["conv", "fc", "deconv", "batchnorm", "relu", "maxpool", "concat"] }), (drawn) => {
      const weights = exactWeights(drawn.text);
      const whole = compiled(drawn.text, { devices: [] }).graph;
      const random = seeded(3);
      const values = Object.fromEntries(
        whole.nodes
          .filter(({ operator }) => operator === inputOperator)
          .map(({ name, shape }) => [name, integers(random, elements(shape), 3)]),
      );
      // Whatever the size of its layers, some limit makes parts of one that can be.
      const limits = [64, 128, 256, 512, 1024, 2048];
      const graphs = limits.map((mostWeights) => compiled(drawn.text, { mostWeights, devices: [] }).graph);
      const inParts = ({ nodes }: Graph) => nodes.some(({ partOf }) => partOf !== undefined);
      const sharded = graphs.find(inParts) ?? whole;
      if (inParts(sharded)) found++;
      const [a, b] = [whole, sharded].map((graph) =>
        [...interpret(graph, values, weights).values()].map((grid) => [...grid.values]),
      );
      expect(b).toEqual(a);
    }),
    { numRuns: 60, seed: 4 },
  );
  expect(found).toBeGreaterThan(10);
});
