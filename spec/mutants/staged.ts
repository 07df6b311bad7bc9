import { plus, rewrites } from "./mutant.ts";

/** Bugs between layers of one kernel: where their parts begin, what is held between them, who waits for whom. */
export const staged = rewrites("staged", [
  ["no barrier after the first layer", /workgroupBarrier\(\);/, ""],
  ["no barrier before the last layer", /workgroupBarrier\(\);(?![\s\S]*workgroupBarrier)/, ""],
  [
    "rows and columns of tiles swapped",
    /let tile_y = group \/ (\d+)u;(\s+)let tile_x = group % \d+u;/,
    "let tile_y = group % $1u;$2let tile_x = group / $1u;",
  ],
  ["rows of tiles one tile short", /(?<=let tile_y = group \/ )\d+/, plus(-1)],
  [
    "tiles of the last layer overlap by a column",
    /(?<=let first_x\d+ = tile_x \* )\d+(?=u;(?![\s\S]*let first_x))/,
    plus(-1),
  ],
  ["parts of the first layer as far apart as tiles", /(?<=let first_[xy]1 = tile_[xy]) \* \d+u/g, ""],
  ["what a window reaches before its tile is not made", /(let first_[xy]\d+ = .*) - \d+u;/g, "$1;"],
  ["the last output of the first part not made", /(?<=if \(lane < |i < )\d+/, plus(-1)],
  ["lanes that skip a share", /(?<=i \+= )\d+/, (found) => String(2 * Number(found))],
  ["a share of one round only", /for \(var i = lane; i < (\d+u); i \+= \d+u\)/, "for (var i = lane; i < $1; i += $1)"],
  [
    "every tile makes the first one's columns",
    /(?<=let ox = )first_x\d+( \+ )?/g,
    (found) => (found.endsWith("+ ") ? "" : "0u"),
  ],
  [
    "every tile makes the first one's channels",
    /(?<=let block = )first_block\d+( \+ )?/g,
    (found) => (found.endsWith("+ ") ? "" : "0u"),
  ],
  ["rows held one vector short where they are made", /(?<=held_a\[(?:oy|\(oy - \w+\)) \* )\d+/, plus(-1)],
  ["the place in the value taken for that in its part where it is read", /(?<= = .*held_\w\[.*) - first_x\d+/g, ""],
  [
    "the place in the value taken for that in its part where it is made",
    /(held_\w+\[.*) - first_x\d+(?=.*\] =)/g,
    "$1",
  ],
  ["what was made above and below the value is read", /if \(iy < \d+u\)/g, "if (true)"],
  ["what was made left and right of the value is read", /select\(vec4f\(\), (held_.*), \(?ox[^,]*\);/g, "$1;"],
  ["one array for two values that are needed at once", /held_b\[/g, "held_a["],
  ["the wrong lane of what is held", /vec4f\((x\d+)\.y\)/g, "vec4f($1.x)"],
  ["an input block too few", /(?<=input < )\d+(?=u; input\+\+\) \{\s+(?:let kx.*\s+)?let x0 = [^\n]*held)/g, plus(-1)],
  ["what a concat joins, each at its beginning", / \+ \d+u\](?= = \w+_out)/g, "]"],
  ["a layer has another's bias", /(?<=bias1\[[\s\S]*)\bbias[2-9]\[/g, "bias1["],
  [
    "what is fused into a layer between forgotten",
    /(?<=let sum\d+_out = )max\((.*), vec4f\(0\.0f\)\);(?=[\s\S]*workgroupBarrier)/g,
    "$1;",
  ],
  ["another layer's value added", /(?<=_out = (?:max\()?)held_b\[/g, "held_a["],
]);
