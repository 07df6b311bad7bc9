import {
  abs,
  argument,
  constant,
  div,
  type Intrinsic,
  ifLess,
  intrinsic,
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
