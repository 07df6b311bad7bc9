import { expect } from "vitest";
import { elements } from "../../compiler/graph/graph.ts";
import { statistics } from "../../compiler/lower/statistics.ts";
import { compiled, run } from "../compiled.ts";
import { integers, seeded } from "../random.ts";
import { answer, counted, given, perAxis, said, type Told, type Vector } from "./slides.ts";

/** How many of a window's k rows lie on the input, for each place; half of the padding, and the odd row, stand before. */
function rowsInside(n: number, k: number, padding: number, stride: number): number[] {
  const before = Math.ceil(padding / 2);
  const found: number[] = [];
  for (let first = -before; first + k <= n + padding - before; first += stride)
    found.push(Array.from({ length: k }, (_, i) => first + i).filter((row) => 0 <= row && row < n).length);
  return found;
}

/** A convolution of one image by ones: its extents, and at each place the product of the rows and columns it sees. */
async function slid(v: Vector): Promise<number[]> {
  const [n, k, stride] = [perAxis(v.n), perAxis(v.kernel ?? v.k), perAxis(v.stride)];
  const padding = perAxis(v.totalPadding);
  const filters = (v.filters as number | undefined) ?? 1;
  const { shape, y } = await counted(
    [1, ...n],
    `conv(${filters}, ${k.join("x")}, stride=${stride.join("x")}, pad=total([${padding.join(", ")}]), bias=false)`,
  );
  const [rows, columns] = n.map((extent, axis) => rowsInside(extent, k[axis]!, padding[axis]!, stride[axis]!));
  const one = rows!.flatMap((height) => columns!.map((width) => height * width));
  expect([...y]).toEqual(Array.from({ length: filters }, () => one).flat());
  expect(shape[0]).toBe(filters);
  return shape.slice(1);
}

/** A square convolution `layers` times, and what it leaves of n rows. */
const shrunk = (n: number, layers: number): number =>
  compiled(`net V(x: 1x${n}x${n}) { return x -> (conv(1, 5x5)) * ${layers} }`, { devices: ["portable"], apart: true })
    .program.outputs[0]!.shape[1]!;

/** What sizes come out. */
export const sizes: readonly Told[] = [
  {
    of: ["output-size", "output-size-2d"],
    says: "places of a window",
    check: async (v) => {
      const expected = v.divides === false ? v.floor : answer(v);
      expect(await slid(v)).toEqual(perAxis(expected));
      if (v.outputVolume) expect([...perAxis(expected), v.filters]).toEqual(v.outputVolume);
    },
  },
  {
    of: ["output-size-2d"],
    says: "the same with the padding of each side, as PyTorch has it",
    check: async (v) => {
      const [n, k, stride, pad] = [v.n, v.kernel, v.stride, v.padPerSide].map(perAxis);
      const layer = `conv(1, ${k!.join("x")}, stride=${stride!.join("x")}, pad=${pad!.join("x")})`;
      const { shape } = await counted([1, ...n!], layer);
      expect(shape).toEqual([1, ...perAxis(answer(v))]);
    },
  },
  {
    of: ["size-7-3-3"],
    says: "does not fit (2.33): a warning and 2, an error with fit=exact, 3 with round=ceil",
    check: async (v) => {
      const text = (more: string) => `net V(x: 1x7x7) { return x -> conv(1, 3x3, stride=3${more}) }`;
      expect(v.expected).toMatch("2.33");
      expect(said(text(""))).toEqual(["CNN0302 (7 − 3)/3 + 1 = 2.33"]);
      expect(said(text(", fit=exact"))).toEqual(["CNN0301 (7 − 3)/3 + 1 = 2.33: 1 row and 1 column would be unused"]);
      const { shape } = await counted([1, 7, 7], "maxpool(3x3, round=ceil)");
      expect(shape).toEqual([1, v.ceil, v.ceil]);
    },
  },
  {
    of: ["same-padding"],
    says: "keeps the size, and so does pad=same",
    check: async (v) => {
      const k = v.k as number;
      const x = integers(seeded(k), 81, 9);
      const weights = { "conv1.weight": integers(seeded(1), k * k, 9) };
      const [said, same] = await Promise.all(
        [v.printed, "same"].map((pad) => given([1, 9, 9], `conv(1, ${k}, pad=${pad}, bias=false)`, x, weights)),
      );
      expect(said).toHaveLength(81);
      expect(same).toEqual(said);
    },
  },
  {
    of: ["layers-32-to-4-k5", "layers-224-to-4-k5"],
    says: "layers of 5x5 leave 4x4 of the middle",
    check: async (v) => {
      const [n, layers] = [v.n as number, answer(v) as number];
      expect(shrunk(n, layers)).toBe(v.target);
      // Filters whose only weight is in their middle: what is left is what stood there.
      const middle = Float32Array.from({ length: 25 }, (_, i) => Number(i === 12));
      const weights = new Map(Array.from({ length: layers }, (_, i) => [`conv${i + 1}.weight`, middle] as const));
      const x = integers(seeded(n), n * n, 100);
      const { y } = await run(
        `net V(x: 1x${n}x${n}) { y = x -> (conv(1, 5x5, bias=false)) * ${layers} return y }`,
        { x },
        weights,
        { devices: ["portable"], apart: true },
      );
      const first = (n - 4) / 2;
      const left = Array.from({ length: 16 }, (_, i) => x[(first + Math.floor(i / 4)) * n + first + (i % 4)]);
      expect([...y!]).toEqual(left);
    },
  },
  {
    of: ["layers-224-to-4-k5"],
    says: "erratum: the 44 layers that are printed leave 48x48",
    check: (v) => expect(shrunk(224, v.printed as number)).toBe(48),
  },
  {
    of: ["layers-256-rf-3x3"],
    says: "128 layers of 3x3 see both ends of 257 rows, 127 see 255",
    check: async (v) => {
      const layers = v.printed as number;
      const text = (n: number, count: number, input = "1x257x257") =>
        `net V(x: ${input}) { y = x -> (conv(${n}, 3x3, bias=false)) * ${count} return y }`;
      const field = (count: number): number => {
        const { graph } = compiled(text(1, count), { devices: [] });
        return statistics(graph, { variants: [] }).layers.at(-1)!.receptiveFields[0]!.axes[0]!.extent;
      };
      expect([field(layers - 1), field(layers)]).toEqual([255, 257]);
      // A weight in two opposite corners of each filter, and an image of two opposite corners: one way to each.
      const corners = Float32Array.from({ length: 9 }, (_, i) => Number(i === 0 || i === 8));
      const weights = new Map(Array.from({ length: layers }, (_, i) => [`conv${i + 1}.weight`, corners] as const));
      const x = Float32Array.from({ length: 257 * 257 }, (_, i) => Number(i === 0 || i === 257 * 257 - 1));
      const { y } = await run(text(1, layers), { x }, weights, { devices: ["portable"], apart: true });
      expect([...y!]).toEqual([2]);
    },
  },
  {
    of: ["output-volume"],
    says: "the slides write channels last",
    check: async (v) => {
      const [height, width, channels] = v.input as [number, number, number];
      const [h, w, c] = answer(v) as number[];
      const [k] = v.kernel as [number];
      const { shape, y } = await counted([channels, height, width], `conv(${v.filters}, ${k}, bias=false)`);
      expect(shape).toEqual([c, h, w]);
      expect(new Set(y)).toEqual(new Set([channels * k * k]));
    },
  },
  {
    of: ["stride-formula"],
    says: "⌊(n − k + p + s)/s⌋ is ours for n < 24, k < 6, p < 5, s < 5",
    check: () => {
      for (let k = 1; k < 6; k++)
        for (let p = 0; p < 5; p++)
          for (let s = 1; s < 5; s++)
            for (const n of [k, 7, 12, 23].filter((extent) => extent + p >= k)) {
              const { program } = compiled(
                `net V(x: 1x${n}x${n}) { return x -> conv(1, ${k}, stride=${s}, pad=total(${p})) }`,
                { devices: [] },
              );
              expect(program.outputs[0]!.shape[1]).toBe(Math.floor((n - k + p + s) / s));
            }
    },
  },
  {
    of: ["stride-formula"],
    says: "with p = k − 1 it is ⌈n/s⌉",
    check: async () => {
      for (const n of [7, 12])
        for (let s = 1; s < 5; s++) {
          const padded = [1, 2, 3, 4, 5].map((k) => `y${k} = x -> conv(1, ${k}, stride=${s}, pad=total(${k - 1}))`);
          const text = `net V(x: 1x${n}) { ${padded.join(" ")} return y1, y2, y3, y4, y5 }`;
          const { parameters } = compiled(text).program;
          const weights = new Map(parameters.map(({ name, shape }) => [name, new Float32Array(elements(shape))]));
          const found = await run(text, { x: new Float32Array(n) }, weights);
          expect(Object.values(found).map(({ length }) => length)).toEqual(Array(5).fill(Math.ceil(n / s)));
        }
    },
  },
  {
    of: ["even-kernel-padding"],
    says: "total(p) puts the extra row before, as same_lower does; same_upper puts it at the end",
    check: async () => {
      const sums = (pad: string) =>
        given([1, 2, 2], `conv(1, 2x2, ${pad}, weights=[[1, 1], [1, 1]], bias=false)`, Float32Array.of(1, 2, 3, 4));
      expect(await sums("pad=total(1)")).toEqual([1, 3, 4, 10]);
      expect(await sums("same_lower")).toEqual([1, 3, 4, 10]);
      expect(await sums("same_upper")).toEqual([10, 6, 7, 4]);
    },
  },
];
