import { drawSeven, sketch } from "./digit.ts";

/** What `cnnc build lenet5.cnn` makes, as far as it is used here. */
export interface Bundle {
  readonly inputs: { readonly image: { readonly shape: readonly [1, height: number, width: number] } };
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly length: number }>>;
  requestDevice(options: { adapter: GPUAdapter }): Promise<GPUDevice>;
  create(options: { device: GPUDevice; weights: Record<string, Float32Array> }): Promise<{
    run(inputs: { image: Float32Array<ArrayBuffer> }): Promise<{ digit: Float32Array<ArrayBuffer> }>;
    dispose(): Promise<void>;
  }>;
}

/** Shows a drawn 7 to the network, and prints how likely it holds each digit to be. */
export async function run({ create, requestDevice, inputs, parameters }: Bundle, adapter: GPUAdapter): Promise<void> {
  const [, height, width] = inputs.image.shape;
  const image = drawSeven(width, height);

  const device = await requestDevice({ adapter });
  // Nobody has trained these. With a trained file it would be `weights: new URL("lenet5.safetensors", import.meta.url)`.
  const net = await create({ device, weights: madeUpWeights(parameters) });
  const { digit } = await net.run({ image });
  await net.dispose();
  device.destroy();

  console.log(sketch(image, width));
  console.log("a 7, seen with MADE-UP weights: the answer means nothing, but it is the same on every machine");
  digit.forEach((probability, i) => {
    console.log(`  ${i}  ${probability.toFixed(4)}  ${"█".repeat(Math.round(40 * probability))}`);
  });
}

/** Repeatable weights, scaled so that values keep their size from layer to layer (Glorot and Bengio 2010). */
function madeUpWeights(parameters: Bundle["parameters"]): Record<string, Float32Array> {
  let state = 1998;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const made = Object.entries(parameters).map(([name, { shape, length }]) => {
    const [outputs = 1, ...fanIn] = shape;
    const taps = fanIn.slice(1).reduce((a, b) => a * b, 1);
    const most = fanIn.length === 0 ? 0.1 : Math.sqrt(6 / (((fanIn[0] ?? 1) + outputs) * taps));
    return [name, Float32Array.from({ length }, () => most * (2 * random() - 1))] as const;
  });
  return Object.fromEntries(made);
}
