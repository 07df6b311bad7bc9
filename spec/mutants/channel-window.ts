import { plus, rewrites } from "./mutant.ts";

/** Bugs of a window over the channels: its ends, and the formula behind it. */
export const channelWindow = rewrites("channel-window", [
  ["a channel too few after the element's own", /(?<=min\(channel \+ )\d+/, plus(-1)],
  ["a channel too many before it", /(?<=max\(channel, \d+u\) - |max\(channel, )\d+/g, plus(1)],
  [
    "the odd one of an even number before, not after",
    /max\(channel, (\d+u)\) - \d+u;(\s+let last = min\(channel) \+ (\d+u)/,
    "max(channel, $3) - $3;$2 + $1",
  ],
  ["channels before the first are read", /max\(channel, \d+u\)/, "channel"],
  ["channels past the last are read", /min\((channel \+ \d+u), \d+u\)/, "$1"],
  ["the last channel of the window left out", /near <= last/, "near < last"],
  ["the first channel of the window left out", /var total = start \* start;/, "var total = 0.0f;"],
  ["magnitudes for squares", /element \* element/, "abs(element)"],
  ["the number added before the factor, not after", /(\d+\.\d+f) \+ (\d+\.\d+f) \* total/g, "$2 * ($1 + total)"],
  ["the factor divided by the number of channels", /\* total\)/g, "* total / 5.0f)"],
  ["a half for three quarters", /sqrt\((.*?)\) \* sqrt\(sqrt\(.*?\)\)/, "sqrt($1)"],
  ["the exponent left out", /exp\(\d+\.\d+f \* log\((.*)\)\);/, "($1);"],
  ["the first channel of the window divided, not the element's own", /let own = .*;/, "let own = start;"],
  ["rows and columns swapped", /\bpy \* (\d+u) \+ px\b/g, "px * $1 + py"],
  ["the wrong channel of four", /\[near % 4u\]/, "[channel % 4u]"],
  ["a lane filled from the channel before", /\(image, \(block \* 4u \+ 1u\)/, "(image, (block * 4u)"],
]);
