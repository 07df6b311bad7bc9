import { type Index, product, sum } from "../kernels/index-map.ts";
import { oneOf, size } from "./attributes.ts";

/** What `depthtospace` and `spacetodepth` share: a block of positions is laid out in the channels, or back. */
export interface BlockAttributes {
  readonly block: readonly number[];
  readonly order: "crd" | "dcr";
}

export const blockAttributes = {
  block: size({ summary: "rows and columns of a block", positional: true }),
  order: oneOf(["crd", "dcr"] as const, {
    summary:
      "which runs slowest in the channels that a block takes: `crd`, the channel (PyTorch's `pixel_shuffle`), or `dcr`, the place in the block (TensorFlow, ONNX's default)",
  }),
};

/** Places in a block. */
export const placesIn = (block: readonly number[]): number => block.reduce((a, b) => a * b, 1);

/** The channel of the deep tensor for one of the shallow one and a place in the block, given row-major. */
export const deepChannel = (
  { block, order }: BlockAttributes,
  shallowChannels: number,
  channel: number,
  place: number,
): number => (order === "crd" ? channel * placesIn(block) + place : place * shallowChannels + channel);

/** The row-major place in a block as an index, from the place along each axis. */
export const placeIndex = (block: readonly number[], along: readonly Index[]): Index =>
  sum(...along.map((at, axis) => product(at, placesIn(block.slice(axis + 1)))));
