import { type OnnxNode, refuse } from "../operators/onnx.ts";
import { cut, orderOf, volume } from "../operators/onnx-shapes.ts";
import { list } from "./fold.ts";
import type { Value } from "./node.ts";

/** ONNX's operators that are no operator's here: names for values, numbers about them, and the order of their axes. */
export const structure: Readonly<Record<string, (view: OnnxNode, inputs: readonly (Value | undefined)[]) => Value>> = {
  Identity: (_, [value]) => given(value),
  // Between floating points, all of which are f32 here.
  Cast: (view, [value]) => ([1, 10, 11, 16].includes(view.integer("to")) ? given(value) : castsAway()),
  CastLike: (_, [value, like]) => {
    const type = like?.kind === "constant" ? like.tensor.type : "float32";
    return type.includes("float") ? given(value) : castsAway();
  },
  Shape: (view) => ({ kind: "constant", tensor: list(cut(view.batch(0), view)) }),
  Size: (view) => ({ kind: "constant", tensor: { ...list([volume(view.batch(0))]), shape: [] } }),
  Transpose: (view, [value]) => {
    if (value?.kind !== "computed") return given(value);
    const shape = view.batch(0);
    const order = orderOf(view.integers("perm"), shape.length);
    // A second one undoes the first, or both together are one.
    const both = order.map((axis) => value.order?.[axis] ?? axis);
    const { order: _, ...plain } = value;
    const moved = { ...plain, shape: order.map((axis) => shape[axis]!) };
    return both.every((axis, i) => axis === i) ? moved : { ...moved, order: both };
  },
};

const given = (value: Value | undefined): Value => value ?? refuse("input 1 is left out");

const castsAway = (): never =>
  refuse("it casts values of the network to whole numbers or truth values", "only floating point is computed");
