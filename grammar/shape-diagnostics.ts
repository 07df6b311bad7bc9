import { declare, error, net, warning } from "./declare.ts";

/** What can be wrong with shapes (CNN03xx) and with the network as a whole (CNN04xx). */

export const windowDoesNotFit = declare<{ window: string }>({
  code: "CNN0301",
  severity: error,
  message: ({ window }) => `the ${window} does not fit its input`,
  explanation:
    "With `fit=exact` the stride must carry the window exactly to the last row and column of the padded input: (n + padding − dilation·(k − 1) − 1) must be a multiple of the stride.",
  example: net("return x -> maxpool(3x3, fit=exact)"),
});

export const windowDropsRows = declare<{ dropped: string }>({
  code: "CNN0302",
  severity: warning,
  message: ({ dropped }) => `${dropped} of the input never reach${/^1 \S+$/.test(dropped) ? "es" : ""} the output`,
  explanation:
    "The stride does not divide what the window has to travel, so the last rows or columns are dropped: the output size is floor((n + padding − dilation·(k − 1) − 1)/stride) + 1. `fit=exact` makes this an error; a smaller stride, padding or another input size avoids it.",
  example: net("return x -> conv(1, 3x3, stride=3)", "1x7x7"),
});

export const windowTooLarge = declare<{ window: string; input: string }>({
  code: "CNN0303",
  severity: error,
  message: ({ window, input }) => `the window ${window} is larger than its padded input ${input}`,
  explanation: "A window must find at least one place in the padded input: dilation·(k − 1) + 1 ≤ n + padding.",
  example: net("return x -> conv(1, 9x9)"),
});

export const ambiguousSame = declare<{ reason: string }>({
  code: "CNN0304",
  severity: error,
  message: ({ reason }) => `\`pad=same\` is ambiguous ${reason}`,
  explanation:
    "`same` keeps the size only with stride 1 and an odd dilated window. Elsewhere frameworks disagree about the extra row: TensorFlow and ONNX SAME_UPPER put it at the end (`same_upper`), ONNX SAME_LOWER at the start (`same_lower`).",
  example: net("return x -> conv(1, 2x2, pad=same)"),
});

export const groupsDoNotDivide = declare<{ groups: number; channels: number; side: string }>({
  code: "CNN0305",
  severity: error,
  message: ({ groups, channels, side }) => `${groups} groups do not divide ${channels} ${side} channels`,
  explanation: "A grouped convolution splits both its input and its output channels into equal groups.",
  example: net("return x -> conv(4, 3x3, groups=3)", "2x8x8"),
});

export const shapesDiffer = declare<{ left: string; right: string }>({
  code: "CNN0306",
  severity: error,
  message: ({ left, right }) => `cannot join ${left} and ${right}`,
  explanation: "Elementwise operators need equal shapes; nothing is broadcast.",
  example: net("return x + (x -> maxpool(2x2))"),
});

export const needsVolume = declare<{ operator: string; shape: string }>({
  code: "CNN0307",
  severity: error,
  message: ({ operator, shape }) =>
    `\`${operator}\` needs channels and positions, but its input is the vector ${shape}`,
  explanation:
    "A convolution or a pool slides over positions, and `pad`, `crop`, `resize` and the like move them: the input must be CxL, CxHxW or CxDxHxW.",
  example: net("return x -> conv(1, 3x3)", "8"),
});

export const paddingOnly = declare<{ axis: string }>({
  code: "CNN0308",
  severity: error,
  message: ({ axis }) => `some windows hold nothing but padding, along ${axis}`,
  explanation:
    "A pool's value comes from the input alone; a window without any input has none. Use less padding than the dilated window.",
  example: net("return x -> maxpool(2x2, pad=2)"),
});

export const sayOver = declare<Record<string, never>>({
  code: "CNN0309",
  severity: error,
  message: () => "`avgpool` with padding must say what it divides by",
  explanation:
    "Frameworks disagree: `over=valid` divides by the inputs in the window, `over=window` by the whole window, padding included (PyTorch's count_include_pad).",
  example: net("return x -> avgpool(3x3, stride=1, pad=1)"),
});

export const constantShape = declare<{ attribute: string; expected: string; found: string }>({
  code: "CNN0310",
  severity: error,
  message: ({ attribute, expected, found }) => `\`${attribute}\` must be ${expected}, but is ${found}`,
  explanation:
    "Constant weights have the layout of the weights file: out, in / groups, then the window (a `deconv`'s: in, out / groups, then the window); a bias is one number for each output channel. Extents of 1 may be left out.",
  example: net("return x -> conv(1, 3x3, weights=[[1, 2], [3, 4]], bias=false)"),
});

export const tooLarge = declare<{ what: string; limit: string }>({
  code: "CNN0312",
  severity: error,
  message: ({ what, limit }) => `${what} is more than ${limit}`,
  explanation: "Tensors are indexed with 32 bits on the GPU, so a tensor may have at most 2^30 elements.",
  example: net("return x -> fc(50000000)"),
});

export const positionsDiffer = declare<{ left: string; right: string }>({
  code: "CNN0313",
  severity: error,
  message: ({ left, right }) => `cannot put ${left} and ${right} behind each other`,
  explanation:
    "`concat` joins along the channels, so everything but the number of channels must be equal. Where two branches differ by a row, one of them rounds its size otherwise: look at `pad`, `stride` and `round`.",
  example: net("a = x -> maxpool(2x2)\n  return concat(a, x)"),
});

export const tooManyJoined = declare<{ found: number; limit: number }>({
  code: "CNN0314",
  severity: error,
  message: ({ found, limit }) => `\`concat\` joins at most ${limit} values at once, but gets ${found}`,
  explanation: "A kernel may bind eight buffers, one of them its output. Join in steps: `concat(concat(a, b), c)`.",
  example: net("return concat(x, x, x, x, x, x, x, x)"),
});

export const windowsOverlap = declare<{ window: string; stride: string }>({
  code: "CNN0331",
  severity: error,
  message: ({ window, stride }) => `cannot undo a pool whose windows overlap: they are ${window}, ${stride} apart`,
  explanation:
    "Where windows overlap, one place may hold the largest value of several, and frameworks disagree about what returns to it. `unpool` takes pools whose stride is at least the extent of their window, dilation·(k − 1) + 1.",
  example: net("y = x -> maxpool(3x3, stride=1)\n  return y -> unpool(from=y)"),
});

export const unpoolsAnother = declare<{ expected: string; found: string }>({
  code: "CNN0332",
  severity: error,
  message: ({ expected, found }) => `expected ${expected}, which the pool gives, but found ${found}`,
  explanation:
    "`unpool` puts one value back for each window of the pool that it names, in each channel: its input has the shape of that pool's output, and its output that of the pool's input.",
  example: net("y = x -> maxpool(2x2)\n  return y -> maxpool(2x2) -> unpool(from=y)"),
});

export const emptyRange = declare<{ low: number; high: number }>({
  code: "CNN0340",
  severity: error,
  message: ({ low, high }) => `nothing is from ${low} to ${high}`,
  explanation: "`clip(low, high)` raises to `low` and lowers to `high`, so `low` is at most `high`.",
  example: net("return x -> clip(1, 0)"),
});

export const noNet = declare<Record<string, never>>({
  code: "CNN0401",
  severity: error,
  message: () => "the file holds no net",
  explanation: "A `.cnn` file describes one network: `net Name(input: CxHxW) { … return value }`.",
  example: "const k = 1\n",
});

export const severalNets = declare<{ name: string }>({
  code: "CNN0402",
  severity: error,
  message: ({ name }) => `the file holds a second net, \`${name}\``,
  explanation: "One file describes one network, so that its module, its weights and its bundle have one name.",
  example: "net A(x: 1x8x8) { return x -> relu }\nnet B(x: 1x8x8) { return x -> relu }\n",
});

export const noReturn = declare<{ name: string; what: "net" | "block" }>({
  code: "CNN0403",
  severity: error,
  everywhere: true,
  message: ({ name, what }) => `the ${what} \`${name}\` returns nothing`,
  explanation: "A net's last line says what it computes: `return value`, or `return a, b` for several named outputs.",
  example: "net A(x: 1x8x8) {\n  y = x -> relu\n}\n",
});

export const unnamedOutputs = declare<Record<string, never>>({
  code: "CNN0404",
  severity: error,
  message: () => "several outputs need names",
  explanation:
    "A single output may be any expression and is called `output`; with several, bind each to a name and return the names.",
  example: net("return x -> relu, x -> tanh"),
});

export const afterReturn = declare<Record<string, never>>({
  code: "CNN0405",
  severity: error,
  message: () => "nothing may follow `return`",
  explanation: "`return` is a net's last line: what comes after it would never be computed.",
  example: "net A(x: 1x8x8) {\n  return x\n  y = x -> relu\n}\n",
});

export const unusedValue = declare<{ name: string }>({
  code: "CNN0406",
  severity: warning,
  message: ({ name }) => `\`${name}\` is never used`,
  explanation: "The value does not reach any output, so it will not be computed.",
  example: "net A(x: 1x8x8) {\n  y = x -> relu\n  return x -> tanh\n}\n",
});

export const badInput = declare<{ name: string; shape: string }>({
  code: "CNN0407",
  severity: error,
  message: ({ name, shape }) => `the input \`${name}\` cannot have the shape ${shape}`,
  explanation: "An input is a vector `F`, or `CxL`, `CxHxW` or `CxDxHxW`, channels first, every extent at least 1.",
  example: "net A(x: 0x8x8) {\n  return x -> relu\n}\n",
});

export const unsafeFile = declare<{ file: string }>({
  code: "CNN0408",
  severity: error,
  message: ({ file }) => `\`${file}\` is not a plain file name`,
  explanation:
    "The weights file lies beside the `.cnn` file and its name is used in the bundle: letters, digits, `.`, `_` and `-` only, ending in `.safetensors`.",
  example: 'net A(x: 1x8x8) {\n  weights "../secret"\n  return x -> relu\n}\n',
});

export const badMode = declare<{ mode: string; expected: string; found: string }>({
  code: "CNN0409",
  severity: error,
  message: ({ mode, expected, found }) => `a picture in ${mode} is ${expected}, but the input is ${found}`,
  explanation:
    "`rgb` pictures have three channels and `gray` ones have one, and they come first: `image: rgb 3x224x224`.",
  example: "net A(image: rgb 224x224x3) {\n  return image -> relu\n}\n",
});

export const badPreparation = declare<{ expected: string; found: string }>({
  code: "CNN0410",
  severity: error,
  message: ({ expected, found }) => `expected ${expected}, but found ${found}`,
  explanation:
    "An input is prepared as (x · scale − mean)/std: `scale 1/255 normalize(mean=[0.5, 0.5, 0.5], std=[0.2, 0.2, 0.2])`, one number or one for each channel.",
  example: "net A(image: rgb 3x8x8 normalize(mean=[1, 2])) {\n  return image -> relu\n}\n",
});

export const channelsLast = declare<{ shape: string; channels: number }>({
  code: "CNN0411",
  severity: warning,
  message: ({ shape, channels }) => `${shape} is ${channels} channels here`,
  explanation:
    "Shapes are channels first, CxHxW: a gray picture of 28 by 28 is 1x28x28, a colour one 3xHxW. TensorFlow and Keras write the channels last.",
  example: "net A(image: 28x28x1) {\n  return image -> relu\n}\n",
});
