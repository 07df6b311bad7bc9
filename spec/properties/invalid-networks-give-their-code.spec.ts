import fc from "fast-check";
import { expect, test } from "vitest";
import { deviations, invalidNetwork } from "../arbitrary/invalid.ts";
import { invalidNetworkFault } from "../laws/texts.ts";

test("a right network with one thing wrong is told what it is", { timeout: 300_000 }, () => {
  const done = new Set<string>();
  fc.assert(
    fc.property(invalidNetwork(), (network) => {
      const wrong = invalidNetworkFault(network);
      if (wrong) throw new Error(`${network.deviation}: ${wrong}\n\n${network.text}`);
      done.add(`${network.code}: ${network.deviation}`);
    }),
    { numRuns: 3000, seed: 20261121 },
  );
  expect(deviations.map(({ code, what }) => `${code}: ${what}`).filter((each) => !done.has(each))).toEqual([]);
});
