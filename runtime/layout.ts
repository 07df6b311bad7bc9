import type { Layout } from "./program.ts";
import { volume } from "./shape.ts";

/**
 * From logical order (row-major, channels first, images one after the other) to a slot's physical order.
 *
 * @param values batch × product(shape) values
 * @param lane what the channels beyond the last hold in `nhwc4`
 * @returns for each image product(shape) values, in `nhwc4` with the channels rounded up to a multiple of 4
 */
export function toLayout(
  values: Float32Array,
  shape: readonly number[],
  layout: Layout,
  batch = 1,
  lane = 0,
): Float32Array<ArrayBuffer> {
  if (layout === "nchw") return values.slice();
  const { channels, padded, positions } = extents(shape);
  const out = new Float32Array(batch * positions * padded).fill(lane);
  for (let n = 0, at = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      let to = n * positions * padded + c;
      for (let p = 0; p < positions; p++, to += padded) out[to] = values[at++]!;
    }
  }
  return out;
}

/** The inverse of `toLayout`: what lies in the lanes beyond the last channel is left out. */
export function fromLayout(
  values: Float32Array,
  shape: readonly number[],
  layout: Layout,
  batch = 1,
): Float32Array<ArrayBuffer> {
  const { channels, padded, positions } = extents(shape);
  if (layout === "nchw") return values.slice(0, batch * channels * positions);
  const out = new Float32Array(batch * channels * positions);
  for (let n = 0, at = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      let from = n * positions * padded + c;
      for (let p = 0; p < positions; p++, from += padded) out[at++] = values[from]!;
    }
  }
  return out;
}

function extents([channels = 1, ...rest]: readonly number[]) {
  return { channels, padded: Math.ceil(channels / 4) * 4, positions: volume(rest) };
}
