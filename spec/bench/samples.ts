/** What was measured several times: the median and the quartiles. */
export interface Sample {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** @throws RangeError without values */
export function sample(values: readonly number[]): Sample {
  if (values.length === 0) throw new RangeError("expected a measurement, found none");
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    runs: sorted.length,
  };
}

/** Between its two neighbours, as R's default does (Hyndman and Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** Measures once, or for a while; each number is one measurement. */
export type Measure = () => Promise<readonly number[]>;

/**
 * Measures each of the subjects in every round, first one and then another of them first, so that what slows the machine
 * down for a while slows all of them down.
 */
export async function interleave<K>(subjects: ReadonlyMap<K, Measure>, rounds: number): Promise<Map<K, number[]>> {
  const found = new Map([...subjects.keys()].map((key) => [key, [] as number[]]));
  const order = [...subjects];
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < order.length; i++) {
      const [key, measure] = order[(i + round) % order.length]!;
      found.get(key)!.push(...(await measure()));
    }
  return found;
}

/** Calls `work` until `ms` have passed or `most` calls are done, but once at least. @returns the time of each call in ms */
export async function timesOf(work: () => Promise<unknown>, ms: number, most: number): Promise<number[]> {
  const times: number[] = [];
  const began = performance.now();
  do {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  } while (times.length < most && performance.now() - began < ms);
  return times;
}
