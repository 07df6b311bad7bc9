import {
  abs,
  argument,
  constant,
  div,
  type Intrinsic,
  ifLess,
  intrinsic,
  max,
  min,
  type Scalar,
  smallestNormal,
} from "../scalar.ts";

const [x, y] = [argument(0), argument(1)];
const orElse = (otherwise: number, value: Scalar): Scalar =>
  ifLess(abs(y), constant(smallestNormal), constant(otherwise), value);

/**
 * x/y, and 0 where y is 0 or so small that a device may take it for 0. WGSL promises nothing of a division by 0, and a
 * lane of a block that belongs to no channel may divide 0 by 0: its NaN would go through the weights of 0 that follow.
 */
const quotientIntrinsic: Intrinsic = {
  name: "quotient",
  meaning: (value, divisor) => (Math.abs(divisor) < smallestNormal ? 0 : value / divisor),
  tree: orElse(0, div(x, orElse(1, y))),
  gap: 0,
};
export const quotient = (value: Scalar, divisor: Scalar): Scalar => intrinsic(quotientIntrinsic, value, divisor);

/** So far above what a device may take for 0 that nothing below that is in doubt. */
const least = 4 * smallestNormal;

/**
 * 1/x, and 0 below 2⁻¹²⁴, where a device may take x for 0. WGSL promises nothing of a divisor above 2¹²⁶: it is taken for
 * 2¹²⁶, whose inverse is as near to that of a larger one as what a device may flush.
 */
const reciprocalIntrinsic: Intrinsic = {
  name: "reciprocal_of",
  meaning: (value) => (Math.abs(value) < least ? 0 : 1 / value),
  tree: ifLess(
    abs(x),
    constant(least),
    constant(0),
    div(
      constant(1),
      ifLess(abs(x), constant(least), constant(1), max(min(x, constant(2 ** 126)), constant(-(2 ** 126)))),
    ),
  ),
  gap: smallestNormal,
};
export const reciprocal = (of: Scalar): Scalar => intrinsic(reciprocalIntrinsic, of);
