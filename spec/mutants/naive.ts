import { plus, rewrites } from "./mutant.ts";

/** Bugs in the formula as it stands: index arithmetic of a convolution. */
export const naive = rewrites("naive", [
  ["rows and columns of the input swapped", /\biy( \* \d+u)? \+ ix( \* \d+u)?/, "ix$1 + iy$2"],
  ["rows and columns of the output swapped", /\boy( \* \d+u)? \+ ox( \* \d+u)?(?=.*\] =)/, "ox$1 + oy$2"],
  ["a row of padding too many", /(?<=let iy = .* - )\d+/, plus(1)],
  ["a column of padding too few", /(?<=let ix = .* - )\d+/, plus(-1)],
  ["a row past the end counts as there", /(?<=iy < )\d+/, plus(1)],
  ["the last column counts as padding", /(?<=ix < )\d+/, plus(-1)],
  ["what lies in the padding is read", /if \((?:i[zyx] < \d+u(?: && )?)+\) (?=\{ sum)/, ""],
  ["the bias dropped", /var sum = bias\[channel\];/, "var sum = 0.0f;"],
  ["four channels share a bias", /bias\[channel\]/, "bias[channel / 4u * 4u]"],
  ["an input channel too few", /(?<=input < )\d+/, plus(-1)],
  ["an input channel too many", /(?<=input < )\d+/, plus(1)],
  ["a window one row short", /(?<=ky < )\d+/, plus(-1)],
  ["a window one column wide too many", /(?<=kx < )\d+/, plus(1)],
  ["the dilation of rows forgotten", /(?<=let iy = .*ky) \* \d+u/, ""],
  ["the stride of rows forgotten", /(?<=let iy = oy) \* \d+u/, ""],
  ["every group reads the first one's channels", /channel \/ \d+u \* \d+u \+ input/g, "input"],
  ["the group's number taken for its first channel", /(?<=channel \/ \d+u) \* (?!1u)\d+u(?= \+ input)/g, ""],
  ["weights read with the input's offset", /weight\[channel \* (\d+u) \+ input/, "weight[input * $1 + channel"],
  ["a filter's rows and columns swapped", /ky \* (\d+u) \+ kx\]/, "kx * $1 + ky]"],
  ["each tap replaces the sum", /sum \+= /, "sum = "],
  ["four channels' sums in the first lane", /sums\[l\]/, "sums[0]"],
  ["the activation before what is added", /max\((.*\)) \+ (other0\[.*\]), (.*0\.0f\)?)\);/, "max($1, $3) + $2;"],
]);
