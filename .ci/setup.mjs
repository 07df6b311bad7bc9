/** Installs and builds what is missing or out of date: every npm script of the project starts here. Needs only Node and npm. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const windows = process.platform === "win32";

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: windows });
  if (status !== 0) process.exit(status ?? 1);
}

const unbuilt = new Set(["golden", "node_modules"]);

/** A hash of files and of everything in folders, by content. */
function fingerprint(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    if (!existsSync(join(root, path))) return;
    try {
      for (const name of readdirSync(join(root, path)).sort()) if (!unbuilt.has(name)) add(join(path, name));
    } catch {
      hash.update(path).update(readFileSync(join(root, path)));
    }
  };
  paths.forEach(add);
  return hash.digest("hex");
}

/** Does the work unless its mark says that it was done for these files. */
function unlessDone(mark, paths, work) {
  const [file, wanted] = [join(root, mark), fingerprint(paths)];
  if (existsSync(file) && readFileSync(file, "utf8") === wanted) return;
  work();
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, wanted);
}

unlessDone("node_modules/.cnnc-installed", ["package-lock.json"], () => {
  console.log("installing what package-lock.json names ...");
  run("npm", ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
});
unlessDone(
  "dist/.built",
  ["package-lock.json", "tsdown.config.ts", "tsconfig.json", "grammar", "compiler", "runtime", "spec", "examples"],
  () => {
    console.log("building dist/ ...");
    run(process.execPath, [join(root, "node_modules/tsdown/dist/run.mjs"), "--logLevel", "error"]);
  },
);
