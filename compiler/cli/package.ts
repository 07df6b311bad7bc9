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

/** The runtime that every bundle takes along, as cnnc's own build left it: beside this module, or in `dist`. */
export function bundleRuntime(): { js: string; dts: string } {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = [here, join(packageFolder(), "dist")].find((path) => existsSync(join(path, "bundle-runtime.js")));
  if (folder === undefined) {
    throw new CliError(
      "no-runtime",
      "cnnc's own `bundle-runtime.js` is missing",
      "run `npm run build`, or install again",
    );
  }
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { js: read("bundle-runtime.js"), dts: read("bundle-runtime.d.ts") };
}
