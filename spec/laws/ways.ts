import { elements, type Shape } from "../../compiler/graph/graph.ts";
import { Grid, indices } from "../../compiler/operators/grid.ts";
import type { Random } from "../random.ts";
import type { Weights } from "./exact.ts";
import type { Run, Violation } from "./law.ts";
import { inputNames } from "./layer-text.ts";

/** An image: the values of each input. */
export type Image = readonly Float32Array[];

/** What a one-layer text gives for each of some images, in one run. */
export async function outputs(
  run: Run,
  text: string,
  weights: Weights,
  images: readonly Image[],
): Promise<Float32Array[]> {
  const names = inputNames(images[0]!.length);
  const inputs = Object.fromEntries(names.map((name, i) => [name, joined(images.map((image) => image[i]!))]));
  const named = new Map([...weights].map(([role, values]) => [`layer.${role}`, values]));
  const { y } = await run(text, inputs, named, { batch: images.length });
  return split(y!, images.length);
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const split = (values: Float32Array, count: number): Float32Array[] =>
  Array.from({ length: count }, (_, i) =>
    values.subarray((i * values.length) / count, ((i + 1) * values.length) / count),
  );

/** A tensor from a number at every index. */
export function tensor(shape: Shape, at: (index: readonly number[]) => number): Float32Array {
  const values = new Float32Array(elements(shape));
  let i = 0;
  for (const index of indices(shape)) values[i++] = at(index);
  return values;
}

/** A tensor that can be asked at an index; absent outside. */
export const grid = (shape: Shape, values: ArrayLike<number>): Grid => new Grid(shape, values);

/** The sum of images, each by a factor. */
export const combined = (...terms: readonly (readonly [factor: number, values: ArrayLike<number>])[]): Float32Array =>
  Float32Array.from({ length: terms[0]![1].length }, (_, i) =>
    terms.reduce((sum, [factor, values]) => sum + factor * values[i]!, 0),
  );

/** The first place of any image where a value is not what is expected; where nothing is, nothing is asked. */
export function differs(
  texts: readonly string[],
  shape: Shape,
  got: readonly ArrayLike<number>[],
  expected: (image: number, index: readonly number[], i: number) => number | undefined,
): Violation | undefined {
  for (const [image, values] of got.entries()) {
    let i = 0;
    for (const index of indices(shape)) {
      const wanted = expected(image, index, i);
      const value = values[i++]!;
      if (wanted !== undefined && value !== wanted)
        return { index: [image, ...index], got: value, expected: wanted, texts };
    }
  }
  return undefined;
}

/** The same for whole tensors. */
export const differ = (
  texts: readonly string[],
  shape: Shape,
  got: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): Violation | undefined => differs(texts, shape, got, (image, _, i) => expected[image]![i]!);

/** Numbers from 0 in a random order (Fisher and Yates), not in their own if there are two. */
export function permutation(random: Random, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return count > 1 && order.every((from, to) => from === to) ? order.reverse() : order;
}
