/** `npm run fuzz -- --runs 50000 --seed 7`: the campaigns behind the slices that `npm test` runs. */
import { spawnSync } from "node:child_process";

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const env = { ...process.env, CNNC_FUZZ_RUNS: option("runs", "50000"), CNNC_FUZZ_SEED: option("seed", "1") };
const args = ["node_modules/vitest/vitest.mjs", "run", "spec/properties/hostile-texts", "--disable-console-intercept"];
process.exitCode =
  spawnSync(process.execPath, args, { cwd: new URL("..", import.meta.url).pathname, stdio: "inherit", env }).status ??
  1;
