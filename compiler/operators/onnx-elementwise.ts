import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { broadcast } from "./onnx-shapes.ts";
import { perChannel } from "./onnx-tensors.ts";

type Extents = readonly number[];

/**
 * Values element by element: two, and then one after the other; one that has a single row, column or channel where another
 * has many is repeated. Constants are for `scale` to take.
 */
export function joins(node: OnnxNode): readonly OnnxUse[] | undefined {
  const all = Array.from({ length: node.inputs }, (_, i) => i);
  if (!all.every((i) => node.isValue(i))) return undefined;
  if (all.length === 1) return [{ operator: "reshape", attributes: { shape: node.shape(0) } }];
  const whole = all.map((i) => node.batch(i)).reduce(broadcast);
  const alike = all.every((i) => String(node.batch(i)) === String(whole));
  if (alike) return [{ operands: [0, 1] }, ...all.slice(2).map((i) => ({ operands: [-1, i] }))];
  if (all.some((i) => node.known(i))) return undefined;
  if (all.length > 2) return refuse("it combines more than two values of different shapes");
  const shape = node.batched ? whole.slice(1) : whole;
  const filling = all.map((i) => repetition(node.shape(i), shape, i));
  const uses = filling.flat();
  const places = filling.map((own, i) => (own.length === 0 ? i : i === 0 ? -1 - filling[1]!.length : -1));
  return [...uses, { operands: places }];
}

/** What makes one shape of another: axes of 1 in front, and then as often as it takes; nothing where it is the same. */
function repetition(from: Extents, to: Extents, input: number): readonly OnnxUse[] {
  if (String(from) === String(to)) return [];
  const aligned = [...new Array<number>(to.length - from.length).fill(1), ...from];
  const viewed =
    from.length === to.length ? [] : [{ operator: "reshape", attributes: { shape: aligned }, operands: [input] }];
  if (to.length === 1) return refuse(`it repeats a single number ${to} times`);
  const [channels, ...repeats] = to.map((n, axis) => n / aligned[axis]!);
  const attributes = { repeats, channels };
  return [...viewed, { operator: "tile", attributes, ...(viewed.length > 0 ? {} : { operands: [input] }) }];
}

/** Which of two inputs is a value, and the other one if it is known. */
export function sidesOf(node: OnnxNode): readonly [value: 0 | 1, constant: Tensor | undefined] {
  if (node.inputs !== 2) return [0, undefined];
  if (!node.isValue(0)) return [1, node.known(0)];
  if (!node.isValue(1)) return [0, node.known(1)];
  // Both are values: the smaller one may be known as well.
  return node.shape(0).length < node.shape(1).length ? [1, node.known(0)] : [0, node.known(1)];
}

/** What a constant has for each channel of a value. */
export function perChannelOf(node: OnnxNode, value: number, constant: Tensor): Tensor {
  const shape = node.shape(value);
  return (
    perChannel(node, constant, shape) ??
    refuse(
      `its constant of [${constant.shape}] is not one number for each of ${shape[0]} channels of ${shape.join("x")}`,
    )
  );
}
