import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "./errors.ts";

/** The folder of cnnc's own package.json, from the sources as from `dist`. */
export function packageFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, "package.json"))) return from;
  const above = dirname(from);
  if (above === from) throw new Error("cnnc's own package.json is missing");
  return packageFolder(above);
}

export const version = (): string =>
  (JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as { version: string }).version;

/** A module that bundles take along, as cnnc's own build left it: beside this module, or in `dist`. */
export function bundled(name: "runtime" | "runtime-pictures" | "self-check"): { js: string; dts: string } {
  const file = `bundle-${name}`;
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = [here, join(packageFolder(), "dist")].find((path) => existsSync(join(path, `${file}.js`)));
  if (folder === undefined) {
    throw new CliError("no-runtime", `cnnc's own \`${file}.js\` is missing`, "run `npm run build`, or install again");
  }
  const read = (extension: string): string => readFileSync(join(folder, `${file}.${extension}`), "utf8");
  return { js: read("js"), dts: read("d.ts") };
}

/** `runtime.js` in both its forms. */
export const bundledRuntime = () => ({ ...bundled("runtime"), pictures: bundled("runtime-pictures").js });
