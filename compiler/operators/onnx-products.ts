import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";
import { ofImage } from "./onnx-elementwise.ts";
import { broadcast, volume } from "./onnx-shapes.ts";
import { broadcastTo, flat, reshaped, scaled, transposed } from "./onnx-tensors.ts";

type Extents = readonly number[];

/** An axis of a value times a matrix of out, in: fully connected where it is the only axis, else at each position. */
function along(draft: Draft, x: Made, axis: number, weight: Tensor, bias?: Tensor): Made {
  const weights = { weight, ...(bias ? { bias } : {}) };
  const [features] = weight.shape as [number];
  if (x.shape.length > 1) return grouped(draft, x, [], axis, weights);
  return draft.stage("fc", [x], [features], { attributes: { features, bias: bias !== undefined }, weights });
}

/** The same with a matrix of its own for each row of some axes: `weight` has one below the other. */
function grouped(
  draft: Draft,
  x: Made,
  groups: Extents,
  axis: number,
  { weight, ...others }: { readonly weight: Tensor; readonly bias?: Tensor },
): Made {
  const lead = groups.map((each) => x.shape[each]!);
  const { front, back } = draft.inFront(x, [...groups, axis]);
  const [channels, inputs] = weight.shape as [number, number];
  const window = front.shape.slice(1).map(() => 1);
  const attributes = { channels, window, groups: volume(lead), bias: others.bias !== undefined };
  const filters = reshaped(weight, [channels, inputs, ...window]);
  const y = draft.stage("conv", [front], [channels, ...front.shape.slice(1)], {
    attributes,
    weights: { weight: filters, ...others },
  });
  return back(y, [...lead, channels / volume(lead)]);
}

/** MatMul of a value and a constant, on either side: many matrices where there are more than two axes. */
export function matMul(node: OnnxNode): readonly OnnxUse[] {
  const left = node.isValue(0) && (node.known(1) !== undefined || !node.isValue(1));
  if (node.isValue(0) && node.isValue(1) && !node.known(0) && !node.known(1))
    return refuse("it multiplies two values of the network, as attention does");
  const draft = new Draft(node);
  const input = draft.input(left ? 0 : 1);
  const given = node.constant(left ? 1 : 0, "the matrix");
  if (given.shape.length === 0) return refuse("its matrix is a single number");
  // Of a batch of vectors each is an image: the rows of ONNX's matrix are the batch then.
  if (node.batched && input.shape.length === 1) {
    if (!left) return refuse("it sums over the images of the batch, which are independent here");
    if (given.shape.length > 2)
      return refuse(`its matrix has ${given.shape.length} axes, and its value ${node.batch(0).length}`);
  }
  const matrix = node.batched && input.shape.length > 1 ? ofImage(node, left ? 0 : 1, given) : given;
  // A vector is a row on the left, and a column on the right: its axis of 1 is gone in the end.
  const [isVector, hasVector] = [input.shape.length === 1, matrix.shape.length === 1];
  const row = (shape: Extents, onLeft: boolean) => (shape.length > 1 ? shape : onLeft ? [1, ...shape] : [...shape, 1]);
  const c = reshaped(matrix, row(matrix.shape, !left));
  const x = draft.view(input, row(input.shape, left));
  const y = product(draft, x, c, left);
  const gone = [isVector ? (left ? -2 : -1) : undefined, hasVector ? (left ? -1 : -2) : undefined];
  const kept = y.shape.filter((_, axis) => !gone.includes(axis - y.shape.length));
  return draft.giving(draft.view(y, kept.length > 0 ? kept : [1]), kept.length === 0 && !node.batched);
}

/** x · c, or c · x, of matrices in the last two axes. */
function product(draft: Draft, x: Made, c: Tensor, left: boolean): Made {
  const axis = left ? -1 : -2;
  const [inputs, wanted] = [x.shape.at(axis)!, c.shape.at(left ? -2 : -1)!];
  if (inputs !== wanted) return refuse(`it multiplies ${x.shape.join("x")} and ${c.shape.join("x")}`);
  const lead = broadcast(x.shape.slice(0, -2), c.shape.slice(0, -2));
  const whole = draft.filling(x, [...lead, ...x.shape.slice(-2)]);
  const at = whole.shape.length + axis;
  const spread = volume(c.shape.slice(0, -2)) > 1 ? broadcastTo(c, [...lead, ...c.shape.slice(-2)]) : c;
  const last = spread.shape.length - 2;
  const turned = left ? transposed(spread, [...spread.shape.slice(0, -2).keys(), last + 1, last]) : spread;
  const weight = reshaped(turned, [volume(turned.shape) / inputs, inputs]);
  const groups = volume(spread.shape.slice(0, -2)) > 1 ? lead.map((_, i) => i) : [];
  return groups.length > 0 ? grouped(draft, whole, groups, at, { weight }) : along(draft, whole, at, weight);
}

/** Gemm: alpha · x · matrix + beta · addend. */
export function gemm(node: OnnxNode): readonly OnnxUse[] {
  const [matrix, alpha, beta] = [node.constant(1, "the matrix"), node.number("alpha", 1), node.number("beta", 1)];
  const draft = new Draft(node);
  const x = draft.input();
  const turned = node.flag("transA");
  if (node.batch(0).length !== 2 || matrix.shape.length !== 2) refuse("it multiplies what is no matrix");
  if (turned && node.batched) refuse("it reads its input transposed, across the images of a batch");
  const weight = scaled(node.flag("transB") ? matrix : transposed(matrix, [1, 0]), alpha);
  const axis = turned ? 0 : x.shape.length - 1;
  const [features, inputs] = weight.shape as [number, number];
  if (inputs !== x.shape[axis]) refuse(`it multiplies rows of ${x.shape[axis]} and columns of ${inputs}`);
  const addend =
    node.has(2) && beta !== 0 ? scaled(ofImage(node, 0, node.constant(2, "what it adds")), beta) : undefined;
  // One number for each column is the layer's own bias.
  const row = addend?.shape.slice(0, -1).every((n) => n === 1) ? addend : undefined;
  const bias = row && broadcastTo(flat(row), [features]);
  const y = along(draft, x, axis, weight, bias);
  const straight = turned ? draft.turned(y, [1, 0]) : y;
  return draft.giving(addend && !bias ? draft.scaled(straight, 1, addend) : straight);
}
