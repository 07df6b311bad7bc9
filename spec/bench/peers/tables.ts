import { count, scaled, size } from "../../../compiler/cli/text.ts";
import { total } from "../calls.ts";
import type { Sample } from "../samples.ts";
import { digits, spread, type Table } from "../tables.ts";
import { peers as configs } from "./peers.ts";
import {
  bestPeer,
  type ColdResult,
  type Failure,
  isWrong,
  meanRatio,
  type PeersResult,
  type Warm,
  type WarmResult,
} from "./result.ts";

export const tablesOf = (result: PeersResult): Table[] => [
  ...(result.warm.length > 0 ? [warm(result), errors(result), calls(result)] : []),
  ...result.cold.map((each) => cold(each, result)),
];

/** Of the runtimes, those that took part. */
const present = (rows: readonly { readonly peers: object }[]): string[] =>
  configs.map(({ name }) => name).filter((name) => rows.some(({ peers }) => name in peers));

const cells = (each: WarmResult, names: readonly string[], text: (found: Warm) => string): string[] =>
  names.map((name) => {
    const found: Warm | Failure | undefined = each.peers[name];
    if (!found) return "";
    return "failure" in found ? "–" : text(found);
  });

function warm({ warm, options: { rounds, ms } }: PeersResult): Table {
  const names = present(warm);
  const rows = warm.map((each) => {
    const best = bestPeer(each);
    const ratio = best ? `${digits(best.ratio)} (${best.name})` : "";
    const times = cells(each, names, (found) => spread(found.run) + (isWrong(found) ? ", wrong" : ""));
    return [each.model, scaled(each.macs), ...times, ratio];
  });
  const mean = meanRatio(warm);
  const average = ["geometric mean", "", ...names.map(() => ""), mean === undefined ? "" : digits(mean)];
  return {
    title: "Warm latency beside the peers, in ms",
    about: `Upload, inference and readback: median [quartiles]. One browser a model and a page for each runtime; after a turn to warm up they take turns of ${ms} ms, ${count(rounds, "round")}, another one first in each. Input and output are in the runtime's own layout. The last column is the best peer that uses WebGPU and is right, divided by cnnc: above 1 cnnc is faster. \`–\` is a model that a runtime cannot run.`,
    rows: [["model", "MACs", ...names, "best / cnnc"], ...rows, average],
    numbers: 1,
  };
}

function errors({ warm }: PeersResult): Table {
  const names = present(warm);
  return {
    title: "Differences from ort-wasm",
    about: "The largest difference from the output of ort-wasm, as a share of its largest value.",
    rows: [
      ["model", ...names],
      ...warm.map((each) => [
        each.model,
        ...cells(each, names, ({ error }) => (error === undefined ? "" : error.toExponential(1))),
      ]),
    ],
    numbers: 1,
  };
}

function calls({ warm }: PeersResult): Table {
  const names = present(warm).filter((name) => configs.some((each) => each.name === name && each.webgpu));
  return {
    title: "WebGPU calls of one run",
    about: "Methods of the device, its queue, buffers, encoders and passes that a warm run calls.",
    rows: [
      ["model", ...names],
      ...warm.map((each) => [
        each.model,
        ...cells(each, names, (found) => (found.calls ? String(total(found.calls)) : "")),
      ]),
    ],
    numbers: 1,
  };
}

function cold({ model, peers }: ColdResult, { options: { colds } }: PeersResult): Table {
  const range = ({ median, low, high, runs }: Sample) =>
    median.toFixed(0) + (runs > 1 ? ` [${low.toFixed(0)}..${high.toFixed(0)}]` : "");
  const rows = present([{ peers }]).map((name) => {
    const found = peers[name]!;
    if ("failure" in found) return [name, "–"];
    const { imported, created, first, bytes, gzip } = found;
    return [name, range(first), range(imported), range(created), size(bytes), size(gzip)];
  });
  return {
    title: `Cold start, ${model}`,
    about: `A browser without caches whose GPU process is up: ms from the navigation, median [quartiles] of ${colds}. \`loaded\` is when the runtime's module is, \`created\` when the model is, weights and all. Code is what the page fetched, scripts and WebAssembly.`,
    rows: [["runtime", "first result", "loaded", "created", "code", "code, gzip"], ...rows],
    numbers: 1,
  };
}
