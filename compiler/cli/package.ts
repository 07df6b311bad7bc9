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

/** The runtime that every bundle takes along, as cnnc's own build left it. */
export function bundleRuntime(): { js: string; dts: string } {
  const read = (name: string): string => {
    const path = join(packageFolder(), "dist", name);
    if (existsSync(path)) return readFileSync(path, "utf8");
    throw new CliError("no-runtime", `cnnc's own \`${path}\` is missing`, "run `npm run build`, or install cnnc again");
  };
  return { js: read("bundle-runtime.js"), dts: read("bundle-runtime.d.ts") };
}
