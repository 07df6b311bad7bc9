import { numbers } from "../numbers.ts";

/**
 * A kernel written by hand for one layer on its own terms: its input is padded and its weights are in the order that it
 * likes best, before anything is timed. What a generated kernel, which has neither, should come near to.
 */
export interface Ceiling {
  readonly name: string;
  readonly subgroups?: boolean;
  /** Input, weights, further ones, output. */
  readonly buffers: readonly Float32Array<ArrayBuffer>[];
  /** One after the other. */
  readonly kernels: readonly HandWritten[];
  /** Some places of the output with what must be there: a ceiling that computes something else is none. */
  readonly expected: readonly (readonly [place: number, value: number])[];
}

export interface HandWritten {
  readonly wgsl: string;
  readonly groups: readonly [number, number, number];
  /** Positions in `buffers`, by binding. */
  readonly bindings: readonly number[];
}

/** One line for each number up to `n`, or for each pair. */
export const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join("\n");
export const grid = (rows: number, columns: number, line: (row: number, column: number) => string): string =>
  lines(rows, (row) => lines(columns, (column) => line(row, column)));

export function random(length: number, seed: number): Float32Array<ArrayBuffer> {
  const source = numbers(seed);
  return Float32Array.from({ length }, () => source.next().value / 2);
}

export const bindings = (input: string, weights: string, output: string): string =>
  `@group(0) @binding(0) var<storage, read> x: ${input};
@group(0) @binding(1) var<storage, read> w: ${weights};
@group(0) @binding(2) var<storage, read_write> y: ${output};`;
