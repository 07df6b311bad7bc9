import { type Compiled, compile } from "../../compiler/compile.ts";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { compiled, sourceOf } from "../compiled.ts";

/** A network with one of the kernels that its only layer could have had. */
export interface Forced {
  readonly name: string;
  readonly compiled: Compiled;
}

/**
 * Every distinct kernel that a network's layers could be given, on any device class: the network compiled once for each
 * place in the lists of candidates.
 */
export function everyCandidate(text: string): Forced[] {
  const names = new Set<string>();
  compile(sourceOf(text), { choose: (list) => note(list, names) });
  const forced = [...names].map((name) => ({
    name,
    compiled: compiled(text, { choose: (list) => list.find((candidate) => nameOf(candidate) === name) ?? list[0] }),
  }));
  return forced;
}

const nameOf = ({ schedule, choice }: Candidate): string => `${schedule}: ${choice}`;

function note(list: readonly Candidate[], names: Set<string>): Candidate | undefined {
  for (const candidate of list) names.add(nameOf(candidate));
  return list[0];
}
