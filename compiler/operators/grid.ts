/** A tensor for the naive reference: f64, addressed by channel and position, absent outside. */
export class Grid {
  readonly shape: readonly number[];
  readonly values: Float64Array;

  constructor(shape: readonly number[], values?: ArrayLike<number>) {
    this.shape = shape;
    this.values = new Float64Array(shape.reduce((a, b) => a * b, 1));
    if (values) this.values.set(values as ArrayLike<number>);
  }

  /** The element at an index (one entry an axis, channel first), or undefined outside the tensor. */
  at(index: readonly number[]): number | undefined {
    const place = this.offset(index);
    return place < 0 ? undefined : this.values[place];
  }

  set(index: readonly number[], value: number): void {
    this.values[this.offset(index)] = value;
  }

  map(f: (value: number) => number): Grid {
    return new Grid(this.shape, this.values.map(f));
  }

  /** The same values under another shape of as many elements. */
  as(shape: readonly number[]): Grid {
    return new Grid(shape, this.values);
  }

  private offset(index: readonly number[]): number {
    let place = 0;
    for (let axis = 0; axis < this.shape.length; axis++) {
      const [at, extent] = [index[axis]!, this.shape[axis]!];
      if (at < 0 || at >= extent) return -1;
      place = place * extent + at;
    }
    return place;
  }
}

/** Every index of the given extents, row-major. The array is reused: copy it to keep it. */
export function* indices(extents: readonly number[]): Generator<readonly number[]> {
  const index = extents.map(() => 0);
  if (extents.some((n) => n === 0)) return;
  for (;;) {
    yield index;
    let axis = extents.length - 1;
    while (axis >= 0 && ++index[axis]! === extents[axis]) index[axis--] = 0;
    if (axis < 0) return;
  }
}
