import type { Shape } from "../graph/graph.ts";
import type { Gather, Interpolation } from "../kernels/family.ts";
import { axesOf, type Index, rangeOf, whole } from "../kernels/index-map.ts";

/** Rows that the output at u sees along an axis, as a line: from slope · u + first to slope · u + last, or fewer. */
export interface Seen {
  readonly slope: number;
  readonly first: number;
  readonly last: number;
}

/** What each spatial axis of an output of this shape sees of the input's; undefined where axes are exchanged. */
export function seenRows(work: Gather | Interpolation, output: Shape): readonly Seen[] | undefined {
  const axes =
    work.family === "gather"
      ? work.axes.slice(1).map((index) => ({ index, denominator: 1 }))
      : work.places.map(({ numerator, denominator }) => ({ index: numerator, denominator }));
  const kept = axes.every(({ index }, axis) => [...axesOf(index)].every((other) => other === 0 || other === axis + 1));
  return kept ? axes.map(({ index, denominator }, axis) => along(index, axis + 1, denominator, output)) : undefined;
}

function along(index: Index, axis: number, denominator: number, output: Shape): Seen {
  const slope = slopeOf(index, axis) / denominator;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let u = 0; u < output[axis]!; u++) {
    const [least, most] = rangeOf(at(index, axis, u), output);
    first = Math.min(first, Math.floor(least / denominator) - slope * u);
    last = Math.max(last, Math.ceil(most / denominator) - slope * u);
  }
  return { slope, first, last };
}

/** How fast an index grows with a coordinate, as if no border stopped it. */
function slopeOf(index: Index, axis: number): number {
  switch (index.kind) {
    case "coordinate":
      return index.axis === axis ? 1 : 0;
    case "constant":
    case "remainder":
      return 0;
    case "sum":
      return slopeOf(index.left, axis) + slopeOf(index.right, axis);
    case "product":
      return slopeOf(index.of, axis) * index.by;
    case "quotient":
      return slopeOf(index.of, axis) / index.by;
    case "clamp":
    case "magnitude":
      return slopeOf(index.of, axis);
  }
}

/** The index with one coordinate fixed. */
function at(index: Index, axis: number, u: number): Index {
  if (index.kind === "coordinate") return index.axis === axis ? whole(u) : index;
  if (index.kind === "constant") return index;
  if (index.kind === "sum") return { ...index, left: at(index.left, axis, u), right: at(index.right, axis, u) };
  return { ...index, of: at(index.of, axis, u) };
}
