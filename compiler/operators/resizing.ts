import type { InterpolatedPlace } from "../kernels/family.ts";
import { clamp, coordinate, type Index, product, quotient, sum, whole } from "../kernels/index-map.ts";
import { fraction } from "./arrangement.ts";
import type { Called } from "./operator.ts";

export interface ResizeAttributes {
  readonly scale: readonly number[] | "unsaid";
  readonly out: readonly number[] | "unsaid";
  readonly mode: "nearest" | "bilinear";
  readonly coordinates: "half_pixel" | "corners" | "asymmetric";
  readonly nearest: "floor" | "ceil" | "half_down" | "half_up" | "unsaid";
}

/** One axis of a resize: n rows become m, `per` rows of the output for `of` rows of the input. */
export interface Resized {
  readonly n: number;
  readonly m: number;
  readonly per: number;
  readonly of: number;
}

/** The axes of a use that says how large its output is: m = ⌊n · scale⌋, or `out`. */
export function resizedAxes({ inputs, attributes: { scale, out } }: Called<ResizeAttributes>): readonly Resized[] {
  return inputs[0]!.slice(1).map((n, axis): Resized => {
    if (scale === "unsaid") return { n, m: out[axis] as number, per: out[axis] as number, of: n };
    const [per, of] = fraction(scale[axis]!)!;
    return { n, m: Math.floor((n * per) / of), per, of };
  });
}

/** The place of row p of the output along an axis of the input: (p · factor + shift)/denominator, in lowest terms. */
export interface Line {
  readonly factor: number;
  readonly shift: number;
  readonly denominator: number;
}

/** The places along an axis, as whole numbers. */
export function lineOf({ n, m, per, of }: Resized, coordinates: ResizeAttributes["coordinates"]): Line {
  if (coordinates === "half_pixel") return reduced({ factor: 2 * of, shift: of - per, denominator: 2 * per });
  if (coordinates === "asymmetric") return reduced({ factor: of, shift: 0, denominator: per });
  return reduced({ factor: n - 1, shift: 0, denominator: Math.max(1, m - 1) });
}

function reduced({ factor, shift, denominator }: Line): Line {
  const divisor = [factor, Math.abs(shift), denominator].reduce(commonDivisor);
  return { factor: factor / divisor, shift: shift / divisor, denominator: denominator / divisor };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** True if every number on the way to an index fits into 32 bits, and every weight into an f32. */
export const isCountable = ({ n, m }: Resized, { factor, denominator }: Line): boolean =>
  m * factor <= 2 ** 28 && n * denominator <= 2 ** 28 && denominator <= 2 ** 24;

/** The numerator of a place as an index over the output's coordinates. */
const numeratorOf = ({ factor, shift }: Line, axis: number): Index =>
  sum(product(coordinate(axis + 1), factor), whole(shift));

/** The row that is nearest to a place; outside the input the first or the last. */
export function nearestRow(line: Line, axis: number, n: number, nearest: ResizeAttributes["nearest"]): Index {
  const [numerator, d] = [numeratorOf(line, axis), line.denominator];
  const rounded = {
    floor: quotient(numerator, d),
    ceil: quotient(sum(numerator, whole(d - 1)), d),
    half_up: quotient(sum(product(numerator, 2), whole(d)), 2 * d),
    half_down: quotient(sum(product(numerator, 2), whole(d - 1)), 2 * d),
    unsaid: numerator,
  };
  return clamp(rounded[nearest], 0, n - 1);
}

/** The place itself, held to the input. */
export const heldPlace = (line: Line, axis: number, n: number): InterpolatedPlace => ({
  numerator: clamp(numeratorOf(line, axis), 0, (n - 1) * line.denominator),
  denominator: line.denominator,
});
