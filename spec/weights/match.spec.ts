import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkSource } from "../../compiler/cli/source.ts";
import { problemsOf } from "../../compiler/weights/explain.ts";
import { type FileTensor, wantedLayers } from "../../compiler/weights/layers.ts";
import { type Instructions, match } from "../../compiler/weights/match.ts";
import { commonPrefix, needless, orderOf } from "../../compiler/weights/names.ts";
import { changeOf } from "../../compiler/weights/shapes.ts";
import {
  asSaved,
  batchnorm,
  conv,
  googlenet,
  linear,
  mobilenet,
  mobilenetV2,
  resnet18,
  resnet50,
} from "./torchvision.ts";

const nothing: Instructions = { map: new Map(), transpose: new Set() };

function graphOf(text: string) {
  const { graph, diagnostics } = checkSource({ name: "net.cnn", text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return graph!;
}

const example = (name: string) => readFileSync(`examples/${name}/${name}.cnn`, "utf8");

/** What became of each parameter: the tensor's name and why, or what it lacks. */
function matched(text: string, tensors: readonly FileTensor[], instructions = nothing): Record<string, string> {
  const { fits } = match(wantedLayers(graphOf(text)), tensors, instructions);
  return Object.fromEntries(
    [...fits].map(([{ name }, fit]) => [
      name,
      fit.kind === "taken" ? fit.tensor.name : fit.kind === "shape" ? `shape ${fit.tensor.name}` : fit.kind,
    ]),
  );
}

/** Layers as the text defines them are those that the module defines, in order. */
function inOrder(text: string, tensors: readonly FileTensor[]): Record<string, string> {
  const needed = tensors.filter(({ name }) => needless(name) === undefined);
  const names = graphOf(text).parameters.map(({ name }) => name);
  expect(needed.length).toBe(names.length);
  return Object.fromEntries(names.map((name, i) => [name, needed[i]!.name]));
}

const bottlenecks = (skipFirst: boolean) => `net ResNet50(image: 3x224x224) {
  return image -> conv(64, 7x7, stride=2, pad=3, bias=false) -> batchnorm -> relu -> maxpool(3x3, stride=2, pad=1)
    -> stage(64, 3, 1) -> stage(128, 4, 2) -> stage(256, 6, 2) -> stage(512, 3, 2) -> globalavgpool -> fc(1000)
}
block stage(x, width, count, stride) {
  return x -> unit(width, stride, true) -> (unit(width, 1, false)) * (count - 1)
}
block unit(x, width, stride, project) {
  ${skipFirst ? "skip = if project { x -> conv(width * 4, 1x1, stride=stride, bias=false) -> batchnorm } else { x }" : ""}
  main = x -> conv(width, 1x1, bias=false) -> batchnorm -> relu
    -> conv(width, 3x3, stride=stride, pad=1, bias=false) -> batchnorm -> relu
    -> conv(width * 4, 1x1, bias=false) -> batchnorm
  ${skipFirst ? "" : "skip = if project { x -> conv(width * 4, 1x1, stride=stride, bias=false) -> batchnorm } else { x }"}
  return main + skip -> relu
}
`;

const mobilenet2 = `net MobileNetV2(image: 3x224x224) {
  return image -> conv(32, 3x3, stride=2, pad=1, bias=false) -> batchnorm -> relu6
    -> inverted_residual(16, expansion=1)
    -> inverted_residual(24, stride=2) -> inverted_residual(24)
    -> inverted_residual(32, stride=2) -> (inverted_residual(32)) * 2
    -> inverted_residual(64, stride=2) -> (inverted_residual(64)) * 3
    -> (inverted_residual(96)) * 3
    -> inverted_residual(160, stride=2) -> (inverted_residual(160)) * 2
    -> inverted_residual(320)
    -> conv(1280, 1x1, bias=false) -> batchnorm -> relu6 -> globalavgpool -> fc(1000)
}
`;

test.each([
  ["ResNet-18", example("resnet18"), resnet18()],
  ["ResNet-50", bottlenecks(false), resnet50()],
  ["MobileNet", example("mobilenet"), mobilenet()],
  ["MobileNet V2", mobilenet2, mobilenetV2()],
  ["GoogLeNet", example("inception"), googlenet()],
])("%s: torchvision's names, sorted as a file sorts them, find their layers", (_, text, tensors) => {
  expect(matched(text, asSaved(tensors))).toEqual(inOrder(text, tensors));
});

test("where the shortcut stands in the text does not matter: it has the file's shortcuts", () => {
  const tensors = resnet50();
  const [first, last] = [true, false].map((skipFirst) => matched(bottlenecks(skipFirst), asSaved(tensors)));
  expect(first!["stage1.unit1.conv1.weight"]).toBe("layer1.0.downsample.0.weight");
  expect(first!["stage1.unit1.batchnorm1.running_mean"]).toBe("layer1.0.downsample.1.running_mean");
  expect(first!["stage1.unit1.conv4.weight"]).toBe("layer1.0.conv3.weight");
  expect(Object.values(first!).sort()).toEqual(Object.values(last!).sort());
});

test("the order of the file tells nothing", () => {
  const tensors = resnet18();
  const expected = matched(example("resnet18"), tensors);
  expect(matched(example("resnet18"), [...tensors].reverse())).toEqual(expected);
  expect(matched(example("resnet18"), asSaved(tensors))).toEqual(expected);
});

const net = (body: string, input = "8x8x8") => `net N(x: ${input}) {\n  return x -> ${body}\n}\n`;

test("names that wrappers of a model have prefixed are the same names", () => {
  const tensors = [conv("module.model.conv1", 4, 8, 3), ...linear("module.model.fc1", 5, 256)];
  expect(matched(net("conv(4, 3x3, pad=1, bias=false) -> fc(5)"), tensors)).toEqual({
    "conv1.weight": "module.model.conv1.weight",
    "fc1.weight": "module.model.fc1.weight",
    "fc1.bias": "module.model.fc1.bias",
  });
  expect(commonPrefix(["module.fc1.weight", "module.fc1.bias"])).toBe("module.");
  expect(commonPrefix(["fc1.weight", "fc1.bias"])).toBe("");
  expect(commonPrefix(["a.b.weight", "c.b.weight"])).toBe("");
  expect(commonPrefix([])).toBe("");
});

const three = net(
  "conv(8, 3x3, pad=1, bias=false) -> conv(8, 3x3, pad=1, bias=false) -> conv(8, 3x3, pad=1, bias=false)",
);
const convs = (...names: string[]) => names.map((name) => conv(name, 8, 8, 3));
const weights = (...found: string[]) => Object.fromEntries(found.map((name, i) => [`conv${i + 1}.weight`, name]));

test("layers alike go by the numbers in their names, however many digits", () => {
  const names = ["body.2.weight", "body.10.weight", "body.20.weight"];
  expect(matched(three, convs("body.10", "body.2", "body.20"))).toEqual(weights(...names));
});

test("names that tell no order are ambiguous, and so is another number of layers", () => {
  expect(matched(three, convs("left", "middling", "right"))).toEqual(weights("ambiguous", "ambiguous", "ambiguous"));
  expect(matched(three, convs("body.0", "body.1"))).toEqual(weights("ambiguous", "ambiguous", "ambiguous"));
  expect(matched(three, convs("body.0", "body.1", "body.2", "body.3"))).toEqual(
    weights("ambiguous", "ambiguous", "ambiguous"),
  );
});

test("known words tell an order: an encoder is before a decoder", () => {
  expect(matched(three, convs("decoder.0", "head", "encoder.0"))).toEqual(
    weights("encoder.0.weight", "decoder.0.weight", "head.weight"),
  );
});

test("a name that is the same by chance does not put the others out of order", () => {
  expect(matched(three, convs("conv0", "conv1", "conv2"))).toEqual(
    weights("conv1.weight", "conv2.weight", "ambiguous"),
  );
});

test("a normalization goes with its convolution, whatever the order of branches", () => {
  const text = `net N(x: 8x8x8) {
  a = x -> conv(4, 5x5, pad=2, bias=false) -> batchnorm
  b = x -> conv(4, 3x3, pad=1, bias=false) -> batchnorm
  return concat(a, b)
}
`;
  const tensors = [
    ...[conv("branch1.conv", 4, 8, 3), ...batchnorm("branch1.bn", 4)],
    ...[conv("branch2.conv", 4, 8, 5), ...batchnorm("branch2.bn", 4)],
  ];
  expect(matched(text, tensors)).toMatchObject({
    "conv1.weight": "branch2.conv.weight",
    "batchnorm1.weight": "branch2.bn.weight",
    "batchnorm2.running_var": "branch1.bn.running_var",
  });
});

test("a normalization before its convolution, as in DenseNet, is not taken for the one behind", () => {
  // norm1 has the channels of what goes in, and of the first layer those of its convolution too.
  const text = net(
    "batchnorm -> relu -> conv(8, 1x1, bias=false) -> batchnorm -> relu -> conv(4, 3x3, pad=1, bias=false)" +
      " -> batchnorm -> relu -> conv(8, 1x1, bias=false) -> batchnorm",
  );
  const tensors = [
    ...[...batchnorm("layer1.norm1", 8), conv("layer1.conv1", 8, 8, 1)],
    ...[...batchnorm("layer1.norm2", 8), conv("layer1.conv2", 4, 8, 3)],
    ...[...batchnorm("layer2.norm1", 4), conv("layer2.conv1", 8, 4, 1)],
    ...batchnorm("layer2.norm2", 8),
  ];
  expect(matched(text, asSaved(tensors))).toEqual(inOrder(text, tensors));
});

/** Problems as the lines that are shown. */
function problems(text: string, tensors: readonly FileTensor[], instructions = nothing): string[] {
  const found = problemsOf(match(wantedLayers(graphOf(text)), tensors, instructions));
  return found.flatMap(({ message, help }) => [message, ...(help === undefined ? [] : [`help: ${help}`])]);
}

test("a bias on one side only is said, in both directions", () => {
  const bias = { name: "body.0.bias", shape: [4], dtype: "F32" };
  expect(problems(net("conv(4, 3x3)"), [conv("body.0", 4, 8, 3)])).toEqual([
    "`conv1`: the file's `body.0` has no bias",
    "help: if the model has none there, write `bias=false`",
  ]);
  expect(problems(net("conv(4, 3x3, bias=false)"), [conv("body.0", 4, 8, 3), bias])).toEqual([
    "`body.0.bias` (4) is left over: the rest of its layer is used, and the network has no place for it",
    "help: leave out `bias=false` in the network",
  ]);
});

test("a matrix the other way round is not taken unless that is said", () => {
  const turned = linear("fc1", 3, 512).map((tensor) => ({ ...tensor, shape: [...tensor.shape].reverse() }));
  const instructions = { map: new Map(), transpose: new Set(["fc1.weight"]) };
  expect(matched(net("fc(3)"), turned)).toEqual({ "fc1.weight": "shape fc1.weight", "fc1.bias": "fc1.bias" });
  expect(problems(net("fc(3)"), turned)).toEqual([
    "`fc1.weight`: expected 3x512, found 512x3: input-major, as Keras and TensorFlow write it; cnnc wants out, in",
    "help: transpose it in Python, `np.ascontiguousarray(w.T)`, or pass `--transpose fc1.weight`. `fc1.weight` flattens 8x8x8: if the file's model does so with its channels last, as Keras does, its inputs are in another order too: `w.reshape(8, 8, 8, 3).transpose(3, 2, 0, 1).reshape(3, 512)`",
  ]);
  expect(problems(net("fc(3)"), turned, instructions)).toEqual([]);
  // It is as it should be: turning it would make it wrong.
  expect(problems(net("fc(3)"), linear("fc1", 3, 512), instructions)).toEqual([
    "`fc1.weight` is 3x512 in the file, as it should be: `--transpose` would make it wrong",
    "help: leave it out there",
  ]);
});

test("filters of Keras and shapes of another network are told apart", () => {
  const found = (...shape: number[]) =>
    problems(net("conv(4, 3x5, bias=false)"), [{ name: "conv1.weight", shape, dtype: "F32" }]);
  expect(found(3, 5, 8, 4)).toEqual([
    "`conv1.weight`: expected 4x8x3x5, found 3x5x8x4: rows, columns, in, out, as Keras and TensorFlow write filters; cnnc wants out, in, rows, columns",
    "help: in Python: `np.ascontiguousarray(w.transpose(3, 2, 0, 1))`",
  ]);
  expect(found(4, 8, 3, 3)).toEqual([
    "`conv1.weight`: expected 4x8x3x5, found 4x8x3x3",
    "help: the network and the file disagree about this layer: look at what goes into it in `cnnc summary`",
  ]);
});

test("what is missing has suggestions", () => {
  expect(problems(net("fc(3)"), [...linear("dense", 3, 512), ...linear("other", 3, 512)])).toEqual([
    "ambiguous: `fc1` in the network, `dense`, `other` in the file: their shapes are alike, and there are 1 here and 2 there",
    'help: name the layers as the file does, `as "dense"`, or say which is which in a file for `--map`: `{ "fc1": "dense" }`',
  ]);
  expect(problems(net("fc(3, bias=false)"), [{ name: "fc_1", shape: [3, 512], dtype: "F32" }])).toEqual([
    "`fc1` is not in the file: weight 3x512",
    "help: of the shape of `fc1.weight` the file has `fc_1`: say so in a file for `--map`",
  ]);
  expect(problems(net("fc(3, bias=false)"), [{ name: "fc1.wait", shape: [3, 5], dtype: "F32" }])).toEqual([
    "`fc1` is not in the file: weight 3x512",
    "help: did you mean `fc1.wait`? it is 3x5, not 3x512",
  ]);
});

test("a 1x1 convolution and a full connection have the same numbers in the same order", () => {
  expect(
    matched(net("globalavgpool -> conv(3, 1x1, bias=false)"), [{ ...conv("head", 3, 8, 1), shape: [3, 8] }]),
  ).toEqual({
    "conv1.weight": "head.weight",
  });
  expect(changeOf([3, 8], [3, 8, 1, 1])).toBe("reshape");
  expect(changeOf([3, 8, 1, 1], [8, 3, 1, 1])).toBe("impossible");
  expect(changeOf([4096, 25088], [4096, 512, 7, 7])).toBe("reshape");
  expect(changeOf([8, 1, 3, 3], [1, 8, 3, 3])).toBe("reshape");
  expect(changeOf([2, 3, 5, 5], [5, 5, 3, 2])).toBe("filters-last");
  expect(changeOf([2, 6], [3, 4])).toBe("impossible");
});

test("the user's word comes first", () => {
  const map = new Map([
    ["conv1.weight", "right.weight"],
    ["conv2.weight", "left.weight"],
  ]);
  expect(matched(three, convs("left", "middling", "right"), { map, transpose: new Set() })).toEqual(
    weights("right.weight", "left.weight", "middling.weight"),
  );
});

test("constants of the text are not looked for", () => {
  expect(matched(net("conv(1, 1x1, weights=[[[[1]]]], bias=false) -> fc(2)", "1x1x1"), linear("fc1", 2, 1))).toEqual({
    "fc1.weight": "fc1.weight",
    "fc1.bias": "fc1.bias",
  });
});

test.each([
  ["layer1.2", "layer1.10", true],
  ["layer2.0.conv1", "layer10.0.conv1", true],
  ["inception3a.conv", "inception3b.conv", true],
  ["features.0.0", "features.1.conv.0", true],
  ["stem.conv", "head.conv", true],
  ["conv3", "downsample.0", false],
  ["conv1", "conv1.0", false],
])("%s is before %s; by its name surely: %s", (a, b, sure) => {
  const [there, back] = [orderOf(a, b), orderOf(b, a)];
  expect([there.sign < 0, back.sign > 0, there.sure, back.sure]).toEqual([true, true, sure, sure]);
});
