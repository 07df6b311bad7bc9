/**
 * The candidate that `word` most likely was meant to be: the nearest one by insertions, deletions, substitutions and swaps of
 * neighbours, ignoring case, if it is near enough to be more than chance: one slip in three letters.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const limit = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (Math.abs(word.length - candidate.length) > limit || Math.min(word.length, candidate.length) < 2) continue;
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps <= limit && steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}

/** The Damerau-Levenshtein distance, with each letter swapped at most once (optimal string alignment). */
function distance(a: string, b: string): number {
  let [twoBack, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, twoBack[j - 2]! + 1);
    }
    [twoBack, previous] = [previous, row];
  }
  return previous[b.length]!;
}
