import { elements, type Shape } from "../../compiler/graph/graph.ts";
import { channelCounts } from "./attributes.ts";
import type { Choices } from "./choices.ts";

/** Numbers of an input: layers make more of them. */
const mostNumbers = 1500;

/** Extents by the number of spatial axes: odd ones, 1, and what lies next to a multiple of 4, 8 and 16. */
const extents: Readonly<Record<number, readonly number[]>> = {
  0: [],
  1: [1, 3, 5, 7, 2, 8, 9, 13, 15, 16, 17, 21, 31, 33, 40],
  2: [1, 3, 5, 7, 2, 4, 6, 9, 5, 7, 8, 11, 13, 9, 15, 16, 17],
  3: [1, 3, 2, 5, 4, 3, 6, 7],
};

/** The shape of an input with so many spatial axes. Height and width are drawn apart: they are seldom equal. */
export function shapeOf(rank: number, choices: Choices): Shape {
  const shape = [choices.pick(channelCounts), ...extents[rank]!.slice(0, rank).map(() => choices.pick(extents[rank]!))];
  while (elements(shape) > mostNumbers) shape[shape.indexOf(Math.max(...shape))]! -= 5;
  return shape;
}

/** Pictures most, then vectors, sequences and volumes. */
export const anyRank = (choices: Choices): number => choices.pick([2, 2, 2, 2, 2, 2, 0, 0, 1, 1, 1, 3]);

/** What an output's channels or width should be, mod 4 or 8: where vectors of kernels have a tail. */
export interface Wish {
  /** 0 for the channels, −1 for the last axis. */
  readonly axis: 0 | -1;
  readonly modulus: 4 | 8;
  readonly residue: number;
}

export function wishFor(choices: Choices): Wish | undefined {
  if (!choices.chance(0.6)) return undefined;
  const modulus = choices.pick([8, 4] as const);
  return { axis: choices.pick([-1, -1, 0] as const), modulus, residue: choices.integer(0, modulus - 1) };
}

export const fulfils = (shape: Shape, { axis, modulus, residue }: Wish): boolean =>
  shape.at(axis)! % modulus === residue;

/** Inputs a little larger along the wish's axis, the one at hand first: one of them gives what is wished for. */
export const largerInputs = (shape: Shape, { axis }: Wish): Shape[] =>
  Array.from({ length: 12 }, (_, more) => {
    const larger = [...shape];
    larger[axis === 0 ? 0 : shape.length - 1]! += more;
    return larger;
  });
