import { findOperator } from "../operators/index.ts";
import {
  type Condition,
  detour,
  type Parameter,
  type Part,
  type Pattern,
  type Site,
  shortCuts,
  sitesIn,
  skeletonOf,
  stepsIn,
  type Use,
  type Written,
} from "./patterns.ts";
import type { Stage } from "./steps.ts";

export interface Blocked {
  readonly sequences: readonly (readonly Part[])[];
  readonly blocks: readonly Pattern[];
}

/** No more blocks than this, of no more parts each; and no search in what nobody would read. */
const mostBlocks = 8;
const longest = 14;
const mostParts = 5000;
const mostParameters = 8;

/**
 * Takes what is repeated, numbers aside, out of sequences as blocks: each time that which saves most. Steps in `apart` stay
 * where they are, since their values have names.
 */
export function blocked(
  sequences: readonly (readonly Part[])[],
  stages: readonly Stage[],
  apart: ReadonlySet<number>,
): Blocked {
  const blocks: Pattern[] = [];
  let current = sequences;
  if (stages.length > mostParts) return { sequences, blocks };
  const refused = new Set<string>();
  while (blocks.length < mostBlocks) {
    const best = bestWindow(current, apart, refused);
    if (!best) break;
    const block = patternOf(best.places.map(partOf), stages, blocks);
    if (block) {
      current = current.map((sequence) => replaced(sequence, best, block));
      blocks.push(block.pattern);
    } else refused.add(best.key);
  }
  return { sequences: current, blocks };
}

/** A few parts in a row. */
interface Place {
  readonly sequence: readonly Part[];
  readonly from: number;
  readonly length: number;
}
const partOf = ({ sequence, from, length }: Place): readonly Part[] => sequence.slice(from, from + length);

interface Window {
  readonly key: string;
  readonly places: readonly Place[];
}

/** The window that saves most steps if it is written once, each time as far left as it goes. */
function bestWindow(
  roots: readonly (readonly Part[])[],
  apart: ReadonlySet<number>,
  refused: ReadonlySet<string>,
): Window | undefined {
  const windows = new Map<string, Place[]>();
  for (const sequence of roots.flatMap(sequencesIn)) {
    const ids = sequence.map((part) => skeletonOf(part, true));
    for (let from = 0; from < sequence.length; from++) {
      let key = "";
      for (let length = 1; length <= longest && from + length <= sequence.length; length++) {
        const part = sequence[from + length - 1]!;
        if (part.kind !== "use" && apart.has(part.id)) break;
        key += `${ids[from + length - 1]}\n`;
        const places = windows.get(key) ?? [];
        if (places.length === 0) windows.set(key, places);
        const last = places.at(-1);
        if (last?.sequence !== sequence || last.from + last.length <= from) places.push({ sequence, from, length });
      }
    }
  }
  let best: (Window & { readonly saved: number }) | undefined;
  for (const [key, places] of windows) {
    if (places.length < 2 || refused.has(key) || isPeriodic(key)) continue;
    const parts = partOf(places[0]!);
    const saved = (places.length - 1) * (weightOf(parts) - 1);
    if (saved > (best?.saved ?? 3) && isBlock(parts)) best = { key, places, saved };
  }
  return best;
}

/** A sequence and those of its branches. */
function sequencesIn(sequence: readonly Part[]): readonly (readonly Part[])[] {
  return [sequence, ...sequence.flatMap((part) => (part.kind === "join" ? part.branches.flatMap(sequencesIn) : []))];
}

/** The same again and again is a repetition, not a block. */
function isPeriodic(key: string): boolean {
  const ids = key.split("\n").slice(0, -1);
  for (let period = 1; period <= ids.length / 2; period++)
    if (ids.length % period === 0 && ids.every((id, i) => id === ids[i % period])) return true;
  return false;
}

/** Steps that are written: a use of another block is one. */
const weightOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, part) => sum + (part.kind === "join" ? 1 + sumOf(part.branches.map(weightOf)) : 1), 0);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** A person gives a name to branches that are joined, or to two layers or more with parameters; not to uses of blocks. */
function isBlock(parts: readonly Part[]): boolean {
  const joins = parts.some((part) => part.kind === "join" && part.branches.some((branch) => branch.length > 0));
  const layers = parts.filter((part) => part.kind === "step" && part.step.operator.parameters);
  return joins || (layers.length > 1 && parts.every(({ kind }) => kind === "step"));
}

interface Found {
  readonly pattern: Pattern;
  /** Numbers for each place, in the order of the parameters. */
  readonly numbers: readonly (readonly number[])[];
}

/** The block that some parts are uses of; undefined where no parameters tell them apart. */
function patternOf(
  instances: readonly (readonly Part[])[],
  stages: readonly Stage[],
  before: readonly Pattern[],
): Found | undefined {
  const sites = instances.map(sitesIn);
  const [fullest] = [...instances.keys()].sort((a, b) => sites[b]!.length - sites[a]!.length) as [number];
  const cuts = instances.map(shortCuts);
  const own = cuts[fullest]!;
  const varies = own.filter(({ cut }, i) => cuts.some((each) => each[i]!.cut !== cut));
  const allAlike = cuts.every((each) => each.every(({ cut }, i) => cut === own[i]!.cut || cut === ""));
  if (varies.length > 1 || (varies.length === 1 && own.length > 1) || !allAlike) return undefined;
  const parameters = parametersOf(sites, fullest);
  if (!parameters || parameters.all.length > mostParameters) return undefined;
  let condition: Condition | undefined;
  if (varies.length > 0) {
    const strides = parameters.all.findIndex(({ name }) => name === "stride");
    const has = cuts.map((each) => each[own.indexOf(varies[0]!)]!.cut !== "");
    const widens = instances.map((parts) => changesChannels(parts, stages));
    const strided = parameters.all[strides]?.numbers.map((n) => n !== 1) ?? has.map(() => false);
    condition = conditionOf(has, widens, strided, strides);
    if (!condition) return undefined;
  }
  const name = nameOf(instances[fullest]!, before);
  const declared = parameters.all.map(({ name: own, usual }) => ({ name: own, usual }));
  const pattern = { name, part: instances[fullest]!, parameters: declared, written: parameters.written, condition };
  return { pattern, numbers: instances.map((_, i) => parameters.all.map(({ numbers }) => numbers[i]!)) };
}

/** What says of all uses whether the branch is there: that the channels change, or that there is a stride. */
function conditionOf(
  has: readonly boolean[],
  widens: readonly boolean[],
  strided: readonly boolean[],
  stride: number,
): Condition | undefined {
  if (has.every((there, i) => there === widens[i])) return { channels: true, stride: undefined };
  if (has.every((there, i) => there === strided[i])) return { channels: false, stride };
  if (has.every((there, i) => there === (widens[i] || strided[i]))) return { channels: true, stride };
  return undefined;
}

/** True if the sum with a short cut has other channels than what it starts from. */
function changesChannels(parts: readonly Part[], stages: readonly Stage[]): boolean {
  for (const part of parts) {
    const ways = detour(part);
    if (!ways || part.kind !== "join") continue;
    const first = stepsIn(part.branches[ways.main]!)[0]!;
    return stages[first.operands[0]!]!.shape[0] !== part.step.shape[0];
  }
  return false;
}

/** A parameter with its number in each use. */
interface Numbered extends Parameter {
  readonly numbers: readonly number[];
}

/** Numbers that differ become parameters: one for all that are the same, or multiples, in each use. */
function parametersOf(sites: readonly (readonly Site[])[], fullest: number) {
  const all: Numbered[] = [];
  const taken = new Set<string>(["x"]);
  const written: Written[] = [];
  for (const [k, { attribute, value, optional }] of sites[fullest]!.entries()) {
    const numbers = sites.map((each) => each[k]?.value);
    if (numbers.every((n) => n === undefined || n === value)) {
      written.push(undefined);
      continue;
    }
    const found = all.findIndex((each) => factorOf(numbers, each.numbers) !== undefined);
    if (found >= 0) written.push({ parameter: found, factor: factorOf(numbers, all[found]!.numbers)! });
    else if (optional || numbers.includes(undefined)) return undefined;
    else {
      const name = freshName(attribute, taken);
      written.push({ parameter: all.length, factor: 1 });
      all.push({ name, usual: usualOf(attribute, numbers as number[]), numbers: numbers as number[] });
    }
  }
  // Those that may be left out come last.
  const order = [...all.keys()].sort(
    (a, b) => Number(all[a]!.usual !== undefined) - Number(all[b]!.usual !== undefined),
  );
  const moved = written.map((each) => each && { ...each, parameter: order.indexOf(each.parameter) });
  return { all: order.map((i): Numbered => all[i]!), written: moved };
}

/** How many times the one numbers are the others, wherever they are known. */
function factorOf(numbers: readonly (number | undefined)[], of: readonly number[]): number | undefined {
  const i = numbers.findIndex((n) => n !== undefined);
  const factor = numbers[i]! / of[i]!;
  const whole = Number.isInteger(factor) && factor >= 1;
  return whole && numbers.every((n, k) => n === undefined || n === factor * of[k]!) ? factor : undefined;
}

/** Attributes that are seldom said. */
const seldom = new Set(["stride", "pad", "dilation", "groups", "multiplier"]);

/** What most uses have of an attribute that is seldom said. */
function usualOf(attribute: string, numbers: readonly number[]): number | undefined {
  if (!seldom.has(attribute)) return undefined;
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

function freshName(attribute: string, taken: Set<string>): string {
  const base = attribute === "channels" || attribute === "features" ? "width" : attribute.replace(/\d+$/, "");
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
  taken.add(name);
  return name;
}

/** A name for what a block is, as the literature has it where it has one. */
function nameOf(parts: readonly Part[], before: readonly Pattern[]): string {
  const base = kindOf(parts);
  const taken = new Set(before.map(({ name }) => name));
  let name = findOperator(base) ? `${base}_block` : base;
  for (let n = 2; taken.has(name); n++) name = `${base}${n}`;
  return name;
}

function kindOf(parts: readonly Part[]): string {
  const steps = stepsIn(parts);
  const separable = steps.some(({ operator, attributes }) => operator.parameters && "multiplier" in attributes);
  const join = parts.find((part) => part.kind === "join");
  if (join?.kind !== "join") {
    if (separable) return "separable";
    const names = steps.map(({ operator }) => operator.name);
    return names.length <= 3 && parts.every(({ kind }) => kind === "step") ? names.join("_") : "layers";
  }
  const { operator } = join.step;
  if (operator.symbol) {
    const windows = steps.flatMap(({ attributes: { window } }) => (Array.isArray(window) ? [Math.max(...window)] : []));
    const narrows = windows.length > 2 && windows[0] === 1 && windows.some((extent) => extent > 1);
    return narrows ? (separable ? "inverted_residual" : "bottleneck") : "residual";
  }
  if (operator.operands !== "many") return "gate";
  if (join.branches.some((branch) => branch.length === 0)) return "dense";
  if (join.branches.length > 2) return "inception";
  return parts[0] !== join ? "fire" : "fork";
}

/** With uses of the block in place of what it was found in. */
function replaced(sequence: readonly Part[], window: Window, found: Found): readonly Part[] {
  const result: Part[] = [];
  for (let at = 0; at < sequence.length; ) {
    const i = window.places.findIndex((place) => place.sequence === sequence && place.from === at);
    if (i >= 0) {
      const use: Use = {
        kind: "use",
        block: found.pattern,
        part: partOf(window.places[i]!),
        numbers: found.numbers[i]!,
      };
      result.push(use);
      at += window.places[i]!.length;
      continue;
    }
    const part = sequence[at++]!;
    if (part.kind !== "join") result.push(part);
    else result.push({ ...part, branches: part.branches.map((branch) => replaced(branch, window, found)) });
  }
  return result;
}
