import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Sliding } from "../kernels/family.ts";
import { add, argument, constant, div, mul, type Reduction } from "../kernels/scalar.ts";
import { fit, oneOf, type Padding, padding, size } from "./attributes.ts";
import { indices } from "./grid.ts";
import { defineOperator } from "./operator.ts";
import { eachWindowHasInput, slide, slidingShape } from "./sliding.ts";

interface Attributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly over: "unsaid" | "valid" | "window";
  readonly round: "floor" | "ceil";
  readonly fit: "floor" | "exact";
}

const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

/** Mean of each window: over the inputs in it (`over=valid`), or over all its taps, padding counted as 0 (`over=window`). */
export const avgpool = defineOperator<Attributes>({
  name: "avgpool",
  summary: "Averages each window.",
  operands: 1,
  attributes: {
    window: size({ summary: "extent of the window", positional: true }),
    stride: size({ summary: "step between windows", default: (_, before) => before.window as readonly number[] }),
    pad: padding(),
    over: {
      ...oneOf(["valid", "window"], { summary: "what to divide by; must be said where there is padding" }),
      default: () => "unsaid" as const,
    },
    round: oneOf(["floor", "ceil"], {
      summary: "`ceil` keeps a last window that hangs over the end",
      default: () => "floor",
    }),
    fit: fit(),
  },
  shape: (call) => {
    const spatial = slidingShape(call, "avgpool");
    if (!spatial || !eachWindowHasInput(call)) return undefined;
    const sizes = slide(call);
    const { over } = call.attributes;
    if (over === "unsaid" && touchesPadding(sizes)) {
      const help =
        "add `over=valid` to divide by the inputs in each window, or `over=window` to count padding as zeros";
      call.report(diagnostics.sayOver, {}, { attribute: "pad", help });
      return undefined;
    }
    if (over === "window" && hangsOver(sizes)) {
      call.report(diagnostics.overhang, {}, { attribute: "round", help: "say `over=valid`" });
      return undefined;
    }
    return [call.inputs[0]![0]!, ...spatial];
  },
  reference: ({ x: [x], y, inputs, attributes: a }) => {
    const { stride, padBefore } = slide({ inputs, attributes: a });
    for (const out of y.places()) {
      let [sum, count] = [0, 0];
      for (const k of indices(a.window)) {
        const tap = x!.at(
          out.map((at, axis) => (axis === 0 ? at : at * stride[axis - 1]! + k[axis - 1]! - padBefore[axis - 1]!)),
        );
        sum += tap ?? 0;
        if (tap !== undefined || a.over === "window") count++;
      }
      y.set(out, sum / count);
    }
  },
  rounding: {
    kind: "sum",
    terms: ({ attributes: { window } }) => volume(window),
    // Dividing by a power of two is exact; a rounded reciprocal or a division is off by up to three units.
    after: (call) =>
      counted(call.attributes, slide(call)) || Math.log2(volume(call.attributes.window)) % 1 !== 0 ? 3 : 0,
  },
  kernel: (call) => {
    const sizes = slide(call);
    const reduction = counted(call.attributes, sizes) ? countedMean : mean(volume(sizes.window));
    return { family: "window", ...sizes, reduction };
  },
  examples: [
    {
      cnn: "avgpool(2x2)",
      x: [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      y: [[[3]]],
    },
    {
      cnn: "avgpool(2x2, stride=1, pad=1, over=valid)",
      x: [[[4]]],
      y: [
        [
          [4, 4],
          [4, 4],
        ],
      ],
    },
    {
      cnn: "avgpool(2x2, stride=1, pad=1, over=window)",
      x: [[[4]]],
      y: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
  ],
});

/** True if a window reaches outside the input. */
const touchesPadding = (s: Sliding): boolean =>
  s.input.some(
    (n, axis) =>
      s.padBefore[axis]! > 0 || (s.output[axis]! - 1) * s.stride[axis]! + s.window[axis]! - s.padBefore[axis]! > n,
  );

/** True if a window reaches outside the padded input, as only `round=ceil` allows. */
const hangsOver = (s: Sliding): boolean =>
  s.input.some(
    (n, axis) => (s.output[axis]! - 1) * s.stride[axis]! + s.window[axis]! > n + s.padBefore[axis]! + s.padAfter[axis]!,
  );

/** True if the divisor differs from window to window. */
const counted = (a: Attributes, sizes: Sliding): boolean => a.over !== "window" && touchesPadding(sizes);

const [sum, x] = [argument(0), argument(1)];

/** The sum over a fixed number of taps, absent ones being zeros. */
const mean = (count: number): Reduction => ({
  state: ["sum"],
  seed: [argument(0)],
  step: [add(sum, x)],
  merge: [add(sum, x)],
  finish: mul(sum, constant(1 / count)),
});

/** The sum and the number of taps that are there. */
const countedMean: Reduction = {
  state: ["sum", "count"],
  seed: [argument(0), constant(1)],
  step: [add(argument(0), argument(2)), add(argument(1), constant(1))],
  merge: [add(argument(0), argument(2)), add(argument(1), argument(3))],
  finish: div(argument(0), argument(1)),
};
