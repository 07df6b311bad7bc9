import { defineConfig } from "tsdown";
export default defineConfig([
  { entry: { "bundle-runtime": "runtime/bundle.ts" }, platform: "neutral", target: "es2022", dts: true, minify: { compress: true, mangle: true, codegen: true }, outDir: "/tmp/emit/dist", clean: false, fixedExtension: false },
]);
