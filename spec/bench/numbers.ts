import { elements } from "../../compiler/graph/graph.ts";
import type { Port, Program } from "../../runtime/program.ts";

/** Numbers that are the same each time: Marsaglia's xorshift (2003), from −1 up to 1. */
export function* numbers(seed: number): Generator<number, never> {
  let state = seed | 1;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state / 2 ** 31;
  }
}

function fill(length: number, seed: number, scale: number): Float32Array<ArrayBuffer> {
  const source = numbers(seed);
  return Float32Array.from({ length }, () => scale * source.next().value);
}

/**
 * Made-up weights by their names, of a size that keeps values from growing through a relu (He et al. 2015); biases are
 * small.
 */
export const weightsFor = ({ parameters }: Program): Map<string, Float32Array<ArrayBuffer>> =>
  new Map(
    parameters.map(({ name, shape }, i) => {
      const taps = elements(shape.slice(1));
      const scale = shape.length === 1 ? 0.1 : Math.sqrt(6 / taps);
      return [name, fill(elements(shape), 2 * i + 3, scale)];
    }),
  );

/** One image. */
export const inputFor = ({ shape }: Port): Float32Array<ArrayBuffer> => fill(elements(shape), 1, 1);
