import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { serveFolder } from "../browser/server.ts";
import { meaning, ramp, tiny, weights } from "./tiny.ts";

/** What a page or its worker does: the program as data, the weights by address, no device given. */
const work = `
import { create, CnncError } from "./index.js";
const tiny = await (await fetch("tiny.json")).json();
const seen = [];
const net = await create(tiny, { weights: "w.safetensors", batch: 2, onProgress: (p) => seen.push(p.phase) });
const { sum } = await net.run({ x: Float32Array.from({ length: 12 }, (_, i) => i) });
const first = net.device;
first.destroy();
const again = (await net.run({ x: new Float32Array(12) })).sum;
const code = await create(tiny, { weights: "lost.safetensors" }).catch((e) => e instanceof CnncError && e.code);
const { warnings } = net;
await net.dispose();
const result = { sum: [...sum], again: [...again], rebuilt: net.device !== first, code, phases: [...new Set(seen)].sort(), warnings };
`;

let folder: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser | undefined;
const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-runtime-"));
  const source = join(import.meta.dirname, "../../runtime");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, rewriteRelativeImportExtensions: true, verbatimModuleSyntax: true }; // biome-ignore format: one line
  for (const name of (await readdir(source)).filter((name) => name.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(await readFile(join(source, name), "utf8"), { compilerOptions });
    await writeFile(join(folder, name.replace(/ts$/, "js")), outputText);
  }
  const files: Record<string, string | Uint8Array> = {
    "tiny.json": JSON.stringify(tiny),
    "w.safetensors": weights,
    "page.html": `<!doctype html><script type="module" src="page.js"></script>`,
    "page.js": `${work} globalThis.result = result;`,
    "worker.html": `<!doctype html><script type="module" src="start.js"></script>`,
    "start.js": `new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => { globalThis.result = data; };`,
    "worker.js": `${work} postMessage(result);`,
  };
  await Promise.all(Object.entries(files).map(([name, data]) => writeFile(join(folder, name), data)));
  server = await serveFolder(folder);
  if (runs) browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test.runIf(runs).each(["page", "worker"])("the runtime works in a browser's %s, under a strict CSP", async (place) => {
  const page = await browser!.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(`${server.url}/${place}.html`);
  const ready = page.waitForFunction(() => (globalThis as { result?: unknown }).result, undefined, { timeout: 20_000 });
  const result = await ready.then(
    (handle) => handle.jsonValue(),
    (error) => {
      throw new Error(`${error}\n${said.join("\n")}`);
    },
  );
  expect(result).toMatchObject({
    sum: meaning(ramp(12)),
    again: meaning(new Float32Array(12)),
    rebuilt: true,
    code: "weights-source",
    phases: ["kernels", "weights"],
    warnings: [],
  });
  await page.close();
});
