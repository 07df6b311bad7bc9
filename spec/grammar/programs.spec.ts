import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import { bare } from "./trees.ts";

/** Whole programs, as the reference shows them or as a reader of the papers would write them. */
const programs = {
  "LeNet-5": `// LeNet-5, LeCun et al. 1998
net LeNet5(image: 1x28x28) {
  weights "lenet5.safetensors"

  digit = image
    -> conv(6, 5x5, pad=2) -> tanh -> avgpool(2x2)
    -> conv(16, 5x5) -> tanh -> avgpool(2x2)
    -> fc(120) -> tanh -> fc(84) -> tanh -> fc(10) -> softmax

  return digit
}
`,
  "a residual block": `block residual(x, width, stride=1) {
  main = x -> conv(width, 3x3, stride=stride, pad=1, bias=false) -> batchnorm -> relu
    -> conv(width, 3x3, pad=1, bias=false) -> batchnorm
  skip = if stride != 1 || channels(x) != width {
    x -> conv(width, 1x1, stride=stride, bias=false) -> batchnorm
  } else {
    x
  }
  return main + skip -> relu
}
`,
  "the textbook pattern": `// the textbook pattern [(CONV-RELU)*N-POOL?]*M-(FC-RELU)*K,SOFTMAX
net Pattern(image: 3x32x32; N=2, M=3, K=1) {
  return image
    -> ((conv(32 * 2^i, 3x3, pad=1) -> relu) * N -> maxpool(2x2) if i < M - 1) * M as i
    -> (fc(256) -> relu) * K -> fc(10) -> softmax
}
`,
  "ResNet-18": `// He et al. 2015, with the names of torchvision's weights
block basic(x, width, stride=1) {
  main = x
    -> conv(width, 3x3, stride=stride, pad=1, bias=false) as conv1 -> batchnorm as bn1 -> relu
    -> conv(width, 3x3, pad=1, bias=false) as conv2 -> batchnorm as bn2
  // Where the shape changes, the shortcut must change it too.
  skip = if stride != 1 || channels(x) != width {
    x
      -> conv(width, 1x1, stride=stride, bias=false) as "downsample.0"
      -> batchnorm as "downsample.1"
  } else {
    x // as it is
  }
  return main + skip -> relu
}

net ResNet18(
  image: rgb 3x224x224 scale 1/255 normalize(
    mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225],
  );
  depth=2, // blocks a stage
) {
  weights "resnet18.safetensors"

  stem = image
    -> conv(64, 7x7, stride=2, pad=3, bias=false) as conv1 -> batchnorm as bn1 -> relu
    -> maxpool(3x3, stride=2, pad=1)
  features = stem
    -> (basic(64)) * depth
    -> (
      basic(128 * 2^stage, stride=2) // halves the picture
        -> (basic(128 * 2^stage)) * (depth - 1)
    ) * 3 as stage
  return features -> globalavgpool -> fc(1000) as fc
}
`,
  GoogLeNet: `// Szegedy et al. 2014
block inception(x, a, b, c, d, e, f) {
  one = x -> conv(a, 1x1) -> relu
  three = x -> conv(b, 1x1) -> relu -> conv(c, 3x3, pad=1) -> relu
  five = x -> conv(d, 1x1) -> relu -> conv(e, 5x5, pad=2) -> relu
  pool = x -> maxpool(3x3, stride=1, pad=1) -> conv(f, 1x1) -> relu
  return concat(one, three, five, pool) as merged
}

net GoogLeNet(image: rgb 3x224x224; classes=1000, auxiliary=0) {
  stem = image
    -> conv(64, 7x7, stride=2, pad=3) -> relu -> maxpool(3x3, stride=2, round=ceil)
    -> conv(64, 1x1) -> relu -> conv(192, 3x3, pad=1) -> relu -> maxpool(3x3, stride=2, round=ceil)

  a = stem -> inception(64, 96, 128, 16, 32, 32) -> inception(128, 128, 192, 32, 96, 64)
    -> maxpool(3x3, stride=2, round=ceil) -> inception(192, 96, 208, 16, 48, 64)
  b = a
    -> inception(160, 112, 224, 24, 64, 64) -> inception(128, 128, 256, 24, 64, 64)
    -> inception(112, 144, 288, 32, 64, 64)
  c = b -> inception(256, 160, 320, 32, 128, 128) -> maxpool(3x3, stride=2, round=ceil)
    -> inception(256, 160, 320, 32, 128, 128) -> inception(384, 192, 384, 48, 128, 128)

  digit = c -> globalavgpool -> dropout(0.4) if !(auxiliary == 0) -> fc(classes) -> softmax
  extra = if auxiliary > 0 && classes >= 1 { b -> fc(classes) } else if !(N <= 0) { a } else { b }
  return digit, extra
}
`,
};

test.each(Object.entries(programs))("%s is read without errors and printed as it stands", (_, text) => {
  const { file, diagnostics } = parse({ name: "a.cnn", text });
  expect(diagnostics).toEqual([]);
  expect(print(file)).toBe(text);
});

test.each(Object.entries(programs))("%s means the same on one line", (_, text) => {
  const line = text.replace(/\/\/.*$/gm, "").replace(/\s+/g, " ");
  const { file, diagnostics } = parse({ name: "a.cnn", text: line });
  expect(diagnostics).toEqual([]);
  expect(bare(file)).toEqual(bare(parse({ name: "a.cnn", text }).file));
  const printed = print(file);
  expect(bare(parse({ name: "a.cnn", text: printed }).file)).toEqual(bare(file));
  expect(print(parse({ name: "a.cnn", text: printed }).file)).toBe(printed);
});
