import type { Node } from "../../compiler/graph/graph.ts";
import { type Enclosed, enclose, smallestNormal, unitRoundoff } from "../../compiler/kernels/scalar.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import { granularity, sizesOf } from "../../compiler/operators/granularity.ts";
import type { Grid } from "../../compiler/operators/grid.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Called, Rounding } from "../../compiler/operators/operator.ts";
import { root } from "../interpreter.ts";

/** What a kernel had to work with, one image: its inputs, what its fused operators read, its parameters. */
export interface Situation {
  readonly x: readonly Grid[];
  readonly others: readonly Grid[];
  readonly parameter: (role: string) => Grid | undefined;
  /** Offsets of the outputs that are judged; all if absent. */
  readonly wanted?: readonly number[];
}

/** The right values, and how far a correct kernel may be from each. Zero where every correct kernel is bit-equal. */
export interface Judgement {
  readonly expected: Grid;
  readonly bound: Grid;
  /** The kernel's own value was exact everywhere, before the fused formulas. */
  readonly exactRoot: boolean;
}

/**
 * The oracle for one kernel on one image. The bound is computed from the data, never chosen: zero for sums whose every
 * partial result is exact in any order (tier 1), the sound bound of DESIGN §7 otherwise (tier 3), then carried through
 * the fused formulas by running error analysis.
 */
export function judge(node: Node, situation: Situation): Judgement {
  const value = root(node, situation.x, situation.parameter, situation.wanted);
  const error = rootBound(node, situation, value);
  const { tree } = epilogueOf(node);
  const [expected, bound] = [value.map(() => 0), value.map(() => 0)];
  for (const i of value.offsets()) {
    const own = { value: value.values[i]!, error: error.values[i]! };
    const others = situation.others.map((grid): Enclosed => ({ value: grid.values[i]!, error: 0 }));
    const result = enclose(tree, own, ...others);
    expected.values[i] = result.value;
    bound.values[i] = result.error + flushed(result.value);
  }
  return { expected, bound, exactRoot: error.values.every((e) => e === 0) };
}

/** A subnormal result may be flushed to zero. */
const flushed = (value: number): number => (value !== 0 && Math.abs(value) < smallestNormal ? smallestNormal : 0);

function rootBound(node: Node, situation: Situation, value: Grid): Grid {
  const operator = operatorOf(node);
  const called = { inputs: situation.x.map((grid) => grid.shape), attributes: node.attributes };
  const rounding = operator.rounding as Rounding<Record<string, unknown>>;
  switch (rounding.kind) {
    case "selection":
      return value.map(flushed);
    case "formula": {
      const work = operator.kernel(called);
      if (work.family !== "elementwise") throw new Error(`${node.operator} is no formula`);
      const grids = (work.parameters ?? []).map(({ role }) => situation.parameter(role)!);
      return value.map((_, i) => {
        const x = situation.x.map((grid) => grid.values[i]!);
        const own = grids.map((grid) => grid.values[Math.floor((i * grid.values.length) / value.values.length)]!);
        return enclose(work.formula, ...[...x, ...own].map((known) => ({ value: known, error: 0 }))).error;
      });
    }
    case "relative": {
      const relative = rounding.bound({ ...called, ...situation, y: value });
      return value.map((v, i) => Math.abs(v) * relative.values[i]! + smallestNormal);
    }
    case "absolute":
      return rounding.bound({ ...called, ...situation, y: value });
    case "sum":
      return sumBound(node, situation, value, rounding, called);
  }
}

function sumBound(
  node: Node,
  situation: Situation,
  value: Grid,
  rounding: Extract<Rounding<Record<string, unknown>>, { kind: "sum" }>,
  called: Called<Record<string, unknown>>,
): Grid {
  const after = rounding.after?.(called) ?? 0;
  const terms = rounding.terms(called);
  const finish = (i: number) => (after > 0 ? after * unitRoundoff * Math.abs(value.values[i]!) + smallestNormal : 0);
  if (terms === 0) return value.map(flushed);
  // A mean's partial results are sums that have not been divided yet.
  const parts = rounding.parts?.(called) ?? (rounding.after ? terms : 1);
  const room = grainOf(node, situation) * 2 ** 24;
  if (largestSum(node, situation, Math.max(terms, parts)) <= room) return value.map((_, i) => finish(i));
  const magnitude = absolute(node, situation, Math.abs);
  const gamma = ((terms + 3) * unitRoundoff) / (1 - (terms + 3) * unitRoundoff);
  const lost = flushedInputs(node, situation);
  return magnitude.map((size, i) => {
    const exact = size * parts <= room;
    const sum = exact ? 0 : gamma * size + (2 * terms + 1) * smallestNormal + (lost?.values[i] ?? 0);
    return sum + finish(i);
  });
}

/** What no Σ|x||w| + |b| exceeds, without summing: often enough to know that all sums are exact. */
function largestSum(node: Node, { x, parameter }: Situation, terms: number): number {
  const largest = (grids: readonly Grid[]) => Math.max(...grids.map((grid) => sizesOf(grid).largest));
  const role = (added: boolean) => node.parameters.filter((each) => (each.added ?? false) === added);
  const product = role(false).reduce((most, each) => most * largest([parameter(each.role)!]), largest(x));
  return role(true).reduce((sum, each) => sum + largest([parameter(each.role)!]), terms * product);
}

/** Every partial sum is a multiple of this, in any order: products of inputs and weights, and what is added to them. */
function grainOf(node: Node, { x, parameter }: Situation): number {
  const grids = (added: boolean): Grid[] =>
    node.parameters.filter((each) => (each.added ?? false) === added).map(({ role }) => parameter(role)!);
  const products = grids(false).reduce((grain, grid) => grain * granularity([grid]), granularity(x));
  const addends = grids(true).filter(({ values }) => values.some((value) => value !== 0));
  const grain = Math.min(products, ...addends.map((grid) => granularity([grid])));
  return grain < smallestNormal ? 0 : grain;
}

/** The reference on changed inputs and parameters: Σ|x||w| + |b| with absolute values. */
const absolute = (node: Node, { x, parameter, wanted }: Situation, f: (value: number) => number): Grid =>
  root(
    node,
    x.map((grid) => grid.map(f)),
    (role) => parameter(role)?.map(f),
    wanted,
  );

/** Inputs below the normal range may be read as zero: what that can lose, or undefined where there are none. */
function flushedInputs(node: Node, { x, parameter, wanted }: Situation): Grid | undefined {
  const subnormal = (value: number) => (Math.abs(value) < smallestNormal ? Math.abs(value) : 0);
  if (!x.some((grid) => grid.values.some((value) => subnormal(value) > 0))) return undefined;
  const added = new Set(node.parameters.filter((each) => each.added).map(({ role }) => role));
  const factors = (role: string) => parameter(role)?.map((value) => (added.has(role) ? 0 : Math.abs(value)));
  return root(
    node,
    x.map((grid) => grid.map(subnormal)),
    factors,
    wanted,
  );
}
