import { epsilonOf, type OnnxNode, type OnnxSpelling, type OnnxUse, type OnnxUses, type Tensor } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";
import { ofImage } from "./onnx-elementwise.ts";
import { mean } from "./onnx-reductions.ts";
import { place, volume } from "./onnx-shapes.ts";
import { filled, reshaped } from "./onnx-tensors.ts";

/** Over which axes of an image a node normalizes: those from `axis` on, or `axes`. */
function axesOf(node: OnnxNode): readonly number[] {
  const rank = node.batch(0).length;
  const first = place(node.integer("axis", -1), rank);
  const axes = node.integers("axes") ?? Array.from({ length: rank - first }, (_, i) => first + i);
  return axes.map((axis) => node.axis(axis)).toSorted((a, b) => a - b);
}

/** LayerNormalization, with the mean and the inverse deviation as further outputs. */
export function layerNormalization(node: OnnxNode): OnnxUses<Readonly<Record<string, unknown>>> {
  return { outputs: [normalization(node, true), means(node), inverseDeviations(node)] };
}

/** RMSNormalization: not centered, and without a bias. */
export const rmsNormalization = (node: OnnxNode): readonly OnnxUse[] => normalization(node, false);

/**
 * Normalizes an image, or the channels at each position: other axes come first meanwhile, as one. A scale with one number for
 * each that is normalized is the operator's own, and so is the bias then; any other is multiplied and added behind it.
 */
function normalization(node: OnnxNode, centered: boolean): readonly OnnxUse[] {
  const draft = new Draft(node);
  const x = draft.input();
  const axes = axesOf(node);
  const all = axes.length === x.shape.length;
  const [scale, bias] = [1, 2].map((i) => (node.has(i) ? ofImage(node, 0, node.constant(i, names[i]!)) : undefined));
  const { front, back } = all ? { front: x, back: (y: Made) => y } : draft.inFront(x, axes);
  const own = all ? x.shape : [front.shape[0]!];
  const weights = scale && weightsOf(scale, bias, { x, axes, own, centered });
  const attributes = { across: all ? "all" : "channels", eps: epsilonOf(node), affine: weights !== undefined };
  const normal = back(draft.stage(undefined, [front], front.shape, { attributes, ...(weights ? { weights } : {}) }));
  if (weights || !scale) return draft.giving(normal);
  const scaled = draft.scaled(normal, scale);
  return draft.giving(bias ? draft.scaled(scaled, 1, bias) : scaled);
}

const names = ["", "the scale", "the bias"];

/** Parameters of the operator, if ONNX has a number for each element that is normalized, or one for all of them. */
function weightsOf(
  scale: Tensor,
  bias: Tensor | undefined,
  { x, axes, own, centered }: { x: Made; axes: readonly number[]; own: readonly number[]; centered: boolean },
) {
  const each = (tensor: Tensor): Tensor | undefined => {
    if (volume(tensor.shape) === 1) return filled(own, tensor.values()[0]!);
    const before = x.shape.length - tensor.shape.length;
    const wanted = x.shape.map((n, axis) => (axes.includes(axis) ? n : 1));
    const fits =
      before >= 0 && [...new Array<number>(before).fill(1), ...tensor.shape].every((n, i) => n === wanted[i]);
    return fits ? reshaped(tensor, own) : undefined;
  };
  const weight = each(scale);
  if (!centered) return weight && !bias ? { weight } : undefined;
  const added = bias ? each(bias) : filled(own, 0);
  return weight && added ? { weight, bias: added } : undefined;
}

/** The mean over the axes that are normalized. */
function means(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  return draft.giving(mean(draft, draft.input(), axesOf(node)));
}

/** 1/√(variance + ε) over the axes that are normalized. */
function inverseDeviations(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const { variance } = spreadOf(draft, draft.input(), axesOf(node));
  return draft.giving(draft.each("reciprocal", draft.each("sqrt", draft.scaled(variance, 1, epsilonOf(node)))));
}

/** x − mean, and the mean of its square. */
function spreadOf(draft: Draft, x: Made, axes: readonly number[]): { distance: Made; variance: Made } {
  const distance = draft.each("sub", x, mean(draft, x, axes));
  return { distance, variance: mean(draft, draft.each("mul", distance, distance), axes) };
}

/** MeanVarianceNormalization: (x − mean)/(√variance + 1e-9), over the batch and all positions unless it says other axes. */
export function meanVariance(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const x = draft.input();
  const axes = (node.integers("axes") ?? [0, 2, 3]).map((axis) => node.axis(axis)).toSorted((a, b) => a - b);
  const { distance, variance } = spreadOf(draft, x, axes);
  return draft.giving(draft.each("div", distance, draft.scaled(draft.each("sqrt", variance), 1, 1e-9)));
}

/** LpNormalization: x over the norm along an axis; 0 where that is 0. */
export function byNorm(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const x = draft.input();
  const norm = draft.pooled(x, [node.axis(node.integer("axis", -1))], "globallppool", { p: node.integer("p", 2) });
  return draft.giving(draft.each("div", x, norm));
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
