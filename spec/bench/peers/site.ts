import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "tsdown";
import { bundledRuntime, version } from "../../../compiler/cli/package.ts";
import { checkSource } from "../../../compiler/cli/source.ts";
import { bundle } from "../../../compiler/emit/bundle.ts";
import { elements } from "../../../compiler/graph/graph.ts";
import { statistics } from "../../../compiler/lower/statistics.ts";
import { writeSafetensors } from "../../../runtime/safetensors.ts";
import { modelPath, type Network, readNetwork } from "../networks.ts";
import { inputFor, weightsFor } from "../numbers.ts";
import { channelsLast, transposed } from "./channels-last.ts";
import { layersOf } from "./layers.ts";
import { toOnnx } from "./onnx.ts";

/** A model as the site holds it. */
export interface Model {
  readonly name: string;
  readonly macs: number;
  readonly outputShape: readonly number[];
}

const pages = ["cnnc.js", "ort.js", "tfjs-webgpu.js", "tfjs-wasm.js", "convnetjs.js", "page.ts"];

/** Modules of Node that the packages' branches for Node ask for: no page takes those branches. */
const ofNode = /^(?:node-fetch|util|crypto|worker_threads|perf_hooks|fs|path|os|string_decoder|buffer)$/;

const withoutNode = {
  name: "no-node-in-a-page",
  resolveId: {
    order: "pre",
    handler: (id: string) => (ofNode.test(id) ? `\0${id}` : undefined),
  },
  load: (id: string) => (id.startsWith("\0") && ofNode.test(id.slice(1)) ? "export default {};" : undefined),
} as const;

/** Bundles the page and each runtime's part of it, minified as a user would ship them. */
export async function makePages(root: string, site: string): Promise<void> {
  const source = join(root, "spec/bench/peers/page");
  await rm(site, { recursive: true, force: true });
  for (const page of pages)
    await build({
      config: false,
      cwd: root,
      entry: { [page.replace(/\.[jt]s$/, "")]: join(source, page) },
      outDir: site,
      clean: false,
      platform: "browser",
      target: "es2022",
      format: "esm",
      minify: true,
      dts: false,
      fixedExtension: false,
      deps: { alwaysBundle: [/./] },
      plugins: [withoutNode],
      logLevel: "error",
    });
  await copyFile(join(source, "page.html"), join(site, "page.html"));
  await writeFile(join(site, "blank.html"), "<!doctype html><title>blank</title>\n");
}

/** Writes a model for every runtime: cnnc's bundle and weights, an ONNX file, layers with flat weights, the input. */
export async function makeModel(root: string, site: string, name: string): Promise<Model> {
  const network = readNetwork(modelPath(root, name));
  const { program } = network.compiled;
  const graph = checkSource(network.source).graph!;
  const layers = layersOf(graph);
  const weights = weightsFor(program);
  const [port] = program.inputs;
  const input = inputFor(port!);
  const tensors = program.parameters.map(({ name, shape }) => [name, { shape, data: weights.get(name)! }] as const);
  const files: [string, string | Uint8Array][] = [
    ...bundleFiles(network),
    ["weights.safetensors", writeSafetensors(tensors)],
    ["model.onnx", toOnnx(layers, weights)],
    ["layers.json", JSON.stringify(layers)],
    ["weights.bin", bytes(channelsLast(layers, weights))],
    ["input.chw.bin", bytes(input)],
    ["input.hwc.bin", bytes(transposed(input, port!.shape[0]!))],
  ];
  for (const [path, content] of files) {
    const file = join(site, "models", name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { name, macs: statistics(graph, program).total.macs, outputShape: program.outputs[0]!.shape };
}

const bundleFiles = ({ source, compiled }: Network): ReadonlyMap<string, string | Uint8Array> =>
  bundle(compiled, { source, runtime: bundledRuntime(), compiler: version() });

const bytes = ({ buffer }: Float32Array<ArrayBuffer>): Uint8Array => new Uint8Array(buffer);

/** The largest difference from the reference, as a share of its largest value; both with the channels first. */
export function errorOf(
  { outputShape }: Model,
  layout: string,
  output: readonly number[],
  right: readonly number[],
): number {
  const values = layout === "hwc" ? transposed(Float32Array.from(output), output.length / outputShape[0]!) : output;
  if (values.length !== elements(outputShape)) return Number.NaN;
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return right.reduce((most, value, i) => Math.max(most, Math.abs(values[i]! - value)), 0) / largest;
}
