import { plus, rewrites } from "./mutant.ts";

/** Bugs where lanes share the terms of a sum: parts, the tree that merges them, vectors of inputs, blocks of channels. */
export const splitSum = rewrites("split-sum", [
  ["a step too few", /(?<=step < )\d+/, plus(-1)],
  ["a step too many", /(?<=step < )\d+/, plus(1)],
  ["every part starts at the first step", /var step = lane \/ \d+u/, "var step = 0u"],
  ["every part takes every step from its own on", /step \+= \d+u/, "step += 1u"],
  ["the tree's last round left out", /(?<=half) >= (?=\d+u; half)/, " > "],
  ["the tree begins at a quarter", /(?<=var half = )\d+/, (found) => String(Number(found) / 2)],
  ["the tree takes a lane's own share twice", /(shared_sum\[lane[^\]]*) \+ half\]/g, "$1]"],
  ["no barrier before the tree", /workgroupBarrier\(\);/, ""],
  ["no barrier in the tree", /(?<=\}\s+)workgroupBarrier\(\);/, ""],
  ["positions share a place in the tree", /shared_sum\[lane \+ \d+u/g, "shared_sum[lane"],
  ["the wrong one of four inputs", /vec4f\((x\d+)\.y\)/g, "vec4f($1.x)"],
  ["two inputs have one weight", /(let w1 = weight\[.*) \+ \d+u\]/, "$1]"],
  ["every block reads the first one's weights", /(let w\d = weight\[.*)\bblock\b/g, "$10u"],
  ["weights of a step and of the next overlap", /(?<=weight\[step \* )\d+/g, plus(-1)],
  ["every workgroup makes the first one's channels", /group \* \d+u \+ lane/g, "lane"],
  ["lanes take the next block but one", /lane % (\d+u)/g, "(lane * 2u) % $1"],
  ["what lies in the padding is read", /(= )select\((?:vec4f\(\)|0\.0f), (x\[.*?\]\[.*?\]), \(.*\);/g, "$1$2;"],
  ["the last of a row counts as padding", /(?<=(?:\(|, )\(k\w[^)]*\) < )\d+/g, plus(-1)],
  ["the bias dropped", /let start = bias\[block\];/, "let start = vec4f();"],
  ["every block has the first one's bias", /bias\[block\]/, "bias[0u]"],
  [
    "a position has its neighbour's sum",
    /(?<=let out1 = .*)\bsum1\b|(?<=let out1 = .*shared_sum\[lane) \+ \d+u/,
    (found) => (found === "sum1" ? "sum0" : ""),
  ],
  ["the activation left out", /(let out\d+ = )max\((.*), vec4f\(0\.0f\)\);/g, "$1$2;"],
]);
