import { hold } from "./reduced.ts";

/**
 * The classifiers of `examples` at small inputs. Where weights would take most of the time, full layers are narrower,
 * VGG-16 has a quarter of the channels, and ResNet-50 half of them in its last stage. Of blocks that are much alike,
 * GoogLeNet, ResNet-50 and DenseNet-121 have fewer. `cnnc verify` does it for the whole of them, in minutes.
 */
hold([
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
  {
    name: "googlenet",
    instead: {
      "3x224x224": "3x48x48",
      "-> inception(160, 112, 224, 24, 64, 64)": "",
      "-> inception(128, 128, 256, 24, 64, 64)": "",
      "-> inception(112, 144, 288, 32, 64, 64)": "",
    },
  },
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
  { name: "squeezenet", instead: { "3x227x227": "3x35x35" } },
  { name: "mobilenet", instead: { "3x224x224": "3x32x32" } },
  { name: "mobilenetv2", instead: { "3x224x224": "3x32x32" } },
  {
    name: "densenet121",
    instead: {
      "3x224x224": "3x32x32",
      "(dense(32)) * 6": "(dense(32)) * 2",
      "(dense(32)) * 12": "(dense(32)) * 2",
      "(dense(32)) * 24": "(dense(32)) * 2",
      "(dense(32)) * 16": "(dense(32)) * 2",
    },
  },
]);
