import { type OnnxNode, type OnnxUse, refuse } from "./onnx.ts";
import { Draft, type Made } from "./onnx-draft.ts";

/** Makes the value that has one row for these axes of an image. */
type Reduce = (draft: Draft, x: Made, axes: readonly number[]) => Made;

/** A reduction of ONNX's, over any axes of an image. `before` and `after` work element by element; then no axes are none. */
export function reduction(reduce: Reduce, { alone = true } = {}): (node: OnnxNode) => readonly OnnxUse[] {
  return (node) => {
    const said = node.integers("axes", 1) ?? [];
    const draft = new Draft(node);
    const x = draft.input();
    if (said.length === 0 && node.flag("noop_with_empty_axes"))
      return alone ? draft.giving(x) : refuse("it reduces no axes, and versions of ONNX differ in what is left of it");
    const all = node.batch(0).map((_, axis) => axis);
    const axes = [...new Set((said.length > 0 ? said : all).map((axis) => node.axis(axis)))].sort((a, b) => a - b);
    const reduced = reduce(draft, x, axes);
    if (node.flag("keepdims", true)) return draft.giving(reduced);
    const kept = reduced.shape.filter((_, axis) => !axes.includes(axis));
    const isSingle = kept.length === 0;
    return draft.giving(draft.view(reduced, isSingle ? [1] : kept), isSingle);
  };
}

/** By a pool over all positions: the one whose record this is for. */
export const byPool = (attributes?: Readonly<Record<string, unknown>>) =>
  reduction((draft, x, axes) => draft.pooled(x, axes, undefined, attributes));

export const mean: Reduce = (draft, x, axes) => draft.pooled(x, axes, "globalavgpool");

/** −max(−x) */
export const least: Reduce = (draft, x, axes) =>
  draft.each("neg", draft.pooled(draft.each("neg", x), axes, "globalmaxpool"));

export const sumOfSquares: Reduce = (draft, x, axes) => draft.pooled(draft.each("mul", x, x), axes, "globalsumpool");

export const logOfSum: Reduce = (draft, x, axes) => draft.each("log", draft.pooled(x, axes, "globalsumpool"));

/** m + log Σ exp(x − m), with the largest element m. */
export const logOfSumOfExp: Reduce = (draft, x, axes) => {
  const most = draft.pooled(x, axes, "globalmaxpool");
  const powers = draft.each("exp", draft.each("sub", x, most));
  return draft.each("add", logOfSum(draft, powers, axes), most);
};
