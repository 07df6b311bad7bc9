import type { Contraction, TransposedContraction } from "../../compiler/kernels/family.ts";
import { imagesFor, inexact, weightsFor } from "./exact.ts";
import { filters, filterValues } from "./filters.ts";
import { reaches } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { convText } from "./layer-text.ts";
import { differ, grid, outputs, tensor } from "./ways.ts";

/** y is the convolution, with filters read backwards, of x with s − 1 zeros between its rows (Dumoulin and Visin 2016). */
export const transposedIsConvolution: Law = {
  name: "a transposed convolution is one over an input with zeros between",
  exempts: (layer) =>
    layer.work.family === "transposed-contraction" ? inexact(layer) : "it is no transposed convolution",
  check: async (layer, random, run) => {
    const { text, node, inputs, work } = layer as Layer & { work: TransposedContraction };
    const weights = weightsFor(layer, random);
    const images = imagesFor(layer, random, 2);
    const { turned, cut } = convolutionOf(work);
    const spread = images.map(([x]) => {
      const value = grid(inputs[0]!, x!);
      return [
        tensor([work.inChannels, ...turned.input], ([c, ...at]) => {
          const from = at.map((p, a) => (p + cut[a]!) / work.stride[a]!);
          return from.every(Number.isInteger) ? (value.at([c!, ...from]) ?? 0) : 0;
        }),
      ];
    });
    const at = filters(work, weights);
    const other = convText(turned);
    const own = new Map([...weights, ["weight", filterValues(turned, at)]]);
    const got = await outputs(run, text, weights, images);
    return differ([text, other], node.shape, got, await outputs(run, other, own, spread));
  },
};

/**
 * The convolution that it is: padding d·(k − 1) − pad around x with its zeros. Where that is less than none, rows of x
 * that no output sees are cut off.
 */
function convolutionOf(work: TransposedContraction): { turned: Contraction; cut: readonly number[] } {
  const { input, output, stride } = work;
  const room = reaches(work).map((reach) => reach - 1);
  const before = room.map((p, a) => p - work.padBefore[a]!);
  const cut = before.map((p) => Math.max(0, -p));
  const padBefore = before.map((p) => Math.max(0, p));
  // As much as gives the layer's output: rows, less those cut, with their padding and without the window's reach.
  const rows = input.map((n, a) => Math.max(1, (n - 1) * stride[a]! + 1 - cut[a]!));
  const after = rows.map((n, a) => output[a]! + room[a]! - n - padBefore[a]!);
  return {
    cut,
    turned: {
      ...work,
      ...{ family: "contraction", flip: true, stride: input.map(() => 1), output, padBefore },
      input: rows.map((n, a) => n + Math.min(0, after[a]!)),
      padAfter: after.map((p) => Math.max(0, p)),
    },
  };
}
