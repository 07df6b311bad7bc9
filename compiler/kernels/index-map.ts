import { type Code, parenthesised, u32, wgsl } from "./wgsl.ts";

/**
 * An index of a tensor as a whole-number formula over another tensor's coordinates, channel first: where a gather finds
 * each element. From the tree come its value (`indexAt`), the values that it can take (`rangeOf`) and its WGSL
 * (`printIndex`). Division rounds down, also below 0, and a remainder is never negative.
 */
export type Index =
  | { readonly kind: "coordinate"; readonly axis: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "sum"; readonly left: Index; readonly right: Index }
  | { readonly kind: "product" | "quotient" | "remainder"; readonly of: Index; readonly by: number }
  | { readonly kind: "clamp"; readonly of: Index; readonly least: number; readonly most: number }
  | { readonly kind: "magnitude"; readonly of: Index };

export type Range = readonly [least: number, most: number];

export const coordinate = (axis: number): Index => ({ kind: "coordinate", axis });
export const whole = (value: number): Index => ({ kind: "constant", value });

/** Terms one after the other, and what is fixed of them as one number behind; what adds nothing is left out. */
export const sum = (...terms: readonly Index[]): Index => {
  const all = terms.flatMap(termsOf);
  const moving = all.filter(({ kind }) => kind !== "constant");
  const fixed = all.reduce((total, term) => (term.kind === "constant" ? total + term.value : total), 0);
  const [first, ...rest] = fixed === 0 && moving.length > 0 ? moving : [...moving, whole(fixed)];
  return rest.reduce<Index>((left, right) => ({ kind: "sum", left, right }), first!);
};
const termsOf = (tree: Index): readonly Index[] =>
  tree.kind === "sum" ? [...termsOf(tree.left), ...termsOf(tree.right)] : [tree];
export const product = (of: Index, by: number): Index =>
  by === 0 ? whole(0) : by === 1 ? of : { kind: "product", of, by };
export const quotient = (of: Index, by: number): Index => (by === 1 ? of : { kind: "quotient", of, by });
export const remainder = (of: Index, by: number): Index => (by === 1 ? whole(0) : { kind: "remainder", of, by });
export const clamp = (of: Index, least: number, most: number): Index => ({ kind: "clamp", of, least, most });

/** Mirrored at the first and the last of `extent` rows, which are not repeated; for less than `extent` rows outside. */
export const mirrored = (of: Index, extent: number): Index => {
  const magnitude = (inner: Index): Index => ({ kind: "magnitude", of: inner });
  const fromEnd = (inner: Index): Index => sum(product(inner, -1), whole(extent - 1));
  return fromEnd(magnitude(fromEnd(magnitude(of))));
};

/** The index at a place. */
export function indexAt(tree: Index, place: readonly number[]): number {
  switch (tree.kind) {
    case "coordinate":
      return place[tree.axis]!;
    case "constant":
      return tree.value;
    case "sum":
      return indexAt(tree.left, place) + indexAt(tree.right, place);
    case "product":
      return indexAt(tree.of, place) * tree.by;
    case "quotient":
      return Math.floor(indexAt(tree.of, place) / tree.by);
    case "remainder": {
      const value = indexAt(tree.of, place);
      return value - tree.by * Math.floor(value / tree.by);
    }
    case "clamp":
      return Math.min(tree.most, Math.max(tree.least, indexAt(tree.of, place)));
    case "magnitude":
      return Math.abs(indexAt(tree.of, place));
  }
}

/** Bounds of the index over all places of the given extents; exact where each coordinate occurs once. */
export function rangeOf(tree: Index, extents: readonly number[]): Range {
  if (tree.kind === "coordinate") return [0, extents[tree.axis]! - 1];
  if (tree.kind === "constant") return [tree.value, tree.value];
  if (tree.kind === "sum") {
    const [left, right] = [rangeOf(tree.left, extents), rangeOf(tree.right, extents)];
    return [left[0] + right[0], left[1] + right[1]];
  }
  const [least, most] = rangeOf(tree.of, extents);
  if (tree.kind === "remainder" && Math.floor(least / tree.by) !== Math.floor(most / tree.by)) return [0, tree.by - 1];
  const ends = [least, most].map((value) => indexAt({ ...tree, of: whole(value) }, []));
  const turns = tree.kind === "magnitude" && least < 0 && most > 0;
  return [turns ? 0 : Math.min(...ends), Math.max(...ends)];
}

/** The axes that an index depends on. */
export function axesOf(tree: Index): ReadonlySet<number> {
  if (tree.kind === "constant") return new Set();
  if (tree.kind === "coordinate") return new Set([tree.axis]);
  return tree.kind === "sum" ? new Set([...axesOf(tree.left), ...axesOf(tree.right)]) : axesOf(tree.of);
}

/**
 * The index as a u32 over coordinates of the given names. Where a number on the way may be negative all of it is in
 * i32, and an index below 0 comes out as one above every extent.
 */
export function printIndex(tree: Index, extents: readonly number[], names: readonly Code[]): Code {
  const signed = goesBelowZero(tree, extents);
  const number = (value: number): Code => (signed ? wgsl`${value}` : u32(value));
  const print = (part: Index): Code => {
    if (part.kind === "coordinate") return signed ? wgsl`i32(${names[part.axis]!})` : names[part.axis]!;
    if (part.kind === "constant") return number(part.value);
    if (part.kind === "sum") return added(print(part.left), part.right);
    const [least, most] = rangeOf(part.of, extents);
    if (part.kind === "magnitude") return wgsl`abs(${print(part.of)})`;
    if (part.kind === "product")
      return part.by === -1 ? wgsl`-${parenthesised(print(part.of))}` : wgsl`${factor(part.of)} * ${number(part.by)}`;
    if (part.kind === "clamp") {
      const held = part.least > least ? wgsl`max(${print(part.of)}, ${number(part.least)})` : print(part.of);
      return part.most < most ? wgsl`min(${held}, ${number(part.most)})` : held;
    }
    // WGSL's division rounds towards 0: so many whole divisors more make what is divided positive.
    const more = Math.max(0, Math.ceil(-least / part.by));
    const of = sum(part.of, whole(more * part.by));
    return part.kind === "remainder"
      ? wgsl`${factor(of)} % ${number(part.by)}`
      : added(wgsl`${factor(of)} / ${number(part.by)}`, whole(-more));
  };
  const factor = (part: Index): Code => parenthesised(print(part));
  const added = (left: Code, right: Index): Code => {
    if (right.kind !== "constant") return wgsl`${left} + ${print(right)}`;
    const amount = number(Math.abs(right.value));
    return right.value === 0 ? left : right.value < 0 ? wgsl`${left} - ${amount}` : wgsl`${left} + ${amount}`;
  };
  return signed ? wgsl`u32(${print(tree)})` : print(tree);
}

function goesBelowZero(tree: Index, extents: readonly number[]): boolean {
  if (rangeOf(tree, extents)[0] < 0) return true;
  if (tree.kind === "sum") return goesBelowZero(tree.left, extents) || goesBelowZero(tree.right, extents);
  return tree.kind !== "coordinate" && tree.kind !== "constant" && goesBelowZero(tree.of, extents);
}
