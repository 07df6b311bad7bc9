import { type CoverageTable, type FuzzReport, ratioBins } from "./report.ts";

// What the text and the page both say of a report.

/** `seed 7, shard 1/4, only conv, fc`: which cases these were. */
export function campaignText({ seed, shards, only }: FuzzReport): string {
  const { of = 1 } = shards[0] ?? {};
  const which = shards.map(({ index }) => index).join(", ");
  return [
    `seed ${seed}`,
    ...(of === 1 ? [] : [shards.length === of ? `all ${of} shards` : `shard ${which} of ${of}`]),
    ...(only.length === 0 ? [] : [`only ${only.join(", ")}`]),
  ].join(", ");
}

/** `equal`, `1/512`, …, `1`, `> 1`: the upper end of a bin of error/bound. */
export function binLabel(bin: number): string {
  const end = ratioBins[bin]!;
  if (end === 0) return "equal";
  if (end === Number.POSITIVE_INFINITY) return "> 1";
  return end === 1 ? "1" : `1/${1 / end}`;
}

export interface OperatorRatios {
  readonly name: string;
  readonly bins: readonly number[];
  readonly kernels: number;
  /** The last bin that has a kernel; undefined where none has. */
  readonly worst: number | undefined;
}

/** Those nearest to their bounds first. */
export function operatorRatios({ ratios }: FuzzReport): OperatorRatios[] {
  return Object.entries(ratios)
    .map(([name, bins]) => {
      const worst = bins.findLastIndex((n) => n > 0);
      return { name, bins, kernels: bins.reduce((a, b) => a + b, 0), worst: worst < 0 ? undefined : worst };
    })
    .sort((a, b) => (b.worst ?? -1) - (a.worst ?? -1) || (a.name < b.name ? -1 : 1));
}

/** `equal`, `at most 1/8`, `> 1` */
export function worstText({ worst }: OperatorRatios): string {
  if (worst === undefined) return "–";
  return worst === 0 || worst === ratioBins.length - 1 ? binLabel(worst) : `≤ ${binLabel(worst)}`;
}

export interface Reach {
  readonly never: readonly string[];
  /** The rarest first. */
  readonly reached: readonly (readonly [name: string, times: number])[];
  readonly total: number;
}

export function reach({ rows }: CoverageTable): Reach {
  const entries = Object.entries(rows);
  return {
    never: entries.filter(([, n]) => n === 0).map(([name]) => name),
    reached: entries.filter(([, n]) => n > 0).sort(([, a], [, b]) => a - b),
    total: entries.length,
  };
}

export const exemptions = (exempt: Readonly<Record<string, number>>): (readonly [reason: string, times: number])[] =>
  Object.entries(exempt).sort(([, a], [, b]) => b - a);

/** Cases in a second of one machine; 0 where no time has passed. */
export const caseRate = ({ cases, seconds }: FuzzReport): number => (seconds > 0 ? cases / seconds : 0);

/** How much is wrong: what was kept of it, or else what the laws have counted. */
export const disagreements = ({ failures, laws }: FuzzReport): number =>
  failures.length || laws.reduce((sum, { failed }) => sum + failed, 0);
