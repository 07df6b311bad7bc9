import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compiled } from "../compiled.ts";
import { awkward } from "./awkward.ts";
import { laws } from "./index.ts";
import { checked, layerOf, layersOf } from "./layer.ts";

/** Each layer's inputs and what is computed of them. */
const stages = (text: string): string[] =>
  layersOf(checked(text)).map((layer) =>
    layer.text.replace(/net Layer\((.*?)\) \{\n {2}y = (.*?) as layer.*/s, "$1; $2"),
  );

test("a layer of a block, of a round, with defaults of the net and constants of the file stands for itself", () => {
  const text = `
    const edges = [[1, 0, -1], [2, 0, -2]]
    block unit(x, width, stride=1) {
      return x -> conv(width, 3x3, stride=stride, pad={top: 1, left: 2}) -> batchnorm(eps=0.001) -> leakyrelu(0.1) if width > 4
    }
    net A(image: rgb 3x9x9 scale 1/255; fit=exact) {
      y = image -> (unit(4 + 4 * i) -> dropout) * 2 as i
      z = y -> conv(1, 2x3, weights=[edges, edges, edges, edges, edges, edges, edges, edges], bias=[-1.5], same_upper)
      return z + (z -> depthwise(3x3, pad=same, flip)) -> maxpool(2, round=ceil, fit=floor) -> fc(3)
    }`;
  expect(stages(text)).toMatchInlineSnapshot(`
    [
      "x: 3x9x9; x -> scale(bias=true)",
      "x: 3x9x9; x -> conv(4, 3x3, pad={top: 1, bottom: 0, left: 2, right: 0}, fit=exact)",
      "x: 4x8x9; x -> batchnorm(eps=0.001)",
      "x: 4x8x9; x -> dropout",
      "x: 4x8x9; x -> conv(8, 3x3, pad={top: 1, bottom: 0, left: 2, right: 0}, fit=exact)",
      "x: 8x7x9; x -> batchnorm(eps=0.001)",
      "x: 8x7x9; x -> leakyrelu(0.1)",
      "x: 8x7x9; x -> dropout",
      "x: 8x7x9; x -> conv(1, 2x3, pad=same_upper, bias=[-1.5], weights=[[[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]], [[1, 0, -1], [2, 0, -2]]], fit=exact)",
      "x: 1x7x9; x -> depthwise(3x3, pad=same, flip=true, fit=exact)",
      "x0: 1x7x9, x1: 1x7x9; x0 -> add(x1)",
      "x: 1x7x9; x -> maxpool(2x2, round=ceil)",
      "x: 1x4x5; x -> fc(3)",
    ]
  `);
});

test("a compiled network's copies are left out, and what a pass has made of a batchnorm is a scale", () => {
  const { graph } = compiled("net A(x: 3x4x4) {\n  y = x -> batchnorm\n  return x, y\n}\n", { fuse: false });
  expect(graph.nodes.map(({ operator }) => operator)).toEqual(["input", "affine", "copy"]);
  expect(layersOf(graph).map(({ text }) => text)).toEqual([
    "net Layer(x: 3x4x4) {\n  y = x -> scale(bias=true) as layer\n  return y\n}\n",
  ]);
});

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".cnn") && !name.includes("golden"),
);

test.each(examples)("every layer of %s is read back as it was written", (name) => {
  const layers = layersOf(checked(readFileSync(new URL(name, folder), "utf8")));
  expect(layers.length).toBeGreaterThan(0);
  for (const layer of layers) expect(layerOf(layer.text)).toEqual(layer);
});

test("every law says of every awkward layer whether it applies, and to each layer several do", () => {
  for (const layer of awkward) {
    const held = laws.filter((law) => law.exempts(layer) === undefined);
    expect(held.length, layer.text).toBeGreaterThanOrEqual(2);
    for (const law of laws) expect(law.exempts(layer) ?? "it applies").toMatch(/^[a-z0-9 ,']+$/);
  }
});
