import { add, argument, constant, evaluate, type Intrinsic, intrinsic, mul, type Scalar } from "../scalar.ts";

/** c₀ + c₁x + c₂x² + … by Horner's rule, in a function of its own. */
export function polynomial(name: string, coefficients: readonly number[], x: Scalar): Scalar {
  const tree = coefficients.reduceRight<Scalar | undefined>((sum, c) => {
    if (!sum) return constant(c);
    const higher = mul(argument(0), sum);
    return c === 0 ? higher : add(constant(c), higher);
  }, undefined)!;
  const record: Intrinsic = { name, meaning: (value) => evaluate(tree, value), tree, gap: 0 };
  return intrinsic(record, x);
}
