import type { Gather } from "../../compiler/kernels/family.ts";
import { coordinate, type Index, product, quotient, sum, whole } from "../../compiler/kernels/index-map.ts";
import { axisNamesOf } from "../../compiler/operators/arrangement.ts";
import { crop } from "../../compiler/operators/crop.ts";
import { depthtospace } from "../../compiler/operators/depthtospace.ts";
import { pad } from "../../compiler/operators/pad.ts";
import { reshape } from "../../compiler/operators/reshape.ts";
import { resize } from "../../compiler/operators/resize.ts";
import { type ResizeAttributes, resizedAxes } from "../../compiler/operators/resizing.ts";
import { slice } from "../../compiler/operators/slice.ts";
import { spacetodepth } from "../../compiler/operators/spacetodepth.ts";
import { split } from "../../compiler/operators/split.ts";
import { subsample } from "../../compiler/operators/subsample.ts";
import { transpose } from "../../compiler/operators/transpose.ts";
import type { Mutant } from "./mutant.ts";
import { asIfSaid, inKernel, inShape } from "./record.ts";

interface Sides {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const otherOrder = ({ order }: { readonly order?: unknown }) => ({ order: order === "crd" ? "dcr" : "crd" });

/** The row at a place before the first one, mirrored so that the first one is repeated: |2i + 1|/2. */
const repeated = (of: Index): Index => quotient({ kind: "magnitude", of: sum(product(of, 2), whole(1)) }, 2);

/** Bugs in the records of what only moves values about. */
export const arrangements: readonly Mutant[] = [
  inShape(pad, "forgets the rows at the end", (call, right) => {
    const { after } = call.attributes.sides as Sides;
    return right(call)?.map((extent, axis) => (axis === 0 ? extent : extent - after[axis - 1]!));
  }),
  asIfSaid(pad, "rows before and after exchanged", ({ sides }) => {
    const { before, after } = sides as Sides;
    return { sides: { kind: "sides", before: after, after: before } };
  }),
  asIfSaid(pad, "the rows of the other end for the border's", ({ mode }) => ({
    mode: mode === "wrap" ? "replicate" : mode,
  })),
  inKernel<Gather>(pad, "a mirrored border that is repeated", ({ axes }, { attributes: { mode, sides } }) =>
    mode === "reflect"
      ? {
          axes: axes.map((axis, a) =>
            a === 0 ? axis : repeated(sum(coordinate(a), whole(-(sides as Sides).before[a - 1]!))),
          ),
        }
      : {},
  ),
  inShape(crop, "forgets what is cut off at the end", (call, right) => {
    const { sides } = call.attributes as { sides: Sides | "unsaid" };
    const after = sides === "unsaid" ? undefined : sides.after;
    return right(call)?.map((extent, axis) => (axis === 0 ? extent : extent + (after?.[axis - 1] ?? 0)));
  }),
  asIfSaid(crop, "from the first row on", ({ size }) =>
    size === "unsaid" ? {} : { offset: (size as number[]).map(() => 0) },
  ),
  inShape(slice, "rounds the count down", (call, right) => {
    const { axis, from, step } = call.attributes as { axis: string; from: number; step: number };
    const at = axisNamesOf(call.inputs[0]!.length - 1).indexOf(axis as "width");
    const to = call.attributes.to === "end" ? call.inputs[0]![at]! : (call.attributes.to as number);
    return right(call)?.map((extent, i) => (i === at ? Math.max(1, Math.floor((to - from) / step)) : extent));
  }),
  asIfSaid(slice, "begins one too early", ({ from }) => ({ from: Math.max(0, (from as number) - 1) })),
  asIfSaid(split, "parts counted from 1", ({ part }) => ({ part: Math.max(0, (part as number) - 1) })),
  inShape(subsample, "rounds the count down", ({ inputs: [x], attributes: { stride } }) =>
    x!.map((n, axis) => (axis === 0 ? n : Math.max(1, Math.floor(n / (stride as number[])[axis - 1]!)))),
  ),
  inShape(transpose, "extents as they were", ({ inputs: [x] }) => x),
  inKernel<Gather>(transpose, "the way back", ({ axes }) => ({
    axes: axes.map((_, axis) => coordinate(axes.findIndex((each) => each.kind === "coordinate" && each.axis === axis))),
  })),
  inShape(depthtospace, "keeps the channels", ({ inputs: [x], attributes: { block } }) =>
    x!.map((n, axis) => (axis === 0 ? n : n * (block as number[])[axis - 1]!)),
  ),
  asIfSaid(depthtospace, "the other order", otherOrder),
  inShape(spacetodepth, "the side of a block for its places", (call, right) => {
    const shape = right(call);
    return shape && [call.inputs[0]![0]! * (call.attributes.block as number[])[0]!, ...shape.slice(1)];
  }),
  asIfSaid(spacetodepth, "the other order", otherOrder),
  inShape(reshape, "takes any count of elements", ({ attributes: { shape } }) =>
    (shape as (number | "rest")[]).map((extent) => (extent === "rest" ? 1 : extent)),
  ),
  inShape(resize, "rounds up, not down", (call, right) => {
    const { inputs, attributes } = call;
    if (!right(call)) return undefined;
    const axes = resizedAxes({ inputs, attributes: attributes as unknown as ResizeAttributes });
    return [inputs[0]![0]!, ...axes.map(({ n, per, of }) => Math.ceil((n * per) / of))];
  }),
  asIfSaid(resize, "half a row forgotten", ({ coordinates }) => ({
    coordinates: coordinates === "half_pixel" ? "asymmetric" : coordinates,
  })),
  asIfSaid(resize, "corners that are not aligned", ({ coordinates }) => ({
    coordinates: coordinates === "corners" ? "asymmetric" : coordinates,
  })),
  asIfSaid(resize, "half a row rounded the other way", ({ nearest }) => ({
    nearest: nearest === "half_down" ? "half_up" : nearest,
  })),
];
