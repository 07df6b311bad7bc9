import { add, argument, constant, exp, max, mul, type Reduction, type Scalar, sub } from "../kernels/scalar.ts";

const [m, s, m2, s2] = [argument(0), argument(1), argument(2), argument(3)];

/**
 * Online softmax (Milakov and Gimelshein 2018): the largest element so far and the sum of exp(x − largest), rescaled
 * whenever the largest changes. exp never sees a positive number, so nothing overflows. The arguments of `finish` are
 * the largest, the sum, and the element.
 */
export const onlineSoftmax = (finish: Scalar): Reduction => ({
  state: ["largest", "total"],
  seed: [argument(0), constant(1)],
  step: [max(m, m2), add(mul(s, exp(sub(m, max(m, m2)))), exp(sub(m2, max(m, m2))))],
  merge: [max(m, m2), add(mul(s, exp(sub(m, max(m, m2)))), mul(s2, exp(sub(m2, max(m, m2)))))],
  finish,
});
