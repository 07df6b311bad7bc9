import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { hostileText } from "../arbitrary/hostile-text.ts";
import { hostileTextFault } from "../laws/texts.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".cnn") && !name.includes("golden"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));
const seeds = [...examples, ...diagnostics.map(({ example }) => example)];

test("3000 hostile texts give diagnostics and nothing else, soon", { timeout: 120_000 }, () => {
  let slowest = 0;
  const property = fc.property(hostileText(seeds), (text) => {
    const start = performance.now();
    expect(hostileTextFault(text)).toBeUndefined();
    slowest = Math.max(slowest, performance.now() - start);
  });
  fc.assert(property, { numRuns: 3000, seed: 20261121 });
  // A watchdog against hangs, not a measurement: the machine may be busy.
  expect(slowest).toBeLessThan(20_000);
});
