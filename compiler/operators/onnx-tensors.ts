import type { OnnxNode, Tensor } from "./onnx.ts";
import { volume } from "./onnx-shapes.ts";

// What mappings do to weights on their way from ONNX's layout to ours. Nothing is computed before the values are asked for.

/** The same numbers, in the same order, under another shape. */
export const reshaped = (tensor: Tensor, shape: readonly number[]): Tensor => ({ ...tensor, shape });

/** As a vector. */
export const flat = (tensor: Tensor): Tensor => reshaped(tensor, [volume(tensor.shape)]);

/** So many times one number. */
export const filled = (shape: readonly number[], value: number): Tensor => ({
  shape,
  type: "float32",
  values: () => new Float32Array(volume(shape)).fill(value),
});

/** Every number by itself. */
export const mapped = (tensor: Tensor, to: (value: number) => number): Tensor => ({
  ...tensor,
  values: () => tensor.values().map(to),
});

/** Every number multiplied. */
export const scaled = (tensor: Tensor, factor: number): Tensor =>
  factor === 1 ? tensor : mapped(tensor, (value) => value * factor);

/** The axes in another order: axis `i` of the result is axis `order[i]`. */
export function transposed(tensor: Tensor, order: readonly number[]): Tensor {
  const shape = order.map((axis) => tensor.shape[axis]!);
  const steps = order.map((axis) => volume(tensor.shape.slice(axis + 1)));
  const values = () => {
    const from = tensor.values();
    const to = from.slice();
    let at = 0;
    const copy = (axis: number, offset: number): void => {
      const [count, step] = [shape[axis]!, steps[axis]!];
      if (axis < shape.length - 1) for (let i = 0; i < count; i++) copy(axis + 1, offset + i * step);
      else for (let i = 0; i < count; i++) to[at++] = from[offset + i * step]!;
    };
    if (shape.length > 0) copy(0, 0);
    return to;
  };
  return { ...tensor, shape, values };
}

/**
 * A constant that ONNX broadcasts over a value, as one number for each channel; undefined where it says more. A single number
 * counts for all channels.
 */
export function perChannel(node: OnnxNode, constant: Tensor, shape: readonly number[]): Tensor | undefined {
  const [channels] = shape as [number];
  if (volume(constant.shape) === 1) return spread(constant, channels);
  const rank = shape.length + (node.batched ? 1 : 0);
  if (constant.shape.length > rank) return undefined;
  const aligned = [...new Array<number>(rank - constant.shape.length).fill(1), ...constant.shape];
  const at = rank - shape.length;
  const good = aligned.every((n, axis) => (axis === at ? n === channels : n === 1));
  return good ? flat(constant) : undefined;
}

const spread = (constant: Tensor, count: number): Tensor => ({
  ...constant,
  shape: [count],
  values: () => new Float32Array(count).fill(constant.values()[0]!),
});

/** One number for each of several equal runs, each repeated until there are so many. */
export const repeated = (tensor: Tensor, count: number): Tensor => {
  const [runs] = tensor.shape as [number];
  if (tensor.shape.length !== 1 || runs === count || count % runs !== 0) return tensor;
  const values = () => {
    const each = tensor.values();
    return Float32Array.from({ length: count }, (_, i) => each[Math.floor((i * runs) / count)]!);
  };
  return { ...tensor, shape: [count], values };
};
