import {
  add,
  argument,
  constant,
  div,
  type Enclosed,
  enclose,
  exp,
  log,
  mul,
  type Reduction,
  type Scalar,
  smallestNormal,
  sqrt,
  unitRoundoff,
} from "../kernels/scalar.ts";
import { aboveZero, integer, positiveNumber } from "./attributes.ts";
import { Grid } from "./grid.ts";
import { needsBatch } from "./onnx-windows.ts";
import { defineOperator, type Reference } from "./operator.ts";

interface Attributes {
  readonly n: number;
  readonly a: number;
  readonly b: number;
  readonly k: number;
}

/**
 * Local response normalization: x/(k + a·Σx²)^b, the sum over the channels around at the same position (Krizhevsky,
 * Sutskever and Hinton 2012, section 3.3). `a` multiplies the plain sum, as there; Caffe, ONNX and PyTorch divide it by n
 * first. What they call alpha is n·a, and their defaults differ: so all four numbers have to be said, by name.
 */
export const lrn = defineOperator<Attributes>({
  name: "lrn",
  summary: "Divides each element by a power of the sum of squares over the channels around it.",
  operands: 1,
  attributes: {
    n: integer({
      summary:
        "channels that are summed up: floor((n − 1)/2) before, the element's own, and ceil((n − 1)/2) after it, as ONNX places them if n is even",
      least: 1,
    }),
    a: positiveNumber({
      summary: "factor of the plain sum of squares (alpha / n in ONNX, PyTorch and Caffe)",
    }),
    b: positiveNumber({ summary: "exponent (beta elsewhere)" }),
    k: aboveZero({ summary: "number added to the sum (bias in ONNX)" }),
  },
  shape: ({ inputs }) => inputs[0]!,
  reference: ({ x: [x], y, attributes: { n, a, b, k } }) => {
    for (const [channel, ...place] of y.places()) {
      let sum = 0;
      for (const square of squaresAround(x!, channel!, place, n)) sum += square;
      y.set([channel!, ...place], x!.at([channel!, ...place])! / (k + a * sum) ** b);
    }
  },
  rounding: { kind: "absolute", bound },
  kernel: ({ attributes }) => ({ family: "channel-window", ...sides(attributes.n), reduction: reduction(attributes) }),
  onnx: {
    LRN: (node) => {
      needsBatch(node);
      const n = node.integer("size");
      // The sum is divided by its number of channels there.
      return {
        attributes: {
          n,
          a: node.number("alpha", 1e-4) / n,
          b: node.number("beta", 0.75),
          k: node.number("bias", 1),
        },
      };
    },
  },
  examples: [
    { cnn: "lrn(n=3, a=3, b=0.75, k=4)", x: [2, 0, 0, -2], y: [0.25, 0, 0, -0.25] },
    { cnn: "lrn(n=2, a=3, b=0.5, k=1)", x: [[[2]], [[1]]], y: [[[0.5]], [[0.5]]] },
  ],
});

/** Channels before and after that are summed up: n in all with the one between. */
const sides = (n: number) => ({ before: Math.floor((n - 1) / 2), after: Math.ceil((n - 1) / 2) });

/** Squares at a place of the channels around one, of those that there are. */
function* squaresAround(x: Grid, channel: number, place: readonly number[], n: number): Generator<number> {
  const { before, after } = sides(n);
  for (let near = channel - before; near <= channel + after; near++) {
    const value = x.at([near, ...place]);
    if (value !== undefined) yield value ** 2;
  }
}

const [total, next] = [argument(0), argument(1)];

const reduction = ({ a, b, k }: Attributes): Reduction => ({
  state: ["total"],
  seed: [mul(argument(0), argument(0))],
  step: [add(total, mul(next, next))],
  merge: [add(total, next)],
  finish: div(next, power(add(constant(k), mul(constant(a), total)), b)),
});

/**
 * x^b of a positive x. WGSL's own pow is exp2(b · log2(x)); the roots of AlexNet's 0.75 and of 0.5 lose less.
 */
function power(x: Scalar, b: number): Scalar {
  if (b === 0.5) return sqrt(x);
  if (b === 0.75) return mul(sqrt(x), sqrt(sqrt(x)));
  return b === 1 ? x : exp(mul(constant(b), log(x)));
}

/**
 * The sum of m squares is off by γ = (m + 1)u/(1 − (m + 1)u) of itself in any order, as none of them is negative, and by
 * 2m flushed results; what follows is a formula, whose bound comes from its tree.
 */
function bound({ x: [x], y, attributes }: Reference<Attributes>): Grid {
  const { finish } = reduction(attributes);
  const bounds = new Grid(y.shape, undefined, y.wanted);
  for (const [channel, ...place] of y.places()) {
    const squares = [...squaresAround(x!, channel!, place, attributes.n)];
    const sum = squares.reduce((all, square) => all + square, 0);
    const roundings = (squares.length + 1) * unitRoundoff;
    const error = (sum * roundings) / (1 - roundings) + 2 * squares.length * smallestNormal;
    const value = x!.at([channel!, ...place])!;
    const own: Enclosed = { value, error: Math.abs(value) < smallestNormal ? Math.abs(value) : 0 };
    bounds.set([channel!, ...place], enclose(finish, { value: sum, error }, own).error);
  }
  return bounds;
}
