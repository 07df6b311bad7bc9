import { volume } from "../tensor.ts";
import type { Box } from "./boxes.ts";
import type { Link } from "./staged.ts";

/** An array in workgroup memory, and the layers whose values lie in it, one after the other. */
export interface Held {
  readonly name: string;
  readonly vectors: number;
  readonly layers: readonly number[];
}

/** Arrays for the values that are not stored. One is free again when the layer that was the last to read it is done. */
export function hold(links: readonly Link[], boxes: readonly Box[], isJoin: readonly boolean[]): Held[] {
  const made = links.map((_, layer) => layer);
  const last = links.map((_, layer) =>
    Math.max(...links.flatMap(({ inputs, others }, k) => ([...inputs, ...others].includes(layer) ? [k] : [layer]))),
  );
  // What a concat joins is made in its place, and from then on it is there.
  const inJoin = links.map((_, layer) => links.findIndex(({ inputs }, k) => isJoin[k] && inputs.includes(layer)));
  for (const [layer, join] of inJoin.entries()) if (join >= 0) made[join] = Math.min(made[join]!, layer);
  const arrays: { vectors: number; layers: number[]; until: number }[] = [];
  const order = links.map((_, layer) => layer).sort((a, b) => made[a]! - made[b]!);
  for (const layer of order) {
    if (layer === links.length - 1 || inJoin[layer]! >= 0) continue;
    const { place, blocks } = boxes[layer]!;
    const vectors = blocks.extent * volume(place.map(({ extent }) => extent));
    const free = arrays.find(({ until }) => until < made[layer]!);
    const array = free ?? { vectors: 0, layers: [], until: 0 };
    if (!free) arrays.push(array);
    array.vectors = Math.max(array.vectors, vectors);
    array.layers.push(layer);
    array.until = last[layer]!;
  }
  return arrays.map(({ vectors, layers }, i) => ({ name: `held_${"abcdefgh"[i]!}`, vectors, layers }));
}
