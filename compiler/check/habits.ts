/**
 * Words that people bring from PyTorch, Keras, TensorFlow, ONNX and Caffe, and what they are here. Looked up without
 * case, `_`, `-` and the `1d`, `2d`, `3d` that those names end in: here the input says how many dimensions there are.
 */
const operators: Readonly<Record<string, string>> = {
  conv: "conv",
  convolution: "conv",
  convtranspose: "deconv",
  conv2dtranspose: "deconv",
  conv1dtranspose: "deconv",
  conv3dtranspose: "deconv",
  deconvolution: "deconv",
  transposedconv: "deconv",
  deformconv: "deformconv",
  deformableconv: "deformconv",
  dense: "fc",
  linear: "fc",
  fullyconnected: "fc",
  gemm: "fc",
  innerproduct: "fc",
  maxpool: "maxpool",
  maxpooling: "maxpool",
  avgpool: "avgpool",
  averagepool: "avgpool",
  averagepooling: "avgpool",
  lppool: "lppool",
  lppooling: "lppool",
  globalaveragepool: "globalavgpool",
  globalaveragepooling: "globalavgpool",
  adaptiveaveragepool: "adaptiveavgpool",
  globalmaxpooling: "globalmaxpool",
  adaptiveavgpool: "adaptiveavgpool",
  adaptivemaxpool: "adaptivemaxpool",
  globallppool: "globallppool",
  maxunpool: "unpool",
  unpooling: "unpool",
  batchnorm: "batchnorm",
  bn: "batchnorm",
  batchnormalization: "batchnorm",
  instancenormalization: "instancenorm",
  groupnormalization: "groupnorm",
  layernormalization: "layernorm",
  localresponsenorm: "lrn",
  localresponsenormalization: "lrn",
  leakyrelu: "leakyrelu",
  lrelu: "leakyrelu",
  depthwiseconv: "depthwise",
  separableconv: "depthwise",
  concatenate: "concat",
  cat: "concat",
  dropout: "dropout",
  relu: "relu",
  tanh: "tanh",
  sigmoid: "sigmoid",
  logistic: "sigmoid",
  softmax: "softmax",
  flatten: "flatten",
  add: "add",
  eltwise: "add",
  multiply: "mul",
  subtract: "sub",
  divide: "div",
  truediv: "div",
  minimum: "min",
  maximum: "max",
  maxout: "max",
  clamp: "clip",
  clipbyvalue: "clip",
  hardtanh: "clip",
  relu6: "relu6",
  prelu: "prelu",
  elu: "elu",
  selu: "selu",
  gelu: "gelu",
  silu: "silu",
  swish: "silu",
  mish: "mish",
  softplus: "softplus",
  softsign: "softsign",
  hardsigmoid: "hardsigmoid",
  hardswish: "hardswish",
  hardsilu: "hardswish",
  logsoftmax: "logsoftmax",
  view: "reshape",
  unflatten: "reshape",
  permute: "transpose",
  zeropad: "pad",
  zeropadding: "pad",
  constantpad: "pad",
  reflectionpad: "pad",
  replicationpad: "pad",
  circularpad: "pad",
  centercrop: "crop",
  cropping: "crop",
  narrow: "slice",
  stridedslice: "slice",
  chunk: "split",
  channelshuffle: "shuffle",
  pixelshuffle: "depthtospace",
  pixelunshuffle: "spacetodepth",
  upsample: "resize",
  upsampling: "resize",
  interpolate: "resize",
};

/** What is no operator here, with the way to say it. */
const stageSayings: Readonly<Record<string, string>> = {
  repeat: "stages are repeated by `( … ) * n`",
  loop: "stages are repeated by `( … ) * n`",
  sequential: "stages follow each other by arrows: `value -> conv(8, 3x3) -> relu`",
  identity: "leave it out: a value is itself",
  activation: "activations are operators: `value -> relu`",
  input: "inputs stand in the head of the net: `net Name(image: 1x28x28)`",
};

const attributes: Readonly<Record<string, string>> = {
  padding: "pad",
  pads: "pad",
  strides: "stride",
  filters: "channels",
  outchannels: "channels",
  numoutput: "channels",
  kernelsize: "window",
  kernel: "window",
  kernelshape: "window",
  poolsize: "window",
  ksize: "window",
  size: "window",
  dilationrate: "dilation",
  dilations: "dilation",
  group: "groups",
  usebias: "bias",
  units: "features",
  outfeatures: "features",
  numhidden: "features",
  epsilon: "eps",
  numgroups: "groups",
  elementwiseaffine: "affine",
  alpha: "slope",
  negativeslope: "slope",
  p: "rate",
  min: "low",
  minval: "low",
  minvalue: "low",
  clipvaluemin: "low",
  max: "high",
  maxval: "high",
  maxvalue: "high",
  clipvaluemax: "high",
  depthmultiplier: "multiplier",
  outputpadding: "extra",
  outputshape: "out",
  outputsize: "out",
  offsetgroup: "offsetgroups",
  deformablegroups: "offsetgroups",
  scalefactor: "scale",
  blocksize: "block",
  upscalefactor: "block",
  downscalefactor: "block",
  perm: "order",
  dims: "order",
  cropsize: "size",
  nearestmode: "nearest",
  coordinatetransformationmode: "coordinates",
  round: "nearest",
  sizes: "out",
  scales: "scale",
};

/** The same where an operator has no attribute of the first kind. */
const otherwise: Readonly<Record<string, string>> = { size: "out", shape: "out", factor: "scale", kernelsize: "out" };

/** Words that are another number here: of which attribute, and how one makes the other. */
const conversions: Readonly<Record<string, readonly [ours: string, saying: string]>> = {
  alpha: ["a", "`a` multiplies the plain sum: it is their alpha / n"],
  depthradius: ["n", "`n` counts all channels: it is 2 * depth_radius + 1"],
};

/** What has no attribute of the same kind, with the way to say it. */
const sayings: Readonly<Record<string, string>> = {
  activation: "write the activation after it: `-> relu`",
  numparameters: "one for each channel, or `shared`",
  ceilmode: "`round=ceil` keeps the last window",
  countincludepad: "`over=window` counts padding, `over=valid` does not",
  dataformat: "layouts are channels first, always: leave it out",
  inchannels: "the input says how many channels there are: leave it out",
  inputshape: "the net's input has the shape: leave it out",
  infeatures: "the input says how many there are: leave it out",
  aligncorners: "`coordinates=corners` aligns the corners, `coordinates=half_pixel` does not",
  axis: "it works along the channels: leave it out",
  dim: "it works along the channels: leave it out",
  momentum: "it matters only for training: leave it out",
};

const plain = (word: string): string => word.toLowerCase().replace(/[_-]/g, "");
const own = (table: Readonly<Record<string, string>>, word: string): string | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** Our name for another framework's operator. */
export const habitualOperator = (name: string): string | undefined =>
  own(operators, plain(name).replace(/[123]d$/, ""));

/** A sentence on what is no operator here. */
export const habitualStage = (name: string): string | undefined => own(stageSayings, plain(name));

/** What to say of another framework's attribute, if this operator has what it means: under which name, if it is so simple. */
export function habitualAttribute(
  name: string,
  known: readonly string[],
): { readonly help: string; readonly meant?: string } | undefined {
  const word = plain(name);
  const meant = [own(attributes, word), own(otherwise, word)].find(
    (ours) => ours !== undefined && known.includes(ours),
  );
  if (meant) return { help: `here it is called \`${meant}\``, meant };
  const [other, saying] = Object.hasOwn(conversions, word) ? conversions[word]! : [];
  const help = other && known.includes(other) ? saying : own(sayings, word);
  return help === undefined ? undefined : { help };
}

/** `28x28x1` where 1x28x28 was meant: a picture with its channels last. */
export const looksChannelsLast = (shape: readonly number[]): boolean =>
  shape.length === 3 && shape[0]! > 4 && shape[1]! > 4 && [1, 3, 4].includes(shape[2]!);
