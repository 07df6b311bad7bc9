/** onnxruntime-web. `bundle` is one of its files, `provider` WebGPU or WebAssembly. */
export async function open({ folder, config: { bundle, provider } }) {
  const { InferenceSession, Tensor, env } = await import(
    new URL(`packages/onnxruntime-web/dist/${bundle}`, location.href).href
  );
  env.wasm.numThreads = 1;
  env.logLevel = "error";
  const [layers, model] = await Promise.all([
    fetch(`${folder}layers.json`).then((response) => response.json()),
    fetch(`${folder}model.onnx`).then((response) => response.arrayBuffer()),
  ]);
  const options = { executionProviders: [provider], graphOptimizationLevel: "all" };
  const session = await InferenceSession.create(new Uint8Array(model), options);
  const shape = [1, ...layers[0].shape];
  const run = async (x) => (await session.run({ x: new Tensor("float32", x, shape) })).y.data;
  return { layout: "chw", run };
}
