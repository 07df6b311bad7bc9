import { schedules } from "../../compiler/kernels/schedules.ts";
import { type Mutant, plus, type Rewrite, rewrites } from "./mutant.ts";

/** A workgroup shares their work: there are no surplus invocations. */
const byWorkgroup = new Set(["broadcast-rows", "split-sum", "rows-tree", "normalize-tree"]);

const lastInvocation: readonly Rewrite[] = [
  ["the guard of surplus invocations dropped", /if \(i >= \d+u\) \{ return; \}/, ""],
  ["the last invocation left out", /(?<=if \(i >= )\d+/, plus(-1)],
];
const batch: readonly Rewrite[] = [["every image reads the first one", /\b(x\d?)\[image\]/g, "$1[0u]"]];

/** Bugs in what every kernel has: the guard, the count of invocations, the place of an image. */
export const everywhere: readonly Mutant[] = schedules.flatMap(({ name }) =>
  rewrites(name, byWorkgroup.has(name) ? batch : [...lastInvocation, ...batch]),
);
