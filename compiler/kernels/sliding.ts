import type { Sliding } from "./family.ts";
import { coordinates } from "./kernel.ts";
import { index, volume } from "./tensor.ts";
import { type Code, f32, joined, parenthesised, u32, wgsl } from "./wgsl.ts";

/** The extent of a dilated window: dilation·(k − 1) + 1. */
export const reach = (k: number, dilation: number): number => dilation * (k - 1) + 1;

/** True if some tap of the axis can fall outside the input. */
export const padded = (work: Sliding, axis: number): boolean => {
  const last = (work.output[axis]! - 1) * work.stride[axis]! + (work.window[axis]! - 1) * work.dilation[axis]!;
  return work.padBefore[axis]! > 0 || last - work.padBefore[axis]! >= work.input[axis]!;
};

/** True if the input at an offset from an output's first tap can be outside, for outputs from the first one to `last`. */
export const mayLeave = (work: Sliding, axis: number, offset: number, last: number): boolean =>
  offset < work.padBefore[axis]! || last * work.stride[axis]! + offset - work.padBefore[axis]! >= work.input[axis]!;

/** The input coordinate of a tap; wraps below zero, so that one unsigned comparison finds both ends. */
export const tapCoordinate = (work: Sliding, axis: number, output: Code, tap: Code | number): Code =>
  index([work.stride[axis]!, output], [work.dilation[axis]!, tap], [-work.padBefore[axis]!, 1]);

/** The share of an axis' taps, over all outputs, that lie inside the input. */
export function insideShare(work: Sliding, axis: number): number {
  const [outputs, taps] = [work.output[axis]!, work.window[axis]!];
  let inside = 0;
  for (let o = 0; o < outputs; o++) {
    for (let k = 0; k < taps; k++) {
      const i = o * work.stride[axis]! + k * work.dilation[axis]! - work.padBefore[axis]!;
      if (i >= 0 && i < work.input[axis]!) inside++;
    }
  }
  return inside / (outputs * taps);
}

/** Inputs that the windows of so many neighbouring outputs cover along an axis, as offsets from the first tap. */
export function covered(work: Sliding, axis: number, outputs: number): number[] {
  const [stride, dilation] = [work.stride[axis] ?? 1, work.dilation[axis] ?? 1];
  const offsets = new Set<number>();
  for (let t = 0; t < outputs; t++)
    for (let k = 0; k < (work.window[axis] ?? 1); k++) offsets.add(t * stride + k * dilation);
  return [...offsets].sort((a, b) => a - b);
}

/** Nested loops over a window's axes around a body; an axis of extent 1 gets a constant instead. */
export function loops(variables: readonly (readonly [name: string, extent: number])[], body: Code): Code {
  return variables.reduceRight(
    (inner, [name, extent]) =>
      extent === 1
        ? wgsl`
            let ${name} = 0u;
            ${inner}
          `
        : wgsl`
            for (var ${name} = 0u; ${name} < ${u32(extent)}; ${name}++) {
              ${inner}
            }
          `,
    body,
  );
}

/**
 * One loop over the same variables. A CPU carries every sum into and out of each loop: nested ones took 1.4 times as long on
 * SwiftShader (64→64 3x3 at 56x56, 16 channels by 7 rows).
 */
export function flatLoop(variables: readonly (readonly [name: string, extent: number])[], body: Code): Code {
  if (variables.filter(([, extent]) => extent > 1).length < 2) return loops(variables, body);
  return wgsl`
    for (var step = 0u; step < ${u32(volume(variables.map(([, extent]) => extent)))}; step++) {
      ${coordinates("step", variables)}
      ${body}
    }
  `;
}

/**
 * A value where all conditions hold, else zero. With `&`, as `&&` is a branch: SwiftShader compiles 24 of those (3x3, dilation
 * 8, 8 rows) in 17 s, and these in half a second.
 */
export function orZero(type: "f32" | "vec4f", value: Code, conditions: readonly Code[]): Code {
  if (conditions.length === 0) return value;
  const all = conditions.length === 1 ? conditions[0] : joined(conditions.map(parenthesised), " & ");
  return wgsl`select(${type === "f32" ? f32(0) : wgsl`vec4f()`}, ${value}, ${all})`;
}

/** The body where all conditions hold; by itself if there are none. */
export const onlyIf = (conditions: readonly Code[], body: Code): Code =>
  conditions.length > 0 ? wgsl`if (${joined(conditions, " && ")}) {\n  ${body}\n}` : body;
