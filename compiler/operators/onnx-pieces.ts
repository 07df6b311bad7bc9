import { type OnnxNode, type OnnxUse, type OnnxUses, refuse } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";
import { broadcast, type Cut, partsOf, place, slicesOf } from "./onnx-shapes.ts";

/** Slice: a range of some axes. */
export function slices(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  return draft.giving(draft.cut(draft.input(), cutsIn(node, slicesOf(node, node.batch(0)))));
}

/** Of an image; the batch has to be kept whole. */
function cutsIn(node: OnnxNode, cuts: readonly Cut[]): readonly Cut[] {
  const shape = node.batch(0);
  return cuts.flatMap((cut, axis) => {
    const isWhole = cut.from === 0 && cut.step === 1 && cut.count === shape[axis];
    if (!isWhole) node.axis(axis);
    return node.batched && axis === 0 ? [] : [cut];
  });
}

/** Split into parts that are not equal. */
export function parts(node: OnnxNode): OnnxUses<Readonly<Record<string, unknown>>> {
  const shape = node.batch(0);
  const axis = place(node.integer("axis", 0), shape.length);
  const counts = partsOf(node, shape[axis]!, node.outputs);
  const outputs = counts.map((count, i) => {
    const from = counts.slice(0, i).reduce((a, b) => a + b, 0);
    const cuts = shape.map((n, at) => (at === axis ? { from, step: 1, count } : { from: 0, step: 1, count: n }));
    const draft = new Draft(node);
    return draft.giving(draft.cut(draft.input(), cutsIn(node, cuts)));
  });
  return { outputs };
}

/** Gather: rows of an axis by their numbers, which are known; they have a shape of their own, which is put in the axis's place. */
export function gather(node: OnnxNode): readonly OnnxUse[] {
  const axis = node.axis(node.integer("axis", 0));
  const at = node.constant(1, "the indices");
  const draft = new Draft(node);
  const x = draft.input();
  const picked = rows(draft, x, axis, [...at.values()]);
  const shape = x.shape.toSpliced(axis, 1, ...at.shape);
  return draft.giving(draft.view(picked, shape.length > 0 ? shape : [1]), shape.length === 0);
}

/** Most ranges that rows which are not next to each other are put together of. */
const mostRanges = 16;

/** Rows of an axis by their numbers: a range, or several behind each other. */
function rows(draft: Draft, x: Made, axis: number, numbers: readonly number[]): Made {
  const n = x.shape[axis]!;
  const places = numbers.map((i) => (i < 0 ? i + n : i));
  if (places.some((i) => !Number.isInteger(i) || i < 0 || i >= n)) return refuse(`it takes rows that ${n} have not`);
  const ranges: Cut[] = [];
  for (const at of places) {
    const last = ranges.at(-1);
    const step = last && at - last.from - (last.count - 1) * last.step;
    if (last && step! > 0 && (last.count === 1 || step === last.step))
      ranges[ranges.length - 1] = { from: last.from, step: step!, count: last.count + 1 };
    else ranges.push({ from: at, step: 1, count: 1 });
  }
  if (ranges.length === 0) return refuse("it takes nothing");
  if (ranges.length > mostRanges) return refuse(`it takes rows from ${ranges.length} places`);
  const whole = x.shape.map((extent): Cut => ({ from: 0, step: 1, count: extent }));
  return draft.joined(
    ranges.map((range) => draft.cut(x, whole.with(axis, range))),
    axis,
  );
}

/** Concat, along any axis of an image. */
export function concatenated(node: OnnxNode): readonly OnnxUse[] {
  const draft = new Draft(node);
  const axis = node.axis(node.integer("axis", 1));
  return draft.giving(
    draft.joined(
      Array.from({ length: node.inputs }, (_, i) => draft.input(i)),
      axis,
    ),
  );
}

/** Expand: axes of one row repeated, and axes in front. */
export function expanded(node: OnnxNode): readonly OnnxUse[] {
  const shape = node.batch(0);
  const whole = broadcast(shape, node.integers("shape", 1) ?? refuse("it says no shape"));
  if (node.batched && (whole.length !== shape.length || whole[0] !== shape[0]))
    return refuse(`it makes [${whole}] of [${shape}]: the images of a batch stay as many as they are`);
  const draft = new Draft(node);
  return draft.giving(draft.filling(draft.input(), node.batched ? whole.slice(1) : whole));
}

/** Tile: each axis so many times over. */
export function tiled(node: OnnxNode): readonly OnnxUse[] {
  const times = node.integers("repeats", 1) ?? refuse("it does not say how often");
  if (times.length !== node.batch(0).length) return refuse(`[${times}] is not one number for each axis`);
  if (node.batched && times[0] !== 1) node.axis(0);
  const draft = new Draft(node);
  return draft.giving(draft.repeated(draft.input(), node.batched ? times.slice(1) : times));
}
