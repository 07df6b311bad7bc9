import { type Random, seeded } from "../runtime/self-check-data.ts";

export { type Random, seeded };

/** Integers from -most to most. */
export const integers = (random: Random, count: number, most: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => Math.floor(random() * (2 * most + 1)) - most);

/** Numbers in [-most, most). */
export const reals = (random: Random, count: number, most = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => (random() * 2 - 1) * most);
