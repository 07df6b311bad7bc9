import type { Compiled } from "../../compiler/compile.ts";
import type { Program, Variant } from "../../runtime/program.ts";
import { type Case, type Made, made, make } from "./cases.ts";

/** A compiler, or what it made, with one bug put in. What a mutant changes must be seen by some law in some case. */
export interface Mutant {
  /** The bug in a few words. With `of` it is unique. */
  readonly name: string;
  /** Where the bug is: a schedule, the program's plain data, an operator, a pass. */
  readonly of: string;
  /** Calls `judge` with what the bug makes of a case, while the bug is there. Undefined where it changes nothing. */
  readonly within: <T>(each: Case, judge: (damaged: Made) => Promise<T>) => Promise<T | undefined>;
}

export const keyOf = ({ of, name }: Mutant): string => `${of}: ${name}`;

/** A bug in what was compiled: `change` gives another program, or nothing where it finds nothing to change. */
export const damage = (of: string, name: string, change: (right: Compiled) => Program | undefined): Mutant => ({
  of,
  name,
  within: async (each, judge) => {
    const right = made(each);
    const program = right.compiled && change(right.compiled);
    return program && judge({ ...right, compiled: { ...right.compiled!, program } });
  },
});

/** The same in each variant where `change` finds something to change. */
export const damageVariants = (of: string, name: string, change: (right: Variant) => Variant | undefined): Mutant =>
  damage(of, name, ({ program }) => {
    const variants = program.variants.map((variant) => change(variant) ?? variant);
    return variants.some((variant, i) => variant !== program.variants[i]) ? { ...program, variants } : undefined;
  });

/** One construct of generated text and what the bug makes of it. */
export type Rewrite = readonly [name: string, from: RegExp, to: string | ((found: string) => string)];

/** Bugs in a schedule's template: each rewrites one construct in every kernel that the schedule wrote. */
export const rewrites = (schedule: string, list: readonly Rewrite[]): Mutant[] =>
  list.map(([name, from, to]) =>
    damage(schedule, name, (right) => {
      const own = kernelsOf(right, schedule);
      const kernels = right.program.kernels.map((kernel, i) =>
        own.has(i) ? { ...kernel, wgsl: rewritten(kernel.wgsl, from, to) } : kernel,
      );
      const same = kernels.every(({ wgsl }, i) => wgsl === right.program.kernels[i]!.wgsl);
      return same ? undefined : { ...right.program, kernels };
    }),
  );

/** The comment at the top says the formula too, and nothing reads it. */
function rewritten(wgsl: string, from: RegExp, to: Rewrite[2]): string {
  const code = wgsl.search(/^(?!\/\/)/m);
  return wgsl.slice(0, code) + wgsl.slice(code).replace(from, to as string);
}

/** For a pattern that finds a number: the number and so much more. */
export const plus =
  (more: number) =>
  (found: string): string =>
    String(Number(found) + more);

/** Indices of the kernels that a schedule wrote. */
function kernelsOf({ program, plans }: Compiled, schedule: string): Set<number> {
  const found = new Set<number>();
  for (const plan of plans) {
    const run = program.variants.find(({ name }) => name === plan.variant)!.entryPoints.run!;
    for (const [k, step] of plan.steps.entries())
      if (step.schedule.startsWith(`${schedule}:`)) found.add(run[k]!.kernel);
  }
  return found;
}

/** One property of the compiler's own records, and the wrong one that takes its place. */
interface Patch {
  readonly put: () => () => void;
}

export const patch = <T extends object, K extends keyof T>(
  target: T,
  key: K,
  wrong: (right: T[K]) => T[K] | undefined,
): Patch => ({
  put: () => {
    const right = target[key];
    target[key] = wrong(right) as T[K];
    return () => {
      target[key] = right;
    };
  },
});

/** The mutant on no other cases than these: on the others it would change nothing, and to see that takes a compilation. */
export const onlyIn = (concerned: (right: Made) => boolean, { of, name, within }: Mutant): Mutant => ({
  of,
  name,
  within: async (each, judge) => (concerned(made(each)) ? within(each, judge) : undefined),
});

/** A bug in the compiler itself: it is there while a case is compiled and judged. */
export const bug = (of: string, name: string, ...patches: readonly Patch[]): Mutant => ({
  of,
  name,
  within: async (each, judge) => {
    const right = made(each);
    const undo = patches.map(({ put }) => put());
    try {
      const damaged = make(each);
      return JSON.stringify(visible(damaged)) === JSON.stringify(visible(right)) ? undefined : await judge(damaged);
    } finally {
      for (const back of undo) back();
    }
  },
});

const visible = ({ codes, checked, compiled, thrown }: Made) => ({
  codes,
  checked,
  graph: compiled?.graph,
  program: compiled?.program,
  thrown,
});
