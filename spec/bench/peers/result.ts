import type { Calls } from "../calls.ts";
import type { Figure, Figures } from "../compare.ts";
import type { Machine } from "../machine.ts";
import { geometricMean, type Sample } from "../samples.ts";
import { peers } from "./peers.ts";

/** What `npm run bench:peers` finds: plain data, to be kept as JSON. */
export interface PeersResult {
  readonly format: "cnnc-peers/1";
  readonly machine: Machine;
  readonly options: { readonly rounds: number; readonly ms: number; readonly colds: number };
  readonly warm: readonly WarmResult[];
  readonly cold: readonly ColdResult[];
}

/** One model, warm in every runtime. */
export interface WarmResult {
  readonly model: string;
  readonly macs: number;
  readonly peers: Readonly<Record<string, Warm | Failure>>;
}

export interface Warm {
  /** Upload, inference and readback, in ms. */
  readonly run: Sample;
  /** Largest difference from the reference's output, as a share of its largest value; absent without a reference. */
  readonly error?: number;
  /** WebGPU's calls in one run. */
  readonly calls?: Calls;
}

/** Why there is no number. */
export interface Failure {
  readonly failure: string;
}

/** One model from a browser without caches to the first result, in every runtime. */
export interface ColdResult {
  readonly model: string;
  readonly peers: Readonly<Record<string, Cold | Failure>>;
}

/** In ms since the navigation. */
export interface Cold {
  readonly imported: Sample;
  readonly created: Sample;
  readonly first: Sample;
  /** Scripts and WebAssembly that the page fetched for it, as they are and gzipped. */
  readonly bytes: number;
  readonly gzip: number;
}

/** More than f32 in any order of additions gives on these networks: a result like this is another network's. */
const WRONG = 1e-3;

export const isWrong = ({ error }: Warm): boolean => error !== undefined && !(error < WRONG);

/** The fastest of the peers that use WebGPU and are right, and how many times as long as cnnc it takes. */
export function bestPeer({ peers: found }: WarmResult): { readonly name: string; readonly ratio: number } | undefined {
  const { cnnc } = found;
  if (!cnnc || "failure" in cnnc) return undefined;
  const others = peers.flatMap(({ name, webgpu }) => {
    const each = found[name];
    const counts = webgpu && name !== "cnnc" && each !== undefined && !("failure" in each) && !isWrong(each);
    return counts ? [{ name, ratio: each.run.median / cnnc.run.median }] : [];
  });
  return others.sort((a, b) => a.ratio - b.ratio)[0];
}

/** Of the ratios of all models; undefined where there is none. */
export function meanRatio(warm: readonly WarmResult[]): number | undefined {
  const ratios = warm.flatMap((each) => bestPeer(each)?.ratio ?? []);
  return ratios.length > 0 ? geometricMean(ratios) : undefined;
}

/** What can be compared with another result. */
export function figuresOf({ machine, warm, cold }: PeersResult): Figures {
  const figures = new Map<string, Figure>();
  for (const { model, peers } of warm)
    for (const [name, found] of Object.entries(peers)) if ("run" in found) figures.set(`${model}: ${name}`, found.run);
  for (const { model, peers } of cold)
    for (const [name, found] of Object.entries(peers))
      if ("first" in found)
        figures.set(`${model}, cold: ${name}`, found.first).set(`${model}, code: ${name}`, found.gzip);
  return { machine, figures };
}
