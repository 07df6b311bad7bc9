import { imagesFor, inexact, weightsFor } from "./exact.ts";
import { isLinear, isMaximum, reaches, rowsAfter, slidingOf, stepsOver } from "./kinds.ts";
import type { Law } from "./law.ts";
import { changed, ones, sides, zeros } from "./layer-text.ts";
import { differs, grid, outputs, tensor } from "./ways.ts";

/** Attributes that make a sliding window fit by construction, so that no rule about what does not fit is in the way. */
const plainly = (attributes: Readonly<Record<string, unknown>>) => ({
  ...("round" in attributes ? { round: "floor" } : {}),
  fit: "floor",
});

/** y[o, p] = y₁[o, p·s], where y₁ is the same layer with stride 1. */
export const strideIsSubsampling: Law = {
  name: "a stride is every so many outputs of stride 1",
  exempts: (layer) => {
    const work = slidingOf(layer.work);
    if (!work || !("stride" in layer.node.attributes)) return "it slides no window";
    if (work.stride.every((s) => s === 1)) return "its stride is 1";
    return work.family === "window" && stepsOver(work) ? "windows in between see nothing but padding" : inexact(layer);
  },
  check: async (layer, random, run) => {
    const work = slidingOf(layer.work)!;
    const { node, text } = layer;
    const pad = sides(work.padBefore, rowsAfter(work));
    const other = changed(layer, { stride: ones(work.stride), pad, ...plainly(node.attributes) });
    const weights = weightsFor(layer, random);
    const images = imagesFor(layer, random, 2);
    const got = await outputs(run, text, weights, images);
    const dense = await outputs(run, other, weights, images);
    const [after, reach] = [rowsAfter(work), reaches(work)];
    const extents = work.input.map((n, a) => n + work.padBefore[a]! + after[a]! - reach[a]! + 1);
    const every = dense.map((values) => grid([node.shape[0]!, ...extents], values));
    return differs(
      [text, other],
      node.shape,
      got,
      (image, index) => every[image]!.at(index.map((at, i) => (i === 0 ? at : at * work.stride[i - 1]!)))!,
    );
  },
};

/** Less than every value: what surrounds the input of a maximum must never win. */
const floor = -(2 ** 20);

/** y = f₀(x'), with x' the input among zeros and f₀ without padding. To a maximum, padding is what never wins. */
export const paddingIsZerosAround: Law = {
  name: "padding is an input with zeros around it",
  exempts: (layer) => {
    const work = slidingOf(layer.work);
    if (!work) return "it slides no window";
    if ([...work.padBefore, ...rowsAfter(work)].every((p) => p === 0)) return "no window reaches into padding";
    return isLinear(layer) || isMaximum(work) ? inexact(layer) : "no number stands for what is absent";
  },
  check: async (layer, random, run) => {
    const work = slidingOf(layer.work)!;
    const { node, text, inputs } = layer;
    const after = rowsAfter(work);
    const around = isMaximum(work) ? floor : 0;
    const shape = inputs[0]!.map((n, i) => (i === 0 ? n : n + work.padBefore[i - 1]! + after[i - 1]!));
    const none = zeros(work.input);
    const other = changed(layer, { pad: sides(none, none), ...plainly(node.attributes) }, [shape]);
    const weights = weightsFor(layer, random);
    const images = imagesFor(layer, random, 2);
    const padded = images.map(([x]) => {
      const inner = grid(inputs[0]!, x!);
      return [tensor(shape, (at) => inner.at(at.map((p, i) => (i === 0 ? p : p - work.padBefore[i - 1]!))) ?? around)];
    });
    const got = await outputs(run, text, weights, images);
    const expected = await outputs(run, other, weights, padded);
    return differs([text, other], node.shape, got, (image, _, i) => expected[image]![i]!);
  },
};
