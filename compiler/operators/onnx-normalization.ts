import {
  epsilonOf,
  type OnnxNode,
  type OnnxSpelling,
  type OnnxUse,
  type OnnxUses,
  refuse,
  type Tensor,
} from "./onnx.ts";
import { along, turn, viewAs } from "./onnx-axes.ts";
import { asMatrix, leftOf } from "./onnx-reductions.ts";
import { place, volume } from "./onnx-shapes.ts";
import { filled, reshaped } from "./onnx-tensors.ts";

/** Over which axes of an image a node normalizes: those from `axis` on, or `axes`. */
function axesOf(node: OnnxNode): readonly number[] {
  const rank = node.batch(0).length;
  const first = place(node.integer("axis", -1), rank);
  const axes = node.integers("axes") ?? Array.from({ length: rank - first }, (_, i) => first + i);
  return axes.map((axis) => node.axis(axis)).toSorted((a, b) => a - b);
}

/** LayerNormalization, which may also give the mean and the inverse deviation of what it normalizes. */
export function layerNormalization(node: OnnxNode): OnnxUses<Readonly<Record<string, unknown>>> {
  const axes = axesOf(node);
  const normal = normalization(node, axes, ["weight", "bias"]);
  const mean = () => [...asMatrix(node.shape(0), axes), average, viewAs(leftOf(node.shape(0), axes, true))];
  // Only what is used is asked of it, and the others may be refused.
  return node.outputs > 1 ? { outputs: [normal, mean(), inverseDeviation(node, axes)] } : normal;
}

/** RMSNormalization. */
export const rootMeanSquare = (node: OnnxNode): readonly OnnxUse[] => normalization(node, axesOf(node), ["weight"]);

const average: OnnxUse = { operator: "globalavgpool" };

/** 1/√(mean of squares − square of the mean + ε), as ONNX defines it. */
function inverseDeviation(node: OnnxNode, axes: readonly number[]): readonly OnnxUse[] {
  const shape = node.shape(0);
  const left = leftOf(shape, axes, true);
  const rows = [volume(left)];
  const weights = { weight: filled(rows, 1), bias: filled(rows, epsilonOf(node)) };
  return [
    ...asMatrix(shape, axes),
    { operator: "mul", operands: [-1, -1] },
    average,
    { ...average, operands: [-3] },
    { operator: "mul", operands: [-1, -1] },
    { operator: "sub", operands: [-3, -1] },
    { operator: "scale", attributes: { bias: true }, weights },
    { operator: "sqrt" },
    { operator: "reciprocal" },
    viewAs(left),
  ];
}

/** A norm whose own operator takes an image whole, or the channels at each position: other axes come first meanwhile. */
function normalization(node: OnnxNode, axes: readonly number[], roles: readonly string[]): readonly OnnxUse[] {
  const shape = node.shape(0);
  const rank = shape.length;
  const own = axes.map((axis) => shape[axis]!);
  const all = axes.length === rank;
  const weights = affineOf(node, axes, roles);
  const attributes = { across: all ? "all" : "channels", eps: epsilonOf(node), affine: weights !== undefined };
  const use = (of: readonly number[]): OnnxUse => ({ attributes, ...(weights ? { weights: weights(of) } : {}) });
  if (all) return [use(shape)];
  if (axes.length === 1) return along(axes[0]!, rank, use(own));
  const outer = shape.slice(0, axes[0]!);
  if (axes.some((axis, i) => axis !== axes[0]! + i) || axes.at(-1) !== rank - 1)
    return refuse("it normalizes over axes that are not the last ones");
  // Together they are one axis of a matrix, whose columns are normalized.
  const matrix = [volume(outer), volume(own)];
  return [viewAs(matrix), turn([1, 0]), use([matrix[1]!]), turn([1, 0]), viewAs(shape)];
}

/** Its constants for the axes that are normalized, under a shape of as many elements; undefined where there are none. */
function affineOf(node: OnnxNode, axes: readonly number[], roles: readonly string[]) {
  if (!node.has(1)) return undefined;
  const constants = roles.map((role, i) => (node.has(i + 1) ? node.constant(i + 1, `the ${role}`) : undefined));
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
  return (of: readonly number[]): Readonly<Record<string, Tensor>> =>
    Object.fromEntries(roles.map((role, i) => [role, constants[i] ? each(constants[i], of) : filled(of, 0)]));
}

/** x/√(mean square + ε), written out, with what may follow. */
export const rootMeanSquareSpelled: readonly OnnxSpelling[] = [
  "Div(x, Sqrt(Add(ReduceMean(Square(x)), epsilon)))",
  "Mul(x, Reciprocal(Sqrt(Add(ReduceMean(Square(x)), epsilon))))",
].flatMap((normal): OnnxSpelling[] => [
  { text: `Mul(${normal}, scale)`, op: "RMSNormalization", inputs: ["x", "scale"] },
  { text: normal, op: "RMSNormalization", inputs: ["x"] },
]);

/** (x − mean)/√(variance + ε), written out, with what may follow. */
export function layerNormalizationSpelled(): readonly OnnxSpelling[] {
  const op = "LayerNormalization";
  const distance = "Sub(x, ReduceMean(x))";
  const variances = [`ReduceMean(Square(${distance}))`, "Sub(ReduceMean(Square(x)), Square(ReduceMean(x)))"];
  return variances.flatMap((variance): OnnxSpelling[] => {
    const normal = `Div(${distance}, Sqrt(Add(${variance}, epsilon)))`;
    return [
      { text: `Add(Mul(${normal}, scale), bias)`, op, inputs: ["x", "scale", "bias"] },
      { text: `Mul(${normal}, scale)`, op, inputs: ["x", "scale"] },
      { text: normal, op, inputs: ["x"] },
    ];
  });
}
