import { type Mutant, plus, type Rewrite, rewrites } from "./mutant.ts";

const guarded = [
  "naive",
  "register-tile",
  "window-direct",
  "elementwise",
  "affine",
  "concat",
  "relayout",
  "rows-serial",
] as const;
const all = [...guarded, "broadcast-rows", "rows-tree"] as const;

const lastInvocation: readonly Rewrite[] = [
  ["the guard of surplus invocations dropped", /if \(i >= \d+u\) \{ return; \}/, ""],
  ["the last invocation left out", /(?<=if \(i >= )\d+/, plus(-1)],
];
const batch: readonly Rewrite[] = [["every image reads the first one", /\b(x\d?)\[image\]/g, "$1[0u]"]];

/** Bugs in what every kernel has: the guard, the count of invocations, the place of an image. */
export const everywhere: readonly Mutant[] = [
  ...guarded.flatMap((schedule) => rewrites(schedule, lastInvocation)),
  ...all.flatMap((schedule) => rewrites(schedule, batch)),
];
