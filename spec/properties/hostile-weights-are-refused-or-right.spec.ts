import fc from "fast-check";
import { expect, test } from "vitest";
import { damages } from "../arbitrary/damages.ts";
import { hostileWeights } from "../arbitrary/hostile-weights.ts";
import { hostileWeightsFault } from "../laws/texts.ts";

test("5000 hostile weights files are refused, or loaded as what they hold", async () => {
  const done = new Set<string>();
  let slowest = 0;
  const property = fc.asyncProperty(hostileWeights(), async (each) => {
    const start = performance.now();
    const wrong = await hostileWeightsFault(each);
    if (wrong)
      throw new Error(`${each.damage}: ${wrong}\n${Buffer.from(each.file.subarray(0, 400)).toString("latin1")}`);
    done.add(each.damage);
    slowest = Math.max(slowest, performance.now() - start);
  });
  await fc.assert(property, { numRuns: 5000, seed: 20261121 });
  expect(Object.keys(damages).filter((damage) => !done.has(damage))).toEqual([]);
  // A watchdog against hangs, not a measurement: the machine may be busy.
  expect(slowest).toBeLessThan(20_000);
});
