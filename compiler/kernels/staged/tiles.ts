import { volume } from "../tensor.ts";

/** A part of the last output for each workgroup; parts divide the output. */
export interface Tile {
  /** Extents along the spatial axes. */
  readonly place: readonly number[];
  readonly blocks: number;
}

const divisors = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

/** Few enough to try them all: small ones, and everything. */
const some = (n: number): number[] => [
  ...new Set([
    ...divisors(n)
      .filter((d) => d <= 16)
      .slice(-4),
    n,
  ]),
];

/** Tiles of the last two axes and of channels; of further axes one slice, or everything. */
export function tilesOf([channels, ...spatial]: readonly number[]): Tile[] {
  const blocks = divisors(Math.ceil(channels! / 4)).slice(-4);
  const extents = spatial.map((extent, axis) => (axis < spatial.length - 2 ? [...new Set([1, extent])] : some(extent)));
  const places = extents.reduce<number[][]>(
    (rest, choices) => rest.flatMap((place) => choices.map((extent) => [...place, extent])),
    [[]],
  );
  return places.flatMap((place) => blocks.map((each) => ({ place, blocks: each })));
}

/** Tiles along each spatial axis, then of channels. */
export const tileCounts = (tile: Tile, [channels, ...spatial]: readonly number[]): number[] => [
  ...spatial.map((extent, axis) => extent / tile.place[axis]!),
  Math.ceil(channels! / 4) / tile.blocks,
];

export const tileCount = (tile: Tile, shape: readonly number[]): number => volume(tileCounts(tile, shape));
