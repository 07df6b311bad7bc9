import type { Program } from "../../runtime/program.ts";
import { type Case, type Made, made } from "./cases.ts";
import { firstBroken, type Verdict } from "./laws.ts";
import type { Mutant } from "./mutant.ts";

/** A mutant must be seen within this many of the cases that it changes anything in. */
export const limit = 12;

export interface Kill extends Verdict {
  /** How many cases it took, the last one killing. */
  readonly needed: number;
  readonly case: Case;
}

/**
 * Tries cases until a law is broken, in any variant that the mutant changes, or in the one that is said. Returns how many
 * were tried in vain if none is.
 */
export async function kill(mutant: Mutant, cases: Iterable<Case>, variant?: string): Promise<Kill | number> {
  let tried = 0;
  for (const each of cases) {
    const found = await mutant.within(each, async (damaged) => {
      tried++;
      const variants = changed(damaged, each).filter((name) => variant === undefined || name === variant);
      // Guard bands cost every kernel a second compilation: few bugs need them.
      return firstBroken(damaged, each, { variants, guards: [false, true] });
    });
    if (found) return { ...found, needed: tried, case: each };
    if (tried === limit) break;
  }
  return tried;
}

/** Variants that are not what they should be, in their data or in a kernel. */
function changed(damaged: Made, each: Case): string[] {
  const [left, right] = [damaged, made(each)].map(({ compiled }) => compiled && described(compiled.program));
  return [...(left ?? [])].filter(([name, text]) => right?.get(name) !== text).map(([name]) => name);
}

/** All that a device gets to see of a variant, by its name. */
function described({ variants, kernels }: Program): Map<string, string> {
  return new Map(
    variants.map((variant) => {
      const used = Object.values(variant.entryPoints).flatMap((run) => run.map(({ kernel }) => kernels[kernel]));
      return [variant.name, JSON.stringify([variant, used])];
    }),
  );
}
