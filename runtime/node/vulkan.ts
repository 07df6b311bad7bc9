import { readdir } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { unpackOnce } from "./unpack.ts";

const LOADER = "libvulkan.so.1";
const SWIFTSHADER = "vk_swiftshader_icd.json";

/** Where GPU drivers announce themselves to the Vulkan loader. */
const DRIVER_FOLDERS = ["/etc/vulkan/icd.d", "/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/**
 * Makes the system's own drivers reachable for Dawn, which on Linux asks for Vulkan's loader by its bare name. A
 * container with a GPU often has the driver and no loader: then ours is loaded.
 *
 * @returns whether Dawn has anything to find; if not, asking it would only write warnings to stderr
 * @throws Error when our loader is needed and cannot be unpacked (see {@link unpackOnce}) or loaded
 */
export async function prepareSystemDriver(): Promise<boolean> {
  if (process.platform !== "linux" || systemHasLoader()) return true;
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  if (!VK_DRIVER_FILES && !VK_ICD_FILENAMES && !(await anyDriver())) return false;
  await prepareSwiftShader();
  return true;
}

/**
 * Makes SwiftShader, a Vulkan driver that runs on the CPU, reachable for Dawn: unpacks it, and where the system has no
 * Vulkan loader, loads the one that comes with it.
 *
 * @returns path of the driver's manifest, for {@link withDriver}
 * @throws Error when it cannot be unpacked (see {@link unpackOnce}) or loaded
 */
export async function prepareSwiftShader(): Promise<string> {
  const folder = await unpackOnce("swiftshader", ["swiftshader.tar.br"], [LOADER, SWIFTSHADER, "libvk_swiftshader.so"]);
  const loader = join(folder, LOADER);
  if (!systemHasLoader() && !loadLibrary(loader)) {
    throw new Error(`cannot load \`${loader}\`; is its file system \`noexec\`?`);
  }
  return join(folder, SWIFTSHADER);
}

/**
 * Runs `action` while the Vulkan loader sees this driver only. The loader reads the environment when Dawn makes its
 * Vulkan instance, which happens before `GPU.requestAdapter` returns its promise; so `action` is not awaited and no
 * other request can see the change. (In a worker thread `process.env` is a copy that Vulkan does not see.)
 */
export function withDriver<T>(manifest: string, action: () => T): T {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  // the second is the older name; a loader that knows the first prefers it
  Object.assign(process.env, { VK_DRIVER_FILES: manifest, VK_ICD_FILENAMES: manifest });
  try {
    return action();
  } finally {
    for (const [name, value] of Object.entries({ VK_DRIVER_FILES, VK_ICD_FILENAMES })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

let systemLoader: boolean | undefined;

/** Found out once: after {@link prepareSwiftShader} the bare name also finds the loader that we brought. */
function systemHasLoader(): boolean {
  systemLoader ??= loadLibrary(LOADER);
  return systemLoader;
}

async function anyDriver(): Promise<boolean> {
  const found = await Promise.all(DRIVER_FOLDERS.map((folder) => readdir(folder).catch(() => [])));
  return found.flat().some((file) => file.endsWith(".json"));
}

/**
 * Loads a shared library for good, so that a later `dlopen` by its bare name finds it.
 * `process.dlopen` is made for addons: it throws even when the library is loaded, then naming the registration missed.
 */
function loadLibrary(path: string): boolean {
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  const RTLD_NODELETE = 0x1000; // Linux; without it the throw unloads the library again
  try {
    process.dlopen({ exports: {} }, path, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
    return true;
  } catch (error) {
    return error instanceof Error && error.message.includes("did not self-register");
  }
}
