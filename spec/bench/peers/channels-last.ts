import { elements } from "../../../compiler/graph/graph.ts";
import type { Layer } from "./layers.ts";
import type { Weights } from "./onnx.ts";

/** All weights in the order of the layers, in the layouts of runtimes whose channels come last. */
export function channelsLast(layers: readonly Layer[], weights: Weights): Float32Array<ArrayBuffer> {
  const stored = layers.flatMap(({ weight, bias }) => [weight, bias].flatMap((each) => each ?? []));
  const all = new Float32Array(stored.reduce((sum, { shape }) => sum + elements(shape), 0));
  for (const layer of layers) {
    if (layer.bias) all.set(weights.get(layer.bias.name)!, layer.bias.at);
    if (!layer.weight) continue;
    const values = weights.get(layer.weight.name)!;
    const flattened = layer.op === "fc" ? layers[layer.inputs[0]!]!.shape : undefined;
    all.set(flattened ? fullConnection(values, flattened) : filters(values, layer), layer.weight.at);
  }
  return all;
}

/** Outputs, inputs, window become window, inputs, outputs; with a filter for each channel window, channels, one. */
function filters(values: Float32Array, { weight, sliding }: Layer): Float32Array {
  const [outputs = 1, inputs = 1, ...window] = weight!.shape;
  const taps = elements(window);
  const depthwise = sliding!.groups > 1;
  const moved = new Float32Array(values.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let t = 0; t < taps; t++)
        moved[depthwise ? t * outputs + o : (t * inputs + i) * outputs + o] = values[(o * inputs + i) * taps + t]!;
  return moved;
}

/** Outputs, inputs become inputs, outputs; of a volume the inputs are counted with its channels last. */
function fullConnection(values: Float32Array, [channels = 1, ...places]: readonly number[]): Float32Array {
  const area = elements(places);
  const outputs = values.length / channels / area;
  const moved = new Float32Array(values.length);
  for (let o = 0; o < outputs; o++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < area; p++) moved[(p * channels + c) * outputs + o] = values[(o * channels + c) * area + p]!;
  return moved;
}

/** One image with its channels last, or back. */
export function transposed(values: Float32Array, rows: number): Float32Array<ArrayBuffer> {
  const columns = values.length / rows;
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}
