/** A runtime as the page loads it. */
export interface PeerConfig {
  readonly name: string;
  /** In `page`. */
  readonly module: string;
  readonly config: object;
  /** Of those that use WebGPU the best is what cnnc is measured by. */
  readonly webgpu: boolean;
  /** Its package, for the version. */
  readonly from?: string;
}

const ort = (name: string, bundle: string, provider: "webgpu" | "wasm"): PeerConfig => ({
  name,
  module: "ort",
  config: { bundle, provider },
  webgpu: provider === "webgpu",
  from: "onnxruntime-web",
});

/** What every result is held against: it computes on the processor, and is right where others are not. */
export const reference = "ort-wasm";

/** All with one thread where threads could be had: a page has them only if its server sends two rare headers. */
export const peers: readonly PeerConfig[] = [
  { name: "cnnc", module: "cnnc", config: {}, webgpu: true },
  ort("ort-webgpu", "ort.webgpu.bundle.min.mjs", "webgpu"),
  ort("ort-webgpu-jspi", "ort.jspi.bundle.min.mjs", "webgpu"),
  ort("ort-jsep", "ort.bundle.min.mjs", "webgpu"),
  { name: "tfjs-webgpu", module: "tfjs-webgpu", config: {}, webgpu: true, from: "@tensorflow/tfjs-core" },
  ort(reference, "ort.wasm.bundle.min.mjs", "wasm"),
  { name: "tfjs-wasm", module: "tfjs-wasm", config: {}, webgpu: false, from: "@tensorflow/tfjs-core" },
  { name: "convnetjs", module: "convnetjs", config: {}, webgpu: false, from: "convnetjs" },
];
