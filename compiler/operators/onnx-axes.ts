import { axisNamesOf } from "./arrangement.ts";
import { type OnnxNode, type OnnxUse, refuse } from "./onnx.ts";
import { orderOf } from "./onnx-shapes.ts";

/** Another order of the axes, counted on an image. */
export const turn = (order: readonly number[]): OnnxUse => {
  const names = axisNamesOf(order.length - 1);
  return { operator: "transpose", attributes: { order: order.map((axis) => names[axis]!) } };
};

/** The order that undoes an order. */
export const inverse = (order: readonly number[]): readonly number[] => order.map((_, axis) => order.indexOf(axis));

/** What works along the channels, along another axis of the image instead: that axis comes first meanwhile. */
export function along(axis: number, rank: number, use: OnnxUse): readonly OnnxUse[] {
  if (axis === 0) return [use];
  const others = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis);
  const order = [axis, ...others];
  return [turn(order), use, turn(inverse(order))];
}

/** The order of an image's axes that `Transpose` asks for; it must leave the batch where it is. */
export function imageOrder(node: OnnxNode): readonly number[] {
  const order = orderOf(node.integers("perm"), node.batch(0).length);
  if (!node.batched) return order;
  if (order[0] !== 0) return refuse("it moves the axis of the batch, whose images are independent here");
  return order.slice(1).map((axis) => axis - 1);
}

/** The view of an image's elements under this shape. */
export const viewAs = (shape: readonly number[]): OnnxUse =>
  shape.length === 1 ? { operator: "flatten" } : { operator: "reshape", attributes: { shape } };

/**
 * What ONNX does along an axis and a `.cnn` along the channels. Before opset 13 all axes from there on were taken as one, and
 * the default was the first after the batch.
 */
export const alongAxis =
  () =>
  (node: OnnxNode): readonly OnnxUse[] => {
    const shape = node.shape(0);
    const axis = node.axis(node.integer("axis", node.opset < 13 ? 1 : -1));
    if (node.opset >= 13 || shape.slice(axis + 1).every((n) => n === 1)) return along(axis, shape.length, {});
    if (axis > 0) return refuse("before opset 13 it takes several axes as one", "convert the model to opset 13");
    return [viewAs([shape.reduce((a, b) => a * b, 1)]), {}, viewAs(shape)];
  };
