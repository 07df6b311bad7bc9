import fc from "fast-check";
import { expect, test } from "vitest";
import { fromLayout, toLayout } from "../../runtime/layout.ts";

test("nhwc4 puts the channels last and fills them up to a multiple of 4", () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10); // 5x1x2
  expect([...toLayout(values, [5, 1, 2], "nhwc4", 1, -1)]).toEqual([1, 3, 5, 7, 9, -1, -1, -1, 2, 4, 6, 8, 10, -1, -1, -1]); // biome-ignore format: two positions
});

test("a vector in nhwc4 is one position", () => {
  expect([...toLayout(Float32Array.of(1, 2, 3), [3], "nhwc4")]).toEqual([1, 2, 3, 0]);
});

test("fromLayout undoes toLayout, whatever the shape, batch and fill", () => {
  const shape = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });
  fc.assert(
    fc.property(shape, fc.constantFrom("nchw", "nhwc4"), fc.integer({ min: 1, max: 3 }), (shape, layout, batch) => {
      const length = shape.reduce((n, size) => n * size, batch);
      const values = Float32Array.from({ length }, (_, i) => i);
      const stored = toLayout(values, shape, layout, batch, 99);
      expect(fromLayout(stored, shape, layout, batch)).toEqual(values);
    }),
  );
});
