import type { Contraction, Filtering, PackedWeight } from "../family.ts";
import { volume } from "../tensor.ts";

/** Channels of one group. */
export const groupIn = (work: Filtering): number => work.inChannels / work.groups;
export const groupOut = (work: Filtering): number => work.outChannels / work.groups;

/** Multiply-adds of one image. */
export const multiplyAdds = (work: Contraction): number =>
  work.outChannels * volume(work.output) * groupIn(work) * volume(work.window);

/** The natural weight O, I/groups, k… with every axis from its start; `flip` reads the window's axes backwards. */
export function weightAxes(work: Contraction): { extents: number[]; start: number[]; windowStep: number } {
  const extents = [work.outChannels, groupIn(work), ...work.window];
  const start = [0, 0, ...work.window.map((k) => (work.flip ? k - 1 : 0))];
  return { extents, start, windowStep: work.flip ? -1 : 1 };
}

/** Blocks of four output channels. */
export const outBlocks = (work: Filtering): number => Math.ceil(work.outChannels / 4);

/** [window][in, padded to whole vectors of `lanes`][out / 4] of vec4f. */
export function vectorWeight(work: Contraction, lanes: number, name = "weight"): PackedWeight {
  const { extents, start, windowStep } = weightAxes(work);
  const inputs = Math.ceil(groupIn(work) / lanes) * lanes;
  const window = work.window.map((size, axis) => ({ size, axis: axis + 2, step: windowStep }));
  const dims = [...window, { size: inputs, axis: 1, step: 1 }, { size: outBlocks(work) * 4, axis: 0, step: 1 }];
  return {
    role: "weight",
    packed: {
      name,
      element: "vec4f",
      length: volume(work.window) * inputs * outBlocks(work),
      meaning: "[window][in][out / 4]",
    },
    recipe: { extents, start, dims },
  };
}

/** The bias padded with zeros to whole blocks of four. */
export function blockedBias(work: Filtering, name = "bias"): PackedWeight {
  const count = outBlocks(work);
  return {
    role: "bias",
    packed: { name, element: "vec4f", length: count, meaning: "[channel / 4]" },
    recipe: {
      extents: [work.outChannels],
      start: [0],
      dims: [{ size: count * 4, axis: 0, step: 1 }],
    },
  };
}

/** The weight as it is in the file, with the window's axes from their ends where it is read backwards. */
export function naturalWeight(work: Contraction): PackedWeight {
  const { extents, start, windowStep } = weightAxes(work);
  return {
    role: "weight",
    packed: { name: "weight", element: "f32", length: volume(extents), meaning: "[out][in][window]" },
    recipe: { extents, start, dims: extents.map((size, axis) => ({ size, axis, step: axis < 2 ? 1 : windowStep })) },
  };
}

/** The bias as it is in the file. */
export function naturalBias(work: Filtering): PackedWeight {
  return {
    role: "bias",
    packed: { name: "bias", element: "f32", length: work.outChannels, meaning: "[channel]" },
    recipe: { extents: [work.outChannels], start: [0], dims: [{ size: work.outChannels, axis: 0, step: 1 }] },
  };
}

/** In runs for one expression each: 128 brackets within each other are the most that browsers read. */
export const inRuns = <T>(terms: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(terms.length / mostNested) }, (_, n) =>
    terms.slice(n * mostNested, (n + 1) * mostNested),
  );
const mostNested = 16;
