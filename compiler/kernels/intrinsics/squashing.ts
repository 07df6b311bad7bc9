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

/** Functions that squeeze all numbers into a range. */

const x = argument(0);

/** tanh(x) = 1 − 2/(e^{2x} + 1), with x held to ±10, where tanh is 1 − 4.2e-9: WGSL's own has no bound past |x| ≈ 88. */
const tanhIntrinsic: Intrinsic = {
  name: "safe_tanh",
  meaning: Math.tanh,
  tree: sub(
    constant(1),
    div(constant(2), add(exp(mul(constant(2), max(constant(-10), min(constant(10), x)))), constant(1))),
  ),
  gap: 2 * Math.exp(-20),
};
export const tanh = (of: Scalar): Scalar => intrinsic(tanhIntrinsic, of);

/** 1/(1 + e^−x), with x held to ±80, where it is within 1.9e-35 of 0 and 1: e^−x of anything below overflows at −89. */
const sigmoidIntrinsic: Intrinsic = {
  name: "safe_sigmoid",
  meaning: (value) => 1 / (1 + Math.exp(-value)),
  tree: div(constant(1), add(constant(1), exp(sub(constant(0), max(constant(-80), min(constant(80), x)))))),
  gap: Math.exp(-80),
};
export const sigmoid = (of: Scalar): Scalar => intrinsic(sigmoidIntrinsic, of);

const held = max(constant(-(2 ** 60)), min(constant(2 ** 60), x));

/** x/(1 + |x|), with x held to ±2⁶⁰, past which it is ±1 but for 2⁻⁶⁰: a division has no bound beyond 2¹²⁶. */
const softsignIntrinsic: Intrinsic = {
  name: "softsign",
  meaning: (value) => value / (1 + Math.abs(value)),
  tree: div(held, add(constant(1), abs(held))),
  gap: 2 ** -60,
};
export const softsign = (of: Scalar): Scalar => intrinsic(softsignIntrinsic, of);
