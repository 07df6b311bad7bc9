import type { Machine } from "./machine.ts";
import type { Sample } from "./samples.ts";
import type { Table } from "./tables.ts";
import { digits } from "./tables.ts";

/** Samples are times in ms, numbers are counted or measured once. */
export type Figure = Sample | number;

/** A result's figures by their names, and where they were measured. */
export interface Figures {
  readonly machine: Machine;
  readonly figures: ReadonlyMap<string, Figure>;
}

const middle = (figure: Figure): number => (typeof figure === "number" ? figure : figure.median);

/** Neither's quartiles reach the other's; of what is no sample, any difference at all. */
function apart(before: Figure, now: Figure): boolean {
  if (typeof before === "number" || typeof now === "number") return middle(before) !== middle(now);
  return before.high < now.low || now.high < before.low;
}

/** What is in both results and differs by more than chance, the largest change first. */
export function compare(before: Figures, now: Figures): Table {
  const changes = [...now.figures].flatMap(([name, figure]) => {
    const earlier = before.figures.get(name);
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
