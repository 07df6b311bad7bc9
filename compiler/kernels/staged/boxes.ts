import type { Family, Sliding } from "../family.ts";
import { reach } from "../sliding.ts";
import { channels, type Part, type Tensor } from "../tensor.ts";
import type { Tile } from "./tiles.ts";

/** A part of a tensor as numbers: its spatial axes, and its blocks of four channels. */
export interface Box {
  readonly place: readonly Span[];
  readonly blocks: Span;
}

/** So many indices from `scale` · tile + `offset` on, where the workgroup has the number `tile` on that axis; or from 0 on. */
export interface Span {
  readonly extent: number;
  readonly from?: { readonly scale: number; readonly offset: number };
}

const everything = (shape: readonly number[]): Box => ({
  place: shape.slice(1).map((extent) => ({ extent })),
  blocks: { extent: Math.ceil(shape[0]! / 4) },
});

/** What a tile of the last output is. An axis that is not cut has no tiles. */
export function tileBox(tile: Tile, shape: readonly number[]): Box {
  const all = everything(shape);
  const cut = (extent: number, { extent: whole }: Span): Span =>
    extent === whole ? { extent } : { extent, from: { scale: extent, offset: 0 } };
  return { place: all.place.map((span, axis) => cut(tile.place[axis]!, span)), blocks: cut(tile.blocks, all.blocks) };
}

/** What a box of the output is made of in the input at a place of the list; undefined where that is not one box. */
export function neededBox(work: Family, box: Box, input: Tensor): Box | undefined {
  const all = everything(input.shape);
  switch (work.family) {
    case "affine":
      return box;
    case "row-reduction":
      return { place: box.place, blocks: all.blocks };
    case "concat":
      return box.blocks.from ? undefined : { place: box.place, blocks: all.blocks };
    case "contraction":
    case "window": {
      const place = work.input.map((extent, axis) => neededSpan(work, axis, box.place[axis]!, extent));
      return { place: all.place.length === 0 ? [] : place, blocks: keepsChannels(work) ? box.blocks : all.blocks };
    }
    default:
      return undefined;
  }
}

/** Each channel is made of the input's channel of its number alone. */
const keepsChannels = (work: Family): boolean =>
  work.family === "window" ||
  (work.family === "contraction" && work.groups === work.inChannels && work.outChannels === work.inChannels);

/** What windows at a span of places cover; all of the input where that is no more. */
function neededSpan(work: Sliding, axis: number, { extent: places, from }: Span, input: number): Span {
  const stride = work.stride[axis]!;
  const extent = (places - 1) * stride + reach(work.window[axis]!, work.dilation[axis]!);
  if (!from || extent >= input) return { extent: input };
  return { extent, from: { scale: from.scale * stride, offset: from.offset * stride - work.padBefore[axis]! } };
}

/** The least box that holds both; undefined if their distance depends on the tile. */
export function union(a: Box, b: Box): Box | undefined {
  const place = a.place.map((span, axis) => unitedSpan(span, b.place[axis]!));
  const blocks = unitedSpan(a.blocks, b.blocks);
  return blocks && place.every((span) => span !== undefined) ? { place, blocks } : undefined;
}

function unitedSpan(a: Span, b: Span): Span | undefined {
  if (!a.from || !b.from) return a.from ? b : a;
  if (a.from.scale !== b.from.scale) return undefined;
  const first = Math.min(a.from.offset, b.from.offset);
  const end = Math.max(a.from.offset + a.extent, b.from.offset + b.extent);
  return { extent: end - first, from: { scale: a.from.scale, offset: first } };
}

/** The box with names for where its spans begin: `first_y2` in the second layer. */
export function named({ place, blocks }: Box, layer: number): Part {
  const axes = ["z", "y", "x"].slice(3 - place.length);
  const range = ({ extent, from }: Span, axis: string) => ({ extent, ...(from && { first: `first_${axis}${layer}` }) });
  return { place: place.map((span, axis) => range(span, axes[axis]!)), blocks: range(blocks, "block") };
}

/** As many places as the tensor has axes: a layer may see a vector as a volume of one place. */
export function seenAs(box: Box, tensor: Tensor): Box {
  const rank = tensor.shape.length - 1;
  return box.place.length === rank ? box : { ...box, place: new Array<Span>(rank).fill({ extent: 1 }) };
}

/** Blocks of four channels before each input of a concat; undefined where one does not begin with a block. */
export function blocksBefore(inputs: readonly Tensor[]): readonly number[] | undefined {
  const before = inputs.map((_, i) => inputs.slice(0, i).reduce((sum, each) => sum + channels(each), 0) / 4);
  return inputs.every((each) => channels(each) % 4 === 0) ? before : undefined;
}
