import type { Layout } from "../../runtime/program.ts";
import { type Code, f32, joined, parenthesised, u32, wgsl } from "./wgsl.ts";

/**
 * A bound tensor, read as a function in a template: `x.at(channel, position)`. Offsets are printed here and nowhere else.
 * `channel` and `position` (one entry a spatial axis) are u32 expressions; the image index is the variable `image`.
 */
export interface Tensor {
  readonly name: string;
  readonly access: "read" | "read_write";
  /** Logical: channels, then spatial extents. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  /** What the `.cnn` calls it, for the comment at the binding. */
  readonly meaning: string;
  /** It is the channels from `first` on of a value of so many. */
  readonly within?: { readonly channels: number; readonly first: number };
  /** Only this part of it exists, in workgroup memory, in vectors of four channels. */
  readonly held?: Part;
}

/** A box of a tensor: a range of each spatial axis, and of the blocks of four channels. */
export interface Part {
  readonly place: readonly Range[];
  readonly blocks: Range;
}

/** So many indices from the one that a variable of the kernel holds, from 0 without one. May begin before a tensor does. */
export interface Range {
  readonly first?: string;
  readonly extent: number;
}

/** The part that is everything. */
export const whole = (shape: readonly number[]): Part => ({
  place: shape.slice(1).map((extent) => ({ extent })),
  blocks: { extent: Math.ceil(shape[0]! / 4) },
});

/** Vectors in a part. */
export const partVectors = ({ place, blocks: range }: Part): number =>
  range.extent * volume(place.map(({ extent }) => extent));

/** Packed weights: a flat array, shared by all images. */
export interface Packed {
  readonly name: string;
  readonly element: "f32" | "vec4f";
  readonly length: number;
  readonly meaning: string;
}

export const channels = (t: Pick<Tensor, "shape">): number => t.shape[0]!;
export const spatial = (t: Pick<Tensor, "shape">): readonly number[] => t.shape.slice(1);
export const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);
/** Blocks of four channels. */
export const blocks = (t: Pick<Tensor, "shape">): number => Math.ceil(channels(t) / 4);

/** The WGSL element and the number of elements of one image. */
export const elementType = (t: Pick<Tensor, "layout">): "f32" | "vec4f" => (t.layout === "nchw" ? "f32" : "vec4f");
export const imageElements = (t: Pick<Tensor, "layout" | "shape">): number =>
  t.layout === "nchw" ? volume(t.shape) : blocks(t) * volume(spatial(t));
export const imageBytes = (t: Pick<Tensor, "layout" | "shape">): number =>
  imageElements(t) * (t.layout === "nchw" ? 4 : 16);

/** What a tensor lies in: itself, or the whole that it is a part of. */
export const around = <T extends Pick<Tensor, "shape" | "within">>(t: T): T =>
  t.within ? { ...t, shape: [t.within.channels, ...spatial(t)] } : t;

/** a·b + c with constants folded, so that kernels read as if written by hand. */
export function index(...terms: readonly (readonly [factor: number, value: Code | number])[]): Code {
  let fixed = 0;
  const printed: Code[] = [];
  for (const [factor, value] of terms) {
    if (typeof value === "number") fixed += factor * value;
    else if (factor === 1) printed.push(value);
    else if (factor !== 0) printed.push(wgsl`${parenthesised(value)} * ${u32(factor)}`);
  }
  if (fixed > 0 || printed.length === 0) printed.push(u32(fixed));
  const sum = joined(printed, " + ");
  return fixed < 0 ? wgsl`${sum} - ${u32(-fixed)}` : sum;
}

/** Row-major index of a position in the given extents. */
export function flat(
  extents: readonly number[],
  position: readonly (Code | number)[],
): (readonly [number, Code | number])[] {
  return extents.map((_, axis) => [volume(extents.slice(axis + 1)), position[axis]!] as const);
}

/** One element. In `nhwc4` the channel's lane is picked with a constant where the channel is one. */
export function at(t: Tensor, channel: Code | number, position: readonly (Code | number)[]): Code {
  const extents = spatial(t);
  if (t.layout === "nchw")
    return wgsl`${t.name}[image][${index([volume(extents), channel], [volume(extents), t.within?.first ?? 0], ...flat(extents, position))}]`;
  if (typeof channel === "number")
    return wgsl`${blockReference(t, Math.floor(channel / 4), position)}[${u32(channel % 4)}]`;
  return wgsl`${blockReference(t, wgsl`${parenthesised(channel)} / 4u`, position)}[${parenthesised(channel)} % 4u]`;
}

/** Four channels from 4·block on. Lanes past the last channel are zero in `nchw` and unspecified but finite in `nhwc4`. */
export function blockAt(t: Tensor, block: Code | number, position: readonly (Code | number)[]): Code {
  if (t.layout === "nhwc4") return wgsl`${blockReference(t, block, position)}`;
  const lanes = [0, 1, 2, 3].map((lane) => {
    if (typeof block === "number") return 4 * block + lane < channels(t) ? at(t, 4 * block + lane, position) : f32(0);
    const channel = wgsl`(${index([4, block], [1, lane])})`;
    const value = at(t, channel, position);
    return channels(t) % 4 === 0 ? value : wgsl`select(0.0f, ${value}, ${channel} < ${u32(channels(t))})`;
  });
  return wgsl`vec4f(${joined(lanes)})`;
}

/** A store of four channels; channels that the tensor does not have are not written. */
export function storeBlock(t: Tensor, block: Code | number, position: readonly (Code | number)[], value: string): Code {
  if (t.layout === "nhwc4") return wgsl`${blockReference(t, block, position)} = ${value};`;
  const lanes = [0, 1, 2, 3].map((lane) => {
    const channel = typeof block === "number" ? 4 * block + lane : wgsl`(${index([4, block], [1, lane])})`;
    if (typeof channel === "number")
      return channel < channels(t) && wgsl`${at(t, channel, position)} = ${value}[${lane}];`;
    const store = wgsl`${at(t, channel, position)} = ${value}[${lane}];`;
    return channels(t) % 4 === 0 ? store : wgsl`if (${channel} < ${u32(channels(t))}) { ${store} }`;
  });
  return wgsl`${lanes}`;
}

/** The element with a number in the order in which an image is stored. */
export function nth(t: Tensor, i: string): Code {
  const first = t.within?.first ?? 0;
  if (t.layout === "nchw") return wgsl`${t.name}[image][${index([1, wgsl`${i}`], [volume(spatial(t)), first])}]`;
  if (!t.within) return wgsl`${t.name}[image][${i}]`;
  const own = u32(blocks(t));
  const position = wgsl`(${i} / ${own})`;
  return wgsl`${t.name}[image][${index([blocks(around(t)), position], [1, wgsl`${i} % ${own}`], [1, first / 4])}]`;
}

function blockReference(t: Tensor, block: Code | number, position: readonly (Code | number)[]): Code {
  const before = (t.within?.first ?? 0) / 4;
  if (t.held) return heldReference(t.name, t.held, block, before, position);
  const row = blocks(around(t));
  const strided = flat(spatial(t), position).map(([factor, value]) => [factor * row, value] as const);
  return wgsl`${t.name}[image][${index(...strided, [1, block], [1, before])}]`;
}

function heldReference(
  name: string,
  part: Part,
  block: Code | number,
  before: number,
  position: readonly (Code | number)[],
): Code {
  const local = (value: Code | number, { first }: Range) =>
    first === undefined ? value : wgsl`(${typeof value === "number" ? u32(value) : value} - ${first})`;
  const place = position.map((value, axis) => local(value, part.place[axis]!));
  const strided = flat(
    part.place.slice(0, place.length).map(({ extent }) => extent),
    place,
  ).map(([factor, value]) => [factor * part.blocks.extent, value] as const);
  return wgsl`${name}[${index(...strided, [1, local(block, part.blocks)], [1, before])}]`;
}
