import { elements } from "../../compiler/graph/graph.ts";
import type { Contraction, Deformable, Filtering, TransposedContraction } from "../../compiler/kernels/family.ts";
import type { Weights } from "./exact.ts";
import { tensor } from "./ways.ts";

/** What multiplies with filters. */
export type Filtered = Contraction | TransposedContraction | Deformable;

/** The filters of a layer, one number for each output, input of its group, and tap. */
export type Filters = (out: number, input: number, tap: number) => number;

export const inputsOfGroup = ({ inChannels, groups }: Filtering): number => inChannels / groups;
export const outputsOfGroup = ({ outChannels, groups }: Filtering): number => outChannels / groups;

/** Taps of the window, row-major. */
export const tapsOf = ({ window }: Filtered): number => elements(window);

/**
 * Reads the natural layout: out, in / groups, window, which an `fc`'s out, in is too; a transposed convolution's in,
 * out / groups, window.
 */
export function filters(work: Filtered, weights: Weights): Filters {
  const [inputs, outs, taps] = [inputsOfGroup(work), outputsOfGroup(work), tapsOf(work)];
  const values = weights.get("weight")!;
  return work.family === "transposed-contraction"
    ? (out, input, tap) => values[((Math.floor(out / outs) * inputs + input) * outs + (out % outs)) * taps + tap]!
    : (out, input, tap) => values[(out * inputs + input) * taps + tap]!;
}

/** Writes the natural layout. */
export function filterValues(work: Filtered, at: Filters): Float32Array {
  const [inputs, outs, taps] = [inputsOfGroup(work), outputsOfGroup(work), tapsOf(work)];
  return work.family === "transposed-contraction"
    ? tensor([work.groups, inputs, outs, taps], ([group, input, out, tap]) => at(group! * outs + out!, input!, tap!))
    : tensor([work.outChannels, inputs, taps], ([out, input, tap]) => at(out!, input!, tap!));
}

/** The weights with other filters, and perhaps another bias. */
export const withFilters = (weights: Weights, work: Filtered, at: Filters, bias = weights.get("bias")): Weights =>
  new Map([["weight", filterValues(work, at)], ...(bias ? [["bias", bias] as const] : [])]);

/** The filters with every axis of the window backwards. */
export const backwards = (work: Contraction, weights: Weights): Weights => {
  const [at, taps] = [filters(work, weights), tapsOf(work)];
  return withFilters(weights, work, (out, input, tap) => at(out, input, taps - 1 - tap));
};
