import { smallestNormal, unitRoundoff } from "../kernels/scalar.ts";
import { between, type DeformableAttributes, deformableTerms, type MovedTap, movedTaps } from "./deformable.ts";
import { granularity, sizesOf } from "./granularity.ts";
import { Grid } from "./grid.ts";
import type { Reference } from "./operator.ts";
import { slide } from "./sliding.ts";

type Call = Reference<DeformableAttributes>;

const u = unitRoundoff;
const tiny = smallestNormal;

/**
 * How far a right f32 kernel may be from each output, in any order of its sums and however it writes the interpolation.
 *
 * place. The place without its offset is a whole number; one addition: p̂ = p·(1 + ε), off by δ ≤ u·|p| + t (t = 2⁻¹²⁶, for
 *   what is flushed), by nothing where p is an f32.
 * interpolation. It is continuous, also where p̂ lies beyond a pixel that p lies before, and along either axis it changes by
 *   the difference of two neighbours for each unit: by 2M at most, M the largest of the pixels around all places
 *   between p − δ and p + δ. So a moved place costs 2M·(δ_y + δ_x).
 * its arithmetic. A fraction f = p̂ − ⌊p̂⌋ is at most u off (it rounds only between −1 and 0), 1 − f at most 2u; a product of
 *   two of those, at most 1, is 5u off (and terms of u²), and four such factors of pixels, with four roundings for
 *   products and sums, are 24u·M. Nested forms, a + f·(b − a), are below. Taken: 32u·M, and 32t for what is flushed.
 * sum. Products of the sample, its mask and its weight, γₙ₊₄ on n of them with the bias (Higham 2002, section 3.1).
 *
 * Zero where all of it is exact in any order: see `exactRoom`.
 */
export function deformableBound(call: Call): Grid {
  const { x, y, parameter, inputs, attributes: a } = call;
  const [weight, b] = [parameter("weight")!, parameter("bias")];
  const bounds = new Grid(y.shape, undefined, y.wanted);
  const [perGroup, terms] = [inputs[0]![0]! / a.groups, deformableTerms(call)];
  const gamma = ((terms + 4) * u) / (1 - (terms + 4) * u);
  const room = exactRoom(call);
  const sizes = x[0]!.map(Math.abs);
  for (const [o, oy, ox] of y.places() as Iterable<[number, number, number]>) {
    const first = Math.floor(o / (a.channels / a.groups)) * perGroup;
    let [magnitude, moved, lost] = [Math.abs(b?.at([o]) ?? 0), 0, tiny];
    for (const tap of movedTaps(call, oy, ox)) {
      const mask = Math.abs(tap.mask);
      for (let c = Math.max(first, tap.channels[0]); c < Math.min(first + perGroup, tap.channels[1]); c++) {
        const factor = mask * Math.abs(weight.at([o, c - first, ...tap.index])!);
        const [most, off] = sampleError(x[0]!, c, tap);
        magnitude += factor * between(sizes, c, tap.place);
        moved += factor * off;
        lost += (32 * factor + most * (mask + factor / (mask || 1)) + 4) * tiny;
      }
    }
    const exact = magnitude <= room;
    bounds.set([o, oy, ox], exact ? 0 : moved * (1 + gamma) + gamma * magnitude + lost);
  }
  return bounds;
}

/** The largest pixel around a place, as far as rounding may move it, and how far the interpolation may be off. */
function sampleError(x: Grid, channel: number, { place }: MovedTap): [most: number, off: number] {
  const [dy, dx] = place.map(placeError) as [number, number];
  const rows = around(place[0], dy, x.shape[1]!);
  const columns = around(place[1], dx, x.shape[2]!);
  let most = 0;
  for (let iy = rows[0]; iy <= rows[1]; iy++)
    for (let ix = columns[0]; ix <= columns[1]; ix++) most = Math.max(most, Math.abs(x.at([channel, iy, ix])!));
  return [most, most * (2 * (dy + dx) + 32 * u)];
}

const placeError = (p: number): number =>
  Math.fround(p) === p && (p === 0 || Math.abs(p) >= tiny) ? 0 : u * Math.abs(p) + tiny;

/** Rows, from and to, that an interpolation may see. */
const around = (p: number, error: number, extent: number): [number, number] => [
  Math.max(0, Math.floor(p - error)),
  Math.min(extent - 1, Math.floor(p + error) + 1),
];

/**
 * Sums of absolute values up to this are exact in any order: everything is a multiple of some power of two, and 2²⁴ of
 * those fit into an f32. Places are multiples of the offsets' own, g; fractions too, their products multiples of g².
 * 0 where samples or places might round before they are summed.
 */
function exactRoom({ x, parameter, inputs, attributes }: Call): number {
  const [image, offsets, mask] = x as [Grid, Grid, Grid | undefined];
  const bias = parameter("bias");
  const step = Math.min(1, granularity([offsets]));
  const { input, padBefore, padAfter } = slide({ inputs, attributes });
  const farthest = sizesOf(offsets).largest + Math.max(...input.map((n, a) => n + padBefore[a]! + padAfter[a]!));
  const sample = granularity([image]) * step ** 2;
  const masked = mask ? sample * granularity([mask]) : sample;
  const largest = sizesOf(image).largest;
  const fits =
    farthest <= step * 2 ** 24 &&
    largest <= sample * 2 ** 24 &&
    (!mask || largest * sizesOf(mask).largest <= masked * 2 ** 24);
  const product = masked * granularity([parameter("weight")!]);
  const grain = Math.min(product, bias && sizesOf(bias).largest > 0 ? granularity([bias]) : product);
  return fits && grain >= tiny ? grain * 2 ** 24 : 0;
}
