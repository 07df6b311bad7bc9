import type { BenchResult } from "./result.ts";
import type { Sample } from "./samples.ts";
import type { Table } from "./tables.ts";
import { digits } from "./tables.ts";

type Figure = Sample | number;

/** Every figure of a result by its name: samples are times in ms, numbers are counted or measured once. */
function figures({ networks, besideCeilings, peak }: BenchResult): Map<string, Figure> {
  const found = new Map<string, Figure>([["peak, GFLOP/s", peak.gflops]]);
  for (const { name, costs, measured } of networks) {
    found.set(`${name}: code, gzip`, costs.code.gzip);
    for (const { variant, dispatches, memory, traffic } of costs.variants) {
      found.set(`${name}, ${variant}: dispatches`, dispatches);
      found.set(`${name}, ${variant}: activations`, memory.activations);
      found.set(`${name}, ${variant}: moved`, traffic.activations + traffic.weights);
    }
    if (!measured) continue;
    found
      .set(`${name}: run`, measured.run)
      .set(`${name}: compile`, measured.compile)
      .set(`${name}: create`, measured.create);
    for (const { label, time } of measured.kernels) found.set(`${name}: ${label}`, time);
  }
  for (const [name, { ours }] of Object.entries(besideCeilings)) found.set(`${name}: alone`, ours);
  return found;
}

const middle = (figure: Figure): number => (typeof figure === "number" ? figure : figure.median);

/** Neither's quartiles reach the other's; of what is no sample, any difference at all. */
function apart(before: Figure, now: Figure): boolean {
  if (typeof before === "number" || typeof now === "number") return middle(before) !== middle(now);
  return before.high < now.low || now.high < before.low;
}

/** What is in both results and differs by more than chance, the largest change first. */
export function compareResults(before: BenchResult, now: BenchResult): Table {
  const old = figures(before);
  const changes = [...figures(now)].flatMap(([name, figure]) => {
    const earlier = old.get(name);
    return earlier !== undefined && apart(earlier, figure)
      ? [{ name, from: middle(earlier), to: middle(figure), ratio: middle(figure) / middle(earlier) }]
      : [];
  });
  changes.sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
  const { date, commit = "", load } = before.machine;
  return {
    title: `Beside the result of ${[date, commit].join(" ").trim()}`,
    about: `Times whose quartiles do not overlap, and everything else that is not the same. Load then ${load}, now ${now.machine.load}: a run on a busy machine differs from one on an idle one.`,
    rows: [
      ["", "before", "now", "now / before"],
      ...changes.map(({ name, from, to, ratio }) => [name, digits(from), digits(to), ratio.toFixed(2)]),
    ],
    numbers: 1,
  };
}
