import fc from "fast-check";
import { expect, test } from "vitest";
import type { Recipe } from "../../runtime/program.ts";
import { pack, packed, sourceValues } from "../../runtime/recipes.ts";

/** The comment of `Recipe`, word for word. */
function meaning({ extents, start, dims }: Recipe, source: ArrayLike<number>): number[] {
  const out: number[] = [];
  const visit = (index: number[]) => {
    if (index.length < dims.length) {
      for (let i = 0; i < dims[index.length]!.size; i++) visit([...index, i]);
      return;
    }
    const at = extents.map(
      (_, a) => start[a]! + dims.reduce((n, d, j) => n + (d.axis === a ? d.step * index[j]! : 0), 0),
    );
    const inside = at.every((p, a) => p >= 0 && p < extents[a]!);
    out.push(inside ? source[at.reduce((n, p, a) => n * extents[a]! + p, 0)]! : 0);
  };
  visit([]);
  return out;
}

const recipes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).chain((extents) =>
  fc.record<Recipe>({
    slot: fc.constant(0),
    source: fc.constant("w"),
    extents: fc.constant(extents),
    start: fc.tuple(...extents.map(() => fc.integer({ min: -2, max: 4 }))),
    dims: fc.array(
      fc.record({
        size: fc.nat({ max: 5 }),
        axis: fc.nat({ max: Math.max(0, extents.length - 1) }),
        step: fc.integer({ min: -3, max: 3 }),
      }),
      { maxLength: extents.length === 0 ? 0 : 4 },
    ),
  }),
);

test("pack computes what the comment of Recipe says", () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      const length = recipe.extents.reduce((n, size) => n * size, 1);
      const source = Float32Array.from({ length }, (_, i) => i + 1);
      expect([...pack(recipe, source)]).toEqual(meaning(recipe, source));
    }),
    { numRuns: 2000 },
  );
});

test("packed in pieces it is the same, and no piece is longer than it may be, but for one row", () => {
  fc.assert(
    fc.property(recipes, fc.integer({ min: 1, max: 40 }), (recipe, most) => {
      const length = recipe.extents.reduce((n, size) => n * size, 1);
      const source = Float32Array.from({ length }, (_, i) => i + 1);
      const pieces = Array.from(packed(recipe, source, most), (piece) => [...piece]);
      expect(pieces.flat()).toEqual(meaning(recipe, source));
      const row = Math.max(...recipe.dims.map(({ size }) => size)) ** recipe.dims.length;
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(Math.max(most, row));
    }),
    { numRuns: 1000 },
  );
});

test("arithmetic on sources stretches the shorter operand along the first axis, and rounds after each step", () => {
  const leaves = new Map([
    ["w", Float32Array.of(1, 2, 3, 4, 5, 6)],
    ["f", Float32Array.of(10, 100)],
  ]);
  const values = (op: "add" | "sub" | "mul" | "div", length = 6) => [
    ...Array.from(sourceValues({ op, of: ["w", "f"] }, leaves, length)),
  ];
  expect(values("mul")).toEqual([10, 20, 30, 400, 500, 600]);
  expect(values("sub")).toEqual([-9, -8, -7, -96, -95, -94]);
  expect(values("div")).toEqual([0.1, 0.2, 0.3, 0.04, 0.05, 0.06].map(Math.fround));
  expect(values("add", 12)).toEqual([11, 11, 12, 12, 13, 13, 104, 104, 105, 105, 106, 106]);
  expect([...Array.from(sourceValues({ op: "sqrt", of: [[4, 2]] }, leaves, 2))]).toEqual([2, Math.fround(Math.SQRT2)]);
});

test("pack blocks 5x3 weights by 4 output channels, with zeros where there is no channel", () => {
  const dims = [
    { size: 2, axis: 0, step: 4 },
    { size: 3, axis: 1, step: 1 },
    { size: 4, axis: 0, step: 1 },
  ];
  const source = Float32Array.from({ length: 15 }, (_, i) => i + 1);
  const packed = pack({ extents: [5, 3], start: [0, 0], dims }, source);
  expect([...packed]).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12, 13, 0, 0, 0, 14, 0, 0, 0, 15, 0, 0, 0]);
});

test("pack turns a kernel around with negative steps", () => {
  const dims = [
    { size: 2, axis: 0, step: -1 },
    { size: 2, axis: 1, step: -1 },
  ];
  expect([...pack({ extents: [2, 2], start: [1, 1], dims }, [1, 2, 3, 4])]).toEqual([4, 3, 2, 1]);
});
