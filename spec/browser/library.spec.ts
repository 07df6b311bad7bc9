import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { serveFolder } from "./server.ts";

/** Compiles, loads and runs a network in the page: the package as npm has it, with no build step and no ts-morph. */
const page = `
import { compile, load } from "./dist/index.js";
const text = "net Doubled(x: 4) { y = x -> fc(1, bias=false) -> relu  return y }";
const { program, diagnostics } = compile({ name: "doubled.cnn", text });
const net = await load(program, { weights: { "fc1.weight": Float32Array.of(1, 2, 3, 4) } });
const { y } = await net.run({ x: Float32Array.of(1, 1, 1, 2) });
await net.dispose();
const wrong = compile({ name: "wrong.cnn", text: "net W(x: 4) { return x -> fcc(1) }" }).diagnostics;
const loaded = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /ts-morph/.test(name));
globalThis.result = { y: [...y], diagnostics, wrong: wrong.map(({ code }) => code), loaded };
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
    server = await serveFolder(folder);
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("compiles, loads and runs a network", async () => {
    const tab = await browser.newPage();
    const failed = new Promise<never>((_, reject) => tab.on("pageerror", reject));
    await tab.goto(`${server.url}/page.html`);
    const ready = tab.waitForFunction(() => (globalThis as { result?: unknown }).result, null, { timeout: 30_000 });
    expect(await (await Promise.race([ready, failed])).jsonValue()).toEqual({
      y: [14],
      diagnostics: [],
      wrong: ["CNN0202"],
      loaded: [],
    });
  });
});
