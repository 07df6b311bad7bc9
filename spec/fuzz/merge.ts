import type { CoverageTable, FuzzReport, LawCount } from "./report.ts";

/** Reports that do not belong together. */
export class MergeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MergeError";
  }
}

/**
 * One report of the shards of one seed. Everything is added, the seconds too: they are those of all machines together.
 * The order of the reports does not matter.
 *
 * @param given at least one
 * @throws MergeError if they are of different campaigns, or one shard is in two of them
 */
export function merge(given: readonly FuzzReport[]): FuzzReport {
  const reports = [...given].sort((a, b) => (a.shards[0]?.index ?? 0) - (b.shards[0]?.index ?? 0));
  const [first, ...others] = reports;
  if (!first) throw new MergeError("expected at least one report, found none");
  for (const other of others) {
    same("compiler", first.compiler, other.compiler);
    same("seed", String(first.seed), String(other.seed));
    same("only", onlyText(first), onlyText(other));
    same("variant", first.variant, other.variant);
  }
  const sum = (of: (report: FuzzReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    format: first.format,
    compiler: first.compiler,
    adapters: [...new Set(reports.flatMap(({ adapters }) => adapters))].sort(),
    seed: first.seed,
    only: first.only,
    variant: first.variant,
    shards: disjoint(reports.flatMap(({ shards }) => shards)),
    cases: sum(({ cases }) => cases),
    kernels: sum(({ kernels }) => kernels),
    values: sum(({ values }) => values),
    pipelines: {
      asked: sum(({ pipelines }) => pipelines.asked),
      compiled: sum(({ pipelines }) => pipelines.compiled),
    },
    seconds: sum(({ seconds }) => seconds),
    laws: byName(
      reports.flatMap(({ laws }) => laws),
      addLaws,
    ),
    coverage: byName(
      reports.flatMap(({ coverage }) => coverage),
      addTables,
    ),
    ratios: addHistograms(reports.map(({ ratios }) => ratios)),
    failures: reports
      .flatMap(({ failures }) => failures)
      .sort((a, b) => a.index - b.index || (a.law < b.law ? -1 : a.law > b.law ? 1 : 0)),
  };
}

const onlyText = ({ only }: FuzzReport): string => [...only].sort().join(", ") || "every operator";

function same(what: string, expected: string, found: string): void {
  if (expected !== found) {
    throw new MergeError(`these are reports of different campaigns: ${what} ${expected} and ${found}`);
  }
}

/** Shards of one division, each once: anything else could count a case twice. */
function disjoint(shards: FuzzReport["shards"]): FuzzReport["shards"] {
  const sorted = [...shards].sort((a, b) => a.index - b.index);
  sorted.forEach(({ index, of }, i) => {
    if (of !== sorted[0]!.of) {
      throw new MergeError(`shards of ${sorted[0]!.of} and of ${of} have cases in common`);
    }
    if (index === sorted[i - 1]?.index) throw new MergeError(`shard ${index}/${of} is there twice`);
  });
  return sorted;
}

/** One entry for each name, in order of first appearance. */
function byName<T extends { readonly name: string }>(entries: readonly T[], add: (a: T, b: T) => T): T[] {
  const found = new Map<string, T>();
  for (const entry of entries) {
    const before = found.get(entry.name);
    found.set(entry.name, before ? add(before, entry) : entry);
  }
  return [...found.values()];
}

const addLaws = (a: LawCount, b: LawCount): LawCount => ({
  name: a.name,
  checked: a.checked + b.checked,
  failed: a.failed + b.failed,
  exempt: addCounts(a.exempt, b.exempt),
});

const addTables = (a: CoverageTable, b: CoverageTable): CoverageTable => ({ ...a, rows: addCounts(a.rows, b.rows) });

function addCounts(a: LawCount["exempt"], b: LawCount["exempt"]): LawCount["exempt"] {
  const total = new Map(Object.entries(a));
  for (const [name, n] of Object.entries(b)) total.set(name, (total.get(name) ?? 0) + n);
  return Object.fromEntries(total);
}

function addHistograms(all: readonly FuzzReport["ratios"][]): FuzzReport["ratios"] {
  const total = new Map<string, readonly number[]>();
  for (const [name, bins] of all.flatMap((ratios) => Object.entries(ratios))) {
    const before = total.get(name);
    total.set(name, before ? before.map((n, i) => n + bins[i]!) : bins);
  }
  return Object.fromEntries([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
}
