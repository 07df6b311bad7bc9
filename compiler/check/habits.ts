/**
 * Words that people bring from PyTorch, Keras, TensorFlow, ONNX and Caffe, and what they are here. Looked up without
 * case, `_`, `-` and the `1d`, `2d`, `3d` that those names end in: here the input says how many dimensions there are.
 */
const operators: Readonly<Record<string, string>> = {
  conv: "conv",
  convolution: "conv",
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
  globalaveragepool: "globalavgpool",
  globalaveragepooling: "globalavgpool",
  adaptiveavgpool: "globalavgpool",
  globalmaxpooling: "globalmaxpool",
  adaptivemaxpool: "globalmaxpool",
  batchnorm: "batchnorm",
  bn: "batchnorm",
  batchnormalization: "batchnorm",
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
  alpha: "slope",
  negativeslope: "slope",
  p: "rate",
  depthmultiplier: "multiplier",
};

/** What has no attribute of the same kind, with the way to say it. */
const sayings: Readonly<Record<string, string>> = {
  activation: "write the activation after it: `-> relu`",
  ceilmode: "`round=ceil` keeps the last window",
  countincludepad: "`over=window` counts padding, `over=valid` does not",
  dataformat: "layouts are channels first, always: leave it out",
  inchannels: "the input says how many channels there are: leave it out",
  inputshape: "the net's input has the shape: leave it out",
  infeatures: "the input says how many there are: leave it out",
  momentum: "it matters only for training: leave it out",
};

const plain = (word: string): string => word.toLowerCase().replace(/[_-]/g, "");
const own = (table: Readonly<Record<string, string>>, word: string): string | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** Our name for another framework's operator. */
export const habitualOperator = (name: string): string | undefined =>
  own(operators, plain(name).replace(/[123]d$/, ""));

/** A sentence on another framework's attribute, if this operator has what it means. */
export function habitualAttribute(name: string, known: readonly string[]): string | undefined {
  const ours = own(attributes, plain(name));
  if (ours && known.includes(ours)) return `here it is called \`${ours}\``;
  return own(sayings, plain(name));
}

/** `28x28x1` where 1x28x28 was meant: a picture with its channels last. */
export const looksChannelsLast = (shape: readonly number[]): boolean =>
  shape.length === 3 && shape[0]! > 4 && shape[1]! > 4 && [1, 3, 4].includes(shape[2]!);
