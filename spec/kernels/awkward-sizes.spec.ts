import { expect, test } from "vitest";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { awkwardLayers, textOf } from "./awkward-layers.ts";
import { candidateNames, everyCandidate, shared } from "./candidates.ts";

/** Layers that round whatever the data. */
const rounds =
  /tanh|sigmoid|softmax|softplus|softsign|sqrt|reciprocal|log|exp|\b(lrn|(instance|group|layer|rms)norm|div|elu|selu|gelu|silu|mish|hardswish)\b|avgpool\(3x[34]|adaptiveavgpool\(3x2|lppool\((?!.*p=1)/;

const candidates = awkwardLayers.map(([, input, layer]) => candidateNames(textOf(input, layer)));
const taken = shared(candidates);
const rows = awkwardLayers.map(([why, input, layer], row) => [why, input, layer, taken[row]!] as const);

test.each(rows)("every schedule is exact on %s: %s -> %s, batch 3", async (_, input, layer, names) => {
  const text = textOf(input, layer);
  const device = await testDevice();
  for (const { name, compiled, variants } of everyCandidate(text, {}, names)) {
    const report = await verify(compiled, { device, source: sourceOf(text), variants, batch: 3 });
    expect(describeFailure(report), `${name}: ${layer}`).toBeUndefined();
    expect(report.variants.flatMap(({ warnings }) => warnings)).toEqual([]);
    const inexact = report.variants.flatMap(({ layers: all }) => all.filter(({ exact }) => exact !== "equal"));
    if (!rounds.test(layer)) expect(inexact).toEqual([]);
  }
});

test("every choice of every schedule is one that some row takes", () => {
  expect(candidates.flat().filter((name) => !taken.flat().includes(name))).toEqual([]);
});
