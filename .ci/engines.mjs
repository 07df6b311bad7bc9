/** `npm run engines -- --only deno --format json`: the same exact cases in every WebGPU engine that is installed. */
import { pathToFileURL } from "node:url";
import { build } from "tsdown";

const root = new URL("..", import.meta.url).pathname;
const outDir = `${root}node_modules/.cache/cnnc/engines`;
await build({
  config: false,
  cwd: root,
  entry: { engines: "spec/engines/main.ts" },
  outDir,
  platform: "node",
  target: "node20",
  dts: false,
  fixedExtension: false,
  deps: { neverBundle: [/^[^./]/] },
  logLevel: "error",
});
await import(pathToFileURL(`${outDir}/engines.js`).href);
