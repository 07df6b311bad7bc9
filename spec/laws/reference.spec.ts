import fc from "fast-check";
import { expect, test } from "vitest";
import { network } from "../arbitrary/network.ts";
import { compiled } from "../compiled.ts";
import { interpret } from "../interpreter.ts";
import { seeded } from "../random.ts";
import { laws, networkLaws } from "./index.ts";
import type { Run } from "./law.ts";
import { checked, layersOf } from "./layer.ts";
import { networkOf } from "./network-law.ts";
import { joined, split } from "./ways.ts";

/** What the reference says, image by image, in place of a device. */
const byReference: Run = async (text, inputs, weights = new Map(), { batch = 1, fuse = false } = {}) => {
  const { graph } = compiled(text, { fuse });
  const images = Array.from({ length: batch }, (_, image) => {
    const own = Object.entries(inputs).map(([name, values]) => [name, split(values, batch)[image]!] as const);
    return interpret(graph, Object.fromEntries(own), weights);
  });
  const all = (name: string) => joined(images.map((outputs) => Float32Array.from(outputs.get(name)!.values)));
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, all(name)]));
};

const texts = fc.sample(network(), { numRuns: 60, seed: 20261121 }).map(({ text }) => text);

test("the laws hold of the reference, on the layers of random networks", async () => {
  let judged = 0;
  for (const layer of texts.flatMap((text) => layersOf(checked(text))))
    for (const law of laws.filter(({ exempts }) => exempts(layer) === undefined))
      expect(await law.check(layer, seeded(++judged), byReference), `${law.name}:\n${layer.text}`).toBeUndefined();
  expect(judged).toBeGreaterThan(400);
});

test("the laws of networks hold of the reference", async () => {
  let judged = 0;
  for (const network of texts.map(networkOf))
    for (const law of networkLaws.filter(({ exempts }) => exempts(network) === undefined))
      expect(await law.check(network, seeded(++judged), byReference), `${law.name}:\n${network.text}`).toBeUndefined();
  expect(judged).toBeGreaterThan(20);
});
