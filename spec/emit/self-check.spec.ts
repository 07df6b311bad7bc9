import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VerifyOptions, VerifyReport } from "../../runtime/self-check.ts";
import { launchChromium } from "../browser/chromium.ts";
import { serveFolder } from "../browser/server.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { bundleOf, exampleBundle, type Files, writeFiles } from "./bundles.ts";

/** Three layers; a bug is planted in the second one's kernels only. */
const planted = `net Planted(x: 3x9x10) {
  return x -> conv(5, 3x3, pad=1) -> relu
           -> conv(6, 3x3, stride=2, pad=1) -> tanh
           -> fc(7)
}
`;

let folder: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser | undefined;
let files: Files;
const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-self-check-"));
  files = await bundleOf(sourceOf(planted), compiled(planted, { apart: true }), { verify: true });
  for (const name of ["lenet5", "filters"])
    await writeFiles(join(folder, name), await exampleBundle(name, { verify: true }));
  await writeFiles(folder, [
    ["page.html", `<!doctype html><script type="module" src="page.js"></script>`],
    ["page.js", `import { verify } from "./lenet5/verify.js"; globalThis.result = await verify();`],
  ]);
  server = await serveFolder(folder);
  if (runs) browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a bundle in the folder says of itself on the test device. */
async function verified(name: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { verify } = await import(pathToFileURL(join(folder, name, "verify.js")).href);
  return verify({ device: await testDevice(), ...options });
}

const variantsOf = async (name: string): Promise<string[]> => {
  const { program } = await import(pathToFileURL(join(folder, name, `${name}.js`)).href);
  return program.variants.map((variant: { name: string }) => variant.name);
};

test.each(["lenet5", "filters"])("%s: every variant passes", async (name) => {
  for (const variant of await variantsOf(name)) {
    const report = await verified(name, { variant });
    expect(report.failure).toBeUndefined();
    expect([report.passed, report.variant]).toEqual([true, variant]);
    expect(report.layers.every(({ places, outputs }) => places === outputs || places >= 256)).toBe(true);
  }
});

test("the report says what was asked for of each layer, and tells of it at once", async () => {
  const told: string[] = [];
  const { layers } = await verified("lenet5", { variant: "software", onLayer: ({ label }) => told.push(label) });
  expect(layers.map(({ label, exact }) => `${label}: ${exact}`)).toMatchInlineSnapshot(`
    [
      "conv1 + tanh1: intrinsic only",
      "avgpool1: equal",
      "conv2 + tanh2: intrinsic only",
      "avgpool2: equal",
      "fc1 + tanh3: intrinsic only",
      "fc2 + tanh4: intrinsic only",
      "fc3: equal",
      "softmax1: does not apply",
    ]
  `);
  expect(told).toEqual(layers.map(({ label }) => label));
  expect(layers.some(({ constantsReplaced }) => constantsReplaced)).toBe(false);
});

test("of a layer whose weights are constants of the file, the report says that they were replaced", async () => {
  const replaced = async (variant: string) =>
    (await verified("filters", { variant })).layers.map(({ constantsReplaced }) => constantsReplaced);
  expect(await replaced("portable")).toEqual([true, true, true, true, true, true, true]);
  // Five have them in their kernels.
  expect(await replaced("software")).toEqual([true, true, false, false, false, false, false]);
});

test("a device of the caller's own stays alive", async () => {
  const device = await testDevice();
  await verified("filters");
  const buffer = device.createBuffer({ size: 4, usage: 8 });
  device.queue.writeBuffer(buffer, 0, new Float32Array(1));
  await device.queue.onSubmittedWorkDone();
  expect(await Promise.race([device.lost, "alive"])).toBe("alive");
});

test("without a device where there is no WebGPU, it says so", async () => {
  await expect(verified("lenet5", { device: undefined })).rejects.toMatchObject({ code: "no-webgpu" });
});

/** Each changes a line of the shipped kernels, as a download or an edit might. */
const damages: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ["a swapped index", /let iy=oy\*2u\+ky-1u;/g, "let iy=ox*2u+ky-1u;"],
  ["padding off by one", /oy\*2u\+ky-1u/g, "oy*2u+ky-2u"],
  ["an activation that is left out", /=safe_tanh\((.+)\);/g, "=$1;"],
  ["an activation that is a little off", /=safe_tanh\((.+)\);/g, "=safe_tanh($1)*1.00001f;"],
];

/** Writes the bundle with its shipped kernels changed. */
async function damage(folder: string, variants: readonly string[], from: RegExp, to: string): Promise<void> {
  const damaged = new Map(files);
  for (const variant of variants) {
    const path = `kernels/${variant}.js`;
    const js = files.get(path) as string;
    damaged.set(path, js.replace(from, to));
    expect(damaged.get(path)).not.toBe(js);
  }
  await writeFiles(folder, damaged);
}

test.each(damages)("in a bundle with %s, the layer is named", async (what, from, to) => {
  const name = what.replaceAll(" ", "-");
  const variants = ["portable", "software"];
  await damage(join(folder, name), variants, from, to);
  for (const variant of variants) {
    const report = await verified(name, { variant });
    expect(report.layers.map(({ label, passed }) => (passed ? "ok" : label))).toEqual(["ok", "conv2 + tanh1", "ok"]);
    expect(report.failure).toMatch(
      new RegExp(
        `^conv2 \\+ tanh1 is wrong in variant ${variant}: at image \\d, channel \\d, position \\d, \\d it gives \\S+, expected \\S+; it may be off by \\S+ \\(exact law, kernel conv2\\)$`,
      ),
    );
  }
});

test("a kernel that does not compile is an error that names it", async () => {
  await damage(join(folder, "broken"), ["portable", "software"], /fn main/g, "fn main_(");
  await expect(verified("broken", { variant: "software" })).rejects.toMatchObject({
    code: "shader",
    message: /kernel `conv1`/,
  });
});

test("a bundle made without it has nothing of it", async () => {
  const bare = await bundleOf(sourceOf(planted), compiled(planted));
  expect([...bare.keys()].filter((path) => /verify|self-check/.test(path))).toEqual([]);
  for (const path of ["README.md", "package.json"]) expect(bare.get(path)).not.toContain("verify");
});

describe.runIf(runs)("under `script-src 'self'`", () => {
  test("a page says what Node does", async () => {
    const page = await browser!.newPage();
    const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(`${server.url}/page.html`);
    const ready = page.waitForFunction(() => (globalThis as { result?: unknown }).result, undefined, {
      timeout: 60_000,
    });
    const report = (await (await Promise.race([ready, failed])).jsonValue()) as VerifyReport;
    const { adapter: _, ...here } = await verified("lenet5", { variant: report.variant });
    expect(report).toMatchObject(here);
  });
});
