import { expect, test } from "vitest";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { compiled, sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";

/** Halos, padding, strides, dilation, uneven extents, tails of channels, windows that overlap, other values read. */
const chains = [
  ["a pool that tiles", "3x8x12", "conv(8, 3x3, pad=1) -> relu -> maxpool(2x2)"],
  ["a pool that overlaps", "3x12x8", "conv(5, 3x3, stride=2, pad=1) -> maxpool(3x3, stride=2, pad=1)"],
  ["a mean as a matrix's input", "9x4x4", "globalavgpool -> fc(7)"],
  [
    "a pool as a window's input",
    "6x8x8",
    "maxpool(3x3, stride=1, pad=1) -> conv(9, 2x2, stride=2, pad={top: 1, left: 1})",
  ],
  ["three of a kind, dilated", "2x10x6", "conv(6, 3x3, pad=2, dilation=2) -> conv(4, 1x3) -> conv(8, 2x2, groups=2)"],
  ["one dimension", "5x24", "conv(6, 5, pad=2) -> avgpool(2) -> conv(3, 3)"],
  ["three dimensions", "2x4x4x6", "conv(5, 3x3x3, pad=1) -> maxpool(2x2x2)"],
  ["vectors and a softmax", "7", "fc(13) -> relu -> fc(6) -> softmax"],
  ["a filter for each channel, then 1x1", "6x9x7", "depthwise(3x3, stride=2, pad=1) -> relu6 -> conv(9, 1x1)"],
  ["a filter for each channel of a chain", "3x8x8", "conv(10, 1x1) -> depthwise(3x3, pad=1) -> relu -> conv(4, 1x1)"],
  ["a sum over more taps than brackets may nest", "4x200", "fc(10) -> softmax"],
  ["a factor for each channel at the end", "5x4x3", "batchnorm -> relu -> batchnorm"],
  ["what a concat joins", "8x6x6", "conv(4, 1x1) -> relu -> fork"],
  ["a projection beside a chain", "6x8x8", "residual"],
  ["three branches, one of a pool", "5x6x8", "inception"],
  ["another value added", "4x6x6", "conv(8, 3x3, pad=1) -> relu -> conv(4, 3x3, pad=1) -> add(x)"],
] as const;

const blocks = `
block fork(x) { return concat(x -> conv(8, 1x1) -> relu, x -> conv(4, 3x3, pad=1)) -> conv(5, 1x1) }
block residual(x) { main = x -> conv(8, 3x3, stride=2, pad=1) -> relu -> conv(8, 3x3, pad=1)
  return main + (x -> conv(8, 1x1, stride=2)) -> relu }
block inception(x) { return concat(x -> conv(4, 1x1), x -> conv(3, 1x1) -> conv(8, 3x3, pad=1), x -> maxpool(3x3, stride=1, pad=1) -> conv(4, 1x1)) }
`;

/** Tiles that are tried: this many, from the cheapest to the dearest. */
const most = 4;

test.each(chains)("tiles of %s are exact: %s -> %s, batch 2", async (_, input, layers) => {
  const text = `net Chain(x: ${input}) { return x -> ${layers} } ${blocks}`;
  const device = await testDevice();
  const tiles = staged(text);
  expect(tiles).not.toEqual([]);
  for (const tile of tiles) {
    const choose = (list: readonly Candidate[]) => list.find(({ choice }) => choice === tile) ?? list[0];
    const made = compiled(text, { devices: ["portable"], choose });
    const report = await verify(made, { device, source: sourceOf(text), variants: ["portable"], batch: 2 });
    expect(describeFailure(report), tile).toBeUndefined();
    if (!layers.includes("softmax"))
      expect(report.variants[0]!.layers.filter(({ exact }) => exact !== "equal")).toEqual([]);
  }
});

function staged(text: string): string[] {
  const tiles: string[] = [];
  const note = (list: readonly Candidate[]) => {
    tiles.push(...list.filter(({ schedule }) => schedule === "staged").map(({ choice }) => choice));
    return list[0];
  };
  compiled(text, { devices: ["portable"], choose: note });
  const step = Math.max(1, Math.floor(tiles.length / most));
  return tiles.filter((_, i) => i % step === 0).slice(0, most);
}
