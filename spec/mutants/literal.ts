import { plus, rewrites } from "./mutant.ts";

/** Bugs where the weights are constants of the kernel and nothing is a loop. */
export const literal = rewrites("literal", [
  ["two weights exchanged", /weight\[0\]((?:.|\n)*?)weight\[1\]/, "weight[1]$1weight[0]"],
  ["every weight is the first one", /weight\[\d+\]/g, "weight[0]"],
  ["a weight's sign lost", /(?<=const weight = array<f32, \d+>\(.*?)-/, ""],
  ["the last weight lost", /(?<=const weight = array<f32, \d+>\(.*)(?:[-\d.]+f)(?=\);)/, "0.0f"],
  ["every channel has the first one's bias", /bias\[\d+\]/g, "bias[0]"],
  ["the bias dropped", /(var sum\d+_\d+ = )bias\[\d+\]/g, "$10.0f"],
  ["an input multiplied with the tap of another", /(?<=fma\(weight\[\d+\], )x\d+(?=, sum)/g, "x0"],
  ["what lies above and below is read", /\(oy[^<()]* < \d+u\) & /g, ""],
  ["what lies left and right is read", / & \(ox[^<()]* < \d+u\)/g, ""],
  ["the first row read where the second lies", /\(oy \+ 1u\)/g, "(oy)"],
  ["the stride of rows forgotten", /\boy \* \d+u/g, "oy"],
  ["tiles overlap by a column", /(?<=let ox = tile \* )(?!1u)\d+/, plus(-1)],
  ["columns past the last are stored", /if \(\(ox \+ t\) < \d+u\) \{/, "if (true) {"],
  ["the last sum of a tile is not stored", /(?<=; (?:c|t|step) < )\d+/, plus(-1)],
  ["channels stored in their neighbours' places", /(?<=y\[image\]\[)c\b/g, "(c ^ 1u)"],
  ["every channel stores the first one's sums", /sum\[c \* \d+u/g, "sum[0u"],
  ["the activation left out", /= max\((sum\[.*\]), 0\.0f\);/, "= $1;"],
]);
