import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { requestAdapter } from "../../runtime/node/adapter.ts";
import { launchChromium, webgpuOnSwiftShader } from "../browser/chromium.ts";
import { type Engine, type Found, type Said, type Site, within } from "./engine.ts";
import { deno, firefox } from "./naga.ts";
import { findProgram } from "./processes.ts";

const onX64Linux = process.platform === "linux" && process.arch === "x64";

/** What has WebGPU and can be asked without a person at it. */
export const engines: readonly Engine[] = [
  {
    name: "node",
    compiler: "Tint",
    install: "comes with `npm ci`",
    find: async () => ({ version: process.version, check: checkInNode }),
  },
  {
    name: "chromium",
    compiler: "Tint",
    install: "comes with `npm ci` on x64 Linux",
    find: async () => (onX64Linux ? inBrowser(launchChromium) : undefined),
  },
  {
    name: "debian-chromium",
    compiler: "Tint",
    install: "apt-get install chromium, or CNNC_CHROMIUM=path",
    find: async () => {
      const path = findProgram("CNNC_CHROMIUM", ["/usr/bin/chromium"], []);
      return path === undefined
        ? undefined
        : inBrowser(() => chromium.launch({ executablePath: path, args: [...webgpuOnSwiftShader] }));
    },
  },
  deno("vulkan", "deno"),
  // The same naga by another way: to GLSL instead of SPIR-V, for Mesa's own compiler.
  deno("gl", "deno-gl"),
  firefox,
];

async function checkInNode({ folder, networks }: Site): Promise<Said> {
  const load = (path: string) => import(pathToFileURL(join(folder, path)).href);
  const { checkAll } = await load("page.js");
  const adapter = await requestAdapter({ onNotice: () => undefined });
  // A device uses up its adapter.
  const deviceFor = async (bundle: { requestDevice(options: object): Promise<GPUDevice> }, variant: string) =>
    bundle.requestDevice({ adapter: await requestAdapter({ onNotice: () => undefined }), batch: 2, variant });
  const { vendor, architecture } = adapter.info;
  return { adapter: `${vendor} ${architecture}`.trim(), runs: await checkAll(networks, load, deviceFor) };
}

/** A browser that Playwright drives. */
async function inBrowser(launch: () => Promise<Browser>): Promise<Found> {
  const probe = await launch();
  const version = probe.version();
  await probe.close();
  return {
    version,
    check: async ({ url, report }, limit) => {
      const browser = await launch();
      try {
        const page = await browser.newPage();
        const said = report();
        const failed = new Promise<never>((_, reject) => page.on("pageerror", reject).on("crash", reject));
        await page.goto(`${url}/`);
        return await within(Promise.race([said, failed]), limit);
      } finally {
        await browser.close();
      }
    },
  };
}
