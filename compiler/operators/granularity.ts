import type { Grid } from "./grid.ts";

/** The largest power of two that every value, an f32, is a multiple of; 1 if there are only zeros. */
export function granularity(grids: readonly Grid[]): number {
  const lowest = Math.min(...grids.map((grid) => sizesOf(grid).lowest));
  return lowest === Number.POSITIVE_INFINITY ? 1 : 2 ** lowest;
}

/** The exponent of the lowest bit that is set in any value, and the largest magnitude. */
interface Sizes {
  readonly lowest: number;
  readonly largest: number;
}

/** Weights are the same for every image of a batch, and there are millions of them. */
const known = new WeakMap<Grid, Sizes>();

export function sizesOf(grid: Grid): Sizes {
  const before = known.get(grid);
  if (before) return before;
  const words = new Int32Array(new Float32Array(grid.values).buffer);
  // By exponent, the bits that are set in any value: there are few exponents.
  const set = new Int32Array(256);
  let most = 0;
  for (let i = 0; i < words.length; i++) {
    const bits = words[i]! & 0x7fffffff;
    if (bits > most) most = bits;
    set[bits >>> 23]! |= bits;
  }
  const lowest = Math.min(
    ...Array.from(
      set.filter((bits) => bits !== 0),
      lowestBit,
    ),
  );
  const largest = new Float32Array(Int32Array.of(most).buffer)[0]!;
  const sizes = { lowest, largest };
  known.set(grid, sizes);
  return sizes;
}

/** The exponent of the lowest set bit of an f32 that is not zero, given as its bits. */
function lowestBit(bits: number): number {
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = (bits & 0x7fffff) | (exponent === 0 ? 0 : 0x800000);
  const trailing = 31 - Math.clz32(mantissa & -mantissa);
  return Math.max(exponent, 1) - 150 + trailing;
}
