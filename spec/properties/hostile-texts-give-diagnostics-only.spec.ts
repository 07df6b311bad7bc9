import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { hasErrors } from "../../grammar/diagnostic.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";
import { hostileText } from "../arbitrary/hostile-text.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".cnn") && !name.includes("golden"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));
const seeds = [...examples, ...diagnostics.map(({ example }) => example)];

/** `npm run fuzz` asks for more of them. */
const runs = Number(process.env.CNNC_FUZZ_RUNS ?? 3000);
const seed = Number(process.env.CNNC_FUZZ_SEED ?? 20261121);

test(`${runs} hostile texts give diagnostics and nothing else, soon (seed ${seed})`, {
  timeout: 60_000 + runs * 20,
}, () => {
  let slowest = 0;
  const tally = new Map<string, number>();
  fc.assert(
    fc.property(hostileText(seeds), (text) => {
      const start = performance.now();
      const source = { name: "hostile.cnn", text };
      const parsed = parse(source);
      const found = [...parsed.diagnostics];
      if (!hasErrors(found)) {
        const checked = check(parsed.file);
        found.push(...checked.diagnostics);
        if (!checked.graph) expect(hasErrors(found)).toBe(true);
      }
      for (const { code, primary } of found) {
        tally.set(code, (tally.get(code) ?? 0) + 1);
        expect(primary.span.start).toBeGreaterThanOrEqual(0);
        expect(primary.span.end).toBeLessThanOrEqual(text.length);
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
      expect(renderAll(found, source)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
      slowest = Math.max(slowest, performance.now() - start);
    }),
    { numRuns: runs, seed },
  );
  // A watchdog against hangs, not a measurement: the machine may be busy.
  expect(slowest).toBeLessThan(20_000);
  if (process.env.CNNC_FUZZ_RUNS) {
    console.log(
      `slowest ${slowest.toFixed(0)} ms; codes seen: ${[...tally]
        .sort()
        .map(([code, count]) => `${code} ${count}`)
        .join(", ")}`,
    );
    console.log(
      `never seen: ${
        diagnostics
          .map(({ code }) => code)
          .filter((code) => !tally.has(code))
          .join(", ") || "none"
      }`,
    );
  }
});
