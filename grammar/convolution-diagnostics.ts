import { declare, error, net } from "./declare.ts";

/** What can be wrong with the sizes of transposed and deformable convolutions (CNN0315 to CNN0319). */

export const cutAway = declare<{ size: string }>({
  code: "CNN0315",
  severity: error,
  message: ({ size }) => `the padding leaves an output of ${size.replaceAll("-", "−")}`,
  explanation:
    "A transposed convolution's padding is cut off around what it gives: (n − 1)·stride − padding + dilation·(k − 1) + 1 + extra rows must be at least 1.",
  example: net("return x -> deconv(1, 3x3, pad=6)"),
});

export const impossibleOutput = declare<{ output: string; possible: string }>({
  code: "CNN0316",
  severity: error,
  message: ({ output, possible }) => `expected an output of ${possible}, but found ${output}`,
  explanation:
    "A transposed convolution has (n − 1)·stride − padding + dilation·(k − 1) + 1 rows, and `extra` adds fewer than the stride or the dilation, whichever is larger: a convolution of these sizes takes all of them to n rows. `out` says the size, `extra` what is added; both only narrow down what stride, padding and window allow.",
  example: net("return x -> deconv(1, 4x4, stride=2, pad=1, out=20)"),
});

export const extraDisagrees = declare<{ out: string; extra: string }>({
  code: "CNN0317",
  severity: error,
  message: ({ out, extra }) => `\`out\` says ${out}, but with \`extra\` the output is ${extra}`,
  explanation:
    "`extra` is what the output has beyond the least size; `out` says the size itself. One of them is enough.",
  example: net("return x -> deconv(1, 3x3, stride=2, extra=1, out=17)"),
});

export const operandShape = declare<{ what: string; expected: string; found: string }>({
  code: "CNN0318",
  severity: error,
  message: ({ what, expected, found }) =>
    `the ${what} must be ${expected}, but ${what.endsWith("s") ? "are" : "is"} ${found}`,
  explanation:
    "A deformable convolution takes, at each of its output's positions, two offsets (down, right) for each tap of the window, and a mask one factor: 2·offsetgroups·kh·kw and offsetgroups·kh·kw channels.",
  example: net("return x -> deformconv(x, 4, 3x3, pad=1)"),
});

export const needsPicture = declare<{ operator: string; shape: string }>({
  code: "CNN0319",
  severity: error,
  message: ({ operator, shape }) => `\`${operator}\` needs a picture CxHxW, but its input is ${shape}`,
  explanation: "The offsets of a deformable convolution are pairs: down and right.",
  example: net("return x -> deformconv(x, 4, 3)", "4x8"),
});
