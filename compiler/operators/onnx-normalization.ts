import {
  epsilonOf,
  type OnnxNode,
  type OnnxSpelling,
  type OnnxUse,
  type OnnxUses,
  refuse,
  type Tensor,
} from "./onnx.ts";
import { along, inverse, turn, viewAs } from "./onnx-axes.ts";
import { place, volume } from "./onnx-shapes.ts";
import { filled, reshaped } from "./onnx-tensors.ts";

/** Over which axes of an image a node normalizes: those from `axis` on, or `axes`. */
function axesOf(node: OnnxNode): readonly number[] {
  const rank = node.batch(0).length;
  const first = place(node.integer("axis", -1), rank);
  const axes = node.integers("axes") ?? Array.from({ length: rank - first }, (_, i) => first + i);
  return axes.map((axis) => node.axis(axis)).toSorted((a, b) => a - b);
}

/** LayerNormalization. Its own operator normalizes an image, or the channels at each position: other axes come first meanwhile. */
export function fromOnnx(node: OnnxNode): OnnxUses<Readonly<Record<string, unknown>>> {
  const shape = node.shape(0);
  const axes = axesOf(node);
  const rank = shape.length;
  const own = axes.map((axis) => shape[axis]!);
  const all = axes.length === rank;
  const weights = affineOf(node, axes);
  const attributes = { across: all ? "all" : "channels", eps: epsilonOf(node), affine: weights !== undefined };
  const use = (of: readonly number[]): OnnxUse => ({ attributes, ...(weights ? { weights: weights(of) } : {}) });
  if (all) return [use(shape)];
  if (axes.length === 1) return along(axes[0]!, rank, use(own));
  const outer = shape.slice(0, axes[0]!);
  if (axes.some((axis, i) => axis !== axes[0]! + i) || axes.at(-1) !== rank - 1)
    return refuse("it normalizes over axes that are not next to each other");
  // Together they are one axis of a matrix, whose columns are normalized.
  const matrix = [volume(outer), volume(own)];
  const order = [1, 0];
  return [viewAs(matrix), turn(order), use([matrix[1]!]), turn(inverse(order)), viewAs(shape)];
}

/** Scale and bias for the axes that are normalized, under a shape of as many elements; undefined where there is neither. */
function affineOf(node: OnnxNode, axes: readonly number[]) {
  if (!node.has(1)) return undefined;
  const [scale, bias] = [node.constant(1, "the scale"), node.has(2) ? node.constant(2, "the bias") : undefined];
  const rank = node.batch(0).length;
  const own = node.shape(0);
  const each = (tensor: Tensor, of: readonly number[]): Tensor => {
    const aligned = [...new Array<number>(Math.max(0, rank - tensor.shape.length)).fill(1), ...tensor.shape];
    const image = aligned.slice(aligned.length - own.length);
    const fits = image.every((n, axis) => n === (axes.includes(axis) ? own[axis] : 1));
    if (fits && volume(tensor.shape) === volume(of)) return reshaped(tensor, of);
    if (volume(tensor.shape) === 1) return filled(of, tensor.values()[0]!);
    return refuse(`a constant of [${tensor.shape}] is not one number for each that is normalized`);
  };
  return (of: readonly number[]) => ({ weight: each(scale, of), bias: bias ? each(bias, of) : filled(of, 0) });
}

/** (x − mean)/√(variance + ε), written out, with what may follow. */
export function normalized(op: string, [scale, bias]: readonly [string, string]): readonly OnnxSpelling[] {
  const distance = "Sub(x, ReduceMean(x))";
  const variances = [`ReduceMean(Square(${distance}))`, "Sub(ReduceMean(Square(x)), Square(ReduceMean(x)))"];
  return variances.flatMap((variance): OnnxSpelling[] => {
    const normal = `Div(${distance}, Sqrt(Add(${variance}, epsilon)))`;
    return [
      { text: `Add(Mul(${normal}, ${scale}), ${bias})`, op, inputs: ["x", scale, bias] },
      { text: `Mul(${normal}, ${scale})`, op, inputs: ["x", scale] },
      { text: normal, op, inputs: ["x"] },
    ];
  });
}
