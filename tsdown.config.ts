import { defineConfig, type UserConfig } from "tsdown";

/** What a page can load as it is, without a build step. */
const library = { index: "compiler/index.ts", runtime: "runtime/index.ts", verify: "spec/verify/index.ts" };

/** What only Node can. */
const programs = {
  node: "runtime/node/adapter.ts",
  cli: "compiler/cli/main.ts",
  start: "examples/start.ts",
};

/**
 * `bundle-runtime.js`, which becomes `runtime.js` of bundles: one file that imports nothing, and is small.
 */
export const bundleRuntime = {
  entry: { "bundle-runtime": "runtime/bundle.ts" },
  platform: "neutral",
  target: "es2022",
  fixedExtension: false,
  dts: true,
  clean: false,
  minify: true,
  // Symbol.asyncDispose is not in every library that a tsconfig names.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
} satisfies UserConfig;

/** `runtime.js` where an input is a picture. */
export const bundlePictures = {
  ...bundleRuntime,
  entry: { "bundle-runtime-pictures": "runtime/bundle-pictures.ts" },
} satisfies UserConfig;

/** Modules of the runtime that `runtime.js` exports whole: `self-check.js` takes them from there. */
const shared = /\/(buffers|errors|executor|instance|recipes)\.ts$/;

/** `bundle-self-check.js`, which becomes `self-check.js` of every bundle: what its `verify.js` runs. */
export const bundleSelfCheck = {
  ...bundleRuntime,
  entry: { "bundle-self-check": "runtime/self-check.ts" },
  plugins: [
    {
      name: "runtime-is-beside-it",
      resolveId: (id: string) => (shared.test(id) ? { id: "./runtime.js", external: true } : undefined),
    },
  ],
} satisfies UserConfig;

/** What is in the files of the command line: a hundred small ones would take most of the time of `cnnc check` to load. */
export const bundledLibraries = [
  /^(chevrotain|commander|picocolors|string-width|fast-png|fflate|chokidar|@dagrejs\/dagre|@bufbuild\/protobuf.*)$/,
];

export default defineConfig([
  {
    entry: library,
    platform: "browser",
    target: "es2022",
    fixedExtension: false,
    dts: true,
    deps: { alwaysBundle: [/^(?!ts-morph$)/] },
  },
  {
    entry: programs,
    platform: "node",
    clean: false,
    target: "node20",
    fixedExtension: false,
    dts: true,
    deps: { alwaysBundle: bundledLibraries, onlyBundle: false },
  },
  bundleRuntime,
  bundlePictures,
  bundleSelfCheck,
]);
