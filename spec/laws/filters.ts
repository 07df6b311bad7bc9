import { elements } from "../../compiler/graph/graph.ts";
import type { Contraction } from "../../compiler/kernels/family.ts";
import type { Weights } from "./exact.ts";
import { tensor } from "./ways.ts";

/** The filters of a contraction, one number for each output, input of its group, and tap. */
export type Filters = (out: number, input: number, tap: number) => number;

const inputsOfGroup = ({ inChannels, groups }: Contraction): number => inChannels / groups;
export const outputsOfGroup = ({ outChannels, groups }: Contraction): number => outChannels / groups;

/** Taps of the window, row-major. */
export const tapsOf = ({ window }: Contraction): number => elements(window);

/** Reads the natural layout: out, in / groups, window; an `fc`'s out, in is the same one. */
export function filters(work: Contraction, weights: Weights): Filters {
  const [inputs, taps] = [inputsOfGroup(work), tapsOf(work)];
  const values = weights.get("weight")!;
  return (out, input, tap) => values[(out * inputs + input) * taps + tap]!;
}

/** Writes the natural layout for a contraction. */
export const filterValues = (work: Contraction, at: Filters): Float32Array =>
  tensor([work.outChannels, inputsOfGroup(work), tapsOf(work)], ([out, input, tap]) => at(out!, input!, tap!));

/** The weights with other filters, and perhaps another bias. */
export const withFilters = (weights: Weights, work: Contraction, at: Filters, bias = weights.get("bias")): Weights =>
  new Map([["weight", filterValues(work, at)], ...(bias ? [["bias", bias] as const] : [])]);

/** The filters with every axis of the window backwards. */
export const backwards = (work: Contraction, weights: Weights): Weights => {
  const [at, taps] = [filters(work, weights), tapsOf(work)];
  return withFilters(weights, work, (out, input, tap) => at(out, input, taps - 1 - tap));
};
