/** NumPy's: |a − b| ≤ absolute + relative·|b|, where b is what was expected. Both 0 demand equality. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Where two arrays are the farthest apart. */
export interface Worst {
  readonly difference: number;
  readonly index: readonly number[];
  readonly a: number;
  readonly b: number;
}

export interface Comparison {
  readonly count: number;
  /** Places with different numbers, and those beyond the tolerance; a NaN is always one of both. 0 equals −0. */
  readonly differ: number;
  readonly exceed: number;
  /** Among finite numbers; undefined where all of them are equal. The relative one is |a − b| / |b| where b is not 0. */
  readonly absolute: Worst | undefined;
  readonly relative: Worst | undefined;
  /** Places with a NaN: in a alone, in b alone, in both. */
  readonly nan: { readonly a: number; readonly b: number; readonly both: number };
  /** Places with an infinity, other than beside a NaN: the same one on both sides, or not. Tolerance has no say there. */
  readonly infinite: { readonly equal: number; readonly unequal: number };
  /** Finite numbers that are equal, and by the power of ten of |a − b|: `-7` counts 1e-7 to 1e-6. */
  readonly equal: number;
  readonly decades: ReadonlyMap<number, number>;
}

/** Compares element by element, in f64, which is exact for the difference of two f32 up to one rounding. */
export function compare(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  shape: readonly number[],
  tolerance: Tolerance,
): Comparison {
  const nan = { a: 0, b: 0, both: 0 };
  const infinite = { equal: 0, unequal: 0 };
  const decades = new Map<number, number>();
  const worst = { absolute: { at: -1, difference: 0 }, relative: { at: -1, difference: 0 } };
  let [equal, exceed] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Number.isNaN(x) || Number.isNaN(y)) {
      nan[Number.isNaN(x) ? (Number.isNaN(y) ? "both" : "a") : "b"]++;
    } else if (!Number.isFinite(x) || !Number.isFinite(y)) {
      infinite[x === y ? "equal" : "unequal"]++;
    } else if (x === y) equal++;
    else {
      const difference = Math.abs(x - y);
      if (!(difference <= tolerance.absolute + tolerance.relative * Math.abs(y))) exceed++;
      if (difference > worst.absolute.difference) worst.absolute = { at: i, difference };
      const relative = difference / Math.abs(y);
      if (y !== 0 && relative > worst.relative.difference) worst.relative = { at: i, difference: relative };
      const decade = Math.floor(Math.log10(difference));
      decades.set(decade, (decades.get(decade) ?? 0) + 1);
    }
  }
  const describe = ({ at, difference }: { at: number; difference: number }): Worst | undefined =>
    at < 0 ? undefined : { difference, index: indexOf(at, shape), a: a[at]!, b: b[at]! };
  const wrong = nan.a + nan.b + nan.both + infinite.unequal;
  return {
    count: a.length,
    differ: a.length - equal - infinite.equal,
    exceed: exceed + wrong,
    absolute: describe(worst.absolute),
    relative: describe(worst.relative),
    nan,
    infinite,
    equal,
    decades,
  };
}

/** Index on each axis of the i-th value, row-major. */
export function indexOf(i: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = i;
  for (const extent of [...shape].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return index;
}
