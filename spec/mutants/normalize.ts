import { plus, type Rewrite, rewrites } from "./mutant.ts";

/** One less than a number of elements, divided by, or by whose inverse it is multiplied. */
const lessOne = (found: string): string =>
  found.startsWith("/") ? `/ ${Number(found.slice(2, -1)) - 1}.0f` : `/ ${1 / Number(found.slice(2, -1)) - 1}.0f`;

/** What both schedules print alike, seen in one of them: sets, their moments, and what is made of them. */
const moments: readonly Rewrite[] = [
  ["the variance of a sample, not of the set", /(?<=let variance = .*)[*/] \d+\.\d+f/, lessOne],
  ["a mean of one element less", /(?<=let mean = .*)[*/] \d+\.\d+f/, lessOne],
  ["the second moment for the variance", /(?<=let distance = .*) - mean;/, ";"],
  ["epsilon outside of the root", /inverseSqrt\(variance \+ (.*)\)\)/, "1.0f / (sqrt(variance) + $1))"],
  ["epsilon forgotten", /inverseSqrt\(variance \+ .*\)\)/, "inverseSqrt(variance))"],
  ["the variance for its root", /inverseSqrt\((.*)\)\)/, "1.0f / ($1))"],
  ["the pivot not subtracted from what is written", / - (?:own\.pivot|pivots)/, ""],
  ["the mean not subtracted from what is written", / - (?:own\.mean|means)/, ""],
  ["the mean taken for the pivot", /return Moments\(pivot, mean/, "return Moments(mean, mean"],
  ["the last element of a set not summed", /(?<=; element < )\d+/, plus(-1)],
  ["the squares of a set one element short", /(?<=var squares[\s\S]*; element < )\d+/, plus(-1)],
  ["the last element of a set not written", /(?<=let own[\s\S]*; element < )\d+/, plus(-1)],
  ["every set reads the first one", /x\[image\]\[subset \* \d+u \+ element\]/g, "x[image][element]"],
  ["factor and shift swapped", /weight\[([^\]]+)\], bias\[[^\]]+\]/, "bias[$1], weight[$1]"],
  ["the shift dropped", /bias\[[^\]]+\]\);/, "0.0f * bias[0u]);"],
  ["the set's number taken for the channel", /weight\[channel\], bias\[channel\]/, "weight[subset], bias[subset]"],
  ["positions taken for channels", /(let channel = subset \* (\d+)u \+ element) \/ \d+u/g, "$1 % $2u"],
  ["a set that begins one channel early", /(?<=let channel = subset \* )(?!1u)\d+/g, plus(-1)],
  ["the parameters of the first position", /weight\[position \* \d+u \+ block\]/, "weight[block]"],
  ["a block taken for one set", /let member = \(.*\) \/ \d+u;/, "let member = vec4u(0u);"],
  ["sets of a block one channel too large", /(?<=let member = \(.*\) \/ )\d+/, plus(1)],
  [
    "every block has the first one's sets",
    /let member = \(inner \* 4u \+ (vec4u\(0, 1, 2, 3\))\)/,
    "let member = ($1)",
  ],
  ["every part has the first one's sets", /part \* \d+u \+ member/, "member"],
  ["the last member of a part left out", /(?<=member < (?:min\()?)\d+/, plus(-1)],
  ["the wrong channel of four", /\[channel % 4u\]/g, "[0u]"],
  ["one lane of four summed", /dot\((.*), vec4f\(1\.0f\)\)/, "($1).x"],
  ["the squares of one lane of four", /dot\(distance, distance\)/, "distance.x * distance.x"],
  ["every position reads the first one", /(x\[image\]\[element \* \d+u) \+ position/g, "$1"],
];

const tree: readonly Rewrite[] = [
  ["no barrier before the tree", /workgroupBarrier\(\);/, ""],
  ["no barrier in the tree", /(?<=\}\s+)workgroupBarrier\(\);/, ""],
  ["no barrier before the memory is used again", /(?<=let sum = .*\s+)workgroupBarrier\(\);/, ""],
  ["half of the tree", /(?<=var half = )\d+/, (found) => String(Number(found) >> 1)],
  ["the last round left out", /half > 0u/, "half > 1u"],
  ["a partner too near", /\[lane \+ half\]/, "[lane + 1u]"],
  ["the total of the second lane", /let sum = sums\[0\]/, "let sum = sums[1]"],
  ["lanes that skip a share", /(?<=element \+= )\d+/, (found) => String(2 * Number(found))],
  ["a lane that starts one element late", /(?<=var element = )lane/, "lane + 1u"],
  ["a lane's own squares for all", /total\(lane, squares\)/, "squares"],
];

/** Bugs in means and variances of sets, and in what is written from them. */
export const normalize = [...rewrites("normalize-serial", moments), ...rewrites("normalize-tree", tree)];
