import { plus, type Rewrite, rewrites } from "./mutant.ts";

/** Bugs of one output that asks every tap whether it hits an input there. */
const naive: readonly Rewrite[] = [
  ["rows and columns of the input swapped", /\biy( \* \d+u)? \+ ix( \* \d+u)?/, "ix$1 + iy$2"],
  ["a row of padding too many", /(?<=let sy = oy \+ )\d+/, plus(1)],
  ["the padding of columns forgotten", /(?<=let sx = ox) \+ \d+u/, ""],
  ["the filter walked as a convolution's", /(?<=let sy = .*) - ky/, " + ky"],
  ["the dilation of rows forgotten", /(?<=let sy = .*ky) \* (?!1u)\d+u/, ""],
  ["taps that fall between two inputs", /sy % \d+u == 0u && /, ""],
  ["the stride of columns forgotten", /(?<=let ix = sx) \/ \d+u/, ""],
  ["a row past the end counts as there", /(?<=sy \/ \d+u < )\d+/, plus(1)],
  ["the last column counts as outside", /(?<=sx \/ \d+u < )\d+/, plus(-1)],
  ["the bias dropped", /var sum = bias\[channel\];/, "var sum = 0.0f;"],
  [
    "weights read as a convolution's, out before in",
    /weight\[input \* (\d+u) \+ channel/,
    "weight[channel * $1 + input",
  ],
  ["a filter's rows and columns swapped", /ky \* (\d+u) \+ kx\]/, "kx * $1 + ky]"],
  ["every group reads the first one's channels", /x\[image\]\[\(channel \/ \d+u \* \d+u \+ input\)/, "x[image][input"],
  ["every group has the first one's filters", /weight\[\(channel \/ \d+u \* \d+u \+ input\)/, "weight[input"],
  ["a channel of all for one of its group", /\(channel % \d+u\)/, "channel"],
  ["the wrong channel of four", /\[input % 4u\]/, "[0u]"],
  ["four channels' sums in the first lane", /sums\[l\]/, "sums[0]"],
];

/** Bugs of tiles of one phase: which taps hit, on which inputs, and where the outputs lie. */
const phases: readonly Rewrite[] = [
  ["the phase of rows off by one", /(?<=var ky = .*oy \+ )\d+/, plus(1)],
  ["the padding of columns left out of the phase", /(?<=var kx = .*)\(ox \+ \d+u\) %/, "ox %"],
  ["every tap, whether it hits or not", /(?<=ky \+= )\d+/, "1"],
  ["taps a whole stride apart though it shares a divisor", /(% (\d+)u.*; k[yx] \+= )\d+/g, "$1$2"],
  ["a tap where none hits", /select\(\d+u, ([^,]*), o[yx] [^;]*== 0u\)/g, "$1"],
  ["the first hit of the dilation's multiples", / \/ \d+u(?=, o[yx] % \d+u % \d+u == 0u\))/g, ""],
  ["strides that were lent not taken back", /(?<=let iy = .*\/ \d+u) - \d+u/, ""],
  [
    "a division that sees a number below zero",
    /\+ \d+u( - kx.*?\) \/ (\d+)u) - (\d+)u/g,
    (found) => {
      const [, shifted, rest, stride, lent] = /\+ (\d+)u( - kx.*\) \/ (\d+)u) - (\d+)u/.exec(found)!;
      return `+ ${Number(shifted) - Number(stride) * Number(lent)}u${rest}`;
    },
  ],
  ["what lies above and below is read", /if \(iy < \d+u\)/, "if (true)"],
  ["what lies left and right of a row is read", /select\((?:0\.0f|vec4f\(\)), (.*), ix[^,]*\);/g, "$1;"],
  ["the first input read where the second lies", /(?<=let x0 = .*)\bix\b(?!.*\bix \+)/, "(ix + 1u)"],
  ["outputs of a tile side by side", /\(ox \+ \d+u\)(?=\] =)/g, "(ox + 1u)"],
  ["tiles overlap by an output", /(?<=let ox = tile \* )\d+/, plus(-1)],
  ["every output of the first phase", /(?<=let ox = .*) \+ phase/, ""],
  ["the end of a ragged row is not guarded", /if \(ox(?: \+ \d+u)? < \d+u\)/g, "if (true)"],
  ["the bias dropped", /= bias\[block.*\];/g, "= vec4f();"],
  ["weights walk the wrong axis", /ky \* (\d+u) \+ kx \* (\d+u)/g, "ky * $2 + kx * $1"],
  ["the wrong lane of a vector of inputs", /vec4f\((x\d+)\.y\)/g, "vec4f($1.x)"],
  ["every group reads the first one's channels", /\(block \/ \d+u \* \d+u \+ input\)/g, "input"],
  ["the pair's second block takes the first one's weights", /, (w\w*)b, (sum\d+b)\)/g, ", $1, $2)"],
  ["a pair of blocks one block apart", /let block = pair \* 2u;/, "let block = pair;"],
  ["channels past the last are stored", /if \(\(block \* 4u(?: \+ \d+u)?\) < \d+u\) (?=\{ y)/g, ""],
];

export const transposed = [...rewrites("transposed-naive", naive), ...rewrites("transposed-phases", phases)];
