import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openOutput } from "../../compiler/cli/output.ts";
import { verify } from "../../compiler/cli/verify.ts";
import { cnnc, doubling, folderWith } from "./cli.ts";

test("a right network passes, kernel by kernel, and the verdict comes last", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const { code, stdout } = await cnnc(["verify", "doubling.cnn"], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^software\n +layer +schedule +exact +error\/bound\n {2}ok +conv1 .* equal +[\d.e-]+\n\npassed: 1 kernel /,
  );
  expect(stdout).toMatch(/on google swiftshader \(software\), seed 1\n$/);
});

test("`all` goes through every variant that the device can run", async () => {
  const { code, stdout } = await cnnc(["verify", "examples/lenet5/lenet5.cnn", "--variant", "all", "--format", "json"]);
  const result = JSON.parse(stdout);
  expect([code, result.ok, result.seed]).toEqual([0, true, 1]);
  const names = result.variants.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["software", "portable"]));
  for (const { layers } of result.variants)
    expect(layers.every(({ passed }: { passed: boolean }) => passed)).toBe(true);
});

test("an unknown variant is wrong usage", async () => {
  const { code, stderr } = await cnnc(["verify", "examples/lenet5/lenet5.cnn", "--variant", "quantum"]);
  expect(code).toBe(2);
  expect(stderr).toContain("error[unknown-variant]");
});

/** A verifier that finds a kernel wrong: the real ones are right. */
vi.mock(import("../verify/index.ts"), async (original) => ({
  ...(await original()),
  verify: async (_, { seed = 0, variants = [] }) => {
    const found = { index: [0, 0, 1, 2], got: 3, expected: 4, bound: 0, kernel: "conv1", line: 2 };
    const layer = { variant: variants[0]!, label: "conv1", schedule: "naive", exact: "failed", ratio: 1.5 } as const;
    const layers = [{ ...layer, passed: false, failure: { tier: "exact", ...found } as const }];
    return { passed: false, seed, variants: [{ name: variants[0]!, layers, warnings: [] }] };
  },
}));

test("a wrong kernel is named with its worst element and its line, and the exit code is 1", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const written: string[] = [];
  const stream = { write: (part: string) => written.push(part) > 0 } as NodeJS.WriteStream;
  const options = { seed: 5, runs: 1, batch: 1, fuse: true, software: true };
  const code = await verify(join(folder, "doubling.cnn"), options, openOutput(false, stream, stream));
  expect(code).toBe(1);
  const result = written.filter((text) => !text.startsWith("as asked:")).join("");
  expect(result.replaceAll(`${folder}/`, "")).toMatchInlineSnapshot(`
    "software
              layer  schedule  exact   error/bound
      FAILED  conv1  naive     failed          1.5

    failed: 1 of 1 kernel on google swiftshader (software), seed 5
      doubling.cnn:2: conv1 (line 2) is wrong in variant software: at image 0, channel 0, position 1, 2 it gives 3, expected 4; it must be equal (exact tier, kernel conv1, naive, seed 5)
    "
  `);
});
