import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asMarkdown, writeSection } from "./page.ts";
import { peers as runtimes } from "./peers/peers.ts";
import { bestPeer, meanRatio, type PeersResult, type WarmResult } from "./peers/result.ts";
import { type BenchResult, gflops } from "./result.ts";
import { digits, percent, portable, type Table } from "./tables.ts";

interface Bar {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  readonly met: boolean;
}

/** A time, and what the best peer took on the machine on which it was set. */
interface TimeBar {
  readonly model: string;
  readonly ms: number;
  readonly peer: number;
}
const warmTimes: readonly TimeBar[] = [
  { model: "lenet5", ms: 1.5, peer: 13.9 },
  { model: "cifar", ms: 4, peer: 30 },
];
const coldTimes: readonly TimeBar[] = [
  { model: "lenet5", ms: 300, peer: 1056 },
  { model: "squeezenet11", ms: 900, peer: 4020 },
];
/** Transfers rule a single depthwise layer. */
const leastRatio = (model: string): number => (model === "dw3x3" ? 2.5 : 5);
const leastMeanRatio = 8;
const leastShareOfHand = 1 / 1.3;
const leastOfPeak = { conv3x3: 0.35, conv1x1: 0.35 };
const mostCode = { lenet5: 12 * 1024, squeezenet11: 30 * 1024 };
const mostDispatches = {
  lenet5: 2,
  "resnet18 of examples": 21,
  "mobilenet of examples": 16,
  "squeezenet of examples": 20,
};
const mostTraffic = 1.2;

function barsOf(bench: BenchResult, peers: PeersResult): Table {
  const bars = [
    ...warm(peers),
    ...kernels(bench),
    ...coldTimes.map((bar) => cold(peers, bar)),
    ...Object.entries(mostCode).map(([name, most]) => code(bench, name, most)),
    ...Object.entries(mostDispatches).map(([name, most]) => dispatches(bench, name, most)),
    traffic(bench),
  ];
  const rows = bars.map(({ what, bar, measured, met }) => [what, bar, measured, met ? "yes" : "no"]);
  return {
    title: "What was aimed at",
    about: `From the two results below, on ${bench.machine.adapter}. Times are met if the milliseconds are, on whatever machine; what the best peer that uses WebGPU took where they were set, and takes here, says how far the machines differ. Dispatches and what they move are those of the variant \`portable\`, for GPUs; what runs on a software adapter is another one.`,
    rows: [["what", "bar", "measured", "met"], ...rows],
    numbers: 4,
  };
}

function warm({ warm: all }: PeersResult): Bar[] {
  const shares = all.flatMap((each) => {
    const best = bestPeer(each);
    return best ? [{ model: each.model, ratio: best.ratio, share: best.ratio / leastRatio(each.model) }] : [];
  });
  const [least] = shares.sort((a, b) => a.share - b.share);
  const mean = meanRatio(all) ?? 0;
  return [
    {
      what: `warm latency, each of ${shares.length} models`,
      bar: `${leastRatio("")} times as fast as the best peer (a depthwise layer: ${leastRatio("dw3x3")})`,
      measured: least ? `${digits(least.ratio)} at the least, ${least.model}` : "not measured",
      met: least !== undefined && least.share >= 1,
    },
    {
      what: "warm latency, geometric mean",
      bar: `${leastMeanRatio} times as fast`,
      measured: `${digits(mean)} times`,
      met: mean >= leastMeanRatio,
    },
    ...warmTimes.map((bar) => {
      const found = all.find(({ model }) => model === bar.model)!;
      const ours = median(found, "cnnc");
      return timed(`warm latency, ${bar.model}`, bar, ours, ours * (bestPeer(found)?.ratio ?? Number.NaN));
    }),
  ];
}

const median = ({ peers }: WarmResult, name: string): number => {
  const found = peers[name];
  return found && "run" in found ? found.run.median : Number.NaN;
};

function cold({ cold: all }: PeersResult, bar: TimeBar): Bar {
  const found = all.find(({ model }) => model === bar.model)?.peers ?? {};
  const first = (name: string) => {
    const each = found[name];
    return each && "first" in each ? [each.first.median] : [];
  };
  const others = runtimes.filter(({ name, webgpu }) => webgpu && name !== "cnnc").flatMap(({ name }) => first(name));
  return timed(`cold start, ${bar.model}`, bar, first("cnnc")[0] ?? Number.NaN, Math.min(...others));
}

function timed(what: string, { ms, peer }: TimeBar, ours: number, theirs: number): Bar {
  const bar = `${ms} ms where the best peer takes ${peer}: ${digits(peer / ms)} times as fast`;
  if (!Number.isFinite(theirs / ours)) return { what, bar, measured: "not measured", met: false };
  return {
    what,
    bar,
    measured: `${digits(ours)} ms where it takes ${digits(theirs)}: ${digits(theirs / ours)} times as fast`,
    met: ours <= ms,
  };
}

function kernels(bench: BenchResult): Bar[] {
  const { besideCeilings, peak } = bench;
  const alone = Object.entries(besideCeilings).map(([name, { ours, ceilings }]): Bar => {
    const share = Math.min(...ceilings.map(({ time }) => time.median)) / ours.median;
    return {
      what: `${name}, kernel alone`,
      bar: `at most ${digits(1 / leastShareOfHand)} times the best one by hand`,
      measured: `${digits(1 / share)} times`,
      met: share >= leastShareOfHand,
    };
  });
  const shares = Object.entries(leastOfPeak).map(([name, least]): Bar => {
    const { macs } = networkOf(bench, name).costs;
    const share = gflops(2 * macs, besideCeilings[name]!.ours.median) / peak.gflops;
    return {
      what: `${name}, of the measured peak`,
      bar: percent(least),
      measured: percent(share),
      met: share >= least,
    };
  });
  return [...alone, ...shares];
}

const networkOf = ({ networks }: BenchResult, name: string) => networks.find((each) => each.name === name)!;

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;

function code(bench: BenchResult, name: string, most: number): Bar {
  const { gzip } = networkOf(bench, name).costs.code;
  return {
    what: `code that a page downloads, gzip, ${name}`,
    bar: `at most ${kib(most)}`,
    measured: kib(gzip),
    met: gzip <= most,
  };
}

function dispatches(bench: BenchResult, name: string, most: number): Bar {
  const found = portable(networkOf(bench, name)).dispatches;
  return { what: `dispatches, ${name}`, bar: `at most ${most}`, measured: String(found), met: found <= most };
}

function traffic(bench: BenchResult): Bar {
  const shares = bench.networks.map((network) => {
    const { activations, bound } = portable(network).traffic;
    return activations / bound;
  });
  const worst = Math.max(...shares);
  return {
    what: "activations moved, of each kernel's input and output once",
    bar: `at most ${mostTraffic} times`,
    measured: `${worst.toFixed(2)} times at the most`,
    met: worst <= mostTraffic,
  };
}

export const barsSection = (bench: BenchResult, peers: PeersResult): string => asMarkdown(barsOf(bench, peers));

/** Writes the section of RESULTS.md anew from the two results that are kept. */
export function writeBars(folder: string): void {
  const kept = (name: string) => JSON.parse(readFileSync(join(folder, "results", name), "utf8"));
  writeSection(join(folder, "RESULTS.md"), "bars", barsSection(kept("bench.json"), kept("peers.json")));
}
