import { type OnnxNode, refuse } from "./onnx.ts";
import { place, reshapeTo, squeezed, unsqueezed, volume } from "./onnx-shapes.ts";

/** A view that gives each image as a vector. */
export const toVector = (node: OnnxNode) => {
  const image = viewOf(node);
  return image.length <= 1 ? { single: image.length === 0 } : undefined;
};

/** A view of each image under another shape. */
export const toShape = (node: OnnxNode) => ({ attributes: { shape: viewOf(node) }, single: false });

/** The shape of an image that a node gives which changes nothing but shapes. */
function viewOf(node: OnnxNode): readonly number[] {
  const shape = node.batch(0);
  const to = targets[node.op]!(node, shape);
  if (!node.batched) return to;
  if (to[0] !== shape[0])
    return refuse(`it makes [${to}] of [${shape}]: the images of a batch are independent here, and stay apart`);
  return to.slice(1);
}

const targets: Readonly<Record<string, (node: OnnxNode, shape: readonly number[]) => readonly number[]>> = {
  Flatten: (node, shape) => {
    const axis = place(node.integer("axis", 1), shape.length, true);
    return [volume(shape.slice(0, axis)), volume(shape.slice(axis))];
  },
  Reshape: (node, shape) =>
    reshapeTo(shape, node.integers("shape", 1) ?? refuse("it says no shape"), node.flag("allowzero")),
  Squeeze: (node, shape) => squeezed(shape, node.integers("axes", 1)),
  Unsqueeze: (node, shape) => unsqueezed(shape, node.integers("axes", 1) ?? refuse("it says no axes")),
};
