import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { compile } from "../../compiler/compile.ts";
import { type BundleOptions, bundle } from "../../compiler/emit/bundle.ts";
import { renderAll } from "../../grammar/render.ts";
import type { Source } from "../../grammar/source.ts";
import { exactCases } from "../verify/cases.ts";

export interface Modules {
  readonly runtime: BundleOptions["runtime"];
  readonly selfCheck: { readonly js: string; readonly dts: string };
}

const report = `const body = JSON.stringify(await checkHere(networks).catch((error) => ({ noAdapter: String(error) })));`;

const scripts = {
  "index.html": `<!doctype html><title>cnnc</title><script type="module" src="start.js"></script>\n`,
  "start.js": `import { checkHere } from "./page.js";
const networks = await (await fetch("networks.json")).json();
${report}
await fetch("report", { method: "POST", body });
`,
  "deno.js": `import { checkHere } from "./page.js";
const networks = JSON.parse(Deno.readTextFileSync(new URL("./networks.json", import.meta.url)));
${report}
console.log(body);
`,
};

/**
 * Fills a folder with a bundle of each network, the page that checks them and the script that does in Deno.
 *
 * @param root of this project
 * @returns the networks' names
 */
export async function makeSite(folder: string, root: string, networks: readonly Source[], modules: Modules) {
  const names = networks.map(({ name }) => basename(name, ".cnn"));
  for (const [i, source] of networks.entries()) await writeAll(join(folder, names[i]!), await made(source, modules));
  await writeAll(folder, [...Object.entries(scripts), ["networks.json", JSON.stringify(names)]]);
  await copyFile(join(root, "spec/engines/page.js"), join(folder, "page.js"));
  return names;
}

async function made(source: Source, { runtime, selfCheck }: Modules) {
  const { compiled, diagnostics } = compile(source);
  if (!compiled) throw new Error(renderAll(diagnostics, source));
  return bundle(compiled, { source, runtime, selfCheck: { ...selfCheck, cases: exactCases(compiled) }, compiler: "0" });
}

async function writeAll(folder: string, files: Iterable<readonly [string, string | Uint8Array]>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
