import { elements } from "../../compiler/graph/graph.ts";
import { isFiltering, type TransposedContraction } from "../../compiler/kernels/family.ts";
import { reaches, slidingOf } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";

/**
 * Places of a window along an axis, found by trying them one after the other.
 *
 * With `ceil`, "sliding windows are allowed to go off-bounds if they start within the left padding or the input. Sliding
 * windows that would start in the right padded region are ignored" (PyTorch, MaxPool2d): one that hangs over is needed
 * only if the one before it has left something over.
 */
function places(n: number, before: number, after: number, reach: number, stride: number, ceil: boolean): number {
  const total = before + n + after;
  let count = 0;
  for (let start = 0; start < total; start += stride) {
    const fits = start + reach <= total;
    const needed = start === 0 || start - stride + reach < total;
    const allowed = ceil ? start < before + n && (fits || needed) : fits;
    if (allowed) count++;
  }
  return count;
}

/**
 * Rows of a transposed convolution: the fewest on which the window, sliding, has as many places as the input has rows,
 * and those that are asked for beyond; or what `out` says, if that is so few more.
 */
function transposed(work: TransposedContraction, { out, extra }: Layer["node"]["attributes"]): number[] {
  const reach = reaches(work);
  return work.input.map((n, a) => {
    const [before, after, stride] = [work.padBefore[a]!, work.padAfter[a]!, work.stride[a]!];
    // Rows that are cut off take no place, whatever the window.
    let fewest = 1 - before - after;
    while (places(fewest, before, after, reach[a]!, stride, false) < n) fewest++;
    const most = fewest + Math.max(stride, work.dilation[a]!) - 1;
    const least = fewest + (extra as number[])[a]!;
    if (out === "unsaid") return least;
    const said = (out as number[])[a]!;
    return said >= fewest && said <= most ? said : least;
  });
}

/** Channels as the family has them; undefined where it only keeps the number of elements. */
function channels({ work, inputs }: Layer): number | undefined {
  if (isFiltering(work)) return work.outChannels;
  if (work.family === "concat") return inputs.reduce((sum, [own]) => sum + own!, 0);
  return work.family === "view" ? undefined : inputs[0]![0]!;
}

/** Extents: as many as a window has places, or those of the input; a fully connected layer has none. */
function spatial({ work, inputs, node }: Layer): number[] {
  const sliding = work.family === "deformable" ? work : slidingOf(work);
  if (work.family === "contraction" && node.shape.length === 1) return [];
  if (work.family === "unpool") return inputs[1]!.slice(1);
  if (work.family === "adaptive") return [...(node.attributes.out as readonly number[])];
  if (work.family === "transposed-contraction") return transposed(work, node.attributes);
  if (!sliding) return inputs[0]!.slice(1);
  const reach = reaches(sliding);
  return sliding.input.map((n, a) =>
    places(
      n,
      sliding.padBefore[a]!,
      sliding.padAfter[a]!,
      reach[a]!,
      sliding.stride[a]!,
      node.attributes.round === "ceil",
    ),
  );
}

/** No device is asked: the shape that the checker derives by a formula is the one that counting gives. */
export const extents: Law = {
  name: "a layer's extents are the places that its window has",
  exempts: ({ work: { family } }) =>
    family === "gather" || family === "interpolation" ? "its extents are said, not counted" : undefined,
  check: async (layer) => {
    const { node, text, inputs } = layer;
    const own = channels(layer);
    const [got, expected] =
      own === undefined ? [[elements(node.shape)], [elements(inputs[0]!)]] : [node.shape, [own, ...spatial(layer)]];
    const axis = expected.findIndex((extent, a) => extent !== got[a]);
    if (axis < 0 && got.length === expected.length) return undefined;
    return { index: [axis], got: got[axis] ?? got.length, expected: expected[axis] ?? expected.length, texts: [text] };
  },
};
