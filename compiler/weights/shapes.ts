import { elements, type Shape } from "../graph/graph.ts";

/** How a tensor of a file could become the one that is wanted. */
export type Change =
  /** It is the one. */
  | "none"
  /** The same numbers in the same order under another shape. */
  | "reshape"
  /** A matrix that is the other way round: input-major, as Keras and TensorFlow write it. */
  | "transpose"
  /** Filters as rows, columns, in, out: Keras's and TensorFlow's. */
  | "filters-last"
  | "impossible";

export function changeOf(wanted: Shape, found: Shape): Change {
  if (same(wanted, found)) return "none";
  if (elements(wanted) !== elements(found)) return "impossible";
  if (same(wanted.filter(several), found.filter(several)) || sameRows(wanted, found)) return "reshape";
  if (wanted.length === 2 && same(wanted, [...found].reverse())) return "transpose";
  const [out, into, ...window] = wanted;
  if (window.length > 0 && same([...window, into!, out!], found)) return "filters-last";
  return "impossible";
}

/** What structure is compared by: a 1x1 convolution is a full connection at each place. */
export const withoutWindow = (shape: Shape): Shape =>
  shape.length > 2 && shape.slice(2).every((extent) => extent === 1) ? shape.slice(0, 2) : shape;

const several = (extent: number): boolean => extent > 1;
const same = (a: Shape, b: Shape): boolean => String(a) === String(b);

/** A full connection and a convolution over all of its input: flattening keeps channels, rows, columns. */
const sameRows = (a: Shape, b: Shape): boolean => a[0] === b[0] && Math.min(a.length, b.length) === 2;
