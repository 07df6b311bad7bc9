import { count, scaled, size, thousands } from "../../compiler/cli/text.ts";
import { created, total } from "./calls.ts";
import type { VariantCosts } from "./costs.ts";
import { type BenchResult, gflops, type NetworkResult, networkGflops } from "./result.ts";
import type { Sample } from "./samples.ts";

/** Rows of cells, the first one the head. */
export interface Table {
  readonly title: string;
  /** What the numbers are, and how they were got. */
  readonly about: string;
  readonly rows: readonly (readonly string[])[];
  /** Columns from here on are numbers. */
  readonly numbers: number;
}

/** `0.123`, `12.3`, `1230`: three digits. */
export const digits = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));

/** `2.60 [2.49..2.65]`; the quartiles of one number say nothing. */
export const spread = ({ median, low, high, runs }: Sample): string =>
  digits(median) + (runs > 1 ? ` [${digits(low)}..${digits(high)}]` : "");

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const tablesOf = (result: BenchResult): Table[] => [
  runs(result),
  ...(Object.keys(result.besideCeilings).length > 0 ? [beside(result)] : []),
  programs(result),
];

const measuredOnes = ({ networks }: BenchResult) =>
  networks.flatMap(({ name, costs, measured }) => (measured ? [{ name, costs, measured }] : []));

function runs(result: BenchResult): Table {
  const { gflops: peak, probe, rounds } = result.peak;
  const rows = measuredOnes(result).map(({ name, costs, measured }) => {
    const speed = networkGflops(costs, measured);
    return [
      name,
      measured.variant,
      scaled(costs.macs),
      spread(measured.run),
      digits(speed),
      percent(speed / peak),
      digits(measured.compile.median),
      digits(measured.create),
      String(total(measured.calls)),
      String(created(measured.calls)),
    ];
  });
  return {
    title: "Networks",
    about: `A run is upload, all dispatches and readback, in ms: median [quartiles] of rounds in which the network, each of its kernels and the compiler take turns. GFLOP/s counts a multiply-add as two and nothing else; the peak is ${digits(peak)} GFLOP/s, the best of ${count(rounds, "round")} of multiply-adds in registers (${probe}). \`compile\` is from text to program, warm; \`create\` is the driver's compiler, packing and upload, once. Calls are WebGPU's methods in one run, objects those of them that make something.`,
    rows: [
      ["network", "variant", "MACs", "run, ms", "GFLOP/s", "of peak", "compile, ms", "create, ms", "calls", "objects"],
      ...rows,
    ],
    numbers: 2,
  };
}

function beside({ networks, besideCeilings, peak }: BenchResult): Table {
  const rows = Object.entries(besideCeilings).map(([name, { schedule, ours, ceilings }]) => {
    const flops = 2 * networks.find((each) => each.name === name)!.costs.macs;
    const best = ceilings.reduce<(typeof ceilings)[number] | undefined>(
      (a, b) => (a && a.time.median <= b.time.median ? a : b),
      undefined,
    );
    const of = (ms: number) => percent(gflops(flops, ms) / peak.gflops);
    return [
      name,
      schedule,
      spread(ours),
      of(ours.median),
      best ? spread(best.time) : "",
      best ? of(best.time.median) : "",
      best ? digits(best.time.median / ours.median) : "",
      best?.name ?? "",
    ];
  });
  return {
    title: "Beside kernels written by hand",
    about:
      "One layer alone, without upload and readback, in ms: as many dispatches in one pass as take 15 ms, median [quartiles] of passes in turns. Those by hand have their input padded and their weights in the order that they like best before the clock starts; the fastest of several is shown, and each is checked for what it computes. The share is theirs divided by ours: above 1 ours is faster.",
    rows: [["layer", "schedule", "ours, ms", "of peak", "by hand, ms", "of peak", "share", "the one by hand"], ...rows],
    numbers: 2,
  };
}

/** `portable` where it is told apart from the one with subgroups, which a test adapter may lack. */
export const portable = ({ costs }: NetworkResult): VariantCosts =>
  costs.variants.find(({ variant }) => variant === "portable")!;

function programs({ networks }: BenchResult): Table {
  const rows = networks.map((network) => {
    const { code, portableCode, parameters } = network.costs;
    const { dispatches, memory, traffic } = portable(network);
    return [
      network.name,
      thousands(parameters),
      String(dispatches),
      size(portableCode.gzip),
      size(code.gzip),
      size(memory.weights),
      size(memory.activations),
      size(traffic.weights + traffic.activations),
      (traffic.activations / traffic.bound).toFixed(2),
    ];
  });
  return {
    title: "Programs",
    about:
      "Counted, for the variant `portable` and one image. Code is the JavaScript that a page downloads, gzipped, in that variant and in the one with the most; memory is what is allocated for the whole life of the network, beside the input and the output; `moved` is what the kernels bind, each byte once a dispatch, weights included. The last column is the moved activations divided by what kernels that compute would move at least, each input read once and each output written once: copies, concatenations and padding make it larger than 1.",
    rows: [
      [
        "network",
        "parameters",
        "dispatches",
        "code",
        "code, most",
        "weights",
        "activations",
        "moved",
        "activations / least",
      ],
      ...rows,
    ],
    numbers: 1,
  };
}

/** Every kernel of a network, in the order of a run. */
export function kernelTable({ name, measured }: NetworkResult, { peak }: BenchResult): Table {
  const all = measured?.kernels.reduce((sum, { time }) => sum + time.median, 0) ?? 0;
  const rows = (measured?.kernels ?? []).map(({ label, schedule, flops, time }) => {
    const speed = gflops(flops, time.median);
    return [
      label,
      schedule,
      spread(time),
      percent(time.median / all),
      flops > 0 ? digits(speed) : "",
      flops > 0 ? percent(speed / peak.gflops) : "",
    ];
  });
  return {
    title: `Kernels of ${name}`,
    about: `Each by itself: ${digits(all)} ms together.`,
    rows: [["kernel", "schedule", "ms", "share", "GFLOP/s", "of peak"], ...rows],
    numbers: 2,
  };
}
