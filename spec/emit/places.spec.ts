import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestAdapter } from "../../runtime/node/adapter.ts";
import { launchChromium } from "../browser/chromium.ts";
import { serveFolder } from "../browser/server.ts";
import { example, exampleBundle, seededWeights, writeFiles } from "./bundles.ts";

/** LeNet-5 with its weights beside it, in all places where a bundle is to work. */
const input = `Float32Array.from({ length: 2 * 784 }, (_, i) => ((i * 37) % 101) / 101)`;

const work = `
import { create, inputs } from "./lenet5.js";
const net = await create({ batch: 2 });
const { digit } = await net.run({ image: ${input} });
const fetched = globalThis.performance.getEntriesByType("resource").map(({ name }) => name);
const kernels = fetched.flatMap((name) => /kernels\\/.*/.exec(name) ?? []);
const result = { digit: [...digit], variant: net.variant.name, warnings: net.warnings, length: inputs.image.length, kernels };
await net[Symbol.asyncDispose]();
`;

let folder: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser | undefined;
const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-places-"));
  const { compiled } = await example("lenet5");
  await writeFiles(folder, await exampleBundle("lenet5", { weights: seededWeights(compiled.program) }));
  await writeFiles(folder, [
    ["page.html", `<!doctype html><script type="module" src="page.js"></script>`],
    ["page.js", `${work} globalThis.result = result;`],
    ["worker.html", `<!doctype html><script type="module" src="start.js"></script>`],
    [
      "start.js",
      `new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => { globalThis.result = data; };`,
    ],
    ["worker.js", `${work} postMessage(result);`],
  ]);
  server = await serveFolder(folder);
  if (runs) browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the bundle in this process. */
async function inNode(variant?: string): Promise<{ digit: number[]; variant: string }> {
  const { create, requestDevice } = await import(pathToFileURL(join(folder, "lenet5.js")).href);
  const adapter = await requestAdapter({ onNotice: () => {} });
  const device = await requestDevice({ adapter, batch: 2, variant });
  const net = await create({ device, batch: 2, variant });
  const image = new Function(`return ${input}`)();
  const { digit } = await net.run({ image });
  await net.dispose();
  device.destroy();
  return { digit: [...digit], variant: net.variant.name };
}

/** Opens a page of the folder, and waits for its `globalThis.result`. */
async function inChromium(name: string): Promise<unknown> {
  const page = await browser!.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  try {
    await page.goto(`${server.url}/${name}.html`);
    const ready = () => (globalThis as { result?: unknown }).result;
    const handle = await page.waitForFunction(ready, undefined, { timeout: 30_000 });
    return await handle.jsonValue();
  } catch (error) {
    throw new Error([`${name}: ${error}`, ...said].join("\n"));
  } finally {
    await page.close();
  }
}

test("in Node, two images give two distributions", async () => {
  const { digit } = await inNode();
  expect(digit.length).toBe(20);
  for (const image of [digit.slice(0, 10), digit.slice(10)]) {
    expect(image.every((likely) => likely > 0 && likely < 1)).toBe(true);
    expect(Math.max(...image)).toBeGreaterThan(0.11);
  }
});

test("a variant that is not there is said to be missing", async () => {
  const bare = join(folder, "without-kernels");
  for (const file of ["lenet5.js", "runtime.js"])
    await writeFiles(bare, [[file, await readFile(join(folder, file), "utf8")]]);
  const { create, requestDevice } = await import(pathToFileURL(join(bare, "lenet5.js")).href);
  const device = await requestDevice({ adapter: await requestAdapter({ onNotice: () => {} }) });
  await expect(create({ device, weights: new ArrayBuffer(0) })).rejects.toMatchObject({
    code: "kernels-source",
    message: /^the kernels of LeNet5, variant `\w+`, could not be had: .*kernels.*belongs beside the module$/,
  });
  device.destroy();
});

/** Which digits are the likeliest, in order: how far the numbers may differ is the verifier's to say. */
const ranking = (values: readonly number[]): number[] => [...values.keys()].sort((a, b) => values[b]! - values[a]!);

test("the bundle's variants rank the digits alike", async () => {
  const { compiled } = await example("lenet5");
  const { digit } = await inNode();
  for (const { name } of compiled.program.variants) {
    const other = await inNode(name);
    expect(other.variant).toBe(name);
    for (const first of [0, 10])
      expect(ranking(other.digit.slice(first, first + 10))).toEqual(ranking(digit.slice(first, first + 10)));
  }
});

describe.runIf(runs)("under `script-src 'self'`", () => {
  // Chromium's Dawn and Node's are of different versions, but rasterise with the same SwiftShader.
  test.each(["page", "worker"])("a %s computes bit for bit what Node does, with one variant", async (place) => {
    const { digit, variant } = await inNode();
    const kernels = [`kernels/${variant}.js`];
    expect(await inChromium(place)).toEqual({ digit, variant, warnings: [], length: 784, kernels });
  });
});
