import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import { build } from "./tfjs.js";

export async function open({ folder }) {
  await tf.setBackend("webgpu");
  await tf.ready();
  if (tf.getBackend() !== "webgpu") throw new Error("no WebGPU backend");
  return build(tf, folder);
}
