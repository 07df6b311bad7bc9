import fc from "fast-check";
import { expect, test } from "vitest";
import { network, type RandomNetwork } from "../arbitrary/network.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** What is wrong with a network on this device, in any variant, fused or not; undefined if nothing is. */
async function fault({ text, batch }: RandomNetwork, fuse: boolean): Promise<string | undefined> {
  const made = compiled(text, { fuse });
  const variants = made.plans.map(({ variant }) => variant);
  const report = await verify(made, { device: await testDevice(), source: sourceOf(text), variants, batch });
  return describeFailure(report);
}

test("200 random networks agree with the interpreter, kernel by kernel, in every variant", {
  timeout: 300_000,
}, async () => {
  let tried = 0;
  const property = fc.asyncProperty(network(), fc.boolean(), async (each, fuse) => {
    tried++;
    const wrong = await fault(each, fuse);
    if (wrong)
      throw new Error(`${wrong}\nbatch ${each.batch}, ${fuse ? "fused" : "not fused"}, shrunk to:\n\n${each.text}`);
  });
  await fc.assert(property, { numRuns: 200, seed: 20261121 });
  expect(tried).toBeGreaterThanOrEqual(200);
});
