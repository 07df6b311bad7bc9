import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check } from "../../compiler/check/check.ts";
import { compile } from "../../compiler/compile.ts";
import { elements, type Graph } from "../../compiler/graph/graph.ts";
import { statistics } from "../../compiler/lower/statistics.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";

const folder = new URL("../../examples/", import.meta.url);
const source = (path: string) => ({ name: path.split("/")[1]!, text: readFileSync(new URL(path, folder), "utf8") });

/** As it is written, before any pass. */
function written(path: string, given: Record<string, number> = {}): Graph {
  const { graph, diagnostics } = check(parse(source(path)).file, given);
  expect(diagnostics).toEqual([]);
  return graph!;
}

/** Learned numbers: running statistics are in the weights file, but are not parameters. */
const parameters = (path: string, given: Record<string, number> = {}): number => learned(written(path, given));
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

describe("parameter counts by the papers' sizes", () => {
  /** Weights and biases of 3x3 convolutions, one behind the other. */
  const convolutions = (...channels: readonly number[]): number =>
    channels.slice(1).reduce((sum, to, i) => sum + to * (9 * channels[i]! + 1), 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

  test("U-Net: 31,030,658", () => {
    const down = sum([1, 64, 128, 256, 512].map((from, i) => convolutions(from, 64 * 2 ** i, 64 * 2 ** i)));
    const up = sum([512, 256, 128, 64].map((to) => to * (4 * 2 * to + 1) + convolutions(2 * to, to, to)));
    expect([parameters("unet/unet.cnn"), down + up + 2 * 65]).toEqual([31_030_658, 31_030_658]);
  });

  test("DeconvNet: 251,805,653, and 3,940,301 with an eighth of the channels", () => {
    const count = (width: number): number => {
      const [a, b, c, d] = [width, 2 * width, 4 * width, 8 * width] as const;
      const vgg = [a, a, b, b, c, c, c, d, d, d, d, d, d];
      const mirror = [d, d, d, d, d, d, c, c, c, b, b, a, a, a];
      const code = 8 * d;
      const full = [code * (49 * d + 1), code * (code + 1), d * (49 * code + 1)];
      const batchnorms = 2 * sum([...vgg, code, code, ...mirror]);
      return convolutions(3, ...vgg) + sum(full) + convolutions(...mirror) + batchnorms + 21 * (a + 1);
    };
    expect([parameters("deconvnet/deconvnet.cnn"), count(8)]).toEqual([3_940_301, 3_940_301]);
    expect([parameters("deconvnet/deconvnet.cnn", { width: 64 }), count(64)]).toEqual([251_805_653, 251_805_653]);
  });

  test("the perceptron of five hidden layers: 12.11 million weights, 12,115,010 with biases", () => {
    const sizes = [29 * 29, 2500, 2000, 1500, 1000, 500, 10];
    const weights = sum(sizes.slice(1).map((to, i) => to * sizes[i]!));
    expect(weights).toBe(12_107_500);
    expect(parameters("mlp/mlp.cnn")).toBe(weights + sum(sizes.slice(1)));
  });

  test("M5: 558,090, half a million in the paper", () => {
    const filters = 128 * 80 + 3 * (128 * 128 + 128 * 256 + 256 * 512);
    const batchnorms = 2 * (128 + 128 + 256 + 512);
    expect([parameters("sound/sound.cnn"), filters + batchnorms + 10 * 513]).toEqual([558_090, 558_090]);
  });

  test("C3D: 79,991,015, and 1,470,279 with an eighth of the channels", () => {
    const count = (width: number): number => {
      const channels = [3, 1, 2, 4, 4, 8, 8, 8, 8].map((each, i) => (i === 0 ? each : each * width));
      const filters = sum(channels.slice(1).map((to, i) => to * (27 * channels[i]! + 1)));
      const full = 64 * width;
      return filters + full * (8 * width * 4 * 4 + 1) + full * (full + 1) + 487 * (full + 1);
    };
    expect([parameters("c3d/c3d.cnn"), count(8)]).toEqual([1_470_279, 1_470_279]);
    expect([parameters("c3d/c3d.cnn", { width: 64 }), count(64)]).toEqual([79_991_015, 79_991_015]);
  });

  test("the context module: 64 · 21² weights and 8 · 21 biases, and it sees 67x67", () => {
    expect(parameters("context/context.cnn")).toBe(64 * 21 ** 2 + 8 * 21);
    const { layers } = statistics(written("context/context.cnn"), { variants: [] });
    const fields = layers
      .filter(({ operator }) => operator === "conv")
      .map(({ receptiveFields }) => receptiveFields[0]!);
    expect(fields.map(({ axes }) => axes.map(({ extent }) => extent))).toEqual(
      [3, 5, 9, 17, 33, 65, 67, 67].map((extent) => [extent, extent]),
    );
  });

  test("the deformable network: 162,336", () => {
    const deformable = (from: number, to: number) => (18 + 9) * (9 * from + 1) + to * 9 * from + 2 * to;
    const first = 32 * 9 + 2 * 32 + 64 * 9 * 32 + 2 * 64;
    const all = first + deformable(64, 64) + deformable(64, 128) + 10 * 129;
    expect([parameters("deformable/deformable.cnn"), all]).toEqual([162_336, 162_336]);
  });
});

test("the Gabor filters are what their formula gives, in hundredths, and a plain area gives 0", () => {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const places = [-3, -2, -1, 0, 1, 2, 3].flatMap((y) => [-3, -2, -1, 0, 1, 2, 3].map((x) => [x, y] as const));
  const envelope = places.map(([x, y]) => Math.exp(-(x ** 2 + y ** 2) / 7));
  const bank = (filter: (phases: readonly number[]) => readonly number[]) =>
    [0, 45, 90, 135].flatMap((degrees) => {
      const theta = (degrees * Math.PI) / 180;
      const phases = places.map(([x, y]) => (2 * Math.PI * (x * Math.cos(theta) + y * Math.sin(theta))) / 5);
      return filter(phases).map((value, i) => value * envelope[i]!);
    });
  const even = bank((phases) => {
    const mean = sum(phases.map((phase, i) => Math.cos(phase) * envelope[i]!)) / sum(envelope);
    return phases.map((phase) => Math.cos(phase) - mean);
  });
  const odd = bank((phases) => phases.map(Math.sin));

  const convolutions = written("gabor/gabor.cnn").nodes.filter(({ operator }) => operator === "conv");
  const filters = convolutions.map(({ parameters: [weight] }) => weight!.values!);
  expect(filters).toEqual([even, odd].map((values) => values.map((value) => Math.round(100 * value) + 0)));
  for (const values of filters) for (let i = 0; i < 4; i++) expect(sum(values.slice(49 * i, 49 * (i + 1)))).toBe(0);
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
