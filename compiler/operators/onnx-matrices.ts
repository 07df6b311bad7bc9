import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { along, turn, viewAs } from "./onnx-axes.ts";
import { volume } from "./onnx-shapes.ts";
import { reshaped, scaled, transposed } from "./onnx-tensors.ts";

// A value times a constant matrix: a fully connected layer of a vector. Of more axes the last one is multiplied: that is a 1x1
// convolution, once it is the channels; and one with groups where each of several matrices has a constant of its own.

/** y = alpha · x·w + beta · c */
export function gemm(node: OnnxNode): readonly OnnxUse[] {
  const [matrix, alpha, beta] = [node.constant(1, "the matrix"), node.number("alpha", 1), node.number("beta", 1)];
  if (matrix.shape.length !== 2) refuse("it multiplies by what is no matrix");
  const weight = scaled(node.flag("transB") ? matrix : transposed(matrix, [1, 0]), alpha);
  const [features] = weight.shape as [number];
  const addend = node.has(2) && beta !== 0 ? scaled(node.constant(2, "what it adds"), beta) : undefined;
  const bias = addend && (columnsOf(addend, features) ?? refuse("it adds another number to each row"));
  const rank = node.shape(0).length;
  if (!node.flag("transA")) return linear(weight, bias, rank);
  if (node.batched) refuse("it reads its input transposed, across the images of a batch");
  return [turn([1, 0]), ...linear(weight, bias, rank).map((use, i) => (i === 0 ? { ...use, operands: [-1] } : use))];
}

/** One number for each column, of what is broadcast to a matrix. */
const columnsOf = (addend: Tensor, features: number): Tensor | undefined => {
  const rows = addend.shape.slice(0, -1);
  if (volume(addend.shape) === 1) return perChannelOfOne(addend, features);
  return addend.shape.at(-1) === features && rows.every((n) => n === 1) ? reshaped(addend, [features]) : undefined;
};

const perChannelOfOne = (addend: Tensor, features: number): Tensor => ({
  ...addend,
  shape: [features],
  values: () => new Float32Array(features).fill(addend.values()[0]!),
});

/** The last axis of a value of so many through a matrix of out, in. */
function linear(weight: Tensor, bias: Tensor | undefined, rank: number): readonly OnnxUse[] {
  const [features, inputs] = weight.shape as [number, number];
  const own = bias ? {} : { bias: false };
  if (rank === 1) return [{ attributes: { features, ...own }, weights: bias ? { weight, bias } : { weight } }];
  const window = new Array<number>(rank - 1).fill(1);
  const filters = reshaped(weight, [features, inputs, ...window]);
  const attributes = { channels: features, window, ...own };
  const weights = bias ? { weight: filters, bias } : { weight: filters };
  return along(rank - 1, rank, { operator: "conv", attributes, weights });
}

export function matmul(node: OnnxNode): readonly OnnxUse[] {
  if (!node.isValue(0)) refuse("it multiplies by a constant from the left", "fold it into the layer before");
  const matrix = node.constant(1, "the matrix");
  const shape = node.shape(0);
  const rank = shape.length;
  if (matrix.shape.length === 1) {
    const row = linear(reshaped(matrix, [1, ...matrix.shape]), undefined, rank);
    return rank === 1 ? row : [...row, viewAs(shape.slice(0, -1))];
  }
  const extents = [...matrix.shape];
  while (extents.length > 2 && extents[0] === 1) extents.shift();
  const [inputs, features] = extents.slice(-2) as [number, number];
  if (inputs !== shape.at(-1)) refuse(`${shape.join("x")} does not end in ${inputs}`);
  if (extents.length === 2) return linear(transposed(reshaped(matrix, extents), [1, 0]), undefined, rank);
  const outer = extents.slice(0, -2);
  if (String(outer) !== String(shape.slice(0, -2))) return refuse("its matrices are not one for each of the value's");
  const [groups, rows] = [volume(outer), shape.at(-2)!];
  const filters = transposed(reshaped(matrix, [groups, inputs, features]), [0, 2, 1]);
  const attributes = { channels: groups * features, window: [1], groups, bias: false };
  return [
    viewAs([groups, rows, inputs]),
    turn([0, 2, 1]),
    viewAs([groups * inputs, rows]),
    { operator: "conv", attributes, weights: { weight: reshaped(filters, [groups * features, inputs, 1]) } },
    viewAs([groups, features, rows]),
    turn([0, 2, 1]),
    viewAs([...shape.slice(0, -1), features]),
  ];
}
