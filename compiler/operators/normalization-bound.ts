import type { Normalize } from "../kernels/family.ts";
import { add, argument, type Enclosed, enclose, mul, smallestNormal, unitRoundoff } from "../kernels/scalar.ts";
import { Grid } from "./grid.ts";
import type { NormalizationAttributes } from "./normalization.ts";
import type { Reference } from "./operator.ts";

/** Elements that are normalized together, as indices, with their mean and variance. */
export interface Moments {
  readonly elements: () => Iterable<readonly number[]>;
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

const u = unitRoundoff;
const tiny = smallestNormal;
/**
 * γₙ: n roundings of a unit each stay below this factor of what they are made on (Higham 2002, "Accuracy and Stability of
 * Numerical Algorithms", section 3.1). Of millions nothing is known: in some order they lose everything.
 */
const gamma = (n: number): number => (n * u < 0.5 ? (n * u) / (1 - n * u) : 2 ** 64);

const [normal, weight, bias] = [argument(0), argument(1), argument(2)];
const factored = mul(normal, weight);
const scaled = add(factored, bias);

/**
 * How far a two-pass kernel may be from each element, for any order of its sums, with a unit of rounding for each
 * operation and with results below 2⁻¹²⁶ flushed (t stands for that). It sees z = x − x₀, with x₀ the set's first element;
 * n elements, m the mean of z, v the variance, d = z − m.
 *
 * mean. A subtraction, n additions and a division (2.5 units, one more for n as an f32):
 *   |m̂ − m| ≤ δ = γₙ₊₅·Σ|z|/n + 8t.
 * variance. With c = m̂ − m the mean square of d − c is v + c², since Σd = 0: an error of the mean counts by its square
 *   only. That of ẑ adds at most R = u·√(v + m²) + 4t to its root (the triangle inequality), so the root is between
 *   √v − R and √(v + δ²) + R. Three roundings for a square, n additions and a division are γₙ₊₇ of that; flushing loses
 *   at most 8t·(1 + root).
 * inverse square root. ε is half a unit off, the addition one, inverseSqrt two: 2u + (3/2)u/2 < 3u, at both ends.
 * element. d is off by δ, by a unit of z and of itself and by 4t; times the inverse, with one more unit. What follows is
 *   a formula.
 * Not centered, x₀, m and δ are 0: nothing is subtracted, and d is x itself.
 */
export function normalizationBound(
  call: Reference<NormalizationAttributes>,
  sets: Iterable<Moments>,
  { centered }: Pick<Normalize, "centered">,
): Grid {
  const { y, attributes, parameter } = call;
  const [x] = call.x;
  const [weights, biases] = [parameter("weight"), parameter("bias")];
  const bounds = new Grid(y.shape, undefined, y.wanted);
  for (const set of sets) {
    const { pivot, delta, inverse, below, above } = limitsOf(set, x!, attributes.eps, centered);
    for (const index of set.elements()) {
      const [z, d] = [x!.at(index)! - pivot, x!.at(index)! - set.mean];
      const off = centered ? (1 + u) * (delta + u * Math.abs(z) + 4 * tiny) + u * Math.abs(d) : 0;
      const most = Math.abs(d) + off;
      const product = off * inverse + most * Math.max(above - inverse, inverse - below);
      const error = product + u * most * above + tiny;
      bounds.set(index, finished({ value: d * inverse, error }, index, weights, biases));
    }
  }
  return bounds;
}

/** 1/√(v + ε), the least and the most that may be computed for it, and how far the mean may be off. */
function limitsOf({ elements, count, mean, variance }: Moments, x: Grid, eps: number, centered: boolean) {
  let pivot = centered ? undefined : 0;
  let magnitude = 0;
  for (const index of elements()) {
    pivot ??= x.at(index)!;
    magnitude += Math.abs(x.at(index)! - pivot) / count;
  }
  const delta = centered ? gamma(count + 5) * magnitude + 8 * tiny : 0;
  const root = centered ? u * Math.sqrt(variance + (mean - pivot!) ** 2) + 4 * tiny : 0;
  const largest = Math.sqrt(variance + delta ** 2) + root;
  const lost = 8 * tiny * (1 + largest);
  const least = (1 - gamma(count + 7)) * Math.max(0, Math.sqrt(variance) - root) ** 2 - lost;
  const most = (1 + gamma(count + 7)) * largest ** 2 + lost;
  return {
    pivot: pivot!,
    delta,
    inverse: 1 / Math.sqrt(variance + eps),
    below: (1 - 3 * u) / Math.sqrt(most + eps),
    above: (1 + 3 * u) / Math.sqrt(Math.max(0, least) + eps),
  };
}

/** Weight and bias by running error analysis; either may be flushed where it is subnormal. */
function finished(z: Enclosed, index: readonly number[], weights: Grid | undefined, biases: Grid | undefined): number {
  if (!weights) return z.error;
  const own = index.slice(0, weights.shape.length);
  const given = (biases ? [weights, biases] : [weights]).map((grid): Enclosed => {
    const value = grid.at(own)!;
    return { value, error: Math.abs(value) < tiny ? Math.abs(value) : 0 };
  });
  return enclose(biases ? scaled : factored, z, ...given).error;
}
