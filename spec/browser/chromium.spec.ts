import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { serveFolder } from "./server.ts";

const compute = `
const adapter = await navigator.gpu.requestAdapter();
const device = await adapter.requestDevice();
const code = "@group(0) @binding(0) var<storage, read_write> y: array<u32>; @compute @workgroup_size(1) fn main() { y[0] = 6 * 7; }";
const pipeline = device.createComputePipeline({ layout: "auto", compute: { module: device.createShaderModule({ code }) } });
const y = device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
const read = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
const encoder = device.createCommandEncoder();
const pass = encoder.beginComputePass();
pass.setPipeline(pipeline);
pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: y } }] }));
pass.dispatchWorkgroups(1);
pass.end();
encoder.copyBufferToBuffer(y, 0, read, 0, 4);
device.queue.submit([encoder.finish()]);
await read.mapAsync(GPUMapMode.READ);
const number = new Uint32Array(read.getMappedRange())[0];
const result = { vendor: adapter.info.vendor, number, subgroups: adapter.features.has("subgroups") };
`;

const files = {
  "page.html": `<!doctype html><script type="module" src="page.js"></script>`,
  "page.js": `${compute} globalThis.result = result;`,
  "worker.html": `<!doctype html><script type="module" src="start.js"></script>`,
  "start.js": `new Worker("worker.js", { type: "module" }).onmessage = ({ data }) => { globalThis.result = data; };`,
  "worker.js": `${compute} postMessage(result);`,
  "inline.html": `<!doctype html><script>globalThis.result = "ran";</script>`,
  "broken.html": `<!doctype html><script type="module" src="broken.js"></script>`,
  "broken.js": `console.warn("about to fail"); throw new Error("broken on purpose");`,
};

let folder: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser | undefined;

const runs = process.platform === "linux" && process.arch === "x64"; // see launchChromium

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cnnc-page-"));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  server = await serveFolder(folder);
  if (runs) browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a page and waits for its `globalThis.result`; a failure carries what the page said until then. */
async function resultOf(name: string, timeout = 20_000): Promise<unknown> {
  const page = await browser!.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
  failed.catch(() => {}); // raced below, but the page may fail before that
  try {
    await page.goto(`${server.url}/${name}`);
    // a function, for Playwright would evaluate a string on each poll, which the policy forbids
    const ready = page.waitForFunction(() => (globalThis as { result?: unknown }).result, null, { timeout });
    const result = await Promise.race([ready, failed]);
    return await result.jsonValue();
  } catch (cause) {
    throw new Error([`${name} gave no result: ${(cause as Error).message}`, ...said].join("\n"), { cause });
  } finally {
    await page.close();
  }
}

/** Status of a path sent as it is: `fetch` would fold `..` away before it sends anything. */
function statusOf(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    const sent = request({ host: "127.0.0.1", port, path }, (response) => resolve(response.resume().statusCode));
    sent.on("error", reject).end();
  });
}

describe.runIf(runs)("a page under `script-src 'self'`", () => {
  const expected = { vendor: "google", number: 42, subgroups: true };

  test("computes with WebGPU on SwiftShader", async () => {
    expect(await resultOf("page.html")).toEqual(expected);
  });

  test("computes in a module worker", async () => {
    expect(await resultOf("worker.html")).toEqual(expected);
  });

  test("cannot run an inline script, so the policy is in force", async () => {
    await expect(resultOf("inline.html", 500)).rejects.toThrow(/violates the following Content Security Policy/);
  });

  test("fails with its error and its console", async () => {
    await expect(resultOf("broken.html")).rejects.toThrow(/broken on purpose[\s\S]*warning: about to fail/);
  });
});

test.each(["/../etc/passwd", "/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/absent.js", "/%", "/%00", "/"])(
  "the server answers %s with 404",
  async (path) => expect(await statusOf(path)).toBe(404),
);
