import { expect, test } from "vitest";
import { errorCarriedThrough, everyKernelIsRight, type Reduced } from "./reduced.ts";

/**
 * The classifiers of `examples` at small inputs. Where the weights would take most of the time, full layers are narrower;
 * VGG-16 has a quarter of the channels, ResNet-50 half of them in its last stage; ResNet-50 and DenseNet-121 have fewer of
 * the blocks that are alike.
 */
const networks: readonly Reduced[] = [
  { name: "mxnet-lenet", instead: {} },
  { name: "classifier", instead: { "3x224x224": "3x32x32", "fc(4096)": "fc(512)" } },
  { name: "alexnet", instead: { "3x227x227": "3x67x67", "fc(4096)": "fc(512)" } },
  {
    name: "vgg16",
    instead: {
      "3x224x224": "3x32x32",
      "conv(64 * 2^i": "conv(16 * 2^i",
      "conv(256 * 2^i": "conv(64 * 2^i",
      "conv(512": "conv(128",
      "fc(4096)": "fc(512)",
    },
  },
  { name: "googlenet", instead: { "3x224x224": "3x48x48" } },
  {
    name: "resnet50",
    instead: {
      "3x224x224": "3x32x32",
      "(bottleneck(64)) * 3": "(bottleneck(64)) * 2",
      "(bottleneck(128)) * 3": "bottleneck(128)",
      "(bottleneck(256)) * 5": "bottleneck(256)",
      "bottleneck(512, stride=2)": "bottleneck(256, stride=2)",
      "(bottleneck(512)) * 2": "bottleneck(256)",
    },
  },
  { name: "squeezenet", instead: { "3x227x227": "3x67x67" } },
  { name: "mobilenet", instead: { "3x224x224": "3x32x32" } },
  { name: "mobilenetv2", instead: { "3x224x224": "3x32x32" } },
  {
    name: "densenet121",
    instead: {
      "3x224x224": "3x64x64",
      "(dense(32)) * 6": "(dense(32)) * 2",
      "(dense(32)) * 12": "(dense(32)) * 2",
      "(dense(32)) * 24": "(dense(32)) * 2",
      "(dense(32)) * 16": "(dense(32)) * 2",
    },
  },
];

/** On a machine that does much else, a minute is not enough for the largest. */
const timeout = 300_000;

const byName = networks.map((network) => [network.name, network] as const);

test.for(byName)("%s: every kernel is right", { timeout }, ([, network]) => everyKernelIsRight(network));

test.for(byName)("%s: the device gives what the text means", { timeout }, async ([, network], { annotate }) => {
  const { errors, estimate } = await errorCarriedThrough(network);
  for (const [output, error] of Object.entries(errors)) {
    await annotate(`${output}: error ${error.toExponential(1)}, estimate ${estimate.toExponential(1)}`);
    expect(error, output).toBeLessThan(estimate);
  }
});
