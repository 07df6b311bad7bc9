import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encode } from "../import/encode.ts";
import { launchChromium } from "./chromium.ts";
import { serveFolder } from "./server.ts";

/** y = relu(x · w), with the ONNX file that says so. */
const model = encode({
  nodes: [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["z"] },
    { op: "Relu", inputs: ["z"], outputs: ["y"] },
  ],
  inputs: { x: ["N", 4] },
  outputs: { y: ["N", 1] },
  constants: { w: { shape: [4, 1], values: [1, 2, 3, 4] } },
});

/** Imports, compiles, loads and runs networks in the page: the package as npm has it, with no build step and no ts-morph. */
const page = `
import { compile, importOnnx, load } from "./dist/index.js";
const text = "net Doubled(x: 4) { y = x -> fc(1, bias=false) -> relu  return y }";
const { program, diagnostics } = compile({ name: "doubled.cnn", text });
const net = await load(program, { weights: { "fc1.weight": Float32Array.of(1, 2, 3, 4) } });
const { y } = await net.run({ x: Float32Array.of(1, 1, 1, 2) });
await net.dispose();
const model = await (await fetch("model.json")).json();
const imported = importOnnx(Uint8Array.from(model), { name: "imported" });
const other = await load(compile(imported.source).program, { weights: imported.weights, batch: 2 });
const again = await other.run({ x: Float32Array.of(1, 1, 1, 2, 1, 0, 0, 0) });
await other.dispose();
const wrong = compile({ name: "wrong.cnn", text: "net W(x: 4) { return x -> fcc(1) }" }).diagnostics;
const loaded = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /ts-morph/.test(name));
globalThis.result = { y: [...y], again: [...again.y], diagnostics, wrong: wrong.map(({ code }) => code), loaded };
`;

const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

describe.runIf(runs)("the compiler as a library, in a page under `script-src 'self'`", () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cnnc-library-"));
    await cp(join(import.meta.dirname, "../../dist"), join(folder, "dist"), { recursive: true });
    await writeFile(join(folder, "page.html"), `<!doctype html><script type="module" src="page.js"></script>`);
    await writeFile(join(folder, "page.js"), page);
    await writeFile(join(folder, "model.json"), JSON.stringify([...model]));
    server = await serveFolder(folder);
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("imports, compiles, loads and runs networks", async () => {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => tab.on("pageerror", reject));
    await tab.goto(`${server.url}/page.html`);
    const ready = tab.waitForFunction(() => (globalThis as { result?: unknown }).result, null, { timeout: 30_000 });
    expect(await (await Promise.race([ready, failed])).jsonValue()).toEqual({
      y: [14],
      again: [14, 1],
      diagnostics: [],
      wrong: ["CNN0202"],
      loaded: [],
    });
  });
});
