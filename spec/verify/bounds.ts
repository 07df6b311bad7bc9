import type { Node, NodeId } from "../../compiler/graph/graph.ts";
import { type Enclosed, enclose, smallestNormal, unitRoundoff } from "../../compiler/kernels/scalar.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import { granularity, sizesOf } from "../../compiler/operators/granularity.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Called, Rounding } from "../../compiler/operators/operator.ts";
import { root } from "../interpreter.ts";

/** What a kernel had to work with, one image: its inputs, what its fused operators read, its parameters. */
export interface Situation {
  readonly x: readonly Grid[];
  readonly others: readonly Grid[];
  readonly parameter: (role: string) => Grid | undefined;
  /** Offsets of the outputs that are judged; all if absent. */
  readonly wanted?: readonly number[] | undefined;
  /** How far the inputs, and what the fused operators read, may have been from their values; nowhere off if absent. */
  readonly errors?: readonly (Grid | undefined)[];
  readonly otherErrors?: readonly (Grid | undefined)[];
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
    const others = situation.others.map(
      (grid, k): Enclosed => ({ value: grid.values[i]!, error: situation.otherErrors?.[k]?.values[i] ?? 0 }),
    );
    const result = enclose(tree, own, ...others);
    expected.values[i] = result.value;
    bound.values[i] = result.error + flushed(result.value);
  }
  return { expected, bound, exactRoot: error.values.every((e) => e === 0) };
}

/** What a kernel of several layers had to work with: the values that it read, and the layers' parameters. */
export interface ClusterSituation extends Pick<Situation, "wanted"> {
  readonly value: (id: NodeId) => Grid;
  readonly parameter: (node: Node, role: string) => Grid | undefined;
}

/** The oracle for layers in one kernel: the errors of one that another reads are carried through that. */
export function judgeCluster(nodes: readonly Node[], { value, parameter, wanted }: ClusterSituation): Judgement {
  const looked = wanted && lookedAt(nodes, wanted, parameter);
  const judged = new Map<NodeId, Judgement>();
  const grid = (id: NodeId) => judged.get(id)?.expected ?? value(id);
  const error = (id: NodeId) => {
    const bound = judged.get(id)?.bound;
    return bound?.values.some((each) => each > 0) ? bound : undefined;
  };
  for (const node of nodes) {
    const { others } = epilogueOf(node);
    const own: Situation = {
      x: node.inputs.map(grid),
      errors: node.inputs.map(error),
      others: others.map(grid),
      otherErrors: others.map(error),
      parameter: (role) => parameter(node, role),
      ...(looked && { wanted: looked.get(node.id)! }),
    };
    judged.set(node.id, judge(node, own));
  }
  return judged.get(nodes.at(-1)!.id)!;
}

/** Of each layer the offsets of the elements that the wanted ones of the last are made of: what references read. */
function lookedAt(
  nodes: readonly Node[],
  wanted: readonly number[],
  parameter: ClusterSituation["parameter"],
): Map<NodeId, readonly number[]> {
  const looked = new Map(nodes.map(({ id }) => [id, new Set<number>()] as const));
  looked.set(nodes.at(-1)!.id, new Set(wanted));
  const shapes = new Map(nodes.map(({ id, shape }) => [id, shape] as const));
  for (const node of [...nodes].reverse()) {
    const own = looked.get(node.id)!;
    for (const id of epilogueOf(node).others) for (const offset of own) looked.get(id)?.add(offset);
    if (!node.inputs.some((id) => looked.has(id))) continue;
    const inputs = node.inputs.map((id) => new Watched(shapes.get(id) ?? [], looked.get(id) ?? new Set()));
    root(node, inputs, (role) => parameter(node, role), rising(own));
  }
  return new Map([...looked].map(([id, offsets]) => [id, rising(offsets)] as const));
}

const rising = (offsets: ReadonlySet<number>): number[] => [...offsets].sort((a, b) => a - b);

/** Notes which elements are looked at; all of them where a reference takes the values as they lie. */
class Watched extends Grid {
  private readonly seen: Set<number>;

  constructor(shape: readonly number[], seen: Set<number>) {
    super(shape);
    this.seen = seen;
    const { values } = this;
    const all = () => {
      for (const offset of values.keys()) seen.add(offset);
      return values;
    };
    Object.defineProperty(this, "values", { get: all });
  }

  override at(index: readonly number[]): number | undefined {
    const offset = this.offset(index);
    if (offset < 0) return undefined;
    this.seen.add(offset);
    return 0;
  }
}

/** A subnormal result may be flushed to zero. */
const flushed = (value: number): number => (value !== 0 && Math.abs(value) < smallestNormal ? smallestNormal : 0);

/** How far the node's own value may be off before the fused formulas, of all that rounding does, and its input's errors. */
function rootBound(node: Node, situation: Situation, value: Grid): Grid {
  const own = ownBound(node, situation, value);
  if (!isOff(situation)) return own;
  const moved = movedBy(node, situation, value);
  return own.map((bound, i) => bound + moved.values[i]!);
}

const isOff = ({ errors }: Situation): boolean => errors?.some((each) => each !== undefined) ?? false;

/** How far errors of the inputs move a value. A sum of products takes as much of them, a maximum no more than them. */
function movedBy(node: Node, { x, errors, parameter, wanted }: Situation, value: Grid): Grid {
  const off = x.map((grid, i) => errors?.[i] ?? new Grid(grid.shape));
  const rounding = operatorOf(node).rounding as Rounding<Record<string, unknown>>;
  if (rounding.kind === "sum" || rounding.kind === "selection") {
    const added = new Set(node.parameters.filter((each) => each.added).map(({ role }) => role));
    const factors = (role: string) => parameter(role)?.map((each) => (added.has(role) ? 0 : Math.abs(each)));
    return root(node, off, factors, wanted);
  }
  const moved = rounding.kind === "formula" ? undefined : rounding.moved;
  if (!moved) throw new Error(`nothing is known of what errors do to ${node.operator}`);
  return moved(value, off[0]!);
}

function ownBound(node: Node, situation: Situation, value: Grid): Grid {
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
  const room = isOff(situation) ? 0 : grainOf(node, situation) * 2 ** 24;
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
const absolute = (node: Node, { x, parameter, wanted, errors }: Situation, f: (value: number) => number): Grid =>
  root(
    node,
    x.map((grid, k) => grid.map((value, i) => f(value) + (errors?.[k]?.values[i] ?? 0))),
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
