import fc from "fast-check";
import { expect, test } from "vitest";
import { CnncError } from "../../runtime/errors.ts";
import type { Program } from "../../runtime/program.ts";
import { loadWeights, takeParameters } from "../../runtime/weights.ts";
import { damages } from "../arbitrary/damages.ts";
import { type HostileWeights, hostileWeights } from "../arbitrary/hostile-weights.ts";

/** `npm run fuzz` asks for more of them. */
const runs = Number(process.env.CNNC_FUZZ_RUNS ?? 5000);
const seed = Number(process.env.CNNC_FUZZ_SEED ?? 20261121);

/** What the runtime makes of a file before anything goes to the GPU: the tensors, or the error's code. */
async function load({ parameters, file }: HostileWeights): Promise<Map<string, Float32Array> | string> {
  try {
    return takeParameters({ parameters } as unknown as Program, await loadWeights(file));
  } catch (error) {
    if (error instanceof CnncError && error.message.length < 1000) return error.code;
    throw error;
  }
}

/** What is wrong with what came of it; undefined if nothing is. */
function fault(found: Map<string, Float32Array> | string, { refused, tensors }: HostileWeights): string | undefined {
  if (typeof found === "string") {
    if (!/^weights-(header|truncated|missing|shape|dtype|not-finite)$/.test(found)) return `refused as ${found}`;
    return refused === "never" ? `refused as ${found}, but nothing is wrong` : undefined;
  }
  if (refused === "always") return "loaded, but something is wrong";
  const same =
    found.size === tensors.size && [...found].every(([name, data]) => String(data) === String(tensors.get(name)));
  return same ? undefined : "loaded as other tensors";
}

test(`${runs} hostile weights files are refused, or loaded as what they hold (seed ${seed})`, {
  timeout: 60_000 + runs * 20,
}, async () => {
  const done = new Set<string>();
  let slowest = 0;
  const property = fc.asyncProperty(hostileWeights(), async (each) => {
    const start = performance.now();
    const wrong = fault(await load(each), each);
    if (wrong)
      throw new Error(`${each.damage}: ${wrong}\n${Buffer.from(each.file.subarray(0, 400)).toString("latin1")}`);
    done.add(each.damage);
    slowest = Math.max(slowest, performance.now() - start);
  });
  await fc.assert(property, { numRuns: runs, seed });
  expect(Object.keys(damages).filter((damage) => !done.has(damage))).toEqual([]);
  // A watchdog against hangs, not a measurement: the machine may be busy.
  expect(slowest).toBeLessThan(20_000);
});
