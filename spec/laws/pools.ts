import type { Unpool, Window } from "../../compiler/kernels/family.ts";
import { imagesFor, inexact } from "./exact.ts";
import { factorOfSum, isLinear, isMaximum, reaches, rowsAfter, stepsOver } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { changed, depthwiseText, maxpoolText, ones, sides, zeros } from "./layer-text.ts";
import { differ, outputs } from "./ways.ts";

const none: ReadonlyMap<string, Float32Array> = new Map();

/** max(x + c) = max(x) + c, padding or not: what is absent does not take part. */
export const maximaRise: Law = {
  name: "a constant added to the input of a max pool is added to its output",
  exempts: ({ work }) => (isMaximum(work) ? undefined : "it is no max pool"),
  check: async (layer, random, run) => {
    const images = imagesFor(layer, random, 2);
    const constants = [1000, -1000];
    const raised = images.map(([x], i) => [x!.map((value) => value + constants[i]!)]);
    const y = await outputs(run, layer.text, none, [...images, ...raised]);
    const expected = y.slice(0, 2).map((values, i) => values.map((value) => value + constants[i]!));
    return differ([layer.text], layer.node.shape, y.slice(2), expected);
  },
};

/** Attributes of a pool, rounding down. */
const pool = (
  { node }: Layer,
  window: readonly number[],
  stride: readonly number[],
  [before, after]: readonly [readonly number[], readonly number[]],
) => ({
  window,
  stride,
  pad: sides(before, after),
  ...("round" in node.attributes ? { round: "floor" } : {}),
  fit: "floor",
});

/** A window of one element is that element. */
export const windowOfOne: Law = {
  name: "a pool with a window of 1 and stride 1 is the identity",
  exempts: (layer) => {
    if (layer.work.family !== "window" || !("window" in layer.node.attributes)) return "it has no window to choose";
    return isLinear(layer) || isMaximum(layer.work) ? undefined : "it changes single values";
  },
  check: async (layer, random, run) => {
    const [shape] = layer.inputs;
    const one = ones(shape!.slice(1));
    const text = changed(layer, pool(layer, one, one, [zeros(one), zeros(one)]));
    const images = imagesFor(layer, random, 2);
    return differ(
      [text],
      shape!,
      await outputs(run, text, none, images),
      images.map(([x]) => x!),
    );
  },
};

/** The window without its last row and column, where it has more than one. */
const shorter = ({ window }: Window): number[] => window.map((k) => Math.max(1, k - 1));

/** max over i < k is max over j < 2 of max over i < k − 1 of x[p + (i + j)·d]: padding goes to the inner pool. */
export const maximumOfMaxima: Law = {
  name: "a max pool of a max pool is one with a larger window",
  exempts: ({ work, node }) => {
    if (!isMaximum(work) || !("window" in node.attributes)) return "it is no max pool with a window to choose";
    if (work.window.every((k) => k === 1)) return "its window is 1";
    const inner = reaches({ ...work, window: shorter(work) });
    const deep = [work.padBefore, rowsAfter(work)].some((pad) => pad.some((p, a) => p >= inner[a]!));
    return deep || stepsOver(work) ? "a smaller window would see nothing but padding" : undefined;
  },
  check: async (layer, random, run) => {
    const work = layer.work as Window;
    const one = ones(work.window);
    const inner = shorter(work);
    const rest = work.window.map((k, a) => k - inner[a]! + 1);
    const first = changed(layer, pool(layer, inner, one, [work.padBefore, rowsAfter(work)]));
    const reach = reaches({ ...work, window: inner });
    const middle = work.input.map((n, a) => n + work.padBefore[a]! + rowsAfter(work)[a]! - reach[a]! + 1);
    const second = changed(layer, pool(layer, rest, work.stride, [zeros(one), zeros(one)]), [
      [layer.node.shape[0]!, ...middle],
    ]);
    const images = imagesFor(layer, random, 2);
    const got = await outputs(run, layer.text, none, images);
    const maxima = await outputs(run, first, none, images);
    const expected = await outputs(
      run,
      second,
      none,
      maxima.map((values) => [values]),
    );
    return differ([layer.text, first, second], layer.node.shape, got, expected);
  },
};

/** (1/K) Σ x = Σ x · (1/K), with as many groups as channels: exact where K is a power of two. */
export const meanIsDepthwise: Law = {
  name: "an average pool is a depthwise convolution with equal weights",
  exempts: (layer) => {
    const { work } = layer;
    if (work.family !== "window" || !isLinear(layer)) return "it is no average pool";
    return factorOfSum(work) === undefined ? "its divisor changes from window to window" : inexact(layer);
  },
  check: async (layer, random, run) => {
    const { work, text, node } = layer as Layer & { work: Window };
    const channels = node.shape[0]!;
    const { input, output, window, stride, dilation, padBefore } = work;
    const other = depthwiseText({
      family: "contraction",
      ...{ input, output, window, stride, dilation, padBefore, padAfter: rowsAfter(work) },
      ...{ groups: channels, inChannels: channels, outChannels: channels, flip: false, bias: false },
    });
    const equal = new Float32Array(window.reduce((a, b) => a * b, channels)).fill(factorOfSum(work)!);
    const images = imagesFor(layer, random, 2);
    const got = await outputs(run, text, none, images);
    const weighted = await outputs(run, other, new Map([["weight", equal]]), images);
    return differ([text, other], node.shape, got, weighted);
  },
};

/** Among zeros, what is above 0 is the largest of its window again. */
export const poolOfUndone: Law = {
  name: "a pool that is undone and done again gives what there was",
  exempts: ({ work }) => (work.family === "unpool" ? undefined : "it undoes no pool"),
  check: async (layer, random, run) => {
    const { pool } = layer.work as Unpool;
    const images = imagesFor(layer, random, 2).map(([x, pooled]) => [x!.map((value) => Math.abs(value) + 1), pooled!]);
    const other = maxpoolText(pool, layer.node.shape);
    const undone = await outputs(run, layer.text, none, images);
    const got = await outputs(
      run,
      other,
      none,
      undone.map((values) => [values]),
    );
    return differ(
      [layer.text, other],
      layer.inputs[0]!,
      got,
      images.map(([x]) => x!),
    );
  },
};
