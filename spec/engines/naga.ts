import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { prepareSwiftShader } from "../../runtime/node/vulkan.ts";
import type { Engine, Found, Said } from "./engine.ts";
import { within } from "./engine.ts";
import { findProgram, run, start } from "./processes.ts";

/** Deno, by one of the interfaces to a GPU that wgpu knows on Linux. Elsewhere it chooses by itself. */
export function deno(backend: "vulkan" | "gl", name: string): Engine {
  const onLinux = process.platform === "linux";
  return {
    name,
    compiler: "naga",
    install: "npm install --no-save deno, or CNNC_DENO=path",
    find: async () => {
      const path = findProgram("CNNC_DENO", [join(process.cwd(), "node_modules/.bin/deno")], ["deno"]);
      if (path === undefined || (backend === "gl" && !onLinux)) return undefined;
      return inDeno(path, onLinux ? { DENO_WEBGPU_BACKEND: backend } : {});
    },
  };
}

async function inDeno(path: string, backend: NodeJS.ProcessEnv): Promise<Found> {
  const { stdout } = await run(path, ["--version"], 20_000);
  return {
    version: stdout.split(/\s/, 2)[1]!,
    check: ({ folder }, limit) =>
      withAnyDriver(async (driver) => {
        const args = ["run", "--unstable-webgpu", "--no-prompt", `--allow-read=${folder}`, join(folder, "deno.js")];
        const said = await run(path, args, limit, { ...backend, ...driver });
        return JSON.parse(said.stdout.trim().split("\n").at(-1)!);
      }),
  };
}

export const firefox: Engine = {
  name: "firefox",
  compiler: "naga",
  install: "apt-get install firefox-esr, or CNNC_FIREFOX=path",
  find: async () => {
    const path = findProgram("CNNC_FIREFOX", [], ["firefox-esr", "firefox"]);
    return path === undefined ? undefined : inFirefox(path);
  },
};

/** WebGPU is off in Firefox on Linux, and rasterisers are on its list of drivers to keep away from. */
const preferences = {
  "dom.webgpu.enabled": true,
  "gfx.webgpu.ignore-blocklist": true,
  "gfx.webrender.software": true,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** Playwright drives only a Firefox of its own: this one opens the page, which sends its report. */
async function inFirefox(path: string): Promise<Found> {
  const { stdout } = await run(path, ["--version"], 20_000);
  return {
    version: stdout.trim().replace(/^Mozilla Firefox /, ""),
    check: ({ url, report }, limit) => withAnyDriver((driver) => openInFirefox(path, url, report(), limit, driver)),
  };
}

async function openInFirefox(path: string, url: string, said: Promise<Said>, limit: number, driver: NodeJS.ProcessEnv) {
  const profile = await mkdtemp(join(tmpdir(), "cnnc-firefox-"));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});\n`);
  await writeFile(join(profile, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--profile", profile, `${url}/`];
  const browser = start(path, args, { HOME: profile, ...driver });
  const ended = browser.end.then((code) => {
    throw new Error(`Firefox ended with ${code ?? "a signal"}: ${browser.stderr().trim().slice(-500)}`);
  });
  try {
    return await within(Promise.race([said, ended]), limit);
  } finally {
    ended.catch(() => undefined);
    await browser.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** With the machine's own drivers, or if it has none with the SwiftShader that npm installs, where there is one. */
async function withAnyDriver(check: (driver: NodeJS.ProcessEnv) => Promise<Said>): Promise<Said> {
  const said = await check({});
  if (!("noAdapter" in said) || process.platform !== "linux" || process.arch !== "x64") return said;
  const manifest = await prepareSwiftShader();
  const libraries = [process.env.LD_LIBRARY_PATH, dirname(manifest)].filter(Boolean).join(":");
  return check({ VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: libraries });
}
