/** `npm run mutants`: tries every mutant on the cases in order, and writes TABLE.md. */
import { spawnSync } from "node:child_process";

const root = new URL("../..", import.meta.url).pathname;
const args = ["node_modules/vitest/vitest.mjs", "run", "spec/mutants", "--disable-console-intercept"];
const env = { ...process.env, UPDATE_MUTANTS: "1" };
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env }).status ?? 1;
