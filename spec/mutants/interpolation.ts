import { rewrites } from "./mutant.ts";

/** Bugs between two rows: which ones, and the weights. */
export const interpolation = rewrites("interpolation", [
  [
    "the two weights of an axis exchanged",
    /\* \((\d+\.0f) - weight_x\) \+ (.*) \* weight_x;/g,
    "* weight_x + $2 * ($1 - weight_x);",
  ],
  ["the weight of the other axis", /(?<=let place_y[\s\S]*f32\()place_x/, "place_y"],
  ["a corner above the place taken for one below", /(let corner1 = .*)second_y/, "$1first_y"],
  ["a row below where the first one lies", /(?<=let corner0 = .*)first_y/, "second_y"],
  ["the second row for the first", /let second_y = .*;/, "let second_y = first_y;"],
  ["rows and columns of the input swapped", /\b(\w+)_y( \* \d+u)? \+ (\w+)_x( \* \d+u)?(?=.*\])/g, "$3_x$2 + $1_y$4"],
  ["rows and columns of the output swapped", /\boy( \* \d+u)? \+ ox( \* \d+u)?(?=.*\] =)/, "ox$1 + oy$2"],
  ["places before the first row not held", /max\((.*), 0\)/g, "$1"],
  ["rows past the last are read", /min\(.*, \d+u?\)/g, (found) => found.replace(/min\((.*), \d+u?\)/, "$1")],
  ["the half row forgotten", / - \d+(?=, 0\))/g, ""],
  ["the scale of rows forgotten", /(?<=let place_y = .*oy\)?) \* \d+u?/, ""],
  ["the place itself taken for its row", /let first_x = place_x \/ \d+u;/, "let first_x = place_x;"],
  ["weights that do not add up to one", /(let value = corner\w*) \* .*;/, "$1;"],
  [
    "the next axis's weights not divided by",
    /(?<=let value = corner\w* \* )(0\.\d+)/,
    (found) => String(2 * Number(found)),
  ],
  ["every block read from the first", /(x\[image\]\[[^\]]*) \+ block\]/g, "$1]"],
]);
