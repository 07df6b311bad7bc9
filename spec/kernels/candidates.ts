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
export function everyCandidate(text: string, more: CompileOptions = {}): Forced[] {
  const options = { ...more, apart: true };
  const names = new Set<string>();
  compile(sourceOf(text), { ...options, choose: (list) => note(list, names) });
  const seen = new Set<string>();
  return [...names].map((name) => {
    const choose = (list: readonly Candidate[]) => list.find((candidate) => nameOf(candidate) === name) ?? list[0];
    const made = compiled(text, { ...options, choose });
    const fresh = made.program.variants.filter((variant) => {
      const key = variant.entryPoints.run!.map(({ kernel }) => made.program.kernels[kernel]!.wgsl).join();
      return !seen.has(key) && seen.add(key);
    });
    return { name, compiled: made, variants: fresh.map((variant) => variant.name) };
  });
}

const nameOf = ({ schedule, choice }: Candidate): string => `${schedule}: ${choice}`;

function note(list: readonly Candidate[], names: Set<string>): Candidate | undefined {
  for (const candidate of list) names.add(nameOf(candidate));
  return list[0];
}
