import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "tsdown";
import { bundlePictures, bundleRuntime, bundleSelfCheck } from "../../tsdown.config.ts";

const root = join(import.meta.dirname, "../..");

interface Module {
  readonly js: string;
  readonly dts: string;
}

/** The modules that bundles take along, as `npm run build` makes them. Kept in `node_modules/.cache` until anything that they are made of changes. */
export async function buildRuntime(): Promise<{ runtime: Module & { pictures: string }; selfCheck: Module }> {
  const cache = join(root, "node_modules/.cache/cnnc");
  const kept = join(cache, `bundle-runtime-${await fingerprint()}`);
  const read = async (name: string) => {
    const [js, dts] = await Promise.all(
      ["js", "d.ts"].map((end) => readFile(join(kept, `bundle-${name}.${end}`), "utf8")),
    );
    return { js: js!, dts: dts! };
  };
  const readAll = async () => ({
    runtime: { ...(await read("runtime")), pictures: (await read("runtime-pictures")).js },
    selfCheck: await read("self-check"),
  });
  try {
    return await readAll();
  } catch {
    await mkdir(cache, { recursive: true });
    const outDir = await mkdtemp(join(cache, "making-"));
    for (const config of [bundleRuntime, bundlePictures, bundleSelfCheck])
      await build({ ...config, config: false, cwd: root, outDir, logLevel: "error" });
    // Of several test processes that came here at once, the first one's stays; they are equal.
    await rename(outDir, kept).catch(() => rm(outDir, { recursive: true }));
    return readAll();
  }
}

async function fingerprint(): Promise<string> {
  const names = (await readdir(join(root, "runtime"))).filter((name) => name.endsWith(".ts")).sort();
  const paths = [...names.map((name) => `runtime/${name}`), "tsdown.config.ts", "tsconfig.json", "package-lock.json"];
  const hash = createHash("sha256");
  for (const path of paths) hash.update(await readFile(join(root, path)));
  return hash.digest("hex").slice(0, 16);
}
