import { argument, max } from "../kernels/scalar.ts";
import { fit, oneOf, type Padding, padding, size } from "./attributes.ts";
import { indices } from "./grid.ts";
import { defineOperator } from "./operator.ts";
import { eachWindowHasInput, slide, slidingShape } from "./sliding.ts";

interface Attributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly round: "floor" | "ceil";
  readonly fit: "floor" | "exact";
}

/** Largest value of each window. Padding never wins: taps outside the tensor are absent. */
export const maxpool = defineOperator<Attributes>({
  name: "maxpool",
  summary: "Keeps the largest value of each window.",
  operands: 1,
  attributes: {
    window: size({ summary: "extent of the window", positional: true }),
    stride: size({ summary: "step between windows", default: (_, before) => before.window as readonly number[] }),
    pad: padding(),
    round: oneOf(["floor", "ceil"], {
      summary: "`ceil` keeps a last window that hangs over the end",
      default: () => "floor",
    }),
    fit: fit(),
  },
  shape: (call) => {
    const spatial = slidingShape(call, "maxpool");
    return spatial && eachWindowHasInput(call) ? [call.inputs[0]![0]!, ...spatial] : undefined;
  },
  reference: ({ x: [x], y, inputs, attributes }) => {
    const { stride, padBefore } = slide({ inputs, attributes });
    for (const out of y.places()) {
      let best: number | undefined;
      for (const k of indices(attributes.window)) {
        const tap = x!.at(
          out.map((at, axis) => (axis === 0 ? at : at * stride[axis - 1]! + k[axis - 1]! - padBefore[axis - 1]!)),
        );
        if (tap !== undefined && (best === undefined || tap > best)) best = tap;
      }
      y.set(out, best!);
    }
  },
  rounding: { kind: "selection" },
  kernel: (call) => {
    const [best, x] = [argument(0), argument(1)];
    const larger = [max(best, x)];
    return {
      family: "window",
      ...slide(call),
      reduction: { state: ["best"], seed: [argument(0)], step: larger, merge: larger, finish: best },
    };
  },
  examples: [
    {
      cnn: "maxpool(2x2)",
      x: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      y: [[[4]]],
    },
    {
      cnn: "maxpool(3, pad=1)",
      x: [
        [
          [-5, -4],
          [-3, -2],
        ],
      ],
      y: [[[-2]]],
    },
  ],
});
