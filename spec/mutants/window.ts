import { plus, rewrites } from "./mutant.ts";

/** Bugs in pooling: taps that are absent, the first tap, means and their divisors. */
export const window = rewrites("window-direct", [
  ["rows and columns of the input swapped", /\biy( \* \d+u)? \+ ix( \* \d+u)?/g, "ix$1 + iy$2"],
  ["a row of padding too many", /(?<=let iy = .* - )\d+/, plus(1)],
  ["a column of padding too few", /(?<=let ix = .* - )\d+/, plus(-1)],
  ["a row past the end counts as there", /(?<=iy < )\d+/, plus(1)],
  ["what lies left and right is read", / && ix < \d+u/, ""],
  ["a window one row short", /(?<=ky < )\d+/, plus(-1)],
  ["the stride of rows forgotten", /(?<=let iy = oy) \* \d+u/, ""],
  ["the stride of unrolled columns forgotten", /\(ox \* \d+u/g, "(ox"],
  ["the last unrolled tap left out", /\n.*let x3 = .*\n.*x3\);/, ""],
  ["an unrolled tap read twice", /(let x1 = .*)\(ox( \* \d+u)? \+ 1u\)/, "$1(ox$2)"],
  ["a maximum that starts at zero", /(?<=if \(empty\) \{\s+)best = x0;/, "best = max(best, x0);"],
  ["a minimum for a maximum", /best = max\(/g, "best = min("],
  ["the first tap taken again and again", /empty = false;/, ""],
  ["taps counted once for all", /count \+ 1\.0f/, "count"],
  [
    "a mean over another number of taps",
    /(?<= \* )0\.\d+(?=f;)/,
    (found) => String(1 / (Math.round(1 / Number(found)) + 1)),
  ],
  ["values for magnitudes", /abs\((x\d+)\)/g, "$1"],
  ["a norm without its root", /sqrt\((max\(sum, 1\.0f\))\)/, "$1"],
  ["another root", /(?<=exp\(log\(.*\) \* )0\.\d+/, "0.5"],
  ["a sum not brought to the scale of the largest", /= sum \* power\d\(most \/ .*?38f\)\)/g, "= sum * 1.0f"],
  ["the dilation of rows forgotten", /(?<=let iy = .*ky) \* \d+u/, ""],
  ["the wrong channel of four", /\[channel % 4u\]/g, "[0u]"],
  ["every channel read from the first four", / \+ channel \/ 4u\]/g, "]"],
  ["every block read from the first", /(x\[image\]\[.*) \+ block\]/g, "$1]"],
  ["a lane filled from the channel before", /\(block \* 4u \+ 1u\)( \* \d+u.*< \d+u\))/g, "(block * 4u)$1"],
]);
