import { plus, type Rewrite, rewrites } from "./mutant.ts";

/** A number of rows and columns, written as an f32, and so many more. */
const plusRows = (more: number) => (found: string) => `${Number(found) + more}.0`;

/** What both schedules print alike, seen in one of them: where a tap is moved to, and the four pixels around it. */
const sampling: readonly Rewrite[] = [
  [
    "down and right exchanged",
    /\(tap \* 2u(?: \+ 1u)?\)/g,
    (found) => (found.includes("+") ? "(tap * 2u)" : "(tap * 2u + 1u)"),
  ],
  ["every tap moved as the first one", /\(tap \* 2u/g, "(part * 2u"],
  ["the mask not applied", / \* x2\[image\].*;/, ";"],
  ["every tap masked as the first one", /x2\[image\]\[tap/, "x2[image][0u"],
  ["east for west", /1\.0f - east, east/, "east, 1.0f - east"],
  ["south for north", /1\.0f - south, south/, "south, 1.0f - south"],
  ["two corners' factors exchanged", /around\.y(.*)around\.z/, "around.z$1around.y"],
  ["a row above for the border", /(?<=let rows = )select\(vec2f\(\), (.*), vec2<bool>.*\);/, "$1;"],
  ["a column to the right for the border", /west < \d+\.0f/, "true"],
  ["rounded towards zero", /floor\(p/g, "trunc(p"],
  ["a place just above the first row counts as far outside", /py > -1\.0f/, "py >= 0.0f"],
  ["a place just right of the last column counts as far outside", /(?<=px < )\d+\.0/, plusRows(-1)],
  ["the pixel left of the place for that on its right", /let right = .*;/, "let right = left;"],
  ["rows and columns of the input swapped", /top \* (\d+u) \+ left/g, "left * $1 + top"],
  ["rows and columns of the offsets swapped", /oy \* (\d+u) \+ ox\];/g, "ox * $1 + oy];"],
  ["a row of padding too many", /(?<=let py = .*\) - )\d+/, plus(1)],
  ["the stride of columns forgotten", /(?<=let px = .*ox) \* \d+u/, ""],
  ["the dilation of columns forgotten", /(?<=let px = .*kx) \* \d+u/, ""],
  ["a window one row short", /(?<=ky < )\d+/, plus(-1)],
  ["every group of offsets has the first one's", /let tap = part \* \d+u \+ /, "let tap = "],
  ["the last channel of a group of offsets left out", /(?<=channel < .*part \* \d+u \+ )\d+/, plus(-1)],
  ["channels of another group read", /max\(group \* \d+u, (part \* \d+u)\)/, "$1"],
  ["the last channel of a group left out", /(?<=channel < min\(group \* \d+u \+ )\d+/, plus(-1)],
  ["a channel of all for one of its group", /let input = channel - .*;/, "let input = channel;"],
];

const naive: readonly Rewrite[] = [
  ["the bias dropped", /var sum = bias\[out\];/, "var sum = 0.0f;"],
  ["each tap replaces the sum", /sum \+= /g, "sum = "],
  ["a filter's rows and columns swapped", /ky \* (\d+u) \+ kx(?=.*\];)/g, "kx * $1 + ky"],
  ["the wrong lane of a sample", /sample\.y/g, "sample.x"],
  ["lanes past the last channel are summed", /if \(input \+ \d+u < \d+u\)/g, "if (true)"],
  ["a group one channel larger", /(?<=let group = out \/ )\d+/, plus(1)],
];

const blocks: readonly Rewrite[] = [
  ["the bias dropped", /= bias\[block.*\];/g, "= vec4f();"],
  ["each tap replaces the sum", /(sum\d+) = fma\((.*), (weight\[.*\]), sum\d+\)/g, "$1 = $2 * $3"],
  ["weights walk the wrong axis", /ky \* (\d+u) \+ kx \* (\d+u)/, "ky * $2 + kx * $1"],
  ["the wrong lane of a sample", /sample\.y/g, "sample.x"],
  ["every block takes the first one's weights", /\[first \+ 1u\]/g, "[first]"],
  ["the first block of all taken for an invocation's", /let block = blocks \* \d+u;/, "let block = blocks;"],
  ["the block's number taken for its group", /let group = block \/ \d+u;/, "let group = block;"],
  ["channels past the last are stored", /if \(\(+block(?: \+ 1u)?\)?[^<]* < \d+u\) (?=\{ y)/g, ""],
];

/** Bugs where each tap is moved by offsets of its own. */
export const deformable = [
  ...rewrites("deformable-naive", [...sampling, ...naive]),
  ...rewrites("deformable-blocks", blocks),
];
