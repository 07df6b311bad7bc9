import { declare, error, net } from "./declare.ts";

/** What can be wrong where values are only moved: reshaped, padded, cropped, resized (CNN035x). */

export const doesNotReshape = declare<{ from: string; count: number; to: string; found: string }>({
  code: "CNN0350",
  severity: error,
  message: ({ from, count, to, found }) => `${from} has ${count} elements, but ${to} ${found}`,
  explanation:
    "A reshape keeps every element, in logical order: both shapes have as many. One extent may be `rest`, what is left once the others are taken.",
  example: net("return x -> reshape(3x20)"),
});

export const padsTooMuch = declare<{ mode: string; pad: number; axis: string; most: number }>({
  code: "CNN0351",
  severity: error,
  message: ({ mode, pad, axis, most }) => `\`mode=${mode}\` pads at most ${most} along ${axis}, but gets ${pad}`,
  explanation:
    "`reflect` mirrors the rows at the border without repeating the border itself, so there are n − 1 of them; `wrap` continues with the rows of the other end, of which there are n.",
  example: net("return x -> pad(8, mode=reflect)"),
});

export const outsideInput = declare<{ first: number; last: number; axis: string; extent: number }>({
  code: "CNN0352",
  severity: error,
  message: ({ first, last, axis, extent }) =>
    `${first} to ${last} along ${axis} reaches outside the input, which ends at ${extent - 1}`,
  explanation: "What is cut out must lie inside the input. Rows are counted from 0; `pad` makes an input larger.",
  example: net("return x -> crop(6x6, offset=[0, 3])"),
});

export const nothingLeft = declare<{ operator: string; axis: string }>({
  code: "CNN0353",
  severity: error,
  message: ({ operator, axis }) => `\`${operator}\` leaves nothing along ${axis}`,
  explanation: "Every extent of a value is at least 1.",
  example: net("return x -> crop(sides=4)"),
});

export const sayOffset = declare<{ axis: string; rest: number }>({
  code: "CNN0354",
  severity: error,
  message: ({ axis, rest }) => `there is no exact centre along ${axis}: ${rest} must go, an odd number`,
  explanation:
    "Frameworks disagree about the odd row of a centre crop: TensorFlow, Keras and ONNX begin at ⌊rest/2⌋, torchvision at rest/2 rounded to an even number. `offset=` says where to begin.",
  example: net("return x -> crop(5x5)"),
});

export const oneOfTwo = declare<{ operator: string; one: string; other: string; found: string }>({
  code: "CNN0355",
  severity: error,
  message: ({ operator, one, other, found }) =>
    `\`${operator}\` needs either \`${one}\` or \`${other}\`, but has ${found}`,
  explanation: "Both say how large the output is, so exactly one of them is given.",
  example: net("return x -> resize(mode=nearest, coordinates=asymmetric, nearest=floor)"),
});

export const notEqualParts = declare<{ count: number; what: string; into: string }>({
  code: "CNN0356",
  severity: error,
  message: ({ count, what, into }) => `${count} ${what} cannot be split into ${into}`,
  explanation:
    "`split` takes equal parts, `depthtospace` needs a channel for each place of its block, and `spacetodepth` cuts its input into whole blocks. `slice` takes unequal parts.",
  example: net("return x -> split(3, part=0)", "4x8x8"),
});

export const noSuchPart = declare<{ part: number; parts: number }>({
  code: "CNN0357",
  severity: error,
  message: ({ part, parts }) => `there is no part ${part} of ${parts}`,
  explanation: "Parts are counted from 0, as rounds are.",
  example: net("return x -> split(2, part=2)", "4x8x8"),
});

export const sayRound = declare<Record<string, never>>({
  code: "CNN0358",
  severity: error,
  message: () => "`mode=nearest` must say which row is nearest",
  explanation:
    "Frameworks disagree about places between two rows. PyTorch's `nearest` is `coordinates=asymmetric, nearest=floor`, its `nearest-exact` and TensorFlow 2 `coordinates=half_pixel, nearest=half_up`, ONNX's default `coordinates=half_pixel, nearest=half_down`.",
  example: net("return x -> resize(2, mode=nearest, coordinates=asymmetric)"),
});

export const saysNothing = declare<{ attribute: string; mode: string }>({
  code: "CNN0359",
  severity: error,
  message: ({ attribute, mode }) => `\`${attribute}\` means nothing with \`mode=${mode}\``,
  explanation:
    "Only `mode=constant` fills with a value, and only `mode=nearest` rounds a place to a row. An argument without a meaning is a misunderstanding.",
  example: net("return x -> pad(1, mode=reflect, value=1)"),
});
