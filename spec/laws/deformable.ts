import type { Contraction, Deformable } from "../../compiler/kernels/family.ts";
import { imageFor, inexact, type Weights, weightsFor } from "./exact.ts";
import { rowsAfter } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { convText, zeros } from "./layer-text.ts";
import { differ, grid, outputs, tensor } from "./ways.ts";

/**
 * With the same whole offsets everywhere, and the same factor, it is a convolution over an input that has moved: halves,
 * which lie between four pixels, are a mean of such.
 */
export const movedIsConvolution: Law = {
  name: "a deformable convolution with equal offsets is a convolution of the moved input",
  exempts: (layer) => (layer.work.family === "deformable" ? inexact(layer) : "it has no offsets"),
  check: async (layer, random, run) => {
    const { text, node, inputs, work } = layer as Layer & { work: Deformable };
    const weights = weightsFor(layer, random);
    const [x] = imageFor(layer, random);
    const other = convText(plain(work));
    const far = () => Math.floor(random() * 7) - 3;
    const ways = [
      [0, 0],
      [far(), far()],
      [far() + 0.5, far() + 0.5],
    ] as const;
    const factor = work.mask ? 2 : 1;
    const images = ways.map(([down, right]) => [
      x!,
      tensor(inputs[1]!, ([channel]) => (channel! % 2 === 0 ? down : right)),
      ...(work.mask ? [tensor(inputs[2]!, () => factor)] : []),
    ]);
    const got = await outputs(run, text, weights, images);
    const expected = await outputs(
      run,
      other,
      scaled(weights, factor),
      ways.map(([down, right]) => [moved(layer.inputs[0]!, x!, work, down, right)]),
    );
    return differ([text, other], node.shape, got, expected);
  },
};

/** The convolution over an input that has its padding already. */
const plain = (work: Deformable): Contraction => ({
  ...work,
  ...{ family: "contraction", flip: false, padBefore: zeros(work.input), padAfter: zeros(work.input) },
  input: work.input.map((n, a) => n + work.padBefore[a]! + rowsAfter(work)[a]!),
});

const scaled = (weights: Weights, factor: number): Weights =>
  new Map([...weights].map(([role, values]) => [role, role === "weight" ? values.map((w) => w * factor) : values]));

/** The padded input as it is seen from so much further down and right; between pixels, their mean along each axis. */
function moved(shape: readonly number[], x: Float32Array, work: Deformable, down: number, right: number): Float32Array {
  const value = grid(shape, x);
  const both = (at: number) => [Math.floor(at), Math.ceil(at)];
  return tensor([shape[0]!, ...plain(work).input], ([c, iy, ix]) => {
    const rows = both(iy! - work.padBefore[0]! + down);
    const columns = both(ix! - work.padBefore[1]! + right);
    const seen = rows.flatMap((row) => columns.map((column) => value.at([c!, row, column]) ?? 0));
    return seen.reduce((sum, each) => sum + each, 0) / 4;
  });
}
