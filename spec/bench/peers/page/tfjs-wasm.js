import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { build } from "./tfjs.js";

export async function open({ folder }) {
  setWasmPaths(new URL("packages/@tensorflow/tfjs-backend-wasm/wasm-out/", location.href).href);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm") throw new Error("no WebAssembly backend");
  return build(tf, folder);
}
