import { expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.ts";
import type { Program } from "../../runtime/index.ts";
import { compiled } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { seeded } from "../random.ts";
import { sharing } from "../verify/sharing.ts";
import { conductLaws } from "./conduct.ts";
import { extents } from "./extents.ts";
import { laws } from "./index.ts";
import { checked, layersOf } from "./layer.ts";
import { makeRun } from "./run.ts";

/**
 * A mistake that a kernel may have, and the law that must see it: in the layer's own kernel, or, where the law runs other
 * texts than the layer's, in every kernel with such a line.
 */
type Fault = readonly [
  law: string,
  mistake: string,
  inputs: string,
  layer: string,
  from: RegExp,
  to: string,
  where?: "everywhere",
];

const faults: readonly Fault[] = [
  ["twice the input", "a relu that begins at 1/4", "x: 5x3x3", "x -> relu", /0\.0f/, "0.25f"],
  ["a linear layer of", "a relu too much", "x: 3x5x4", "x -> conv(5, 3x2)", /return sum;/, "return max(sum, 0.0f);"],
  ["a layer with the sum", "a one too much", "x: 7", "x -> fc(5)", /return sum;/, "return sum + 1.0f;"],
  ["a linear layer and", "padding lost", "x: 3x5x6", "x -> conv(4, 3x3, stride=2, pad=1)", /ky - 1u/, "ky"],
  ["an input that moves", "stride lost", "x: 3x9x7", "x -> conv(4, 3x3, stride=2)", /oy \* 2u/, "oy"],
  [
    "positions do not",
    "a row's first element",
    "x: 5x3x3",
    "x -> softmax",
    /(let first = .*)py \* 3u \+ px/,
    "$1py * 3u",
  ],
  [
    "channels do not",
    "a division by 2",
    "x: 5x5x6",
    "x -> maxpool(2x3)",
    /x\[image\]\[channel/,
    "x[image][channel / 2u",
  ],
  ["what works on each", "another factor", "x: 5x3x3", "x -> batchnorm", /factor\[channel\]/, "factor[channel / 2u]"],
  ["filters in another", "the first bias for all", "x: 3x5x4", "x -> conv(5, 2x2)", /bias\[channel\]/, "bias[0u]"],
  ["input channels in", "a lost tail", "x: 5x4x3", "x -> conv(3, 2x2)", /input < 5u/, "input < 4u"],
  ["a 1x1 convolution", "a lost bias", "x: 5x4x3", "x -> conv(3, 1x1)", /bias\[channel\]/, "0.0f"],
  ["a fully connected", "a lost row", "x: 3x4x5", "x -> fc(7)", /ky < 4u/, "ky < 3u"],
  ["groups are", "groups of another size", "x: 6x4x5", "x -> conv(9, 2x2, groups=3)", /channel \/ 3u/, "channel / 4u"],
  ["a dilated filter", "dilation lost", "x: 3x7x5", "x -> conv(4, 2x2, dilation=2)", /ky \* 2u/, "ky"],
  ["flip is", "rows for columns", "x: 3x5x5", "x -> conv(4, 3x3, flip)", /ky \* 3u \+ kx/, "kx * 3u + ky"],
  ["a transposed", "a lost row", "x: 3x4x5", "x -> deconv(4, 3x3, stride=2)", /ky < 3u/, "ky < 2u"],
  [
    "a deformable",
    "east for west",
    "x: 3x5x4, d: 8x4x3",
    "deformconv(x, d, 4, 2x2)",
    /1\.0f - east, east/,
    "east, 1.0f - east",
  ],
  ["a stride is", "another stride", "x: 3x9x5", "x -> avgpool(2x2, stride=2x1)", /oy \* 2u/, "oy * 3u"],
  ["padding is", "padding off by one", "x: 3x6x5", "x -> conv(4, 3x3, pad=1)", /(k[xy]) - 1u/, "$1 - 2u"],
  [
    "padding is",
    "a maximum from 0 on",
    "x: 3x6x5",
    "x -> maxpool(3x3, stride=1, pad=1)",
    /empty = true/,
    "empty = false",
  ],
  [
    "a constant added to the",
    "a maximum from 0 on",
    "x: 3x6x5",
    "x -> maxpool(3x3, pad=1)",
    /empty = true/,
    "empty = false",
  ],
  [
    "a pool with a window of 1",
    "a tail left out",
    "x: 3x6x5",
    "x -> maxpool(2x2)",
    /i >= \d+u/,
    "i >= 64u",
    "everywhere",
  ],
  ["a max pool of", "a lost row", "x: 3x7x7", "x -> maxpool(3x3, stride=2, pad=1)", /ky < 3u/, "ky < 2u"],
  [
    "a pool that is undone",
    "a lost row of windows",
    "x: 5x7x6",
    "x -> maxpool(2x2) -> unpool(from=maxpool1)",
    /oy < 3u/,
    "oy < 2u",
  ],
  ["an average pool", "the area for the side", "x: 5x6x6", "x -> avgpool(2x2)", /0\.25f/, "0.5f"],
  ["a constant added to what", "no difference", "x: 5x3x3", "x -> softmax", /exp\((x\[.*?\]) - largest\)/, "exp($1)"],
  ["a constant added to what", "no difference", "x: 3x2x5", "x -> instancenorm(affine=false)", / - pivot/g, ""],
  ["a channel sees", "a channel too many", "x: 7x3", "x -> lrn(n=3, a=1, b=0.5, k=1)", /channel \+ 1u/, "channel + 2u"],
  ["channels that are", "a lost half", "x: 3x2x3", "x -> rmsnorm(across=all)", /element < 18u/, "element < 9u"],
  ["the parts of", "an offset", "a: 3x2x3, b: 5x2x3", "concat(a, b)", /channel - 3u/, "channel - 2u"],
  ["a concat is", "an offset", "a: 3x2x3, b: 5x2x3", "concat(a, b)", /channel - 3u/, "channel - 2u", "everywhere"],
];

const lawOf = (begin: string) => laws.filter(({ name }) => name.startsWith(begin));

for (const [begin, mistake, inputs, stage, from, to, where] of faults)
  test(`${begin} … sees ${mistake}: ${inputs}, ${stage}`, async () => {
    const layer = layersOf(checked(`net A(${inputs}) {\n  return ${stage}\n}\n`)).at(-1);
    let planted = 0;
    const damage = (program: Program, text: string): Program => ({
      ...program,
      kernels: program.kernels.map((kernel) => {
        if (!where && text !== layer!.text) return kernel;
        const wgsl = kernel.wgsl.replace(from, to);
        planted += Number(wgsl !== kernel.wgsl);
        return { ...kernel, wgsl };
      }),
    });
    const { device } = sharing(await testDevice());
    // The plainest kernels: the mistakes are about what is computed, not how.
    const compile = { devices: ["software"] } as const;
    const [law] = lawOf(begin);
    expect(law!.exempts(layer!)).toBeUndefined();
    expect(await law!.check(layer!, seeded(3), makeRun(device, { compile }))).toBeUndefined();
    const violation = await law!.check(layer!, seeded(3), makeRun(device, { compile, damage }));
    expect(planted, `no kernel has ${from}`).toBeGreaterThan(0);
    expect(violation).toBeDefined();
  });

test("the extents law sees an output that is one row too large", async () => {
  const [layer] = layersOf(checked("net A(x: 3x7x7) {\n  return x -> maxpool(3x3, stride=2)\n}\n"));
  const larger = { ...layer!, node: { ...layer!.node, shape: [3, 4, 3] } };
  const run = () => Promise.reject(new Error("it needs no device"));
  expect(await extents.check(layer!, seeded(1), run)).toBeUndefined();
  expect(await extents.check(larger, seeded(1), run)).toMatchObject({ index: [1], got: 4, expected: 3 });
});

test("a batch of n is n batches of one sees that every image reads the first", async () => {
  const law = conductLaws.find(({ name }) => name.startsWith("a batch of n"))!;
  const right = compiled("net A(x: 5x3x3) {\n  return x -> relu\n}\n");
  const kernels = right.program.kernels.map((each) => ({ ...each, wgsl: each.wgsl.replace("x[image]", "x[0u]") }));
  const { device } = sharing(await testDevice());
  const check = (each: Compiled) =>
    law.check({ compiled: each, device, weights: new Map(), batch: 1, random: seeded(3) });
  expect(await check(right)).toBeUndefined();
  expect(await check({ ...right, program: { ...right.program, kernels } })).toMatch("image 1 alone");
});

test("every law has a mistake that it sees", () => {
  const begun = faults.map(([begin]) => lawOf(begin));
  expect(begun.filter((found) => found.length !== 1)).toEqual([]);
  expect(laws.filter((law) => law !== extents && !begun.some(([found]) => found === law))).toEqual([]);
});
