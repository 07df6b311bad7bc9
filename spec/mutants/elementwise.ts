import { plus, rewrites } from "./mutant.ts";

/** Bugs in what touches each element once: formulas, factors and shifts, concatenation, copies between layouts. */
export const elementwise = [
  ...rewrites("elementwise", [
    ["the formula left out", /max\((x\[image\]\[i\]), 0\.0f\)/, "$1"],
    ["one operand read for both", /\bx1\[image\]/g, "x0[image]"],
    ["the slope on the wrong side", /\bmin\((.*), 0\.0f\)/, "max($1, 0.0f)"],
    ["tanh cut off too early", /-10\.0f/, "-1.0f"],
    ["rows and columns swapped", /\bpy( \* \d+u)? \+ px\b/g, "px$1 + py"],
    ["a lane filled from the channel before", /\(block \* 4u \+ 1u\)( \* \d+u)/, "(block * 4u)$1"],
    ["the wrong channel of four", /\[channel % 4u\]/, "[0u]"],
    ["every channel has the first one's parameter", /weight\[(?:channel|block)\]/, "weight[0u]"],
    ["a channel one element too long", /(?<=let channel = i \/ )\d+(?=u;\n.* = \w+\()/, plus(1)],
    ["the block taken for the position", /let block = i % (\d+u);/, "let block = i / $1;"],
  ]),
  ...rewrites("affine", [
    ["factor and shift swapped", /factor\[(\w+)\], shift\[\w+\]/, "shift[$1], factor[$1]"],
    ["the shift dropped", /shift\[\w+\]/, "0.0f"],
    ["the factor of the first channel", /factor\[\w+\]/, "factor[0u]"],
    ["the channel taken for the block", /(?<=let channel = i \/ )\d+u/, "4u"],
    ["rows and columns swapped", /(\bpy( \* \d+u)? \+ px\b)(?=.* = )/, "px$2 + py"],
    ["the activation before what is added", /max\((fma\(.*\)) \+ (other0\[.*\]), (.*0\.0f\)?)\);/, "max($1, $3) + $2;"],
  ]),
  ...rewrites("concat", [
    ["a branch read from the whole's channel", /\(channel - \d+u\)/, "channel"],
    ["a branch that takes its neighbour's first channel", /(?<=if \(channel < )\d+/, plus(1)],
    ["a branch that gives its last channel away", /(?<=if \(channel < )\d+/, plus(-1)],
    ["one branch read for another", /return x1\[/, "return x0["],
    ["two lanes from one channel", /(?<=element\(image, )\(block \* 4u \+ 3u\)/, "(block * 4u + 2u)"],
    ["rows and columns swapped", /, py, px\)/, ", px, py)"],
    ["every block stored over the first", / \+ block\] =/, "] ="],
  ]),
  ...rewrites("relayout", [
    [
      "rows and columns swapped",
      /let py = n \/ \d+u % (\d+u);(\s+)let px = n % (\d+u);/,
      "let px = n / $3 % $1;$2let py = n % $3;",
    ],
    ["four features from one", /element\(image, block \* 4u \+ [123]u\)/g, "element(image, block * 4u)"],
    ["the wrong channel of four", /\[channel % 4u\]/, "[0u]"],
    ["a channel one element short", /(?<=let channel = n \/ )\d+/, plus(-1)],
    ["channels packed for dense", /(?<=py \* )\d+(?=u \+ px \* \d+u)/, plus(-1)],
  ]),
];
