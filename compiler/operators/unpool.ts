import type { Expression } from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import type { Sliding } from "../kernels/family.ts";
import { reach } from "../kernels/sliding.ts";
import type { Schema } from "./attributes.ts";
import { globalmaxpool } from "./globalmaxpool.ts";
import { indices } from "./grid.ts";
import { maxpool } from "./maxpool.ts";
import { defineOperator, type ShapeCall } from "./operator.ts";
import { tapsOf } from "./pool.ts";
import { rowsAfter } from "./sliding.ts";

interface Attributes {
  /** The pool's sizes, with no more padding at the end than its windows reach into. */
  readonly from: Sliding;
}

const pools = [maxpool.name, globalmaxpool.name];

const poolAbove: Schema<Sliding> = {
  summary: "the max pool that is undone",
  domain: { kind: "layer", operators: pools },
  expected: "the name of a max pool above, such as `maxpool1`, or a value that one gives",
  positional: false,
  read: (expression, { layer }) => {
    const work = isName(expression) ? layer(expression, pools) : undefined;
    if (work?.family !== "window") return undefined;
    const { input, output, window, stride, dilation, padBefore } = work;
    return { input, output, window, stride, dilation, padBefore, padAfter: rowsAfter(work) };
  },
};

const isName = ({ kind }: Expression): boolean => kind === "name" || kind === "string";

/**
 * Undoes a max pool as far as that goes: each value returns to the place that its window's largest was at, the first one
 * in row-major order, and all else is 0 (Zeiler and Fergus 2014; Badrinarayanan, Kendall and Cipolla 2017). Its inputs are
 * the value and what the pool read, from which the places are found again: no tensor of indices is kept.
 */
export const unpool = defineOperator<Attributes>({
  name: "unpool",
  summary: "Puts each value back where a max pool took its window's largest from; 0 elsewhere.",
  operands: 1,
  attributes: { from: poolAbove },
  shape: (call) => {
    const [x, pooled] = call.inputs;
    const { from } = call.attributes;
    if (!windowsAreApart(call)) return undefined;
    const given = showShape([pooled![0]!, ...from.output]);
    if (showShape(x!) === given) return pooled;
    const also = [call.inputLabel(0, `this is ${showShape(x!)}`), call.inputLabel(1, `this gives ${given}`)];
    const samePlaces = showShape(x!.slice(1)) === showShape(from.output);
    const help = samePlaces
      ? `\`conv(${pooled![0]}, ${from.output.map(() => 1).join("x")})\` before it gives ${pooled![0]} channels`
      : "pools are undone from the last to the first, each with what has been computed from its own output";
    const parameters = { expected: given, found: showShape(x!) };
    call.report(diagnostics.unpoolsAnother, parameters, { attribute: "from", also, help });
    return undefined;
  },
  reference: ({ x: [x, pooled], y, attributes: { from } }) => {
    for (const out of indices(x!.shape)) {
      let largest: { readonly value: number; readonly place: readonly number[] } | undefined;
      for (const place of tapsOf(out, from)) {
        const value = pooled!.at(place);
        if (value !== undefined && (largest === undefined || value > largest.value)) largest = { value, place };
      }
      y.set(largest!.place, x!.at(out)!);
    }
  },
  rounding: { kind: "selection" },
  kernel: ({ attributes: { from } }) => ({ family: "unpool", pool: from }),
  examples: [
    {
      cnn: "maxpool(2x2) -> unpool(from=maxpool1)",
      x: [
        [
          [1, 5, 7, 7],
          [2, 3, 7, 7],
        ],
      ],
      y: [
        [
          [0, 5, 7, 0],
          [0, 0, 0, 0],
        ],
      ],
    },
  ],
});

/** No position may be the largest of two windows: their extents must not overlap. */
function windowsAreApart(call: ShapeCall<Attributes>): boolean {
  const { window, stride, dilation, output } = call.attributes.from;
  const reaches = window.map((k, axis) => reach(k, dilation[axis]!));
  if (reaches.every((r, axis) => output[axis] === 1 || r <= stride[axis]!)) return true;
  const parameters = { window: showShape(reaches), stride: showShape(stride) };
  call.report(diagnostics.windowsOverlap, parameters, {
    attribute: "from",
    also: [call.inputLabel(1, "this pool")],
    help: `with \`stride=${showShape(reaches)}\` its windows lie apart`,
  });
  return false;
}
