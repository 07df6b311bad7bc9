import { type OnnxNode, type OnnxUse, refuse } from "./onnx.ts";
import { turn, viewAs } from "./onnx-axes.ts";
import { volume } from "./onnx-shapes.ts";

/** Which axes of an image a node reduces, in order: all of them unless they are said. */
function axesOf(node: OnnxNode): readonly number[] {
  const said = node.integers("axes", 1) ?? [];
  const rank = node.shape(0).length;
  if (said.length > 0) return [...new Set(said.map((axis) => node.axis(axis)))].toSorted((a, b) => a - b);
  if (node.flag("noop_with_empty_axes")) return refuse("it reduces nothing");
  if (node.batched) return refuse("it reduces the batch, whose images are independent here");
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** A value as a matrix with the axes that are reduced as its columns, of so many rows. */
export function asMatrix(shape: readonly number[], axes: readonly number[]): readonly OnnxUse[] {
  const others = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const order = [...others, ...axes];
  const turned = order.every((axis, i) => axis === i) ? [] : [turn(order)];
  const [rows, columns] = [others, axes].map((some) => volume(some.map((axis) => shape[axis]!))) as [number, number];
  return [...turned, { operator: "reshape", attributes: { shape: [rows, columns] } }];
}

/** The shape that is left: axes that were reduced have extent 1, or go. */
export const leftOf = (shape: readonly number[], axes: readonly number[], keeps: boolean): readonly number[] => {
  const kept = shape.flatMap((n, axis) => (axes.includes(axis) ? (keeps ? [1] : []) : [n]));
  return kept.length > 0 ? kept : [1];
};

/** A reduction by a pool over the whole input: of all positions of each channel as it is, of other axes as a matrix's columns. */
export const reduction =
  (attributes: Readonly<Record<string, unknown>> = {}) =>
  (node: OnnxNode): readonly OnnxUse[] => {
    const shape = node.shape(0);
    const axes = axesOf(node);
    const left = leftOf(shape, axes, node.flag("keepdims", true));
    const pool: OnnxUse = { attributes };
    const positions = shape.length > 1 && axes.length === shape.length - 1 && axes[0] === 1;
    if (positions) return left.length === shape.length ? [pool] : [pool, viewAs(left)];
    return [...asMatrix(shape, axes), pool, viewAs(left)];
  };
