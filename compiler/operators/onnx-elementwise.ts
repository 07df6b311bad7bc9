import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { perChannel } from "./onnx-tensors.ts";

/** Values of one shape, element by element: two, and then one after the other. Constants are for `scale` to take. */
export function joins(node: OnnxNode): readonly OnnxUse[] | undefined {
  const all = Array.from({ length: node.inputs }, (_, i) => i);
  const values = all.filter((i) => node.isValue(i));
  if (values.length < all.length) return undefined;
  const alike = all.every((i) => String(node.shape(i)) === String(node.shape(0)));
  if (!alike) {
    if (all.some((i) => node.known(i))) return undefined;
    return refuse(
      `it combines values of different shapes, ${all.map((i) => node.shape(i).join("x")).join(" and ")}`,
      "nothing is broadcast between values",
    );
  }
  if (all.length === 1) return [{ operator: "reshape", attributes: { shape: node.shape(0) } }];
  return [{ operands: [0, 1] }, ...all.slice(2).map((i) => ({ operands: [i] }))];
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
