import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { unpackOnce } from "../../runtime/node/unpack.ts";

/** Each does its part here: without the first WebGPU finds no adapter, without the second it looks for a GPU. */
export const webgpuOnSwiftShader: readonly string[] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/**
 * Launches a headless Chromium whose WebGPU runs on the CPU (SwiftShader). Everything comes from the npm package
 * `@sparticuz/chromium`, the NSS libraries that a bare machine lacks included; fonts alone do not. The caller closes it.
 *
 * WebGPU needs a secure context: pages must come from `https:`, `127.0.0.1` or `localhost` (see `serveFolder`).
 *
 * @throws Error when not on linux-x64, when the archives cannot be unpacked, or when the browser does not start
 */
export async function launchChromium(): Promise<Browser> {
  const folder = await unpackOnce(
    "chromium",
    ["chromium.br", "swiftshader.tar.br", "al2023.tar.br"],
    [
      "chromium",
      "libvulkan.so.1",
      "libvk_swiftshader.so",
      "vk_swiftshader_icd.json",
      "lib/libnss3.so",
      "lib/libnspr4.so",
    ],
  );
  const inherited = process.env.LD_LIBRARY_PATH;
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args: [...webgpuOnSwiftShader],
    // ours after theirs: libraries that someone chose keep winning
    env: { ...process.env, LD_LIBRARY_PATH: [...(inherited ? [inherited] : []), join(folder, "lib")].join(":") },
  });
}
