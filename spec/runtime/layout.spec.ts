import fc from "fast-check";
import { expect, test } from "vitest";
import { type Lying, put, take } from "../../runtime/layout.ts";

const written = (values: readonly number[], how: Lying, batch = 1): number[] => {
  const words = new Float32Array(batch * how.stride).fill(-1);
  put(Float32Array.from(values), words, how, batch);
  return [...words];
};

test("nhwc4 puts the channels last and fills them up to a multiple of 4", () => {
  const how: Lying = { shape: [5, 1, 2], layout: "nhwc4", stride: 16, channels: 5, first: 0 };
  const [before, after] = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [1, 3, 5, 7, 9, -1, -1, -1, 2, 4, 6, 8, 10, -1, -1, -1],
  ];
  expect(written(before, how)).toEqual(after);
});

test("a vector in nhwc4 is one position", () => {
  expect(written([1, 2, 3], { shape: [3], layout: "nhwc4", stride: 4, channels: 3, first: 0 })).toEqual([1, 2, 3, -1]);
});

test("a part lies among the channels of the whole, which stay as they are", () => {
  const nchw: Lying = { shape: [1, 2], layout: "nchw", stride: 6, channels: 3, first: 1 };
  expect(written([1, 2, 3, 4], nchw, 2)).toEqual([-1, -1, 1, 2, -1, -1, -1, -1, 3, 4, -1, -1]);
  const nhwc4: Lying = { shape: [2, 2], layout: "nhwc4", stride: 16, channels: 6, first: 4 };
  expect(written([1, 2, 3, 4], nhwc4)).toEqual([-1, -1, -1, -1, 1, 3, -1, -1, -1, -1, -1, -1, 2, 4, -1, -1]);
});

test("what was put somewhere is taken from there, whatever the shape, batch and place", () => {
  const positions = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 });
  const small = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(
      positions,
      fc.constantFrom("nchw", "nhwc4"),
      fc.integer({ min: 1, max: 3 }),
      fc.tuple(small, small, small),
      (rest, layout, batch, [own, first, behind]) => {
        const channels = first + own + 1 + behind;
        const stride = (Math.ceil(channels / 4) * 4 + 1) * rest.reduce((n, size) => n * size, 1);
        const how: Lying = { shape: [own + 1, ...rest], layout, stride, channels, first };
        const length = how.shape.reduce((n, size) => n * size, batch);
        const values = Float32Array.from({ length }, (_, i) => i);
        const words = new Float32Array(batch * stride).fill(-1);
        put(values, words, how, batch);
        expect(take(words, how, batch)).toEqual(values);
        expect(words.filter((word) => word !== -1)).toHaveLength(length);
      },
    ),
  );
});
