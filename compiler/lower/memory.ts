/** A tensor that must live from the first dispatch that writes it to the last one that reads it. */
export interface Lifetime {
  readonly bytes: number;
  /** Index of the first writing dispatch. */
  readonly first: number;
  /** Index of the last reading dispatch. */
  readonly last: number;
  /** Those that a dispatch reads while it writes this one, or the other way round: they must lie in other buffers. */
  readonly apart: readonly Lifetime[];
}

export interface Placement {
  readonly color: number;
  readonly offset: number;
}

/** Bind-group offsets must be multiples of this. */
const alignment = 256;
export const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/**
 * Places tensors, by their first dispatch, in as few buffers ("colours") as the rule allows that no dispatch reads and writes one buffer, and
 * within a buffer at the lowest offset that is free for the tensor's whole life. Takes the colour that grows least.
 */
export function place(tensors: readonly Lifetime[]): { placements: Map<Lifetime, Placement>; sizes: number[] } {
  const placements = new Map<Lifetime, Placement>();
  const members: Lifetime[][] = [];
  const sizes: number[] = [];
  for (const tensor of tensors) {
    const forbidden = new Set(tensor.apart.map((other) => placements.get(other)?.color));
    let best: (Placement & { growth: number }) | undefined;
    for (let color = 0; color <= sizes.length; color++) {
      if (forbidden.has(color)) continue;
      const offset = lowestFree(tensor, members[color] ?? [], placements);
      const growth = Math.max(0, offset + align(tensor.bytes) - (sizes[color] ?? 0));
      if (!best || growth < best.growth) best = { color, offset, growth };
    }
    const { color, offset } = best!;
    placements.set(tensor, { color, offset });
    sizes[color] = Math.max(sizes[color] ?? 0, offset + align(tensor.bytes));
    members[color] = [...(members[color] ?? []).filter((other) => other.last >= tensor.first), tensor];
  }
  return { placements, sizes };
}

function lowestFree(
  tensor: Lifetime,
  others: readonly Lifetime[],
  placements: ReadonlyMap<Lifetime, Placement>,
): number {
  const alive = others
    .filter((other) => other.first <= tensor.last && tensor.first <= other.last)
    .map((other) => ({ from: placements.get(other)!.offset, to: placements.get(other)!.offset + align(other.bytes) }))
    .sort((a, b) => a.from - b.from);
  let offset = 0;
  for (const { from, to } of alive) {
    if (offset + align(tensor.bytes) <= from) break;
    offset = Math.max(offset, to);
  }
  return offset;
}
