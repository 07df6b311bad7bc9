import fc from "fast-check";
import { check } from "../../compiler/check/check.ts";
import { type Compiled, compile } from "../../compiler/compile.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { schedules } from "../../compiler/kernels/schedules.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { parse } from "../../grammar/parser.ts";
import { network } from "../arbitrary/network.ts";
import { sourceOf } from "../compiled.ts";
import { layers } from "./layers.ts";

/** A text and how it is compiled and run: everything that a law is judged on. */
export interface Case {
  readonly text: string;
  readonly batch: number;
  readonly fuse: boolean;
  /** A kernel for each layer, where some could share one. */
  readonly apart: boolean;
  /** The kernel that a layer gets if it can have it; of the same schedule if not; else the cheapest. */
  readonly kernel?: string;
  /** What a text that is wrong must be told. */
  readonly code?: string;
}

/** What the compiler makes of a case. */
export interface Made {
  readonly codes: readonly string[];
  /** Before any pass. */
  readonly checked?: Graph | undefined;
  readonly compiled?: Compiled | undefined;
  /** What the compiler threw, which it must not on any text. */
  readonly thrown?: string;
}

const nameOf = ({ schedule, choice }: Candidate): string => `${schedule}: ${choice}`;
const scheduleOf = (kernel: string): string => kernel.slice(0, kernel.indexOf(":"));

export function make({ text, fuse, apart, kernel }: Case): Made {
  const source = sourceOf(text);
  const choose = (list: readonly Candidate[]) =>
    kernel === undefined
      ? list[0]
      : (list.find((each) => nameOf(each) === kernel) ??
        list.find(({ schedule }) => schedule === scheduleOf(kernel)) ??
        list[0]);
  const checked = check(parse(source).file).graph;
  try {
    const { compiled, diagnostics } = compile(source, { fuse, apart, choose });
    return { codes: diagnostics.map(({ code }) => code), checked, compiled };
  } catch (error) {
    return { codes: [], checked, thrown: (error as Error).message };
  }
}

const known = new WeakMap<Case, Made>();

/** By the compiler as it is. Not to be called first while a bug is there. */
export function made(each: Case): Made {
  const before = known.get(each) ?? make(each);
  known.set(each, before);
  return before;
}

/**
 * What mutants are tried on, in order: small nets written to reach every construct of every schedule, each with every
 * schedule that some layer of it can have; the examples of all diagnostics; random networks.
 */
export function cases(): Case[] {
  const written = layers.flatMap(({ text, fuse = true, apart = true }, n) =>
    perSchedule({ text, fuse, apart, batch: 3 }, n),
  );
  const wrong = diagnostics.map(
    ({ code, example }): Case => ({ text: example, batch: 1, fuse: true, apart: true, code }),
  );
  return [...written, ...wrong, ...randomCases()];
}

export const randomNetworks = 200;

/** Random networks, whose layers get any kernel that they can have, not the cheapest. */
export const randomCases = (): Case[] =>
  fc.sample(network(), { numRuns: randomNetworks, seed: 20261121 }).map(({ text, batch }, n) => {
    const schedules = perSchedule({ text, batch, fuse: n % 3 < 2, apart: n % 4 > 0 }, n);
    return schedules[n % schedules.length]!;
  });

/** A case for each schedule; which of its choices goes round, so that many tiles are seen in few cases. */
function perSchedule(each: Case, n: number): Case[] {
  const names = new Map<string, Set<string>>();
  const note = (list: readonly Candidate[]) => {
    for (const candidate of list)
      names.set(candidate.schedule, (names.get(candidate.schedule) ?? new Set()).add(nameOf(candidate)));
    return list[0];
  };
  compile(sourceOf(each.text), { fuse: each.fuse, apart: each.apart, choose: note });
  const schedules = [...names].filter(([name]) => (each.apart ? rivals.has(name) : name === "staged"));
  if (schedules.length === 0) return [each];
  return schedules.map(([, choices]) => ({ ...each, kernel: [...choices][(n * 5) % choices.size]! }));
}

/** Schedules that have a rival for the same work. */
const rivals = new Set(
  schedules
    .filter(({ name, family }) => schedules.some((other) => other.family === family && other.name !== name))
    .map(({ name }) => name),
);
