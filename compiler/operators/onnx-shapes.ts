import { type OnnxNode, refuse } from "./onnx.ts";

// What ONNX says of shapes, for the importer and for the operators' mappings. What makes no sense refuses the node.

type Extents = readonly number[];

export const volume = (shape: Extents): number => shape.reduce((a, b) => a * b, 1);

/** An axis that may count from the end; `end` allows the place after the last. */
export function place(axis: number, rank: number, end = false): number {
  const counted = axis < 0 ? axis + rank : axis;
  return counted >= 0 && counted < rank + (end ? 1 : 0) ? counted : refuse(`there is no axis ${axis} in ${rank}`);
}

/** Part of a shape, as `Shape` has it since opset 15. */
export function cut(shape: Extents, view: OnnxNode): Extents {
  return shape.slice(view.integer("start", 0), view.integer("end", shape.length));
}

/** The shape that `Reshape` gives: 0 keeps an extent, and -1 is what is left. */
export function reshapeTo(shape: Extents, to: Extents, allowZero: boolean): Extents {
  const count = volume(shape);
  const kept = to.map((n, axis) => (n === 0 && !allowZero ? (shape[axis] ?? 0) : n));
  const said = volume(kept.filter((n) => n !== -1));
  const result = kept.map((n) => (n === -1 ? count / said : n));
  const good = volume(result) === count && result.every((n) => Number.isSafeInteger(n) && n >= 0);
  return good ? result : refuse(`[${shape}] cannot become [${to}]`);
}

/** With extents of 1 at these axes of the result. */
export function unsqueezed(shape: Extents, axes: Extents): Extents {
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => place(axis, rank)));
  if (added.size !== axes.length) return refuse(`it adds an axis twice (${axes})`);
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!));
}

/** Without these axes, which have extent 1; without all such unless they are said. */
export function squeezed(shape: Extents, axes: Extents | undefined): Extents {
  const removed = axes ? new Set(axes.map((axis) => place(axis, shape.length))) : undefined;
  const goes = (axis: number) => (removed ? removed.has(axis) : shape[axis] === 1);
  const wrong = shape.findIndex((n, axis) => goes(axis) && n !== 1);
  return wrong < 0 ? shape.filter((_, axis) => !goes(axis)) : refuse(`axis ${wrong} of [${shape}] is not 1`);
}

/** The order of the axes that `Transpose` gives: backwards unless it is said. */
export function orderOf(perm: Extents | undefined, rank: number): Extents {
  const order = perm ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const good = order.length === rank && [...order].sort((a, b) => a - b).every((axis, i) => axis === i);
  return good ? order : refuse(`[${order}] is no order of ${rank} axes`);
}

/** What `Slice` takes of each axis: the first index, the step, and how many. */
export interface Cut {
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

export function slicesOf(view: OnnxNode, shape: Extents): readonly Cut[] {
  const [starts, ends] = [view.integers("starts", 1) ?? [], view.integers("ends", 2) ?? []];
  const axes = view.integers("axes", 3) ?? starts.map((_, axis) => axis);
  const steps = view.integers("steps", 4) ?? starts.map(() => 1);
  if ([ends, axes, steps].some(({ length }) => length !== starts.length)) return refuse("its lists differ in length");
  const cuts = shape.map((n): Cut => ({ from: 0, step: 1, count: n }));
  for (const [i, axis] of axes.entries()) {
    const at = place(axis, shape.length);
    const [n, step] = [shape[at]!, steps[i]!];
    if (step === 0) return refuse("a step is 0");
    const hold = (index: number, least: number, most: number) =>
      Math.min(most, Math.max(least, index < 0 ? index + n : index));
    const from = step > 0 ? hold(starts[i]!, 0, n) : hold(starts[i]!, 0, n - 1);
    const to = step > 0 ? hold(ends[i]!, 0, n) : hold(ends[i]!, -1, n - 1);
    cuts[at] = { from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
  }
  return cuts;
}

/** The extents of the parts that `Split` makes of so many rows. */
export function partsOf(view: OnnxNode, extent: number, outputs: number): Extents {
  const said = view.integers("split", 1);
  const size = Math.ceil(extent / view.integer("num_outputs", outputs));
  const parts = said ?? Array.from({ length: outputs }, (_, i) => Math.min(size, extent - i * size));
  const good = parts.length === outputs && parts.every((n) => n >= 0) && parts.reduce((a, b) => a + b, 0) === extent;
  return good ? parts : refuse(`${extent} rows do not fall into parts of ${parts.join(", ")}`);
}

/** The shape that two broadcast to. */
export function broadcast(a: Extents, b: Extents): Extents {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Extents, axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [at(a, axis), at(b, axis)];
    return m === n || n === 1 ? m : m === 1 ? n : refuse(`[${a}] and [${b}] do not go together`);
  });
}
