import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { compile } from "../../compiler/compile.ts";
import { elements, type Graph } from "../../compiler/graph/graph.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";

const folder = new URL("../../examples/", import.meta.url);
const source = (path: string) => ({ name: path.split("/")[1]!, text: readFileSync(new URL(path, folder), "utf8") });

/** As it is written, before any pass. */
function written(path: string): Graph {
  const { graph, diagnostics } = check(parse(source(path)).file);
  expect(diagnostics).toEqual([]);
  return graph!;
}

/** Learned numbers: running statistics are in the weights file, but are not parameters. */
const parameters = (path: string): number => learned(written(path));
const learned = (graph: Graph, layer = ""): number =>
  graph.parameters
    .filter(({ name, statistic }) => !statistic && name.startsWith(layer))
    .reduce((sum, { shape }) => sum + elements(shape), 0);

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
  test("GoogLeNet as Caffe has it, without the auxiliary classifiers: 6,998,552", () =>
    expect(parameters("googlenet/googlenet.cnn")).toBe(6_998_552));
  test("AlexNet: 60,965,224", () => {
    // The paper's sizes; inputs of a filter in two groups are half of the channels.
    const convolutions = 96 * 364 + 256 * (48 * 25 + 1) + 384 * (256 * 9 + 1) + (384 + 256) * (192 * 9 + 1);
    const full = 4096 * (256 * 36 + 1) + 4096 * 4097 + 1000 * 4097;
    expect([parameters("alexnet/alexnet.cnn"), convolutions + full]).toEqual([60_965_224, 60_965_224]);
  });
  test("VGG-16: 138,357,544", () => expect(parameters("vgg16/vgg16.cnn")).toBe(138_357_544));
  test("ResNet-50: 25,557,032", () => expect(parameters("resnet50/resnet50.cnn")).toBe(25_557_032));
  test("SqueezeNet 1.1: 1,235,496", () => expect(parameters("squeezenet/squeezenet.cnn")).toBe(1_235_496));
  test("MobileNetV2: 3,504,872", () => expect(parameters("mobilenetv2/mobilenetv2.cnn")).toBe(3_504_872));
  test("DenseNet-121: 7,978,856", () => expect(parameters("densenet121/densenet121.cnn")).toBe(7_978_856));
});

describe("the networks of the lectures", () => {
  const shapes = ({ nodes }: Graph, but: RegExp) =>
    nodes.filter(({ operator }) => !but.test(operator)).map(({ shape }) => shape.join("x"));

  test("MXNet's LeNet: 431,080, layer by layer", () => {
    const graph = written("mxnet-lenet/mxnet-lenet.cnn");
    const sizes = ["1x28x28", "20x24x24", "20x12x12", "50x8x8", "50x4x4", "800", "500", "10"];
    expect(shapes(graph, /tanh/)).toEqual(sizes);
    const counts = ["conv1", "conv2", "fc1", "fc2"].map((layer) => learned(graph, layer));
    expect(counts).toEqual([520, 25_050, 400_500, 5010]);
    expect(learned(graph)).toBe(431_080);
  });

  test("the classification network has the layers that the slides count", () => {
    const graph = written("classifier/classifier.cnn");
    const weights = graph.parameters.filter(({ name }) => name.endsWith(".weight"));
    // Printed as 10³ (wrong: it is 10⁴), 3·10⁴, 5·10⁵ and 16 M.
    for (const [shape, count] of [
      ["64x3x7x7", 9408],
      ["64x64x3x3", 36_864],
      ["256x256x3x3", 589_824],
      ["4096x4096", 16_777_216],
    ] as const)
      expect(weights.filter((each) => each.shape.join("x") === shape).map((each) => elements(each.shape))).toContain(
        count,
      );
    const [first, second, third] = [2 * 64 * 577, 128 * (577 + 1153), 256 * (1153 + 2305)];
    const full = 4096 * (256 * 49 + 1) + 4096 * 4097 + 1000 * 4097;
    expect([learned(graph), 64 * 148 + first + second + third + full]).toEqual([73_452_648, 73_452_648]);
  });
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
