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

/** Integers from -most to most. */
export const integers = (random: Random, count: number, most: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => Math.floor(random() * (2 * most + 1)) - most);

/** Numbers in [-most, most). */
export const reals = (random: Random, count: number, most = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => (random() * 2 - 1) * most);
