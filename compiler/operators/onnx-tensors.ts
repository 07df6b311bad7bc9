import { refuse, type Tensor } from "./onnx.ts";
import { broadcast, volume } from "./onnx-shapes.ts";

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
export const transposed = (tensor: Tensor, order: readonly number[]): Tensor =>
  stepped(
    tensor,
    order.map((axis) => tensor.shape[axis]!),
    order.map((axis) => volume(tensor.shape.slice(axis + 1))),
  );

/** Broadcast to a shape: axes of one row in front, and each row as often as it takes. */
export function broadcastTo(tensor: Tensor, shape: readonly number[]): Tensor {
  if (String(broadcast(tensor.shape, shape)) !== String(shape)) refuse(`[${tensor.shape}] does not fill [${shape}]`);
  const before = shape.length - tensor.shape.length;
  const steps = shape.map((_, axis) => {
    const own = axis - before;
    return own < 0 || tensor.shape[own] === 1 ? 0 : volume(tensor.shape.slice(own + 1));
  });
  return stepped(tensor, shape, steps);
}

/** The elements under another shape, so many further on for each row of an axis. */
function stepped(tensor: Tensor, shape: readonly number[], steps: readonly number[]): Tensor {
  const values = () => {
    const from = tensor.values();
    const to = from instanceof Float32Array ? new Float32Array(volume(shape)) : new Float64Array(volume(shape));
    let at = 0;
    const copy = (axis: number, offset: number): void => {
      const [count, step] = [shape[axis]!, steps[axis]!];
      if (axis < shape.length - 1) for (let i = 0; i < count; i++) copy(axis + 1, offset + i * step);
      else for (let i = 0; i < count; i++) to[at++] = from[offset + i * step]!;
    };
    if (shape.length > 0) copy(0, 0);
    else to[0] = from[0]!;
    return to;
  };
  return { ...tensor, shape, values };
}

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
