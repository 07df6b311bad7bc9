import fc from "fast-check";
import { expect, test } from "vitest";
import { align, type Lifetime, place } from "../../compiler/lower/memory.ts";
import { compiled } from "../compiled.ts";

/** Tensors of a random network: each dispatch reads up to three earlier ones, and writes a new one or more of an earlier one. */
const lifetimes = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 1, max: 5000 }),
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      again: fc.option(fc.nat(), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((steps) => {
    const tensors: (Lifetime & { last: number; readonly apart: Lifetime[] })[] = [];
    steps.forEach(({ bytes, reads, again }, time) => {
      const earlier = [...tensors];
      const pick = (n: number) => earlier[n % earlier.length];
      const written = (again !== null && pick(again)) || { bytes, first: time, last: time, apart: [] };
      if (!earlier.includes(written)) tensors.push(written);
      for (const tensor of [written, ...reads.flatMap((n) => pick(n) ?? [])]) {
        tensor.last = time;
        if (tensor === written) continue;
        tensor.apart.push(written);
        written.apart.push(tensor);
      }
    });
    return tensors as readonly Lifetime[];
  });

test("no two tensors that live at once share a byte, and no dispatch reads and writes one buffer", () => {
  fc.assert(
    fc.property(lifetimes, (tensors) => {
      const { placements, sizes } = place(tensors);
      for (const [n, a] of tensors.entries()) {
        const own = placements.get(a)!;
        expect(own.offset % 256).toBe(0);
        expect(own.offset + a.bytes).toBeLessThanOrEqual(sizes[own.color]!);
        for (const other of a.apart) expect(placements.get(other)!.color).not.toBe(own.color);
        for (const b of tensors.slice(n + 1)) {
          const other = placements.get(b)!;
          const together = a.first <= b.last && b.first <= a.last;
          const apart = own.offset + align(a.bytes) <= other.offset || other.offset + align(b.bytes) <= own.offset;
          if (together && own.color === other.color) expect(apart).toBe(true);
        }
      }
    }),
    { seed: 7 },
  );
});

test("a chain needs two buffers, each as large as its largest tensor", () => {
  const { program } = compiled(
    "net A(x: 4x8x8) { return x -> relu -> conv(8, 3x3, pad=1) -> conv(4, 3x3) -> conv(2, 3x3) }",
    {
      devices: ["portable"],
      apart: true,
    },
  );
  const activations = program.variants[0]!.buffers.filter(({ kind }) => kind === "activations");
  expect(activations.map(({ bytes }) => bytes)).toEqual([4 * 64 * 4, 8 * 64 * 4]);
});
