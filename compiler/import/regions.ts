import { isStep, type Stage, type Step } from "./steps.ts";
import { usersOf } from "./tidy.ts";

/**
 * The graph as a person sees it: one thing after the other, and here and there branches over the same value that are joined.
 *
 *   x -> conv -> relu, then (x -> conv -> batchnorm) + x, then relu
 */
export type Sequence = readonly Item[];

export type Item =
  | { readonly kind: "step"; readonly id: number; readonly step: Step }
  /** Branches over the value before, one for each operand of the step that joins them; empty where that is the value itself. */
  | { readonly kind: "join"; readonly id: number; readonly step: Step; readonly branches: readonly Sequence[] };

/** Some of the network with a name at its end: a sequence over one value, or over several that its first step joins. */
export interface Chain {
  /** Stages that it reads: inputs, or the ends of chains before. */
  readonly sources: readonly number[];
  readonly items: Sequence;
  /** The stage that it ends with. */
  readonly end: number;
}

/** Branches within branches beyond this are written one by one. */
const deepest = 50;

/**
 * Splits the network at each value through which everything goes. What lies between two of them is a step, or branches and what
 * joins them, or neither: then it is written as chains, each as long as its values are read once.
 */
export function chainsOf(stages: readonly Stage[], outputs: ReadonlySet<number>): readonly Chain[] {
  const users = usersOf(stages);
  const steps = stages.flatMap((stage, id) => (isStep(stage) ? [id] : []));
  const entries = stages.flatMap((stage, id) => (!isStep(stage) && users[id]!.length > 0 ? [id] : []));
  const split = new Splitter(stages);
  const chains: Chain[] = [];
  let current: { readonly sources: readonly number[]; readonly items: Item[]; end: number } | undefined;
  const close = (): void => {
    if (current && current.items.length > 0) chains.push(current);
    current = undefined;
  };
  let entry = entries.length === 1 ? entries[0] : undefined;
  let from = 0;
  for (const to of split.cuts(steps, entries)) {
    const segment = steps.slice(from, to);
    const end = segment.at(-1)!;
    const item = entry === undefined ? undefined : split.item(entry, segment, outputs, 0);
    if (item) {
      current ??= { sources: [entry!], items: [], end };
      current.items.push(item);
      current.end = end;
    } else {
      close();
      chains.push(...tangled(segment, stages, users, outputs));
    }
    if (outputs.has(end)) close();
    entry = end;
    from = to;
  }
  close();
  return [...chains, ...tangled(steps.slice(from), stages, users, outputs)];
}

class Splitter {
  private readonly stages: readonly Stage[];

  constructor(stages: readonly Stage[]) {
    this.stages = stages;
  }

  private step(id: number): Step {
    return this.stages[id] as Step;
  }

  /** How many of the steps are before each value through which everything goes that comes later. */
  cuts(steps: readonly number[], entries: readonly number[]): readonly number[] {
    const place = new Map(steps.map((id, i) => [id, i]));
    const last = new Map<number, number>();
    for (const [i, id] of steps.entries()) for (const from of this.step(id).operands) last.set(from, i);
    let latest = Math.max(-1, ...entries.map((id) => last.get(id) ?? -1));
    const found: number[] = [];
    for (const [i, id] of steps.entries()) {
      if (latest <= i) found.push(i + 1);
      latest = Math.max(latest, last.get(id) ?? place.get(id)!);
    }
    return found;
  }

  /** What a few steps over one value are; undefined if neither a step nor branches with a join. */
  item(entry: number, segment: readonly number[], outputs: ReadonlySet<number>, depth: number): Item | undefined {
    const id = segment.at(-1)!;
    const step = this.step(id);
    const { operands } = step;
    if (segment.length === 1 && operands.length === 1) return { kind: "step", id, step };
    if (operands.length < 2 || depth > deepest) return undefined;
    const inside = new Set(segment);
    const own = operands.map((operand) => (operand === entry ? [] : this.before(operand, inside)));
    const count = own.reduce((sum, branch) => sum + branch.length, 1);
    // Steps in two branches would be counted twice; one that is also an output needs a name.
    if (count !== segment.length || segment.slice(0, -1).some((each) => outputs.has(each))) return undefined;
    const branches = own.map((branch) => this.sequence(entry, branch, outputs, depth + 1));
    if (branches.some((branch) => branch === undefined)) return undefined;
    return { kind: "join", id, step, branches: branches as Sequence[] };
  }

  private sequence(
    entry: number,
    steps: readonly number[],
    outputs: ReadonlySet<number>,
    depth: number,
  ): Sequence | undefined {
    const items: Item[] = [];
    let [value, from] = [entry, 0];
    for (const to of this.cuts(steps, [entry])) {
      const item = this.item(value, steps.slice(from, to), outputs, depth);
      if (!item) return undefined;
      items.push(item);
      [value, from] = [item.id, to];
    }
    return items;
  }

  /** A step and those that it needs, of some, in their order. */
  private before(id: number, inside: ReadonlySet<number>): readonly number[] {
    const found = new Set<number>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!inside.has(next) || found.has(next)) continue;
      found.add(next);
      open.push(...this.step(next).operands);
    }
    return [...found].sort((a, b) => a - b);
  }
}

/** Chains that go on as long as each value is read once, by the next step alone. */
function tangled(
  steps: readonly number[],
  stages: readonly Stage[],
  users: readonly (readonly number[])[],
  outputs: ReadonlySet<number>,
): readonly Chain[] {
  const inside = new Set(steps);
  const open = new Map<number, { readonly sources: readonly number[]; readonly items: Item[] }>();
  const chains: Chain[] = [];
  for (const id of steps) {
    const step = stages[id] as Step;
    const chain = open.get(step.operands[0]!) ?? { sources: [...step.operands], items: [] };
    open.delete(step.operands[0]!);
    chain.items.push({ kind: "step", id, step });
    const [user, ...others] = users[id]!;
    const goesOn = user !== undefined && others.length === 0 && inside.has(user) && !outputs.has(id);
    if (goesOn && (stages[user] as Step).operands.length === 1) open.set(id, chain);
    else chains.push({ ...chain, end: id });
  }
  return chains;
}
