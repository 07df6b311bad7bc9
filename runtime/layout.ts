import type { Layout, Variant } from "./program.ts";
import { volume } from "./shape.ts";

/** How the elements of a tensor lie among the words of its images. */
export interface Lying {
  readonly shape: readonly number[];
  readonly layout: Layout;
  /** Words from one image to the next. */
  readonly stride: number;
  /** Channels of the whole that it is a part of, or its own. */
  readonly channels: number;
  /** The whole's channel that it begins at. */
  readonly first: number;
}

/** How a value lies in its slot. */
export function lying({ slots }: Variant, slot: number): Lying {
  const { tensor, part, bytes } = slots[slot]!;
  const { shape, layout } = tensor!;
  const [channels = 1] = part ? slots[part.of]!.tensor!.shape : shape;
  return { shape, layout, stride: bytes / 4, channels, first: part?.first ?? 0 };
}

/** Writes values in logical order (row-major, channels first, images one after the other) to where they lie. */
export function put(values: Float32Array, words: Float32Array, how: Lying, batch: number): void {
  for (const { from, count, to, step } of stretches(how, batch)) {
    if (step === 1) words.set(values.subarray(from, from + count), to);
    else for (let i = 0; i < count; i++) words[to + i * step] = values[from + i]!;
  }
}

/** The inverse of `put`: batch × product(shape) values in logical order. */
export function take(words: Float32Array, how: Lying, batch: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(batch * volume(how.shape));
  for (const { from, count, to, step } of stretches(how, batch)) {
    if (step === 1) values.set(words.subarray(to, to + count), from);
    else for (let i = 0; i < count; i++) values[from + i] = words[to + i * step]!;
  }
  return values;
}

/** Values at even distances: `count` from `from` on, the first at the word `to`. */
interface Stretch {
  readonly from: number;
  readonly count: number;
  readonly to: number;
  readonly step: number;
}

function* stretches({ shape, layout, stride, channels, first }: Lying, batch: number): Generator<Stretch> {
  const [own = 1, ...rest] = shape;
  const count = volume(rest);
  const step = Math.ceil(channels / 4) * 4;
  for (let n = 0; n < batch; n++) {
    if (layout === "nchw") yield { from: n * own * count, count: own * count, to: n * stride + first * count, step: 1 };
    else for (let c = 0; c < own; c++) yield { from: (n * own + c) * count, count, to: n * stride + first + c, step };
  }
}
