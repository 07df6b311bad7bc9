import {
  abs,
  add,
  argument,
  constant,
  div,
  exp,
  type Intrinsic,
  intrinsic,
  log,
  max,
  mul,
  type Reduction,
  type Scalar,
  smallestNormal,
  sqrt,
} from "../kernels/scalar.ts";

/** What pools reduce their windows by. Arguments of the trees: the state, then the element or the other state. */
const [first, second, third, fourth] = [argument(0), argument(1), argument(2), argument(3)];

/** The largest element. */
export const largest: Reduction = {
  state: ["best"],
  seed: [first],
  step: [max(first, second)],
  merge: [max(first, second)],
  finish: first,
};

/** The sum, absent taps being zeros. */
export const sum: Reduction = {
  state: ["sum"],
  seed: [first],
  step: [add(first, second)],
  merge: [add(first, second)],
  finish: first,
};

/** The same over a fixed number of taps. */
export const mean = (count: number): Reduction => ({ ...sum, finish: mul(first, constant(1 / count)) });

/** The sum and the number of taps that are there. */
export const countedMean: Reduction = {
  state: ["sum", "count"],
  seed: [first, constant(1)],
  step: [add(first, third), add(second, constant(1))],
  merge: [add(first, third), add(second, fourth)],
  finish: div(first, second),
};

/** Σ|x|: the 1-norm. */
const sumOfMagnitudes: Reduction = {
  state: ["sum"],
  seed: [abs(first)],
  step: [add(first, abs(second))],
  merge: [add(first, second)],
  finish: first,
};

/**
 * (Σ|x|^p)^(1/p) as m · (Σ(|x|/m)^p)^(1/p), with m the largest magnitude so far: the sum is from 1 to the number of
 * elements, where |x|^p itself would overflow or vanish (Blue 1978, "A Portable Fortran Program to Find the Euclidean
 * Norm of a Vector").
 */
export function norm(p: number): Reduction {
  if (p === 1) return sumOfMagnitudes;
  const power = powerOf(p);
  /** Two parts of a sum, each relative to its own largest magnitude, relative to the larger one. */
  const joined = (most: Scalar, sum: Scalar, otherMost: Scalar, otherSum?: Scalar): Scalar => {
    // Where all is 0 so far nothing is divided by it.
    const scale = max(max(most, otherMost), constant(smallestNormal));
    const other = power(div(otherMost, scale));
    return add(mul(sum, power(div(most, scale))), otherSum ? mul(otherSum, other) : other);
  };
  return {
    state: ["most", "sum"],
    seed: [abs(first), constant(1)],
    step: [max(first, abs(third)), joined(first, second, abs(third))],
    merge: [max(first, third), joined(first, second, third, fourth)],
    finish: mul(first, root(max(second, constant(1)), p)),
  };
}

const root = (x: Scalar, p: number): Scalar => (p === 2 ? sqrt(x) : exp(mul(log(x), constant(1 / p))));

/** x^p as a function of the kernel, so that what it is given is computed once. */
const powerOf = (p: number): ((x: Scalar) => Scalar) => {
  const named: Intrinsic = { name: `power${p}`, meaning: (x) => x ** p, tree: product(p), gap: 0 };
  return (x) => intrinsic(named, x);
};

/** x · x · …, by halves. */
const product = (p: number): Scalar => (p === 1 ? first : mul(product(Math.ceil(p / 2)), product(Math.floor(p / 2))));
