import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Installs the peers where they are missing or other ones. @returns their versions. @throws Error where npm fails */
export function installPeers(folder: string, names: readonly string[]): Record<string, string> {
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const mark = join(folder, "node_modules/.cnnc-installed");
  if (!existsSync(mark) || readFileSync(mark, "utf8") !== lock) {
    console.error("installing what spec/bench/peers/package-lock.json names …");
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const shell = process.platform === "win32";
    const { status } = spawnSync("npm", args, { cwd: folder, stdio: ["ignore", "inherit", "inherit"], shell });
    if (status !== 0) throw new Error("the peers could not be installed");
    writeFileSync(mark, lock);
  }
  const version = (name: string): string =>
    JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
  return Object.fromEntries(names.map((name) => [name, version(name)]));
}
