import type { Sliding } from "../family.ts";
import { index } from "../tensor.ts";
import { type Code, parenthesised, u32, wgsl } from "../wgsl.ts";

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** Taps that hit an input, at one place along an axis, are so far from each other: s / gcd(s, d). */
export const tapStep = (work: Sliding, axis: number): number =>
  work.stride[axis]! / commonDivisor(work.stride[axis]!, work.dilation[axis]!);

/** So many of them at most. */
export const mostHits = (work: Sliding): number[] => work.window.map((k, axis) => Math.ceil(k / tapStep(work, axis)));

/**
 * The first tap k with k·d ≡ p + pad (mod s): where g = gcd(s, d) divides r = (p + pad) mod s, it is
 * r/g · (d/g)⁻¹ mod s/g. Where it does not, no tap hits, and it is one past the window.
 */
function firstTap(work: Sliding, axis: number, place: string): Code {
  const [stride, step] = [work.stride[axis]!, tapStep(work, axis)];
  if (stride === 1) return u32(0);
  const shifted = index([1, wgsl`${place}`], [work.padBefore[axis]! % stride, 1]);
  const rest = wgsl`${parenthesised(shifted)} % ${u32(stride)}`;
  const shared = stride / step;
  const factor = inverse(work.dilation[axis]! / shared, step);
  const whole = shared === 1 ? wgsl`${rest}` : wgsl`${rest} / ${u32(shared)}`;
  const first = factor === 1 || step === 1 ? whole : wgsl`${whole} * ${u32(factor)} % ${u32(step)}`;
  if (shared === 1) return first;
  return wgsl`select(${u32(work.window[axis]!)}, ${step === 1 ? u32(0) : first}, ${rest} % ${u32(shared)} == 0u)`;
}

/** The number whose product with `n` is 1 modulo `modulus`; 0 modulo 1. */
function inverse(n: number, modulus: number): number {
  let [previous, current, before, factor] = [modulus, n % modulus, 0, 1];
  while (current > 0) {
    const quotient = Math.floor(previous / current);
    [previous, current] = [current, previous - quotient * current];
    [before, factor] = [factor, before - quotient * factor];
  }
  return ((before % modulus) + modulus) % modulus;
}

/** A loop over the taps that hit an input at a place along an axis, and over no others. */
export function hittingTaps(work: Sliding, axis: number, tap: string, place: string, body: Code): Code {
  const window = work.window[axis]!;
  if (window === 1 && work.stride[axis] === 1)
    return wgsl`
      let ${tap} = 0u;
      ${body}
    `;
  return wgsl`
    for (var ${tap} = ${firstTap(work, axis, place)}; ${tap} < ${u32(window)}; ${tap} += ${u32(tapStep(work, axis))}) {
      ${body}
    }
  `;
}

/** The input that a hitting tap brings to a place; wraps below zero, so that one unsigned comparison finds both ends. */
export function hitInput(work: Sliding, axis: number, tap: string, place: string): Code {
  const [stride, dilation] = [work.stride[axis]!, work.dilation[axis]!];
  // Whole strides that are added before the division, which must not see a number below zero, and taken off again.
  const lent =
    stride === 1 ? 0 : Math.max(0, Math.ceil((dilation * (work.window[axis]! - 1) - work.padBefore[axis]!) / stride));
  const shifted = index([1, wgsl`${place}`], [work.padBefore[axis]! + lent * stride, 1]);
  const taken = dilation === 1 ? wgsl`${tap}` : wgsl`${tap} * ${u32(dilation)}`;
  const difference = work.window[axis] === 1 ? shifted : wgsl`${shifted} - ${taken}`;
  if (stride === 1) return difference;
  return wgsl`${parenthesised(difference)} / ${u32(stride)}${lent > 0 ? wgsl` - ${u32(lent)}` : wgsl``}`;
}

/** True if some tap that hits at some place of an axis brings an input from outside. */
export function leavesInput(work: Sliding, axis: number): boolean {
  const [stride, pad] = [work.stride[axis]!, work.padBefore[axis]!];
  const lowest = pad - work.dilation[axis]! * (work.window[axis]! - 1);
  return lowest < 0 || work.output[axis]! - 1 + pad >= work.input[axis]! * stride;
}
