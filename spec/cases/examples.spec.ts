import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { elements } from "../../compiler/graph/graph.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";

const folder = new URL("../../examples/", import.meta.url);
const source = (path: string) => ({ name: path.split("/")[1]!, text: readFileSync(new URL(path, folder), "utf8") });

/** Learned numbers: running statistics are in the weights file, but are not parameters. */
function parameters(path: string, given: Record<string, number> = {}): number {
  const { compiled, diagnostics } = compile(source(path), { parameters: given, devices: ["portable"] });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return compiled!.graph.parameters
    .filter(({ statistic }) => !statistic)
    .reduce((sum, { shape }) => sum + elements(shape), 0);
}

describe("published parameter counts", () => {
  test("LeNet-5: 61,706", () => expect(parameters("lenet5/lenet5.cnn")).toBe(61_706));
  test("the ConvNetJS CIFAR-10 network: 22,466", () => {
    // 16·(75+1) + 20·(400+1) + 20·(500+1) + 10·(320+1)
    expect(parameters("cifar10/cifar10.cnn")).toBe(1216 + 8020 + 10_020 + 3210);
  });
  test("ResNet-18: 11,689,512", () => expect(parameters("resnet18/resnet18.cnn")).toBe(11_689_512));
  test("MobileNet: 4,231,976", () => expect(parameters("mobilenet/mobilenet.cnn")).toBe(4_231_976));
  test("one inception module (3a): 163,696", () => expect(parameters("inception/module.cnn")).toBe(163_696));
  test("GoogLeNet as torchvision has it: 6,624,904", () =>
    expect(parameters("inception/inception.cnn")).toBe(6_624_904));
});

test("the textbook pattern takes N, M and K from outside", () => {
  const layers = (given: Record<string, number>) =>
    compile(source("pattern/pattern.cnn"), { parameters: given, fuse: false, devices: ["portable"] })
      .compiled!.graph.nodes.map(({ operator }) => operator)
      .filter((operator) => operator !== "relu");
  expect(layers({})).toEqual([
    "input",
    "conv",
    "conv",
    "maxpool",
    "conv",
    "conv",
    "maxpool",
    "conv",
    "conv",
    "fc",
    "fc",
    "softmax",
  ]);
  expect(layers({ N: 1, M: 1, K: 0 })).toEqual(["input", "conv", "fc", "softmax"]);
  expect(layers({ N: 0, M: 2, K: 2 })).toEqual(["input", "maxpool", "fc", "fc", "fc", "softmax"]);
});

test("every example compiles without a warning, and is in canonical form", () => {
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".ts")) continue;
    for (const file of readdirSync(new URL(name, folder)).filter((each) => each.endsWith(".cnn"))) {
      const each = source(`${name}/${file}`);
      expect(compile(each, { devices: ["portable"] }).diagnostics, file).toEqual([]);
      expect(print(parse(each).file), file).toBe(each.text);
    }
  }
});
