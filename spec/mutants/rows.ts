import { plus, type Rewrite, rewrites } from "./mutant.ts";

/** What both schedules of softmax print alike. */
const formula: readonly Rewrite[] = [
  [
    "the total is not rescaled when the largest changes",
    /total \* exp\(largest - max\(largest, element\)\) \+/,
    "total +",
  ],
  ["the largest not subtracted", /exp\((x\[.*\]) - largest\)/, "exp($1)"],
  ["the logarithm forgotten", / - log\(total\)/g, " - total"],
  ["the largest left in the logarithm", / - largest - log/g, " - log"],
  ["the last channel not summed", /(?<=var channel = (?:1u|lane \+ \d+u); channel < )\d+/, plus(-1)],
  ["the last channels not written", /(?<=for \(var (?:channel|block) = (?:0u|lane); \w+ < )\d+/, plus(-1)],
];

/** Bugs in reductions over the channels, by one invocation and by a workgroup with barriers. */
export const rows = [
  ...rewrites("rows-serial", [
    ...formula,
    ["the second channel left out", /(?<=var channel = )1u/, "2u"],
    ["the first channel summed twice", /(?<=var channel = )1u/, "0u"],
    ["a total without its first term", /var total = 1\.0f/, "var total = 0.0f"],
    ["rows and columns swapped", /\bpy \* (\d+u) \+ px\b/, "px * $1 + py"],
    ["the wrong channel of four", /\[channel % 4u\]/g, "[0u]"],
  ]),
  ...rewrites("rows-tree", [
    ...formula,
    ["no barrier before the tree", /workgroupBarrier\(\);/, ""],
    ["no barrier in the tree", /(?<=\}\s+)workgroupBarrier\(\);/, ""],
    ["half of the tree", /(?<=var half = )\d+/, (found) => String(Number(found) >> 1)],
    ["a partner too near", /\[lane \+ half\]/g, "[lane + 1u]"],
    ["the last round left out", /half > 0u/, "half > 1u"],
    ["a merged total that is not put back", /(?<=\s)shared_total\[lane\] = total;(?=\s+\})/, ""],
    [
      "the largest changed before the total is merged",
      /(let next_largest = .*shared.*;)/,
      "$1 largest = next_largest;",
    ],
    ["the result taken from the second lane", /total = shared_total\[0\]/, "total = shared_total[1]"],
    ["lanes that skip a share", /(?<=; channel \+= )\d+(?=u\) \{\s+let element)/, (found) => String(2 * Number(found))],
    ["a lane that starts one channel late", /(?<=var channel = lane \+ )\d+/, plus(1)],
  ]),
];
