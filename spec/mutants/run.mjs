/**
 * `npm run mutants`: tries every mutant on the cases in order, and writes TABLE.md. `npm run mutants -- rows-tree` tries
 * those alone whose name the pattern matches, and writes nothing.
 */
import { spawnSync } from "node:child_process";

const root = new URL("../..", import.meta.url).pathname;
const args = ["node_modules/vitest/vitest.mjs", "run", "spec/mutants", "--disable-console-intercept"];
const env = { ...process.env, UPDATE_MUTANTS: "1", MUTANTS: process.argv[2] ?? "" };
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1;
