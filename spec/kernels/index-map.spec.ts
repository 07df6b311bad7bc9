import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clamp,
  coordinate,
  type Index,
  indexAt,
  mirrored,
  printIndex,
  product,
  quotient,
  rangeOf,
  remainder,
  sum,
  whole,
} from "../../compiler/kernels/index-map.ts";
import { wgsl } from "../../compiler/kernels/wgsl.ts";

const extents = [5, 7, 9];
const names = ["channel", "oy", "ox"].map((name) => wgsl`${name}`);
const printed = (tree: Index): string => printIndex(tree, extents, names).text;

const factor = fc.integer({ min: 1, max: 6 });
const trees = fc.letrec<{ tree: Index }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.integer({ min: 0, max: 2 }).map(coordinate),
    fc.integer({ min: -9, max: 9 }).map(whole),
    fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => sum(a, b)),
    fc.tuple(tie("tree"), fc.integer({ min: -4, max: 4 })).map(([of, by]) => product(of, by)),
    fc.tuple(tie("tree"), factor).map(([of, by]) => quotient(of, by)),
    fc.tuple(tie("tree"), factor).map(([of, by]) => remainder(of, by)),
    tie("tree").map((of) => clamp(of, -3, 6)),
    fc.tuple(tie("tree"), factor).map(([of, extent]) => mirrored(of, extent)),
  ),
})).tree;
const places = fc.tuple(...extents.map((extent) => fc.integer({ min: 0, max: extent - 1 })));

test("no index is outside its range", () => {
  fc.assert(
    fc.property(trees, places, (tree, place) => {
      const [least, most] = rangeOf(tree, extents);
      const value = indexAt(tree, place);
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a coordinate", coordinate(1), "oy"],
  ["a stride", sum(product(coordinate(2), 3), whole(2)), "ox * 3u + 2u"],
  ["what may be negative", sum(coordinate(1), whole(-2)), "u32(i32(oy) - 2)"],
  ["halves, rounded down below 0", quotient(sum(coordinate(2), whole(-3)), 2), "u32((i32(ox) + 1) / 2 - 2)"],
  ["a remainder that is never negative", remainder(sum(coordinate(2), whole(-3)), 7), "u32((i32(ox) + 4) % 7)"],
  ["a border that cannot be reached", clamp(coordinate(1), 0, 6), "oy"],
  ["the last row and no further", clamp(product(coordinate(1), 2), 0, 8), "min(oy * 2u, 8u)"],
])("%s is printed with no more than it needs", (_, tree, text) => {
  expect(printed(tree)).toBe(text);
});
