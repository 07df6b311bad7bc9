import type { Gather, Source, Stretch } from "./program.ts";

/**
 * Packs a parameter as a kernel wants it: the meaning of `Gather`.
 *
 * @param source the recipe's source, row-major with its extents
 * @returns product of the dims' sizes values; may share memory with nothing
 */
export function pack(recipe: Gather, source: ArrayLike<number>): Float32Array<ArrayBuffer> {
  for (const all of packed(recipe, source, Number.POSITIVE_INFINITY)) return all;
  return new Float32Array();
}

/** The same in pieces, one after the other, of up to `most` values or one row. Each is overwritten by the next. */
export function* packed(recipe: Gather, source: ArrayLike<number>, most: number): Generator<Float32Array<ArrayBuffer>> {
  const strides = rowMajor(recipe.extents);
  const dims = merge(recipe.dims);
  const row = dims.pop() ?? { size: 1, axis: 0, step: 0 };
  const rows = dims.reduce((n, dim) => n * dim.size, 1);
  const out = new Float32Array(Math.min(rows, Math.max(1, Math.floor(most / row.size))) * row.size);
  if (out.length === 0) return;
  const limit = recipe.extents[row.axis] ?? 1;
  const stride = strides[row.axis] ?? 1;
  const position = [...recipe.start];
  const index = dims.map(() => 0);
  let at = 0;
  for (let n = 0; n < rows; n++) {
    if (at === out.length) {
      yield out;
      out.fill(0);
      at = 0;
    }
    const base = offsetOf(position, recipe.extents, strides, row.axis);
    if (base >= 0) {
      let place = position[row.axis] ?? 0;
      for (let i = at; i < at + row.size; i++, place += row.step) {
        if (place >= 0 && place < limit) out[i] = source[base + place * stride]!;
      }
    }
    advance(index, dims, position);
    at += row.size;
  }
  yield out.subarray(0, at);
}

/** What a source takes from the weights file. */
export type Leaf = string | Stretch;

export function* leavesOf(source: Source): Generator<Leaf> {
  if (typeof source === "string" || "name" in source) yield source;
  else if ("op" in source) for (const each of source.of) yield* leavesOf(each);
}

/** Their values. */
export interface Leaves {
  get(leaf: Leaf): ArrayLike<number> | undefined;
}

/** The `length` values of a source: the meaning of `Source`. */
export function sourceValues(source: Source, leaves: Leaves, length: number): ArrayLike<number> {
  const values = valuesOf(source, leaves);
  return values.length === length ? values : combine(length, (value) => value, values);
}

function valuesOf(source: Source, leaves: Leaves): ArrayLike<number> {
  if (typeof source === "string" || "name" in source) return leaves.get(source)!;
  if (!("op" in source)) return source;
  const operands = source.of.map((each) => valuesOf(each, leaves));
  const [a, b = a] = operands as [ArrayLike<number>, ArrayLike<number>?];
  if (source.op === "gather") return pack(source, a);
  return combine(Math.max(a.length, b.length), steps[source.op], a, b);
}

const steps = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  sqrt: Math.sqrt,
};

/** Operands are stretched along the first axis. */
function combine(
  length: number,
  step: (a: number, b: number) => number,
  a: ArrayLike<number>,
  b = a,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  const [sliceA, sliceB] = [length / a.length, length / b.length];
  for (let i = 0; i < length; i++) values[i] = step(a[Math.floor(i / sliceA)]!, b[Math.floor(i / sliceB)]!);
  return values;
}

type Dim = Gather["dims"][number];

function rowMajor(extents: readonly number[]): number[] {
  const strides = extents.map(() => 1);
  for (let a = extents.length - 2; a >= 0; a--) strides[a] = strides[a + 1]! * extents[a + 1]!;
  return strides;
}

/** Drops dims of one and joins neighbours that walk on along one axis, so that rows are as long as they can be. */
function merge(dims: readonly Dim[]): Dim[] {
  const merged: Dim[] = [];
  for (const dim of dims) {
    const last = merged.at(-1);
    if (dim.size === 1) continue;
    if (last && last.axis === dim.axis && last.step === dim.step * dim.size) {
      merged[merged.length - 1] = { ...dim, size: last.size * dim.size };
    } else {
      merged.push(dim);
    }
  }
  return merged;
}

/** Where a row starts, its own axis left out; −1 if another axis is left. */
function offsetOf(position: readonly number[], extents: readonly number[], strides: readonly number[], skip: number) {
  let offset = 0;
  for (let a = 0; a < position.length; a++) {
    if (a === skip) continue;
    const p = position[a]!;
    if (p < 0 || p >= extents[a]!) return -1;
    offset += p * strides[a]!;
  }
  return offset;
}

/** The odometer: on to the next row. */
function advance(index: number[], dims: readonly Dim[], position: number[]): void {
  for (let d = dims.length - 1; d >= 0; d--) {
    const { size, axis, step } = dims[d]!;
    position[axis]! += step;
    index[d]! += 1;
    if (index[d]! < size) return;
    position[axis]! -= step * size;
    index[d] = 0;
  }
}
