import type { Sliding } from "../../compiler/kernels/family.ts";
import { imageFor, inexact, weightsFor } from "./exact.ts";
import { reaches, slidingOf } from "./kinds.ts";
import type { Law } from "./law.ts";
import { differs, grid, outputs, tensor } from "./ways.ts";

/** True if the window of an output lies inside the input along an axis. */
const inside = (work: Sliding, axis: number, at: number): boolean => {
  const start = at * work.stride[axis]! - work.padBefore[axis]!;
  return start >= 0 && start + reaches(work)[axis]! <= work.input[axis]!;
};

/** Outputs along an axis whose windows lie inside. */
const countInside = (work: Sliding, axis: number): number =>
  Array.from({ length: work.output[axis]! }, (_, at) => at).filter((at) => inside(work, axis, at)).length;

/** Axes along which two windows beside each other lie inside, if along the others there is one that does. */
function movable(work: Sliding): number[] {
  const counts = work.input.map((_, axis) => countInside(work, axis));
  return counts.every((count) => count > 0) ? [...counts.keys()].filter((axis) => counts[axis]! > 1) : [];
}

/** x'[c, p] = x[c, p + s·e] gives y'[o, q] = y[o, q + e], for windows that do not touch the border. */
export const translation: Law = {
  name: "an input that moves by the stride moves the output by one",
  exempts: (layer) => {
    const work = slidingOf(layer.work);
    if (!work) return "it slides no window";
    return movable(work).length > 0 ? inexact(layer) : "no two windows beside each other lie inside the input";
  },
  check: async (layer, random, run) => {
    const work = slidingOf(layer.work)!;
    const { text, inputs, node } = layer;
    const [x] = imageFor(layer, random);
    const before = grid(inputs[0]!, x!);
    const axes = movable(work);
    const moved = axes.map((axis) => {
      const fresh = grid(inputs[0]!, imageFor(layer, random)[0]!);
      return tensor(inputs[0]!, (index) => {
        const from = index.map((at, i) => (i === axis + 1 ? at + work.stride[axis]! : at));
        return before.at(from) ?? fresh.at(index)!;
      });
    });
    const images = [x!, ...moved].map((values) => [values]);
    const [y, ...got] = await outputs(run, text, weightsFor(layer, random), images);
    const still = grid(node.shape, y!);
    return differs([text], node.shape, got, (image, index) => {
      const to = index.map((at, i) => (i === axes[image]! + 1 ? at + 1 : at));
      const clear = [index, to].every((place) => place.slice(1).every((at, axis) => inside(work, axis, at)));
      return clear ? still.at(to) : undefined;
    });
  },
};
