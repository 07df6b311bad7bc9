import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What a program does with an adapter; it ends without releasing anything, unless told to destroy its device. */
const program = `
import { requestAdapter } from "./adapter.js";
globalThis.GPUMapMode = { READ: 1, mine: true };
try {
  const adapter = await requestAdapter();
  const again = await requestAdapter({ onNotice: () => {} });
  const device = await adapter.requestDevice();
  for (let i = 0; i < 5; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
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
  if (process.argv.includes("destroy")) device.destroy();
  console.log(JSON.stringify({ number, software: adapter.info.isFallbackAdapter, subgroups: adapter.features.has("subgroups"),
    sameAgain: again.info.description === adapter.info.description, driver: process.env.VK_DRIVER_FILES, kept: GPUMapMode.mine }));
} catch ({ name, code, message, cause }) {
  console.log(JSON.stringify({ name, code, message, cause: cause?.message }));
}
`;

const NOTICE = /^(no GPU found|as asked): running on the software adapter .+\/.+ \(.+\), on the CPU$/;
const SECONDS = 1000;

let build: string;

beforeAll(async () => {
  // inside node_modules, so that the program finds its packages
  await mkdir("node_modules/.cache", { recursive: true });
  build = await mkdtemp("node_modules/.cache/adapter-spec-");
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  };
  for (const name of ["adapter", "vulkan", "unpack"]) {
    const source = await readFile(`runtime/node/${name}.ts`, "utf8");
    await writeFile(join(build, `${name}.js`), ts.transpileModule(source, { compilerOptions }).outputText);
  }
  await writeFile(join(build, "package.json"), `{ "type": "module" }`);
  await writeFile(join(build, "program.js"), program);
});

afterAll(() => rm(build, { recursive: true, force: true }));

/** Runs `body` with a temporary folder in which nothing is unpacked yet. */
async function withEmptyCache(body: (cache: string) => Promise<void>): Promise<void> {
  const cache = await mkdtemp(join(tmpdir(), "cnnc-cache-"));
  try {
    await body(cache);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

type Run = { status: number | null; said: string; result: Record<string, unknown> };

async function run(env: Record<string, string>, ...flags: string[]): Promise<Run> {
  const child = spawn(process.execPath, ["--expose-gc", join(build, "program.js"), ...flags], {
    env: { ...process.env, ...env },
    timeout: 10 * SECONDS,
  });
  let [out, said] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (said += text));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, said, result: out ? JSON.parse(out) : {} };
}

const computed = { number: 42, software: true, subgroups: true, sameAgain: true, kept: true };

test("a GPU wins silently; without one there is one line about the software adapter", async () => {
  const { status, said, result } = await run({ CNNC_ADAPTER: "" });
  expect({ status, result }).toMatchObject({ status: 0, result: { number: 42 } });
  // Dawn may add warnings of its own where the system has a Vulkan loader and no driver
  expect(said.split("\n").filter((line) => NOTICE.test(line))).toHaveLength(result.software ? 1 : 0);
});

// `@sparticuz/chromium` holds SwiftShader for linux-x64
describe.runIf(process.platform === "linux" && process.arch === "x64")("the software adapter", () => {
  test("computes, says so once, and lets the process exit", async () => {
    const { status, said, result } = await run({ CNNC_ADAPTER: "software" });
    expect(said).toMatch(
      /^as asked: running on the software adapter google\/swiftshader \(SwiftShader .*\), on the CPU\n$/,
    );
    expect({ status, result }).toEqual({ status: 0, result: computed });
  });

  test("lets the process exit after `device.destroy()`", async () => {
    const { status, result } = await run({ CNNC_ADAPTER: "software" }, "destroy");
    expect({ status, result }).toEqual({ status: 0, result: computed });
  });

  test(
    "is unpacked by several processes at once",
    () =>
      withEmptyCache(async (cache) => {
        const env = { CNNC_ADAPTER: "software", TMPDIR: cache };
        for (const { status, result } of await Promise.all([run(env), run(env), run(env)])) {
          expect({ status, result }).toEqual({ status: 0, result: computed });
        }
        expect(await readdir(cache)).toHaveLength(1);
      }),
    30 * SECONDS,
  );

  test(
    "is unpacked anew where a cleaner of /tmp swept a part of it",
    () =>
      withEmptyCache(async (cache) => {
        const env = { CNNC_ADAPTER: "software", TMPDIR: cache };
        await run(env);
        const [folder] = await readdir(cache);
        await rm(join(cache, folder!, "libvk_swiftshader.so"));
        const { status, result } = await run(env);
        expect({ status, result }).toEqual({ status: 0, result: computed });
        expect(await readdir(cache)).toEqual([folder]);
      }),
    30 * SECONDS,
  );

  // the system's loader is played by SwiftShader's, its missing GPU by a driver that does not exist
  test(
    "is found where the system has Vulkan and no GPU",
    () =>
      withEmptyCache(async (cache) => {
        await run({ CNNC_ADAPTER: "software", TMPDIR: cache });
        const [folder] = await readdir(cache);
        const system = join(cache, "system");
        await mkdir(system);
        await copyFile(join(cache, folder!, "libvulkan.so.1"), join(system, "libvulkan.so.1"));
        const env = { CNNC_ADAPTER: "", LD_LIBRARY_PATH: system, VK_DRIVER_FILES: "/absent.json", TMPDIR: cache };
        const { status, result } = await run(env);
        expect({ status, result }).toEqual({ status: 0, result: { ...computed, driver: "/absent.json" } });
      }),
    30 * SECONDS,
  );
});

test("no adapter at all is a coded error that says what to do", async () => {
  const { status, result } = await run({
    CNNC_ADAPTER: "software",
    TMPDIR: "/absent",
    VK_DRIVER_FILES: "/absent.json",
  });
  expect({ status, result }).toMatchObject({ status: 0, result: { name: "AdapterError", code: "no-adapter" } });
  expect(result.message).toContain("install a driver");
  expect(result.cause).toContain("ENOENT");
});
