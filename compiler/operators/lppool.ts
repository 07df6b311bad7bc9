import { smallestNormal } from "../kernels/scalar.ts";
import { integer } from "./attributes.ts";
import { rounding, windowOf } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";
import { type PoolAttributes, poolAttributes, poolShape, tapsOf, volume } from "./pool.ts";
import { norm } from "./reductions.ts";
import { slide } from "./sliding.ts";

interface Attributes extends PoolAttributes {
  readonly p: number;
}

const { window, ...others } = poolAttributes;

/** (Σ|x|^p)^(1/p) over each window, padding being zeros (Sermanet et al. 2012; ONNX LpPool). */
export const lppool = defineOperator<Attributes>({
  name: "lppool",
  summary: "Takes the p-norm of each window.",
  operands: 1,
  attributes: {
    window,
    p: integer({
      summary: "which norm: 1 sums magnitudes, 2 is the Euclidean one",
      least: 1,
      most: 64,
      default: () => 2,
    }),
    ...others,
  },
  shape: (call) => poolShape(call, "lppool"),
  reference: ({ x: [x], y, ...call }) => {
    const sizes = slide(call);
    const { p } = call.attributes;
    for (const out of y.places()) {
      const taps = Array.from(tapsOf(out, sizes), (place) => Math.abs(x!.at(place) ?? 0));
      // f64 holds no 64th power of what f32 holds. A power of two is divided by without loss.
      const unit = 2 ** Math.floor(Math.log2(Math.max(...taps, smallestNormal)));
      const sum = taps.reduce((all, tap) => all + (tap / unit) ** p, 0);
      y.set(out, unit * sum ** (1 / p));
    }
  },
  rounding: {
    kind: "sum",
    terms: ({ attributes }) => volume(attributes.window),
    after: ({ attributes: { p, window: k } }) => (p === 1 ? 0 : roundings(volume(k))),
  },
  kernel: (call) => ({ family: "window", ...slide(call), reduction: norm(call.attributes.p) }),
  onnx: { LpPool: (node) => ({ attributes: { ...windowOf(node), ...rounding(node), p: node.integer("p", 2) } }) },
  examples: [
    {
      cnn: "lppool(2x2)",
      x: [
        [
          [1, -1],
          [1, 1],
        ],
      ],
      y: [[[2]]],
    },
    { cnn: "lppool(2, p=1, stride=1)", x: [[-3, 4, 0]], y: [[7, 4]] },
  ],
});

/**
 * Units in the last place by which the norm of `taps` may be off, for every p ≥ 2. A term of the sum is a power of a
 * quotient, off by 2.5 p + (p − 1); each tap may bring the sum to another scale, which costs as much again; the root
 * divides all that by p: 3.5 · taps, and 2 · taps/p for products and sums. A logarithm of at most ln taps costs
 * 4 + 3 ln taps, divided by p; the exponential, its argument and the last product add 6 + 4 ln taps, a square root
 * 6 at most. All of it is less than the following.
 */
const roundings = (taps: number): number => 6 * taps + 16;
