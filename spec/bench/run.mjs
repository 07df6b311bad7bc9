/**
 * `npm run bench` and `npm run bench:peers`: bundles what measures, and runs it.
 *
 *   node spec/bench/run.mjs bench|peers [options]
 */
import { pathToFileURL } from "node:url";
import { build } from "tsdown";

const root = new URL("../..", import.meta.url).pathname;
const entries = { bench: "spec/bench/main.ts", peers: "spec/bench/peers/main.ts" };
const [what] = process.argv.splice(2, 1);
const outDir = `${root}dist/bench`;
await build({
  config: false,
  cwd: root,
  entry: { [what]: entries[what] },
  outDir,
  clean: false,
  platform: "node",
  target: "node20",
  dts: false,
  fixedExtension: false,
  deps: { neverBundle: [/^[^./]/] },
  logLevel: "error",
});
await import(pathToFileURL(`${outDir}/${what}.js`).href);
