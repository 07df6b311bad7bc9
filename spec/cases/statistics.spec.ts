import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { compile } from "../../compiler/compile.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import { type Layer, statistics, variantStatistics } from "../../compiler/lower/statistics.ts";
import { parse } from "../../grammar/parser.ts";
import { sourceOf } from "../compiled.ts";
import { interpret } from "../interpreter.ts";

/** The network before any pass; undefined if it is wrong. */
const graphOf = (text: string): Graph | undefined => check(parse(sourceOf(text)).file).graph;

/** By the name of each layer. */
function layers(text: string): Record<string, Layer> {
  const found = statistics(graphOf(text)!, { variants: [] });
  return Object.fromEntries(found.layers.map((layer) => [layer.name, layer]));
}

/** Extent, jump and start of the field on an axis of the only input. */
const field = ({ receptiveFields }: Layer, axis = 0): number[] => {
  const { extent, jump, start } = receptiveFields[0]!.axes[axis]!;
  return [extent, jump, start];
};

test("LeNet-5 has the textbook's 61,706 parameters, and 416,520 MACs counted by hand", () => {
  const text = `net LeNet5(image: 1x28x28) { return image
    -> conv(6, 5x5, pad=2) -> tanh -> avgpool(2x2) -> conv(16, 5x5) -> tanh -> avgpool(2x2)
    -> fc(120) -> tanh -> fc(84) -> tanh -> fc(10) -> softmax }`;
  const found = layers(text);
  const byHand = { conv1: 28 * 28 * 6 * 25, conv2: 10 * 10 * 16 * 6 * 25, fc1: 400 * 120, fc2: 120 * 84, fc3: 84 * 10 };
  for (const [name, macs] of Object.entries(byHand)) expect(found[name]!.macs, name).toBe(macs);
  const { total } = statistics(graphOf(text)!, { variants: [] });
  expect(total).toEqual({ parameters: 61706, macs: 416520, flops: 833040, activationBytes: 58448 });
  expect(found.avgpool2).toMatchObject({ operator: "avgpool", shape: [16, 5, 5], macs: 0, activationBytes: 1600 });
});

test("VGG-16: 138,357,544 parameters, 15.47 GMACs, and a field of 212 with stride 32 and padding 90", () => {
  // Parameters as in torchvision; the field's numbers are of the table of Araujo et al. 2019 (tensorflow/receptive_field).
  const stage = (width: number, depth: number) =>
    "-> conv(W, 3x3, pad=1) -> relu ".replace("W", String(width)).repeat(depth);
  const found = layers(`net VGG16(x: 3x224x224) { return x
    ${stage(64, 2)} -> maxpool(2x2) ${stage(128, 2)} -> maxpool(2x2) ${stage(256, 3)} -> maxpool(2x2)
    ${stage(512, 3)} -> maxpool(2x2) ${stage(512, 3)} -> maxpool(2x2)
    -> fc(4096) -> relu -> fc(4096) -> relu -> fc(1000) }`);
  expect(field(found.maxpool5!)).toEqual([212, 32, -90]);
  const sum = (of: "parameters" | "macs") => Object.values(found).reduce((all, layer) => all + layer[of], 0);
  expect([sum("parameters"), sum("macs")]).toEqual([138_357_544, 15_470_264_320]);
});

test("groups divide the MACs; biases, constants and running statistics are not counted", () => {
  const found = layers(`net A(x: 4x5x5) {
    return x -> conv(8, 3x3, groups=2, bias=false) -> batchnorm -> conv(1, 1x1, weights=[[[[1]], [[2]], [[3]], [[4]], [[5]], [[6]], [[7]], [[8]]]])
  }`);
  expect(found.conv1).toMatchObject({ parameters: 8 * 2 * 9, macs: 9 * 8 * 2 * 9 });
  expect(found.batchnorm1).toMatchObject({ parameters: 16, macs: 0, flops: 0 });
  expect(found.conv2).toMatchObject({ parameters: 1, macs: 9 * 8 });
});

test("dilation widens the field, and every axis has its own", () => {
  const found = layers(
    "net A(x: 1x20x30) { return x -> conv(1, 3x5, dilation=[4, 1], stride=[1, 2], pad=[3, 0]) -> maxpool(2x3) }",
  );
  expect([field(found.conv1!, 0), field(found.conv1!, 1)]).toEqual([
    [9, 1, -3],
    [5, 2, 0],
  ]);
  expect([field(found.maxpool1!, 0), field(found.maxpool1!, 1)]).toEqual([
    [10, 2, -3],
    [9, 6, 0],
  ]);
});

test("a sum and a concat see what any of their branches sees", () => {
  const found = layers(`net A(x: 1x16x16) {
    a = x -> conv(1, 3x3, pad=1)
    b = x -> conv(1, 5x5, pad=2) -> conv(1, 3x3, pad=1)
    c = x -> conv(1, 2x2, pad={top: 1, left: 1})
    sum = a + b
    all = concat(a, b, c)
    return sum, all
  }`);
  expect(field(found.add1!)).toEqual([7, 1, -3]);
  expect(field(found.concat1!)).toEqual([7, 1, -3]);
});

test("branches of unequal jumps drift apart: the field is the widest of all places", () => {
  const { add1 } = layers("net A(x: 1x8) { return (x -> conv(1, 1, stride=2)) + (x -> conv(1, 5)) }");
  // At 0: from 0 to 4. At 3: 6 of the one, 3 to 7 of the other.
  expect(field(add1!)).toEqual([5, 2, 0]);
});

test("what has no places of its own depends on everything, and stays where it is", () => {
  const found = layers("net A(x: 2x9x7) { return x -> conv(1, 3x3, pad=1) -> flatten -> fc(4) -> softmax }");
  for (const name of ["flatten1", "fc1", "softmax1"])
    expect([field(found[name]!, 0), field(found[name]!, 1)]).toEqual([
      [9, 0, 0],
      [7, 0, 0],
    ]);
  expect(layers("net A(x: 5) { return x -> fc(4) }").fc1!.receptiveFields).toEqual([]);
});

test("every input has a field of its own", () => {
  const { add1 } = layers(`net A(left: 1x9x9, right: 1x9x9) {
    return (left -> conv(1, 3x3, pad=1)) + (right -> conv(1, 5x5, pad=2))
  }`);
  const [first, second] = add1!.receptiveFields;
  expect([first!.input, first!.axes[0]!.extent, second!.input, second!.axes[0]!.extent]).toEqual([
    "left",
    3,
    "right",
    5,
  ]);
});

/** Chains of windows and joins without a negative number: nothing cancels, so a dependence always shows. */
const stage = fc.oneof(
  fc
    .record({
      k: fc.integer({ min: 1, max: 3 }),
      s: fc.integer({ min: 1, max: 2 }),
      p: fc.integer({ min: 0, max: 2 }),
      d: fc.integer({ min: 1, max: 2 }),
    })
    .map(
      ({ k, s, p, d }) =>
        `conv(1, ${k}, stride=${s}, pad=${p}, dilation=${d}, bias=false, weights=[[[${new Array(k).fill(1)}]]])`,
    ),
  fc.constant("avgpool(2)"),
);
const chain = fc.array(stage, { minLength: 1, maxLength: 4 }).map((stages) => stages.join(" -> "));
/** One chain, two chains of the input, or a chain and a path around the next. */
const network = fc.oneof(
  chain.map((a) => `return x -> ${a}`),
  fc.tuple(chain, chain).map(([a, b]) => `return (x -> ${a}) + (x -> ${b})`),
  fc.tuple(chain, chain).map(([a, b]) => `y = x -> ${a}\n  return y + (y -> ${b})`),
  fc.tuple(chain, fc.constantFrom(3, 5)).map(([a, k]) => {
    const ones = `[[[${new Array(k).fill(1)}]]]`;
    return `y = x -> ${a}\n  return y + (y -> conv(1, ${k}, pad=${(k - 1) / 2}, bias=false, weights=${ones}))`;
  }),
);

test("law: the computed receptive field is the measured one", () => {
  let judged = 0;
  const judge = (size: number, body: string) => {
    const text = `net A(x: 1x${size}) {\n  ${body}\n}\n`;
    const graph = graphOf(text);
    if (!graph) return;
    const found = statistics(graph, { variants: [] }).layers;
    const { extent, jump, start } = found.at(-1)!.receptiveFields[0]!.axes[0]!;
    const inputs = graph.nodes.at(-1)!.inputs.map((id) => found[id - 1]?.receptiveFields[0]?.axes[0]?.jump ?? 1);
    const aligned = inputs.every((each) => each === inputs[0]);
    const rows = Array.from({ length: size }, (_, from) => {
      const x = Float64Array.from({ length: size }, (_, i) => (i === from ? 1 : 0));
      return [...interpret(graph, { x }, new Map()).values()][0]!.values;
    });
    for (let u = 0; u < rows[0]!.length; u++) {
      const seen = rows.flatMap((row, i) => (row[u] === 0 ? [] : [i]));
      const [first, last] = [start + jump * u, start + jump * u + extent - 1];
      if (seen.length === 0) continue;
      expect(seen.at(-1)! - seen[0]!, text).toBeLessThan(extent);
      // At the border the padding cuts it off; where paths have drifted apart it is a bound.
      if (!aligned) continue;
      expect([seen[0]! >= first, seen.at(-1)! <= last], text).toEqual([true, true]);
      if (first < 0 || last >= size) continue;
      expect([seen[0], seen.at(-1)], text).toEqual([first, last]);
      judged++;
    }
  };
  fc.assert(fc.property(fc.integer({ min: 8, max: 20 }), network, judge), { seed: 11, numRuns: 400 });
  expect(judged).toBeGreaterThan(400);
});

test("a plan of the memory has every tensor once, and none over another while both live", () => {
  const text = `net A(x: 3x16x16) {
    y = x -> conv(8, 3x3, pad=1) -> relu -> conv(8, 3x3, pad=1)
    z = concat(y -> maxpool(2x2), y -> avgpool(2x2)) -> conv(4, 3x3, pad=1) -> tanh
    scores = z -> fc(10) -> softmax
    return scores, y
  }`;
  for (const variant of compile(sourceOf(text)).compiled!.program.variants) {
    const { dispatches, buffers } = variantStatistics(variant);
    expect(dispatches).toBe(variant.entryPoints.run!.length);
    expect(buffers.flatMap(({ tensors }) => tensors)).toHaveLength(variant.slots.filter(({ part }) => !part).length);
    for (const { tensors, bytes } of buffers) {
      for (const [i, a] of tensors.entries()) {
        expect(a.offset + a.bytes).toBeLessThanOrEqual(bytes);
        expect(a.first).toBeLessThanOrEqual(a.last);
        for (const b of tensors.slice(i + 1)) {
          const apart = a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset;
          expect(apart || a.last < b.first || b.last < a.first, `${a.name} and ${b.name}`).toBe(true);
        }
      }
    }
  }
});

test("a kernel moves the part of a value that it makes, not the whole", () => {
  const text = `net A(x: 4x4x4) {
    a = x -> conv(4, 1x1)
    b = x -> conv(8, 1x1)
    return concat(a, b) -> conv(2, 1x1)
  }`;
  const [variant] = compile(sourceOf(text), { devices: ["software"] }).compiled!.program.variants;
  const channels = 4 + 4 + (4 + 8) + (12 + 2);
  expect(variantStatistics(variant!).moved.activations).toBe(channels * 16 * 4);
});
