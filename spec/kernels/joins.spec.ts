import { expect, test } from "vitest";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** Layers whose kernels read a part of what a concat joins, and write one. */
const layers = [
  ["three to five channels", "3x6x5", "conv(5, 3x3, pad=1)"],
  ["whole blocks of channels", "8x7x4", "conv(12, 3x3, pad=1) -> relu"],
  ["another part added", "8x5x6", "conv(8, 3x3, pad=1) -> add(q)"],
  ["groups", "8x5x7", "conv(8, 3x3, groups=2)"],
  ["one channel for each group", "8x6x6", "depthwise(3x3, stride=2, pad=1)"],
  ["a vector", "12", "fc(8) -> relu"],
  ["one dimension", "5x9", "conv(7, 3, pad=1)"],
  ["three dimensions", "4x3x4x2", "conv(4, 2x2x2)"],
  ["a transposed window", "4x5x3", "deconv(8, 4x4, stride=2, pad=1)"],
  ["a pool", "8x6x7", "maxpool(3x3, stride=2, pad=1)"],
  ["windows of unequal size", "5x7x5", "adaptiveavgpool(4x2)"],
  ["elements", "8x3x4", "mul(abs(x))"],
  ["a factor for each channel", "12x3x4", "batchnorm"],
  ["a view", "4x6x2", "reshape(8x3x2)"],
  ["rows and columns exchanged", "4x3x5", "transpose(order=[channels, width, height])"],
  ["places between rows", "4x3x4", "resize(2, mode=bilinear, coordinates=half_pixel)"],
  ["rows over the channels", "8x3x2", "softmax"],
  ["a window over the channels", "7x3x2", "lrn(n=5, a=0.5, b=0.75, k=2)"],
  ["a norm of each channel", "8x3x5", "instancenorm(affine=true)"],
  ["a norm of groups of channels", "12x3x2", "groupnorm(3)"],
  ["a norm of each position", "8x3x4", "layernorm(across=channels)"],
] as const;

/** `p` and `q` lie in `c`, `y` and `z` in `d`; everything has more than one reader, so that each has a kernel of its own. */
const text = (input: string, layer: string) => `net Joins(x: ${input}) {
  q = x -> neg
  p = x -> abs
  c = concat(q, p)
  y = p -> ${layer}
  z = q -> ${layer}
  d = concat(y, z)
  a = c -> fc(2)
  b = d -> fc(2)
  e = y -> fc(1)
  f = z -> fc(1)
  return a, b, e, f
}`;

const nameOf = ({ schedule, choice }: Candidate): string => `${schedule}: ${choice}`;

test.each(layers)(
  "parts of what a concat joins are read and written in place: %s, %s -> %s, batch 3",
  async (_, input, layer) => {
    const source = text(input, layer);
    const device = await testDevice();
    // The cheapest candidate of each schedule of a contraction, where most are written; the cheapest of all for others.
    const names = new Map<string, string>();
    const note = (list: readonly Candidate[]) => {
      const tried = layer.startsWith("conv(") ? list : list.slice(0, 1);
      for (const each of tried) if (!names.has(each.schedule)) names.set(each.schedule, nameOf(each));
      return list[0];
    };
    // A view has a kernel in one layout only, and odd channels are joined in the other one only.
    expect(Math.min(concats(source, "software"), concats(source, "portable"))).toBe(0);
    compiled(source, { choose: note });
    const seen = new Set<string>();
    for (const name of names.values()) {
      const choose = (list: readonly Candidate[]) => list.find((each) => nameOf(each) === name) ?? list[0];
      const made = compiled(source, { choose });
      const fresh = made.program.variants.filter(({ entryPoints }) => {
        const kernels = entryPoints.run!.map(({ kernel }) => made.program.kernels[kernel]!.wgsl).join();
        return !seen.has(kernels) && seen.add(kernels);
      });
      const variants = fresh.map((variant) => variant.name);
      const report = await verify(made, { device, source: sourceOf(source), variants, batch: 3 });
      expect(describeFailure(report), name).toBeUndefined();
    }
  },
);

/** Kernels of concats in a variant. */
function concats(source: string, variant: string, fuse = true): number {
  const { program } = compiled(source, { fuse });
  const { entryPoints } = program.variants.find(({ name }) => name === variant)!;
  return entryPoints.run!.filter(({ label }) => label.startsWith("concat")).length;
}

const net = (body: string) => `net A(x: 4x5x6) { ${body} }`;
const two = "a = x -> conv(4, 1x1)\nb = x -> conv(8, 3x3, pad=1)";

test.each([
  ["what kernels have made", `${two}\nreturn concat(a, b) -> conv(2, 1x1)`, 0],
  ["a concat in a concat", `${two}\nc = x -> conv(2, 1x1)\nreturn concat(c, concat(a, b)) -> conv(2, 1x1)`, 0],
  ["channels that grow, each part made of a copy", dense("batchnorm -> relu -> conv(4, 3x3, pad=1)"), 0],
  ["channels that grow, each part made of those before", dense("conv(4, 3x3, pad=1)"), 2],
  ["what the network returns", `${two}\nreturn concat(a, b)`, 1],
  ["a part that the network returns", `${two}\ny = concat(a, b) -> conv(2, 1x1)\nreturn a, y`, 1],
  ["an input of the network", `${two}\nreturn concat(a, x) -> conv(2, 1x1)`, 1],
  ["a value twice", `${two}\nreturn concat(a, a) -> conv(2, 1x1)`, 1],
  ["a value in two", `${two}\nreturn concat(a, b) -> conv(2, 1x1) -> add(concat(b, a) -> conv(2, 1x1))`, 1],
  ["a formula behind it", `${two}\nreturn concat(a, b) -> relu -> conv(2, 1x1)`, 1],
  ["a part that another is made of", `${two}\nc = a -> conv(4, 1x1)\nreturn concat(a, c) -> conv(2, 1x1)`, 1],
  ["a part read beside the whole", `${two}\nreturn concat(a, b) -> conv(4, 1x1) -> add(a) -> conv(2, 1x1)`, 1],
  ["a view of a part", `${two}\nc = a -> flatten -> relu -> fc(1)\ny = concat(a, b) -> conv(2, 1x1)\nreturn c, y`, 1],
  ["a view", `${two}\nreturn concat(a -> reshape(8x5x3), b -> reshape(16x5x3)) -> conv(2, 1x1)`, 1],
])("what a concat costs: %s", (_, body, kernels) => {
  expect(concats(net(body), "software")).toBe(kernels);
});

test("in blocks of four channels, parts begin and end with a block", () => {
  const kernels = (first: number, second: number) =>
    concats(
      net(`a = x -> conv(${first}, 1x1)\nb = x -> conv(${second}, 1x1)\nc = concat(a, b)
      d = a -> fc(1)\ne = b -> fc(1)\ny = c -> fc(2)\nreturn d, e, y`),
      "portable",
    );
  expect([kernels(4, 8), kernels(4, 5), kernels(5, 4), kernels(8, 1)]).toEqual([0, 0, 1, 0]);
});

test("--no-fuse gives every concat a kernel", () => {
  expect(concats(net(`${two}\nreturn concat(a, b) -> conv(2, 1x1)`), "software", false)).toBe(1);
});

/** Two layers whose outputs join what they are made of. */
function dense(layer: string): string {
  return `a = x -> conv(4, 1x1)\nb = concat(a, a -> ${layer})\nc = concat(b, b -> ${layer})\nreturn c -> conv(2, 1x1)`;
}
