import { type Compiled, type CompileOptions, compile } from "../../compiler/compile.ts";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { compiled, sourceOf } from "../compiled.ts";

/** A network with one of the kernels that its only layer could have had. */
export interface Forced {
  readonly name: string;
  readonly compiled: Compiled;
  /** Those that run other kernels than the entries before: a variant for which the choice is none takes its cheapest again. */
  readonly variants: readonly string[];
}

/**
 * Every distinct kernel that a network's layers could be given, on any device class: the network compiled once for each
 * place in the lists of candidates.
 */
export function everyCandidate(
  text: string,
  more: CompileOptions = {},
  names: readonly string[] = candidateNames(text, more),
): Forced[] {
  const options = { ...more, apart: true };
  const seen = new Set<string>();
  return names.map((name) => {
    const choose = (list: readonly Candidate[]) => list.find((candidate) => nameOf(candidate) === name) ?? list[0];
    const made = compiled(text, { ...options, choose });
    const fresh = made.program.variants.filter((variant) => {
      const key = variant.entryPoints.run!.map(({ kernel }) => made.program.kernels[kernel]!.wgsl).join();
      return !seen.has(key) && seen.add(key);
    });
    return { name, compiled: made, variants: fresh.map((variant) => variant.name) };
  });
}

/** The schedules of a network's layers with their choices, on any device class: `register-tile: 2 along x, 4 channels`. */
export function candidateNames(text: string, more: CompileOptions = {}): string[] {
  const names = new Set<string>();
  compile(sourceOf(text), { ...more, apart: true, choose: (list) => note(list, names) });
  return [...names];
}

/** Of each network's candidates a few of each schedule: those taken least often so far, and those that no other has. */
export function shared(networks: readonly (readonly string[])[]): string[][] {
  const taken = new Map<string, number>();
  const times = (name: string) => taken.get(name) ?? 0;
  const offers = (name: string) => networks.filter((names) => names.includes(name)).length;
  const schedule = (name: string) => name.split(":")[0]!;
  return networks.map((names) =>
    [...new Set(names.map(schedule))].flatMap((each) => {
      const choices = names.filter((name) => schedule(name) === each).sort((a, b) => times(a) - times(b));
      const few = choices.filter((name, place) => place < atATime || offers(name) === 1);
      for (const name of few) taken.set(name, times(name) + 1);
      return few;
    }),
  );
}
const atATime = 4;

const nameOf = ({ schedule, choice }: Candidate): string => `${schedule}: ${choice}`;

function note(list: readonly Candidate[], names: Set<string>): Candidate | undefined {
  for (const candidate of list) names.add(nameOf(candidate));
  return list[0];
}
