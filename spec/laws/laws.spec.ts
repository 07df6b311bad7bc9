import { expect, test } from "vitest";
import type { CompileOptions } from "../../compiler/compile.ts";
import { testDevice } from "../device.ts";
import { type Random, seeded } from "../random.ts";
import { sharing } from "../verify/sharing.ts";
import { applicable } from "./awkward.ts";
import { laws } from "./index.ts";
import { makeRun } from "./run.ts";

const device = testDevice().then(sharing);

/**
 * One layer after the other: the device's own kernels, those of a GPU, and any that could have been chosen, the same one
 * whenever a text is compiled.
 */
const ways = (random: Random): readonly CompileOptions[] => {
  const share = random();
  return [
    {},
    { devices: ["portable"] },
    { devices: ["portable"], choose: (list) => list[Math.floor(share * list.length)] },
  ];
};

test.each(laws.map((law) => [law.name, law] as const))("law: %s", { timeout: 300_000 }, async (_, law) => {
  const layers = applicable(law, 15);
  // Else nothing is said.
  expect(layers.length).toBeGreaterThanOrEqual(12);
  for (const [i, layer] of layers.entries()) {
    const compile = ways(seeded(i))[i % 3]!;
    const run = makeRun((await device).device, { compile });
    expect(await law.check(layer, seeded(i), run), layer.text).toBeUndefined();
  }
});
