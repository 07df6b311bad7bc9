import { expect, test } from "vitest";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { awkwardLayers, textOf } from "./awkward-layers.ts";
import { everyCandidate } from "./candidates.ts";

/** Layers that round whatever the data. */
const rounds =
  /tanh|sigmoid|softmax|softplus|softsign|sqrt|reciprocal|log|exp|\b(lrn|(instance|group|layer|rms)norm|div|elu|selu|gelu|silu|mish|hardswish)\b|avgpool\(3x[34]|adaptiveavgpool\(3x2|lppool\((?!.*p=1)/;

test.each(awkwardLayers)("every schedule is exact on %s: %s -> %s, batch 3", async (_, input, layer) => {
  const text = textOf(input, layer);
  const device = await testDevice();
  for (const { name, compiled, variants } of everyCandidate(text)) {
    const report = await verify(compiled, { device, source: sourceOf(text), variants, batch: 3 });
    expect(describeFailure(report), `${name}: ${layer}`).toBeUndefined();
    expect(report.variants.flatMap(({ warnings }) => warnings)).toEqual([]);
    const inexact = report.variants.flatMap(({ layers: all }) => all.filter(({ exact }) => exact !== "equal"));
    if (!rounds.test(layer)) expect(inexact).toEqual([]);
  }
});
