import fc from "fast-check";
import type { CompileOptions } from "../../compiler/compile.ts";
import type { Candidate } from "../../compiler/kernels/family.ts";
import { network, type RandomNetwork } from "../arbitrary/network.ts";
import { networkOf } from "../laws/network-law.ts";
import { seeded } from "../random.ts";
import { sharing } from "../verify/sharing.ts";
import { type Breach, checkNetwork, type Lab } from "./case.ts";
import { attributeRows } from "./coverage.ts";
import type { FuzzFailure, FuzzReport } from "./report.ts";
import { Tally } from "./tally.ts";
import { checkTexts } from "./texts.ts";

export interface FuzzOptions {
  readonly device: GPUDevice;
  /** Its name, for the report. */
  readonly adapter: string;
  /** Version of cnnc. */
  readonly compiler: string;
  readonly seed: number;
  /** Every `of`-th case, from the `index`-th on (the first is 1). */
  readonly shard?: { readonly index: number; readonly of: number };
  /** Cases of this shard; without it until the time is over. */
  readonly runs?: number;
  readonly seconds?: number;
  /** Afterwards, those further cases alone that have a kind of attribute value which none had yet. */
  readonly reach?: boolean;
  /** Names of operators to make networks of. */
  readonly only?: readonly string[];
  /** A variant's name, instead of all that the device can run. */
  readonly variant?: string;
  /** One case alone, by its number. */
  readonly case?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FuzzProgress) => void;
}

export interface FuzzProgress {
  readonly cases: number;
  readonly failures: number;
  readonly seconds: number;
  /** How many there will be, if that is known. */
  readonly of: number | undefined;
}

/** A network and all that is drawn for it. */
export interface Case {
  readonly network: RandomNetwork;
  readonly fuse: boolean;
  /** 0 takes the cheapest schedule of each kernel, another number any of the legal ones. */
  readonly schedules: number;
  readonly data: number;
}

/** Every so-many-th case is compiled as if devices bound little: layers are computed in parts. */
const shardEvery = 5;

/** Cases that are drawn in a row without one to run, before the search for what was not reached yet ends. */
const searchAtMost = 30_000;

/** Seconds that shrinking one failure may take. */
const shrinkSeconds = 60;

/**
 * Draws networks and holds each to every law: its kernels, its layers, its conduct, and texts and weights files beside it.
 * A case is a function of the seed and its number alone, whatever the shard. Failures are shrunk; the campaign goes on.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, shard = { index: 1, of: 1 }, runs, seconds, signal, only = [] } = options;
  const shared = sharing(options.device);
  const tally = new Tally();
  const lab: Lab = { device: shared.device, variant: options.variant, tally };
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const failures: FuzzFailure[] = [];
  const numbers = options.case === undefined ? shardNumbers(shard, runs) : [options.case];
  let cases = 0;
  const run = async (index: number, of: number | undefined) => {
    failures.push(...(await runCase(index, options, lab)));
    cases++;
    options.onProgress?.({ cases, failures: failures.length, seconds: elapsed(), of });
  };
  for (const index of numbers) {
    if (signal?.aborted || (seconds !== undefined && elapsed() >= seconds)) break;
    await run(index, runs);
  }
  if (options.reach)
    for await (const index of search(cases, options, tally.coverage.missing(only))) await run(index, undefined);
  return {
    format: "cnnc-fuzz/1",
    compiler: options.compiler,
    adapters: [options.adapter],
    seed,
    only,
    variant: options.variant ?? "all",
    shards: [{ ...shard, cases }],
    cases,
    ...tally.counts(),
    pipelines: { ...shared.counts },
    seconds: elapsed(),
    failures,
  };
}

/** Cases of a shard from its `first` on that have a kind of attribute value which none before them had. */
async function* search(
  first: number,
  { seed, shard = { index: 1, of: 1 }, only = [], signal }: FuzzOptions,
  missing: readonly string[],
) {
  const left = new Set(missing);
  let drawn = 0;
  for (let n = first; drawn < searchAtMost && left.size > 0 && !signal?.aborted; n++, drawn++) {
    // Drawing leaves the thread to nothing else, such as a Ctrl-C.
    if (drawn % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
    const index = shard.index - 1 + n * shard.of;
    const found = attributeRows(networkOf(draw(only, seed, index).network.text).graph).filter((row) => left.has(row));
    if (found.length === 0) continue;
    for (const row of found) left.delete(row);
    yield index;
    drawn = 0;
  }
}

function* shardNumbers({ index, of }: { index: number; of: number }, runs = Number.POSITIVE_INFINITY) {
  for (let n = 0; n < runs; n++) yield index - 1 + n * of;
}

/** Its own stream of random numbers for each case of each seed. */
export const seedOf = (seed: number, index: number): number =>
  Math.floor(seeded(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + index)() * 0x7fffffff);

export const caseOf = (only: readonly string[]): fc.Arbitrary<Case> =>
  fc.record({
    network: network(only.length > 0 ? { only } : {}),
    fuse: fc.boolean(),
    schedules: fc.oneof(fc.constant(0), fc.nat(1 << 16)),
    data: fc.nat(1 << 30),
  });

const draw = (only: readonly string[], seed: number, index: number): Case =>
  fc.sample(caseOf(only), { seed: seedOf(seed, index), numRuns: 1 })[0]!;

async function runCase(index: number, options: FuzzOptions, lab: Lab): Promise<FuzzFailure[]> {
  const { seed, only = [] } = options;
  const arbitrary = caseOf(only);
  const own = seedOf(seed, index);
  const drawn = draw(only, seed, index);
  const breach = await check(drawn, lab);
  const texts = await checkTexts(own, lab.tally);
  const failed: FuzzFailure[] = texts.map((each) => failure(drawn, index, each, options));
  if (breach) {
    const smallest = await shrink(arbitrary, own, breach, lab, options.signal);
    failed.push(failure(smallest.drawn, index, smallest.breach, options));
  }
  return failed;
}

/** The smallest case found that breaks the same law. */
async function shrink(
  arbitrary: fc.Arbitrary<Case>,
  own: number,
  breach: Breach,
  lab: Lab,
  signal: AbortSignal | undefined,
) {
  let smallest: { drawn: Case; breach: Breach } | undefined;
  const quiet = { ...lab, tally: new Tally() };
  const property = fc.asyncProperty(arbitrary, async (drawn) => {
    const found = signal?.aborted ? undefined : await check(drawn, quiet);
    if (found?.law !== breach.law) return true;
    smallest = { drawn, breach: found };
    return false;
  });
  await fc.check(property, { seed: own, numRuns: 1, interruptAfterTimeLimit: shrinkSeconds * 1000 });
  return smallest ?? { drawn: fc.sample(arbitrary, { seed: own, numRuns: 1 })[0]!, breach };
}

async function check(drawn: Case, lab: Lab): Promise<Breach | undefined> {
  const { network: net, fuse, schedules, data } = drawn;
  const options: CompileOptions = {
    fuse,
    ...(schedules === 0 ? {} : { choose: anyOf(schedules) }),
    ...(data % shardEvery === 1 ? { mostWeights: 512 } : {}),
  };
  try {
    return await checkNetwork(net, { options, data }, lab);
  } catch (error) {
    const { stack, message } = error as Error;
    return { law: "nothing is thrown", message: `${message}\n${stack?.split("\n").slice(1, 4).join("\n") ?? ""}` };
  }
}

/** One of a node's candidates, by the node's name. */
function anyOf(choice: number): (candidates: readonly Candidate[], node: { readonly name: string }) => Candidate {
  return (candidates, { name }) => {
    const hash = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), choice);
    return candidates[Math.floor(seeded(hash)() * candidates.length)]!;
  };
}

function failure({ network: net, fuse }: Case, index: number, breach: Breach, options: FuzzOptions): FuzzFailure {
  const { seed, only = [], variant } = options;
  const more = [only.length > 0 && `--only ${only.join(",")}`, variant && `--variant ${variant}`].filter(Boolean);
  return {
    seed,
    index,
    text: breach.text ?? net.text,
    batch: net.batch,
    fuse,
    law: breach.law,
    message: breach.message,
    replay: ["cnnc fuzz", `--seed ${seed}`, `--case ${index}`, ...more].join(" "),
    ...(breach.kernel ? { kernel: breach.kernel } : {}),
  };
}
