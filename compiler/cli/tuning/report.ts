import type { Colors } from "../output.ts";
import type { TunedWork } from "../schedule-file.ts";
import { columns, number } from "../text.ts";

/** `0.0123` ms as one reads it: `12.3 µs`. */
export const duration = (ms: number): string =>
  ms < 1 ? `${number(Number((ms * 1000).toPrecision(3)))} µs` : `${number(Number(ms.toPrecision(3)))} ms`;

const ratio = (times: number): string => times.toFixed(2);

interface Total {
  readonly before: number;
  readonly after: number;
}

/** Of all dispatches, in milliseconds. A kernel that was wrong counts as the one that took its place. */
export const totalOf = (works: readonly TunedWork[]): Total => ({
  before: works.reduce((sum, { layers, ms, predictedMs = ms }) => sum + layers.length * predictedMs, 0),
  after: works.reduce((sum, { layers, ms }) => sum + layers.length * ms, 0),
});

/** What was gained, kernel by kernel, where anything was; then all of it. */
export function tuneText(variant: string, works: readonly TunedWork[], { bold, dim, green }: Colors): string {
  const rows = works.map(({ layers, kernel, ms, predicted, predictedMs = ms }) => {
    const [first, ...others] = layers;
    const label = others.length > 0 ? `${first} and ${others.length} more` : first!;
    const same = kernel === predicted;
    const times = [duration(predictedMs), duration(ms)];
    return [`  ${label}`, ...times, same ? "" : green(ratio(predictedMs / ms)), same ? dim("as predicted") : kernel];
  });
  const { before, after } = totalOf(works);
  const total = ["  all of them", duration(before), duration(after), after > 0 ? ratio(before / after) : ""];
  const head = ["  layer", "before", "after", "times as fast", "kernel"].map(dim);
  return [bold(variant), ...columns([head, ...rows, [...total, ""]], [1, 2, 3]), ""].join("\n");
}
