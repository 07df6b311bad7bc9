interface Written {
  readonly text: string;
  readonly fuse?: boolean;
  readonly apart?: boolean;
}

const net = (input: string, stages: string): Written => ({
  text: `net A(x: ${input}) {\n  return x -> ${stages}\n}\n`,
});
const join = (inputs: string, value: string): Written => ({ text: `net A(${inputs}) {\n  return ${value}\n}\n` });
const chain = (input: string, stages: string): Written => ({ ...net(input, stages), apart: false });
const plain = (input: string, stages: string): Written => ({ ...net(input, stages), fuse: false });

/**
 * Small nets for the constructs that kernels are made of. What stands between two others has packed channels on both
 * sides where the device likes that; heights and widths differ, and so do strides, so that no swap is without effect.
 * New ones are added at the end: which choice a layer gets goes by the place in this list.
 */
export const layers: readonly Written[] = [
  net("5x7x9", "relu -> conv(6, 3x3, stride=2, pad=1) -> conv(5, 1x1)"),
  net("8x5x7", "conv(8, 3x3, groups=2, pad=1) -> conv(16, 3x2, groups=2) -> relu"),
  net("6x5x4", "conv(9, 3x3, groups=3, pad=1) -> tanh"),
  net("3x9x8", "conv(8, 3x3, dilation=[2, 3], pad=[2, 3]) -> conv(5, 3x2, flip)"),
  net("4x6x5", "conv(4, 3x3, pad=1) -> add(x) -> relu"),
  net("3x15x13", "conv(5, 11x11, stride=2) -> fc(7)"),
  net("13", "fc(7) -> relu -> fc(5)"),
  net("5x3x2", "mul(x) -> fc(13)"),
  net("3x17", "conv(5, 4, stride=2, pad=1) -> maxpool(2)"),
  net("3x4x5x6", "conv(5, 3x2x3, pad=1)"),
  net("4x19x13", "conv(4, 3x3, pad=1) -> conv(4, 3x3, pad=1) -> maxpool(3x2)"),
  net("5x6x7", "depthwise(3x3, multiplier=2, pad=1, stride=[2, 1]) -> relu -> depthwise(2x3)"),
  net("3x5x6", "conv(5, 4x3, pad={top: 1, bottom: 2, left: 2})"),
  net("5x6x7", "relu -> maxpool(3x3, stride=2, pad=1) -> maxpool(2x1, stride=1) -> fc(3)"),
  net("7x7x6", "mul(x) -> maxpool(2x3, stride=[3, 2]) -> relu"),
  net("3x5x6", "avgpool(3x3, stride=2, pad=1, over=valid) -> avgpool(2x2, stride=1)"),
  net("5x9x6", "relu -> avgpool(3x2, over=window, pad=1) -> maxpool(2x2, round=ceil) -> tanh"),
  net("3x6x7", "maxpool(3x3, stride=3, pad=1, round=ceil)"),
  net("2x3x5", "maxpool(2x2, pad=1, round=ceil)"),
  net("5x4x6", "globalavgpool -> fc(4)"),
  plain("5x3x7", "relu -> add(x) -> leakyrelu(0.5) -> mul(x)"),
  plain("6x3x5", "tanh -> relu -> sigmoid"),
  net("5x3x6", "relu -> batchnorm(eps=0.5) -> add(x) -> relu -> scale(bias=true)"),
  net("6x2x5", "maxpool(1x2) -> scale(bias=true) -> maxpool(1x1)"),
  net("3x5x6", "conv(5, 3x3, pad=1) -> batchnorm(eps=0.5) -> relu"),
  net("7", "fc(5) -> scale(bias=true) -> relu"),
  net("5x3x4", "concat(x, x -> relu) -> relu -> flatten -> tanh"),
  net("3x2x5", "relu -> concat(x -> tanh) -> maxpool(1x1) -> flatten"),
  net("77", "softmax"),
  net("201", "softmax"),
  net("13", "relu -> softmax -> fc(3)"),
  net("5x3x2", "relu -> softmax -> maxpool(1x1)"),
  net("9x2x3", "softmax -> relu"),
  net("5x3x2", "mul(x) -> flatten -> scale -> fc(3)"),
  net("5x4x3", "mul(x) -> dropout -> relu"),
  net("3x2x5", "dropout"),
  net("3x2x5", "relu -> dropout"),
  net("8x4x6", "conv(16, 3x3, pad=1) -> conv(16, 1x1)"),
  {
    text: `net A(x: 4x6x5) {
  a = x -> conv(4, 3x3, pad=1) -> relu
  b = a -> conv(4, 3x3, pad=1) -> maxpool(1x1)
  c = b -> conv(4, 3x3, pad=1) -> maxpool(1x1)
  return concat(a, b -> relu, c)
}
`,
  },
  {
    text: `net A(x: 3x4x5) {
  a = x -> conv(4, 3x3, pad=1)
  b = x -> conv(4, 1x1)
  return (a -> relu) + b
}
`,
  },
  {
    text: `net A(x: 4x3x5, z: 4x3x5) {
  a = x -> conv(4, 3x3, pad=1, bias=false)
  left = a -> add(z)
  right = a -> batchnorm(eps=0.5) -> relu
  return left, right
}
`,
  },
  net("5x7x7", "relu -> maxpool(2x2) -> unpool(from=maxpool1)"),
  net("3x8x9", "maxpool(2x3, stride=[3, 4], pad=[0, 1]) -> relu -> unpool(from=maxpool1)"),
  net("6x6x8", "relu -> maxpool(2x2, dilation=[1, 2], stride=[2, 3]) -> unpool(from=maxpool1) -> tanh"),
  net("5x7x5", "adaptivemaxpool(3x2) -> adaptiveavgpool(2x2)"),
  net("7x5x4", "relu -> adaptiveavgpool(3x2)"),
  net("3x5x7", "lppool(2x3, stride=1) -> lppool(2x2, p=1)"),
  net("5x6x5", "avgpool(3x4, stride=[2, 3], pad=1, over=window, round=ceil) -> maxpool(2x1, dilation=1)"),
  net("3x5x6", "lppool(2x2, p=3, dilation=[3, 2], stride=1, pad=1)"),
  net("5x4x3", "relu -> deconv(7, 4x3, stride=[2, 3], pad=1) -> relu"),
  net("3x4x5", "deconv(5, 3x2, stride=[2, 4], dilation=[4, 6]) -> maxpool(1)"),
  net("8x3x5", "relu -> deconv(16, 4x3, groups=2, stride=2, pad={top: 1, right: 2}) -> maxpool(1)"),
  net("6x3x4", "deconv(9, 3x2, groups=3, dilation=2, stride=3, pad=2, bias=false) -> batchnorm(eps=0.5)"),
  net(
    "6x3x5",
    "deconv(5, 2x3, stride=[3, 2], extra=[2, 1]) -> add(x -> deconv(5, 2x3, stride=[3, 2], extra=[2, 1])) -> relu",
  ),
  net("3x5x4", "deconv(5, 3x2, pad=[1, 0])"),
  join("a: 6x7x6, b: 24x4x3", "deformconv(a, b, 9, 3x2, groups=3, offsetgroups=2, stride=2, pad=[1, 0])"),
  join("a: 5x4x6, b: 18x4x3, c: 9x4x3", "deformconv(a, b, c, 7, 3x3, stride=[1, 2], dilation=[1, 2], pad=[1, 2])"),
  join("a: 8x5x4, b: 16x4x3, c: 8x4x3", "deformconv(a -> relu, b, c, 16, 2x2, groups=2, offsetgroups=2) -> relu"),
  join("a: 7x4x5, b: 12x4x4", "deformconv(a -> relu, b, 9, 3x2, pad=[1, 0]) -> maxpool(1)"),
  join("a: 3x4x3, b: 4x4x3", "deformconv(a, b, 16, 1x2, pad={right: 1})"),
  net("5x3x4", "pad({top: 1, bottom: 1, left: 2, right: 3}, value=0.5) -> relu"),
  net("5x4x7", "relu -> pad([3, 6], mode=reflect) -> relu"),
  net("7x9", "pad({left: 2, right: 11}, mode=replicate)"),
  net("3x3x5", "pad({top: 2, bottom: 1, right: 4}, mode=wrap)"),
  net("7x7x9", "crop(3x5) -> relu -> crop(2x2, offset=[1, 3])"),
  net("5x17", "crop(sides={left: 3, right: 2}) -> reshape([3, rest, 4])"),
  net(
    "13x3x5",
    "relu -> slice(channels, from=4) -> slice(channels, from=3, to=8, step=2) -> slice(width, from=1, step=2)",
  ),
  net("21x6x2", "relu -> split(3, part=1) -> split(2, part=1, axis=height) -> maxpool(1)"),
  net("15x3x2", "relu -> shuffle(5) -> maxpool(1)"),
  net("13x5x9", "relu -> subsample([2, 3]) -> maxpool(1)"),
  net("30x3x5", "relu -> depthtospace(2x3, order=crd) -> spacetodepth(3x5, order=dcr)"),
  net("30x3x5", "depthtospace(3x2, order=dcr) -> spacetodepth(3x2, order=crd) -> relu"),
  net("5x3x7", "relu -> transpose([channels, width, height]) -> transpose([height, width, channels])"),
  net("5x3x7", "resize([2, 3], mode=nearest, coordinates=half_pixel, nearest=floor) -> relu"),
  net("5x9x4", "resize([0.6, 1.5], mode=nearest, coordinates=half_pixel, nearest=half_down)"),
  net("3x5x4", "resize(2, mode=nearest, coordinates=asymmetric, nearest=half_down)"),
  net("5x2x3", "relu -> resize(2, mode=bilinear, coordinates=half_pixel) -> maxpool(1)"),
  net("3x3x4", "resize(out=5x10, mode=bilinear, coordinates=corners)"),
  net("3x2x3x4", "resize([4, 2, 0.5], mode=bilinear, coordinates=asymmetric)"),
  net("7x3x2", "lrn(n=5, a=0.5, b=0.75, k=2) -> maxpool(1)"),
  net("13x2x3", "relu -> lrn(n=4, a=0.25, b=0.6, k=1) -> maxpool(1)"),
  net("5x3x3", "instancenorm(affine=true, eps=0.5)"),
  net("7x3x4", "relu -> instancenorm(affine=true, eps=0.25) -> leakyrelu(0.5) -> maxpool(1)"),
  net("10x3x3", "groupnorm(5, eps=0.5) -> maxpool(1)"),
  net("15x3x2", "relu -> groupnorm(5) -> add(x) -> maxpool(1)"),
  net("8x3x5", "relu -> groupnorm(2, eps=0.125) -> maxpool(1)"),
  net("5x3x5", "relu -> layernorm(across=all) -> maxpool(1)"),
  net("7x3x4", "relu -> layernorm(across=channels, eps=0.5) -> maxpool(1)"),
  net("32x2x4", "relu -> groupnorm(2, affine=false) -> maxpool(1)"),
  plain("7x3x2", "relu -> add(x) -> prelu -> prelu(shared) -> maxpool(1)"),
  net("5x2x3", "prelu(shared) -> add(x)"),
  net("77", "logsoftmax"),
  net("5x3x2", "logsoftmax"),
  plain("5x3x4", "elu(0.5)"),
  plain("7x2x3", "selu"),
  plain("5x3x4", "gelu"),
  plain("7x2x3", "gelu(approximate=tanh)"),
  plain("5x3x4", "silu"),
  plain("7x2x3", "mish"),
  plain("5x3x4", "softplus"),
  plain("7x2x3", "softsign"),
  plain("5x3x4", "hardsigmoid -> hardswish"),
  plain("7x2x3", "clip(-0.25, 0.5) -> relu6"),
  join("a: 5x3x4, b: 5x3x4", "sub(a, b) -> div(b)"),
  chain("3x8x12", "conv(8, 3x3, pad=1) -> relu -> maxpool(2x2)"),
  chain("3x12x8", "conv(5, 3x3, stride=2, pad=1) -> maxpool(3x3, stride=2, pad=1) -> conv(9, 1x1)"),
  chain("4x6x10", "conv(8, 3x3, pad=1) -> relu -> conv(5, 3x3, pad=1) -> relu -> conv(8, 3x2)"),
  chain("7", "fc(13) -> relu -> fc(6) -> softmax"),
  chain("5", "fc(1060) -> relu -> fc(6)"),
  chain(
    "6x8x8",
    "conv(8, 3x3, stride=2, pad=1) -> relu -> conv(8, 3x3, pad=1) -> add(x -> conv(8, 1x1, stride=2)) -> relu",
  ),
  chain("4x6x6", "conv(8, 3x3, pad=1) -> relu -> conv(4, 3x3, pad=1) -> add(x)"),
  {
    ...join("x: 5x6x8", "concat(x -> conv(4, 1x1), x -> conv(3, 1x1) -> conv(8, 3x3, pad=1) -> relu) -> conv(9, 2x1)"),
    apart: false,
  },
  chain("5x6x9", "conv(7, 1x1) -> depthwise(3x3, pad=1) -> relu -> conv(9, 1x1)"),
  net("6x9x13", "relu -> depthwise(3x3, pad=1) -> maxpool(1)"),
  net("9x7x9", "relu -> conv(6, 3x2, groups=3, pad=1, stride=[1, 2]) -> relu -> maxpool(1)"),
  net("3x28x27", "relu -> depthwise(3x3, pad=1) -> maxpool(1)"),
  net("37x4x5", "relu -> conv(9, 3x2, stride=[2, 3], pad={top: 1, right: 2}) -> maxpool(1)"),
  net("3x40x37", "conv(5, 3x3)"),
  net(
    "2x7x9",
    "conv(3, 3x2, stride=[2, 1], pad={top: 1, right: 1}, weights=[[[[3, -1], [0, 2], [1, -2]], [[1, 1], [-3, 2], [2, 1]]], [[[1, 0], [2, -2], [-1, 3]], [[2, 3], [1, -1], [-2, 1]]], [[[-1, 2], [3, 1], [2, 2]], [[1, -3], [2, 1], [-1, 4]]]], bias=[1, -2, 0.5]) -> relu",
  ),
  net("1x8x11", "conv(1, 3x3, pad=1, weights=[[0, -1, 0], [-1, 5, -2], [1, -1, 3]], bias=false) -> relu"),
];
