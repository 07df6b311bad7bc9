import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { FilterAttributes } from "./convolution.ts";
import { type Grid, indices } from "./grid.ts";
import type { Called, Reference, ShapeCall } from "./operator.ts";
import { slide } from "./sliding.ts";

export interface DeformableAttributes extends FilterAttributes {
  readonly channels: number;
  readonly groups: number;
  readonly offsetgroups: number;
}

const factors = ["offsets", "mask"] as const;

/** True if offsets and mask have the channels that taps and groups make, at the output's positions. */
export function operandsFit(call: ShapeCall<DeformableAttributes>, output: readonly number[]): boolean {
  const { window: extents, offsetgroups } = call.attributes;
  const taps = [...(offsetgroups > 1 ? [offsetgroups] : []), ...extents];
  for (const [i, what] of factors.entries()) {
    const found = call.inputs[i + 1];
    const product = i === 0 ? [2, ...taps] : taps;
    const channels = product.reduce((a, b) => a * b, 1);
    const expected = [channels, ...output].join("x");
    if (!found || found.join("x") === expected) continue;
    const also = [call.inputLabel(i + 1, found.join("x"))];
    const label = `${product.join("·")} = ${channels} channels, at its output's ${output.join("x")}`;
    const help = `a convolution with ${channels} channels and the same window, stride, padding and dilation has this shape`;
    call.report(diagnostics.operandShape, { what, expected, found: found.join("x") }, { label, also, help });
    return false;
  }
  return true;
}

/** A tap of an output: where its offsets move it, its factor, and the input channels that it is for. */
export interface MovedTap {
  readonly index: readonly [ky: number, kx: number];
  /** Without the offset, and with it. */
  readonly base: readonly [y: number, x: number];
  readonly place: readonly [y: number, x: number];
  readonly mask: number;
  readonly channels: readonly [first: number, end: number];
}

/** The taps of an output, group by group of offsets: torchvision's order, which is ONNX's. */
export function* movedTaps(
  { x: [, offsets, mask], inputs, attributes: a }: Omit<Reference<DeformableAttributes>, "y" | "parameter">,
  oy: number,
  ox: number,
): Generator<MovedTap> {
  const { stride, dilation, padBefore } = slide({ inputs, attributes: a });
  const each = inputs[0]![0]! / a.offsetgroups;
  const [height, width] = a.window as [number, number];
  for (const [part, ky, kx] of indices([a.offsetgroups, height, width]) as Iterable<[number, number, number]>) {
    const tap = (part * height + ky) * width + kx;
    const base = [
      oy * stride[0]! + ky * dilation[0]! - padBefore[0]!,
      ox * stride[1]! + kx * dilation[1]! - padBefore[1]!,
    ];
    const [down, right] = [offsets!.at([2 * tap, oy, ox])!, offsets!.at([2 * tap + 1, oy, ox])!];
    yield {
      index: [ky, kx],
      base: base as [number, number],
      place: [base[0]! + down, base[1]! + right],
      mask: mask ? mask.at([tap, oy, ox])! : 1,
      channels: [part * each, (part + 1) * each],
    };
  }
}

/** y[o, p] = b[o] + Σ x[i, p·s + k·d − pad + Δ] · mask · w[o, i, k], each output by itself. */
export function deform(call: Reference<DeformableAttributes>): void {
  const { x, y, parameter, inputs, attributes: a } = call;
  const [weight, b] = [parameter("weight")!, parameter("bias")];
  const perGroup = inputs[0]![0]! / a.groups;
  for (const [o, oy, ox] of y.places() as Iterable<[number, number, number]>) {
    const first = Math.floor(o / (a.channels / a.groups)) * perGroup;
    let sum = b?.at([o]) ?? 0;
    for (const { index, place, mask, channels } of movedTaps(call, oy, ox))
      for (let c = Math.max(first, channels[0]); c < Math.min(first + perGroup, channels[1]); c++)
        sum += between(x[0]!, c, place) * mask * weight.at([o, c - first, ...index])!;
    y.set([o, oy, ox], sum);
  }
}

/** Linear along both axes between the four pixels around a place; pixels outside are 0. */
export function between(x: Grid, channel: number, [py, px]: MovedTap["place"]): number {
  const [top, left] = [Math.floor(py), Math.floor(px)];
  const [down, right] = [py - top, px - left];
  const pixel = (iy: number, ix: number): number => x.at([channel, iy, ix]) ?? 0;
  return (
    (1 - down) * ((1 - right) * pixel(top, left) + right * pixel(top, left + 1)) +
    down * ((1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1))
  );
}

/** Products that an output sums up, and its bias. */
export const deformableTerms = ({ inputs, attributes: a }: Called<DeformableAttributes>): number =>
  a.window.reduce((n, k) => n * k, inputs[0]![0]! / a.groups) + 1;
