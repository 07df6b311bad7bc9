/** A tensor for the naive reference: f64, addressed by channel and position, absent outside. */
export class Grid {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** Where in `values` an element is wanted, in rising order; everywhere if absent. The others mean nothing. */
  readonly wanted: readonly number[] | undefined;

  constructor(shape: readonly number[], values?: ArrayLike<number>, wanted?: readonly number[]) {
    this.shape = shape;
    this.values = new Float64Array(shape.reduce((a, b) => a * b, 1));
    this.wanted = wanted;
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

  /** Another grid with `f` of each wanted element and its offset. */
  map(f: (value: number, offset: number) => number): Grid {
    if (!this.wanted) return new Grid(this.shape, this.values.map(f));
    const mapped = new Grid(this.shape, undefined, this.wanted);
    for (const offset of this.wanted) mapped.values[offset] = f(this.values[offset]!, offset);
    return mapped;
  }

  /** The same values under another shape of as many elements. */
  as(shape: readonly number[]): Grid {
    return new Grid(shape, this.values, this.wanted);
  }

  /** Offsets in `values` of the wanted elements. */
  offsets(): Iterable<number> {
    return this.wanted ?? this.values.keys();
  }

  /** Indices of the wanted elements, row-major. The array is reused: copy it to keep it. */
  places(): Iterable<readonly number[]> {
    return this.wanted ? indicesAt(this.wanted, this.shape) : indices(this.shape);
  }

  /** Positions, without the channel, at which any element is wanted. The array is reused. */
  positions(): Iterable<readonly number[]> {
    const [, ...spatial] = this.shape;
    if (!this.wanted) return indices(spatial);
    const volume = spatial.reduce((a, b) => a * b, 1);
    return indicesAt([...new Set(this.wanted.map((offset) => offset % volume))], spatial);
  }

  protected offset(index: readonly number[]): number {
    let place = 0;
    for (let axis = 0; axis < this.shape.length; axis++) {
      const at = index[axis]!;
      const extent = this.shape[axis]!;
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

/** The index of each offset, in the order given. The array is reused. */
function* indicesAt(offsets: readonly number[], extents: readonly number[]): Generator<readonly number[]> {
  const index = extents.map(() => 0);
  for (let offset of offsets) {
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = offset % extents[axis]!;
      offset = Math.floor(offset / extents[axis]!);
    }
    yield index;
  }
}
