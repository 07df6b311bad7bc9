import type { Contraction } from "../../compiler/kernels/family.ts";
import { indices } from "../../compiler/operators/grid.ts";
import { imageFor, imagesFor, inexact, weightsFor } from "./exact.ts";
import { backwards, filters, outputsOfGroup, withFilters } from "./filters.ts";
import { isFullyConnected, slidingOf } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { changed, convText, fcText, ones } from "./layer-text.ts";
import { differ, differs, grid, outputs, tensor } from "./ways.ts";

/** The layer's work, which is known to be a contraction. */
const contractionOf = ({ work }: Layer): Contraction => work as Contraction;

const notConvolution = (layer: Layer): string | undefined =>
  layer.work.family !== "contraction" || isFullyConnected(layer) ? "it is no convolution" : undefined;

const all = (sizes: readonly number[], wanted: number): boolean => sizes.every((n) => n === wanted);

/** y[o, p] = b[o] + Σ_i x[i, p·s − pad] · w[o, i]: each pixel by itself, and zeros where there is none (Lin et al. 2013). */
export const pointwiseIsFullyConnected: Law = {
  name: "a 1x1 convolution is a fully connected layer at each pixel",
  exempts: (layer) =>
    notConvolution(layer) ??
    (all(contractionOf(layer).window, 1) ? undefined : "its window is larger than 1") ??
    (contractionOf(layer).groups === 1 ? inexact(layer) : "it has groups"),
  check: async (layer, random, run) => {
    const { inChannels, outChannels, stride, padBefore, output, bias } = contractionOf(layer);
    const { text, inputs, node } = layer;
    const weights = weightsFor(layer, random);
    const [x] = imageFor(layer, random);
    const picture = grid(inputs[0]!, x!);
    const pixels = [...indices(output)].length;
    const images = Array.from({ length: pixels }, () => [new Float32Array(inChannels)]);
    let pixel = 0;
    for (const place of indices(output)) {
      const from = place.map((at, axis) => at * stride[axis]! - padBefore[axis]!);
      images[pixel++]![0]!.forEach((_, c, values) => {
        values[c] = picture.at([c, ...from]) ?? 0;
      });
    }
    const other = fcText(outChannels, bias, [inChannels]);
    const got = await outputs(run, text, weights, [[x!]]);
    const each = await outputs(run, other, weights, images);
    return differs([text, other], node.shape, got, (_, [channel], i) => each[i % pixels]![channel!]!);
  },
};

/** A window of the input's size has one place: y[o] = b[o] + Σ over i, k of x[i, k] · w[o, i, k]. */
export const fullyConnectedIsConvolution: Law = {
  name: "a fully connected layer is a convolution with a window as large as its input",
  exempts: (layer) => {
    const { work } = layer;
    if (work.family !== "contraction") return "it is no contraction";
    const whole = String(work.window) === String(work.input) && all([...work.padBefore, ...work.padAfter], 0);
    if (!whole || !work.dilation.every((d, a) => d === 1 || work.window[a] === 1)) return "its window is not its input";
    return work.groups === 1 ? inexact(layer) : "it has groups";
  },
  check: async (layer, random, run) => {
    const work = contractionOf(layer);
    const { text, node, inputs } = layer;
    const weights = weightsFor(layer, random);
    const images = imagesFor(layer, random, 2);
    // A vector is a picture of one pixel.
    const picture = work.input.length > 0 ? work : { ...work, ...pixel };
    const other = isFullyConnected(layer) ? convText(picture) : fcText(work.outChannels, work.bias, inputs[0]!);
    const got = await outputs(run, text, weights, images);
    const expected = await outputs(run, other, work.flip ? backwards(work, weights) : weights, images);
    return differ([text, other], node.shape, got, expected);
  },
};

const [one, none] = [
  [1, 1],
  [0, 0],
];
const pixel = { input: one, output: one, window: one, stride: one, dilation: one, padBefore: none, padAfter: none };

/** w'[o, i, k] = w[o, i − first input of o's group, k] inside the group, and 0 elsewhere. */
export const groupsAreBlocks: Law = {
  name: "groups are a block diagonal filter",
  exempts: (layer) => notConvolution(layer) ?? (contractionOf(layer).groups > 1 ? inexact(layer) : "it has no groups"),
  check: async (layer, random, run) => {
    const work = contractionOf(layer);
    const weights = weightsFor(layer, random);
    const [each, at] = [work.inChannels / work.groups, filters(work, weights)];
    const whole = { ...work, groups: 1 };
    const blocks = withFilters(weights, whole, (out, input, tap) => {
      const first = Math.floor(out / outputsOfGroup(work)) * each;
      return input >= first && input < first + each ? at(out, input - first, tap) : 0;
    });
    const images = imagesFor(layer, random, 2);
    const other = convText(whole);
    const got = await outputs(run, layer.text, weights, images);
    return differ([layer.text, other], layer.node.shape, got, await outputs(run, other, blocks, images));
  },
};

/** w'[o, i, d·k] = w[o, i, k], and 0 between: a window of d·(k − 1) + 1 (Holschneider et al. 1989, "à trous"). */
export const dilationIsZeros: Law = {
  name: "a dilated filter is one with zeros between its taps",
  exempts: (layer) =>
    notConvolution(layer) ??
    (contractionOf(layer).dilation.some((d, a) => d > 1 && contractionOf(layer).window[a]! > 1)
      ? inexact(layer)
      : "it is not dilated"),
  check: async (layer, random, run) => {
    const work = contractionOf(layer);
    const weights = weightsFor(layer, random);
    const { window, dilation } = work;
    const wide = window.map((k, a) => dilation[a]! * (k - 1) + 1);
    const lead = [work.outChannels, work.inChannels / work.groups];
    const narrow = grid([...lead, ...window], weights.get("weight")!);
    const spread = tensor([...lead, ...wide], ([o, i, ...k]) => {
      const tap = k.map((at, a) => at / dilation[a]!);
      return tap.every(Number.isInteger) ? narrow.at([o!, i!, ...tap])! : 0;
    });
    const images = imagesFor(layer, random, 2);
    const other = changed(layer, { window: wide, dilation: ones(window) });
    const got = await outputs(run, layer.text, weights, images);
    const expected = await outputs(run, other, new Map([...weights, ["weight", spread]]), images);
    return differ([layer.text, other], layer.node.shape, got, expected);
  },
};

/** Convolution with w is cross-correlation with w[o, i, k₀ − 1 − k], along every axis. */
export const flipIsBackwards: Law = {
  name: "flip is a filter read backwards",
  exempts: (layer) =>
    notConvolution(layer) ??
    (slidingOf(layer.work)!.window.some((k) => k > 1) ? inexact(layer) : "its window has one tap"),
  check: async (layer, random, run) => {
    const work = contractionOf(layer);
    const weights = weightsFor(layer, random);
    const images = imagesFor(layer, random, 2);
    const other = changed(layer, { flip: !work.flip });
    const got = await outputs(run, layer.text, weights, images);
    const expected = await outputs(run, other, backwards(work, weights), images);
    return differ([layer.text, other], layer.node.shape, got, expected);
  },
};
