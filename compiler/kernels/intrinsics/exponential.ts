import {
  abs,
  add,
  argument,
  constant,
  div,
  exp,
  type Intrinsic,
  ifLess,
  intrinsic,
  max,
  min,
  mul,
  type Scalar,
  sub,
} from "../scalar.ts";
import { polynomial } from "./polynomial.ts";

/**
 * Functions made of exponentials. None of them subtracts numbers that are nearly equal, so that small results are right
 * as well, and none takes exp of a number above 87, whose value is 6.1e37: where f32 ends there is neither an infinity
 * nor a 0 times one. Rising ones are max(x, 0) and something that vanishes on both sides, so that no error grows with x.
 */

const x = argument(0);
/** e^±87 and its inverse are both normal numbers. */
const farthest = 87;
const magnitude = min(abs(x), constant(farthest));
const positivePart = max(x, constant(0));

/**
 * log(1 + x) for x from 0 to 1, as 2·artanh(s) with s = x/(2 + x) ≤ 1/3: WGSL's log is off by 2⁻²¹ near 1.
 * artanh(s) = s·(1 + s²/3 + s⁴/5 + …); what is left out after s¹⁴/15 is less than s¹⁷/(17·(1 − s²)) ≤ 5.2e-10.
 */
const log1pIntrinsic: Intrinsic = {
  name: "log_of_one_plus",
  meaning: Math.log1p,
  tree: mul(constant(2), artanh(div(x, add(constant(2), x)))),
  gap: 0,
};
const log1p = (of: Scalar): Scalar => intrinsic(log1pIntrinsic, of);

function artanh(of: Scalar): Scalar {
  const series = [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15];
  const record: Intrinsic = {
    name: "artanh",
    meaning: Math.atanh,
    tree: mul(x, polynomial("artanh_series", series, mul(x, x))),
    gap: 5.2e-10,
  };
  return intrinsic(record, of);
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|). Past the farthest the logarithm is below e^−87 = 1.7e-38. */
const softplusIntrinsic: Intrinsic = {
  name: "softplus",
  meaning: (value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))),
  tree: add(positivePart, log1p(exp(sub(constant(0), magnitude)))),
  gap: 1.7e-38,
};
export const softplus = (of: Scalar): Scalar => intrinsic(softplusIntrinsic, of);

/** x/(1 + e^−x) = max(x, 0) − |x|/(1 + e^|x|). Past the farthest the fraction is below 87·e^−87 = 1.5e-36. */
const siluIntrinsic: Intrinsic = {
  name: "silu",
  meaning: (value) => value / (1 + Math.exp(-value)),
  tree: sub(positivePart, div(magnitude, add(constant(1), exp(magnitude)))),
  gap: 1.5e-36,
};
export const silu = (of: Scalar): Scalar => intrinsic(siluIntrinsic, of);

/**
 * x·tanh(log(1 + e^x)) = max(x, 0) − |x|·f. With w = e^−|x| and n = w² + 2w, f is n/(n + 2) for negative x and
 * 2w²/(2w² + 2w + 1) for positive x. Past the farthest |x|·f is below 87·e^−87 = 1.5e-36.
 */
const mishIntrinsic: Intrinsic = {
  name: "mish",
  meaning: (value) => value * Math.tanh(Math.log1p(Math.exp(value))),
  tree: sub(positivePart, mul(magnitude, mishShare(x, exp(sub(constant(0), magnitude))))),
  gap: 1.5e-36,
};
export const mish = (of: Scalar): Scalar => intrinsic(mishIntrinsic, of);

function mishShare(of: Scalar, smallness: Scalar): Scalar {
  const w = argument(1);
  const isNegative = (then: Scalar, otherwise: Scalar) => ifLess(x, constant(0), then, otherwise);
  const [n, square] = [mul(w, add(w, constant(2))), mul(constant(2), mul(w, w))];
  const record: Intrinsic = {
    name: "mish_share",
    meaning: (sign, value) => {
      const [above, below] = [2 * value ** 2, value ** 2 + 2 * value];
      return sign < 0 ? below / (below + 2) : above / (above + 2 * value + 1);
    },
    tree: div(
      isNegative(n, square),
      isNegative(add(n, constant(2)), add(square, add(mul(constant(2), w), constant(1)))),
    ),
    gap: 0,
  };
  return intrinsic(record, of, smallness);
}

/**
 * e^x − 1 for x ≤ 0: the series from −1/2 on, where the rest after x¹⁰/10! is below 2⁻¹¹/11! = 1.3e-11 (its terms
 * alternate and fall), the difference below. Past −30 it is −1 but for 9.4e-14.
 */
const expm1Intrinsic: Intrinsic = {
  name: "exp_minus_one",
  meaning: Math.expm1,
  tree: heldExpm1(max(x, constant(-30))),
  gap: 9.4e-14,
};
const expm1 = (of: Scalar): Scalar => intrinsic(expm1Intrinsic, of);

function heldExpm1(of: Scalar): Scalar {
  let factorial = 1;
  const series = Array.from({ length: 10 }, (_, n) => {
    factorial *= n + 1;
    return 1 / factorial;
  });
  const record: Intrinsic = {
    name: "held_exp_minus_one",
    meaning: Math.expm1,
    tree: ifLess(x, constant(-0.5), sub(exp(x), constant(1)), mul(x, polynomial("exp_minus_one_series", series, x))),
    gap: 1.3e-11,
  };
  return intrinsic(record, of);
}

/** max(x, 0) + α·(e^min(x, 0) − 1). */
const eluIntrinsic: Intrinsic = {
  name: "elu",
  meaning: (value, alpha) => Math.max(value, 0) + alpha * Math.expm1(Math.min(value, 0)),
  tree: add(positivePart, mul(argument(1), expm1(min(x, constant(0))))),
  gap: 0,
};
export const elu = (of: Scalar, alpha: number): Scalar => intrinsic(eluIntrinsic, of, constant(alpha));
