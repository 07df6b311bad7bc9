import { type Index, sum, whole } from "../../compiler/kernels/index-map.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { bug, type Mutant, onlyIn, patch, plus, rewrites } from "./mutant.ts";

/** Bugs in what is printed for an index map, and around it. */
const printed = rewrites("gather", [
  ["rows and columns of the input swapped", /(?<=return .*)\b([io])y( \* \d+u)? \+ \1x( \* \d+u)?/, "$1x$2 + $1y$3"],
  ["rows and columns of the output swapped", /\boy( \* \d+u)? \+ ox( \* \d+u)?(?=.*\] =)/, "ox$1 + oy$2"],
  ["what lies outside is read", /if \(i.*\) \{ return .*; \}/, ""],
  ["rows asked whether they lie outside, columns not", /if \((iy >= \d+u) \|\| .*\)/, "if ($1)"],
  ["a row past the end counts as there", /(?<=iy >= )\d+/, plus(1)],
  ["zeros for the number that fills", /return \d\.\d*[1-9]f/, "return 0.0f"],
  [
    "an index below zero that is not seen to be",
    /u32\(min\(max\(i32\((\w+)\) - (\d+), 0\), (\d+)\)\)/,
    "min(max($1 - $2u, 0u), $3u)",
  ],
  [
    "a remainder below zero",
    /\(i32\((\w+)\) \+ (\d+)\) % (\d+)/,
    (found) => {
      const [, name, more, by] = /\((\w+)\) \+ (\d+)\) % (\d+)/.exec(found)!;
      return `(i32(${name}) - ${Number(by) - Number(more)}) % ${by}`;
    },
  ],
  ["the lane of the output's channel", /\[from_channel % 4u\]/, "[channel % 4u]"],
  ["the block of the output's channel", /\+ from_channel \/ 4u\]/, "+ channel / 4u]"],
  ["blocks not moved", /let from_block = block \+ \d+u;/, "let from_block = block;"],
  ["a lane filled from the channel before", /\(image, \(block \* 4u \+ 1u\)/, "(image, (block * 4u)"],
]);

/** All operators whose kernel is a gather get other maps: `change` is asked about every part of a tree, the inner ones first. */
const inMaps = (name: string, change: (part: Index) => Index): Mutant =>
  onlyIn(
    ({ compiled }) => compiled?.plans.some(({ steps }) => steps.some(isGather)) ?? false,
    bug(
      "index maps",
      name,
      ...surfaceOperators.map((operator) =>
        patch(operator, "kernel", (right) => (call) => {
          const work = right(call);
          return work.family === "gather" ? { ...work, axes: work.axes.map((axis) => changed(axis, change)) } : work;
        }),
      ),
    ),
  );
const isGather = ({ schedule }: { readonly schedule: string }): boolean => schedule.startsWith("gather:");

function changed(tree: Index, change: (part: Index) => Index): Index {
  if (tree.kind === "coordinate" || tree.kind === "constant") return change(tree);
  if (tree.kind === "sum")
    return change({ kind: "sum", left: changed(tree.left, change), right: changed(tree.right, change) });
  return change({ ...tree, of: changed(tree.of, change) });
}

/** Bugs in the maps themselves: what simplifying or composing one gets wrong. */
const maps = [
  inMaps("the constant of a sum lost", (part) =>
    part.kind === "sum" && part.right.kind === "constant" ? part.left : part,
  ),
  inMaps("a constant counted twice", (part) =>
    part.kind === "sum" && part.right.kind === "constant" ? sum(part, part.right) : part,
  ),
  inMaps("the second term of a sum lost", (part) =>
    part.kind === "sum" && part.right.kind !== "constant" ? part.left : part,
  ),
  inMaps("a factor one too large", (part) => (part.kind === "product" ? { ...part, by: part.by + 1 } : part)),
  inMaps("a factor lost", (part) => (part.kind === "product" ? part.of : part)),
  inMaps("a quotient for a remainder", (part) => (part.kind === "remainder" ? { ...part, kind: "quotient" } : part)),
  inMaps("a remainder for a quotient", (part) => (part.kind === "quotient" ? { ...part, kind: "remainder" } : part)),
  inMaps("a quotient rounded up", (part) =>
    part.kind === "quotient" ? { ...part, of: sum(part.of, whole(part.by - 1)) } : part,
  ),
  inMaps("a remainder of a remainder by the inner number alone", (part) =>
    part.kind === "remainder" && part.of.kind === "remainder" ? part.of : part,
  ),
  inMaps("rows and columns exchanged", (part) =>
    part.kind === "coordinate" && part.axis > 0 && part.axis < 3 ? { ...part, axis: 3 - part.axis } : part,
  ),
  inMaps("indices below the first row not held", (part) =>
    part.kind === "clamp" ? { ...part, least: Number.MIN_SAFE_INTEGER } : part,
  ),
  inMaps("indices past the last row not held", (part) =>
    part.kind === "clamp" ? { ...part, most: Number.MAX_SAFE_INTEGER } : part,
  ),
  inMaps("rows mirrored at one end only", (part) =>
    part.kind === "magnitude" && part.of.kind === "sum" && part.of.left.kind === "product" ? part.of : part,
  ),
];

export const gather = [...printed, ...maps];
