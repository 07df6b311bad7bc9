import {
  abs,
  add,
  argument,
  constant,
  div,
  exp,
  type Intrinsic,
  intrinsic,
  max,
  min,
  mul,
  type Scalar,
  sub,
} from "../scalar.ts";
import { polynomial } from "./polynomial.ts";

const x = argument(0);
const positivePart = max(x, constant(0));

/** The density of the normal distribution. */
const density = (t: number): number => Math.exp(-t * t * 0.5) / Math.sqrt(2 * Math.PI);

/**
 * Q(t), the share of a normal distribution beyond t ≥ 0, in f64: 1/2 less the series of Abramowitz and Stegun 26.2.11,
 * from 3 on their continued fraction 26.2.14.
 */
function upperTail(t: number): number {
  if (t >= 3) {
    let fraction = t;
    for (let n = 100; n > 0; n--) fraction = t + n / fraction;
    return density(t) / fraction;
  }
  let [term, sum] = [t, 0];
  for (let n = 1; sum + term !== sum; n++) {
    sum += term;
    term *= (t * t) / (2 * n + 1);
  }
  return 0.5 - density(t) * sum;
}

/**
 * Q(t)·e^(t²/2) ≈ u·(c₀ + c₁u + … + c₇u⁷) with u = 1/(1 + 0.3t): the form of Abramowitz and Stegun 26.2.17 with two
 * terms more. The coefficients are a minimax fit over 0 to 13.2, weighted as exp is: the relative error is below
 * 3.7e-8·(1 + t²/2).
 */
const coefficients = [
  0.11964291, 0.12059749, 0.10059364, 0.12717296, -0.052446972, 0.20629375, -0.15780202, 0.03594826,
];

/** t·Q(t) for t from 0 to 13.2. */
const tailIntrinsic: Intrinsic = {
  name: "gaussian_tail",
  meaning: (t) => t * upperTail(t),
  tree: mul(
    mul(x, exp(mul(mul(x, x), constant(-0.5)))),
    scaledTail(div(constant(1), add(constant(1), mul(constant(0.3), x)))),
  ),
  gap: 5.8e-9,
};

function scaledTail(u: Scalar): Scalar {
  return polynomial("gaussian_tail_series", [0, ...coefficients], u);
}

/** x·Φ(x) = max(x, 0) − |x|·Q(|x|), where Φ(x) = (1 + erf(x/√2))/2. Past 13.125 the tail is below 1.6e-38. */
const geluIntrinsic: Intrinsic = {
  name: "gelu",
  meaning: (value) => Math.max(value, 0) - Math.abs(value) * upperTail(Math.abs(value)),
  tree: sub(positivePart, intrinsic(tailIntrinsic, min(abs(x), constant(13.125)))),
  gap: 1.6e-38,
};
export const gelu = (of: Scalar): Scalar => intrinsic(geluIntrinsic, of);

/**
 * x/2·(1 + tanh z) = max(x, 0) − |x|/(1 + e^(2|z|)), z = √(2/π)·(x + 0.044715x³), with |x| held to 9.875, past which the
 * fraction is below 2.1e-36: e^(2|z|) is 4.9e36 there.
 */
const geluByTanhIntrinsic: Intrinsic = {
  name: "gelu_by_tanh",
  meaning: (value) => value / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3))),
  tree: sub(positivePart, logisticTail(min(abs(x), constant(9.875)))),
  gap: 2.1e-36,
};
export const geluByTanh = (of: Scalar): Scalar => intrinsic(geluByTanhIntrinsic, of);

function logisticTail(of: Scalar): Scalar {
  const k = 2 * Math.sqrt(2 / Math.PI);
  const exponent = mul(x, add(constant(k), mul(constant(k * 0.044715), mul(x, x))));
  const record: Intrinsic = {
    name: "gelu_by_tanh_tail",
    meaning: (t) => t / (1 + Math.exp(k * (t + 0.044715 * t ** 3))),
    tree: div(x, add(constant(1), exp(exponent))),
    gap: 0,
  };
  return intrinsic(record, of);
}
