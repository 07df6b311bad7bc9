import type { Dispatch, Program, Recipe, Variant } from "./program.ts";
import { volume } from "./shape.ts";

/**
 * What a kernel is held to where it is shipped: seeded inputs and weights on which f32 arithmetic is exact in any order,
 * and the right values at some places, which the compiler's reference has computed. Plain data.
 *
 * A case belongs to a piece of work: all dispatches that do the same, in all variants, share it.
 */
export interface ExactCase {
  /** Of the output, one image. */
  readonly shape: readonly number[];
  /** What the dispatch reads, as `readSlots` lists it. */
  readonly reads: readonly Numbers[];
  /** Its weights in natural layout, in the order of its bindings. */
  readonly weights: readonly Numbers[];
  /** Places that are looked at in the first image; in the second a quarter of that. */
  readonly places: number;
  readonly exact: Exactness;
  /** Right values, place by place and image by image: f32 in base64. */
  readonly expected: string;
  /** How far from them is still right: upper halves of f32 in base64. Zero everywhere if absent. */
  readonly bounds?: string;
}

/** How many numbers, for one image: whole ones of ±1 … ±most (128 or less), times `unit`, a power of two. */
export type Numbers = readonly [size: number, most: number, unit: number];

/** `equal` bit for bit; `intrinsic only`: a nonlinear formula's own bound is left; no data make the others exact. */
export type Exactness = "equal" | "intrinsic only" | "does not apply";

/** The cases of a program: for each variant, by its dispatches, an index. A case's seed is its index. */
export interface ExactCases {
  readonly cases: readonly ExactCase[];
  readonly variants: Readonly<Record<string, readonly number[]>>;
}

/** Images that a case has numbers for: a second one shows whether a kernel keeps them apart. */
export const images = 2;

/** The numbers of a case. */
export interface Drawn {
  /** Image after image. */
  readonly reads: readonly Float32Array<ArrayBuffer>[];
  readonly weights: readonly Float32Array<ArrayBuffer>[];
  /** By image: offsets in its output, in rising order. */
  readonly places: readonly (readonly number[])[];
}

type Wanted = Pick<ExactCase, "shape" | "reads" | "weights" | "places">;

export function draw({ shape, reads, weights, places }: Wanted, seed: number): Drawn {
  const random = seeded(seed);
  return {
    reads: reads.map(([size, ...kind]) => dyadic(random, images * size, ...kind)),
    weights: weights.map((numbers) => dyadic(random, ...numbers)),
    places: [places, Math.ceil(places / 4)].map((most) => placesIn(shape, most, random)),
  };
}

/** Repeatable random numbers from a seed (mulberry32): uniform in [0, 1). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Four of every random number. None is zero, which would hide what it is multiplied with. */
function dyadic(random: Random, size: number, most: number, unit: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(size);
  for (let i = 0, bits = 0; i < size; i++, bits >>>= 8) {
    if (i % 4 === 0) bits = random() * 2 ** 32;
    const drawn = (((bits & 255) * 2 * most) >> 8) - most;
    values[i] = (drawn < 0 ? drawn : drawn + 1) * unit;
  }
  return values;
}

/**
 * Offsets of up to `most` elements, in rising order: all if there are no more. Else the corners, then along each axis
 * the first sixteen indices (every residue of a tile or a vector, and what padding reaches) and the last eight (tails),
 * then any.
 */
export function placesIn(shape: readonly number[], most: number, random: Random): number[] {
  const size = volume(shape);
  if (size <= most) return Array.from({ length: size }, (_, i) => i);
  const chosen = new Set<number>();
  const add = (at: (axis: number, extent: number) => number) => {
    if (chosen.size < most) chosen.add(shape.reduce((offset, extent, axis) => offset * extent + at(axis, extent), 0));
  };
  const any = (extent: number) => Math.floor(random() * extent);
  for (let corner = 0; corner < 2 ** shape.length; corner++) add((axis, extent) => (corner >> axis) & 1 && extent - 1);
  for (const [axis, extent] of shape.entries()) {
    const telling = new Set(Array.from({ length: 24 }, (_, i) => (i < 16 ? i : extent + i - 24)));
    for (const index of telling) {
      if (index < 0 || index >= extent) continue;
      for (let i = 0; i < most / 128; i++) add((each, all) => (each === axis ? index : any(all)));
    }
  }
  while (chosen.size < most) add((_, extent) => any(extent));
  return [...chosen].sort((a, b) => a - b);
}

/** Slots of the values that a dispatch reads, each once: two views of one value lie in one. */
export function readSlots(
  { kernels }: Pick<Program, "kernels">,
  { slots }: Variant,
  { kernel, slots: bound }: Dispatch,
): number[] {
  const read = bound.filter((slot, i) => kernels[kernel]!.bindings[i]!.access === "read" && slots[slot]!.tensor);
  return [...new Set(read)];
}

/** How a dispatch's weight slots are filled, in the order of its bindings. */
export const recipesOf = ({ recipes }: Variant, { slots }: Dispatch): Recipe[] =>
  slots.flatMap((slot) => recipes.find((recipe) => recipe.slot === slot) ?? []);

/** f32 from base64. */
export const decodeValues = (text: string): Float32Array => new Float32Array(bytes(text));

/** f32 from base64 of their upper halves. */
export const decodeBounds = (text: string): Float32Array =>
  new Float32Array(Uint32Array.from(new Uint16Array(bytes(text)), (half) => half << 16).buffer);

const bytes = (text: string): ArrayBuffer => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
