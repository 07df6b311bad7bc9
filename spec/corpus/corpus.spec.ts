import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testDevice } from "../device.ts";
import { checkNetwork } from "../fuzz/case.ts";
import { Tally } from "../fuzz/tally.ts";
import { sharing } from "../verify/sharing.ts";

/** Networks that have shown a bug once: `cnnc fuzz --corpus spec/corpus` adds to them. The first comment says when and which. */
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".cnn"));

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const batch = Number(/\bbatch (\d+)/.exec(text)?.[1] ?? 2);

  test.each([true, false])("holds to every law, fused: %s", async (fuse) => {
    const { device } = sharing(await testDevice());
    const lab = { device, variant: undefined, tally: new Tally() };
    // With data 0 its guard bands are looked at, and its conduct.
    const breach = await checkNetwork({ text, batch }, { options: { fuse }, data: 0 }, lab);
    expect(breach && `${breach.law}: ${breach.message}`).toBeUndefined();
  });
});
