import { expect, test } from "vitest";
import { sourceOf } from "../compiled.ts";
import { testDevice } from "../device.ts";
import { describeFailure, verify } from "../verify/index.ts";
import { everyCandidate } from "./candidates.ts";

/** Shapes where vector tails, ragged tiles and borders go wrong: USERS.md rows 1, 3 and 4. */
const layers: readonly (readonly [why: string, input: string, layer: string])[] = [
  ["one channel", "1x7x9", "conv(1, 3x3)"],
  ["three to five channels", "3x6x5", "conv(5, 3x3, pad=1)"],
  ["seven to thirteen channels, odd width", "7x5x11", "conv(13, 3x2, pad=[1, 0])"],
  ["a 1x1 window", "13x4x5", "conv(7, 1x1)"],
  ["a 1x1 image", "5x1x1", "conv(3, 1x1)"],
  ["a window as large as the input", "3x4x5", "conv(7, 4x5)"],
  ["uneven padding", "3x5x6", "conv(5, 4x3, pad={top: 1, bottom: 2, left: 2})"],
  ["a stride larger than the window", "5x10x9", "conv(4, 2x2, stride=3)"],
  ["dilation with padding", "3x9x8", "conv(8, 3x3, dilation=[2, 3], pad=[2, 3])"],
  ["groups of three channels", "6x5x5", "conv(9, 3x3, groups=3, pad=1)"],
  ["groups of four channels", "8x5x7", "conv(8, 3x3, groups=2)"],
  ["one channel for each group", "5x6x6", "conv(5, 3x3, groups=5, pad=1)"],
  ["true convolution", "3x5x4", "conv(4, 3x2, flip)"],
  ["no bias, padding on one side", "4x6x6", "conv(6, 3x3, pad=same_upper, stride=2, bias=false)"],
  ["an 11x11 window", "3x15x13", "conv(5, 11x11, stride=2)"],
  ["a vector", "13", "fc(7)"],
  ["a volume, flattened in logical order", "5x3x2", "fc(13)"],
  ["a pool with a tail of channels", "7x7x5", "maxpool(3x2, stride=2)"],
  ["a padded pool", "5x6x7", "maxpool(3x3, stride=2, pad=1)"],
  ["a mean over what is there", "3x5x6", "avgpool(3x3, stride=2, pad=1, over=valid)"],
  ["a mean over the whole window", "3x5x5", "avgpool(2x2, stride=1, pad=1, over=window)"],
  ["a pool that hangs over the end", "3x6x6", "maxpool(3x3, stride=2, round=ceil)"],
  ["a relu of a tail", "5x3x3", "relu"],
  ["tanh", "7x2x3", "tanh"],
  ["softmax over a vector", "13", "softmax"],
  ["softmax at each position", "5x3x2", "softmax"],
  ["softmax over more channels than lanes", "77", "softmax"],
  ["flatten", "5x3x2", "flatten"],
  ["a batchnorm that cannot be folded", "7x3x5", "batchnorm"],
  ["a batchnorm of a vector", "5", "batchnorm"],
  ["a batchnorm folded into a convolution", "3x5x5", "conv(5, 3x3, pad=1, bias=false) -> batchnorm -> relu"],
  ["a scale with a bias folded into a fully connected layer", "7", "fc(5) -> scale(bias=true)"],
  ["a depthwise window", "5x6x7", "depthwise(3x3, pad=1, stride=2)"],
  ["a depthwise multiplier", "3x5x4", "depthwise(3x2, multiplier=3)"],
  ["a mean of each channel", "5x4x4", "globalavgpool"],
  ["a largest value of each channel", "7x3x5", "globalmaxpool"],
  ["a slope that is exact", "5x3x2", "leakyrelu(0.25)"],
  ["sigmoid", "3x2x5", "sigmoid"],
  ["a product with itself", "5x3x2", "mul(x)"],
  ["channels that straddle a block of four", "5x3x4", "concat(x, x) -> relu"],
  ["two views of one value", "3x2x2", "mul(x) -> flatten -> add(x -> mul(x) -> flatten)"],
  ["a view beside what it looks at", "12", "concat(x -> flatten, x -> dropout)"],
  ["one dimension", "3x17", "conv(5, 4, stride=2, pad=1)"],
  ["three dimensions", "3x4x5x6", "conv(5, 3x2x3, pad=1)"],
  ["three dimensions pooled", "3x4x5x6", "maxpool(2x2x3)"],
];

test.each(layers)("every schedule is exact on %s: %s -> %s, batch 3", async (_, input, layer) => {
  const text = `net A(x: ${input}) {\n  return x -> ${layer}\n}\n`;
  const device = await testDevice();
  for (const { name, compiled } of everyCandidate(text)) {
    const report = await verify(compiled, {
      device,
      source: sourceOf(text),
      variants: compiled.plans.map(({ variant }) => variant),
      batch: 3,
    });
    expect(describeFailure(report), `${name}: ${layer}`).toBeUndefined();
    expect(report.variants.flatMap(({ warnings }) => warnings)).toEqual([]);
    const inexact = report.variants.flatMap(({ layers: all }) => all.filter(({ exact }) => exact !== "equal"));
    if (!/tanh|sigmoid|softmax|avgpool\(3x3/.test(layer)) expect(inexact).toEqual([]);
  }
});
