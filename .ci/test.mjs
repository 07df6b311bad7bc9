/**
 * Everything that must hold: types, lint, import order, then the tests. Each check runs even if one before it failed;
 * the exit status is 0 only if all passed. `npm test -- spec/kernels` passes its arguments to vitest.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const root = new URL("..", import.meta.url).pathname;
const bin = (file, ...args) => [`node_modules/${file}`, ...args];
const report = "dist/test-report.json";
const chosen = process.argv.slice(2);

const checks = [
  ["types", bin("typescript/bin/tsc", "-p", ".")],
  ["lint and format", bin("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")],
  [
    "import order",
    bin(
      "dependency-cruiser/bin/dependency-cruise.mjs",
      "--config",
      ".dependency-cruiser.cjs",
      "grammar",
      "compiler",
      "runtime",
      "examples",
      "spec",
    ),
  ],
  [
    "tests",
    bin("vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...chosen),
  ],
];

mkdirSync(new URL("../dist", import.meta.url), { recursive: true });
rmSync(new URL(`../${report}`, import.meta.url), { force: true });
const results = checks.map(([name, args]) => {
  console.log(`\n— ${name}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  return { name, passed: status === 0 };
});

let { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = readReport();
for (const { name, passed } of results.slice(0, -1)) {
  if (passed) numPassedTests++;
  else numFailedTests++;
  if (!passed) console.log(`failed: ${name}`);
}
// A runner that broke outside a test counts as a failure.
if (!results.at(-1).passed && numFailedTests === 0) numFailedTests = 1;
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
const summary = `${numPassedTests} passed, ${numFailedTests} failed${skipped}`;
writeFileSync(new URL("../dist/test-summary.txt", import.meta.url), `${summary}\n`);
console.log(`\n${summary}`);
process.exitCode = results.every(({ passed }) => passed) && numFailedTests === 0 ? 0 : 1;

function readReport() {
  try {
    return JSON.parse(readFileSync(new URL(`../${report}`, import.meta.url), "utf8"));
  } catch {
    return {};
  }
}
