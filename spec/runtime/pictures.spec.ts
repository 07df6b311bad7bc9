import { expect, test } from "vitest";
import { run } from "../compiled.ts";

/** A picture of one colour, but for what is written into it. */
function picture(width: number, height: number, pixels: readonly (readonly number[])[]) {
  return { width, height, data: Uint8ClampedArray.from(pixels.flat()) };
}

const rgb = "net P(image: rgb 3x1x2 scale 1/256) { y = image -> scale(weights=[1, 1, 1]) return y }";
const two = picture(2, 1, [
  [128, 0, 64, 255],
  [0, 192, 32, 255],
]);

test("a canvas's pixels become channels, and the file says what is done to them", async () => {
  const { y } = await run(rgb, { image: two });
  expect([...y!]).toEqual([0.5, 0, 0, 0.75, 0.25, 0.125]);
});

test("several pictures are a batch", async () => {
  const { y } = await run(rgb, { image: [two, two] }, new Map(), { batch: 2 });
  expect([...y!.subarray(6)]).toEqual([...y!.subarray(0, 6)]);
});

test("what would have to be guessed is refused: size, transparency, colour, an input that is no picture", async () => {
  const gray = "net G(image: gray 1x1x1) { y = image -> relu return y }";
  const values = "net V(image: 1x1x1) { y = image -> relu return y }";
  await expect(run(rgb, { image: picture(1, 1, [[0, 0, 0, 255]]) })).rejects.toThrow("expected 2x1 pixels, found 1x1");
  await expect(
    run(rgb, {
      image: picture(2, 1, [
        [0, 0, 0, 255],
        [0, 0, 0, 128],
      ]),
    }),
  ).rejects.toThrow("pixel 1,0 is not opaque");
  await expect(run(gray, { image: picture(1, 1, [[1, 2, 3, 255]]) })).rejects.toThrow("is not gray");
  await expect(run(values, { image: picture(1, 1, [[1, 1, 1, 255]]) })).rejects.toThrow("say `rgb` or `gray`");
  await expect(run(rgb, { image: [two, two] })).rejects.toThrow("expected 1 picture, found 2");
});
