import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sliding } from "../../compiler/kernels/family.ts";
import { insideShare, mayLeave } from "../../compiler/kernels/sliding.ts";

const small = (min: number, max: number) => fc.integer({ min, max });

/** One axis of a window that slides: any padding, and windows that hang over the end. */
const sliding = fc
  .record({
    input: small(1, 9),
    k: small(1, 4),
    stride: small(1, 3),
    dilation: small(1, 3),
    before: small(0, 4),
    output: small(1, 6),
  })
  .map(({ input, k, stride, dilation, before, output }) => {
    const work = {
      input: [input],
      output: [output],
      window: [k],
      stride: [stride],
      dilation: [dilation],
      padBefore: [before],
    };
    return work as unknown as Sliding;
  });

const outside = ({ input, stride, padBefore }: Sliding, output: number, offset: number): boolean => {
  const place = output * stride[0]! + offset - padBefore[0]!;
  return place < 0 || place >= input[0]!;
};
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

test("an input may leave where it does for some output", () => {
  fc.assert(
    fc.property(sliding, small(0, 9), small(0, 5), (work, offset, last) => {
      expect(mayLeave(work, 0, offset, last)).toBe(upTo(last + 1).some((output) => outside(work, output, offset)));
    }),
  );
});

test("the share of taps inside is the one that can be counted", () => {
  fc.assert(
    fc.property(sliding, (work) => {
      const taps = upTo(work.output[0]!).flatMap((output) =>
        upTo(work.window[0]!).map((k) => [output, k * work.dilation[0]!] as const),
      );
      const inside = taps.filter(([output, offset]) => !outside(work, output, offset));
      expect(insideShare(work, 0)).toBe(inside.length / taps.length);
    }),
  );
});
