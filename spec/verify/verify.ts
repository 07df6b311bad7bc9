import type { Compiled } from "../../compiler/compile.ts";
import { elements, inputOperator, type Node, type NodeId } from "../../compiler/graph/graph.ts";
import type { Plan } from "../../compiler/lower/program.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { positionOf, type Source } from "../../grammar/source.ts";
import { create } from "../../runtime/index.ts";
import { integers, type Random, reals, seeded } from "../random.ts";
import { Bench, type Outcome } from "./kernel.ts";
import type { Failure, LayerReport, VariantReport, VerifyReport } from "./report.ts";

export interface VerifyOptions {
  readonly device: GPUDevice;
  readonly source: Source;
  /** The network's own parameters, for the bound tier; seeded ones where absent. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Variants by name; the one that `create` would pick unless said. */
  readonly variants?: readonly string[];
  readonly seed?: number;
  /** Rounds of fresh data for each tier. */
  readonly runs?: number;
  readonly batch?: number;
  readonly onLayer?: (layer: LayerReport) => void;
}

/**
 * Checks every kernel on this device, each on the inputs that it really had (DESIGN §7).
 *
 * Exact tier: fresh dyadic data for each kernel, in step mode; where all sums are exact the result must be equal.
 * Bound tier: the network runs step by step on real data and each kernel is held to the bound of its own inputs.
 * Buffers are poisoned first, so that a value that a kernel forgot is a wrong one.
 *
 * @throws CnncError if the device cannot run a variant, or is lost
 */
export async function verify(compiled: Compiled, options: VerifyOptions): Promise<VerifyReport> {
  const seed = options.seed ?? 1;
  const names = options.variants ?? [await picked(compiled, options.device)];
  const variants = [];
  for (const name of names) variants.push(await new Verification(compiled, name, options, seed).run());
  return { passed: variants.every(({ layers }) => layers.every(({ passed }) => passed)), seed, variants };
}

async function picked({ program }: Compiled, device: GPUDevice): Promise<string> {
  const network = await create(program, { device, weights: zeros(program.parameters) });
  const { name } = network.variant;
  network.dispose();
  return name;
}

const zeros = (parameters: readonly { name: string; shape: readonly number[] }[]): Map<string, Float32Array> =>
  new Map(parameters.map(({ name, shape }) => [name, new Float32Array(elements(shape))]));

interface Tiers {
  exact?: Outcome;
  bound?: Outcome;
}

class Verification {
  private readonly random: Random;
  private readonly plan: Plan;
  private readonly batch: number;
  private readonly warnings = new Set<string>();
  private readonly found = new Map<number, Tiers>();
  private readonly compiled: Compiled;
  private readonly variant: string;
  private readonly options: VerifyOptions;

  constructor(compiled: Compiled, variant: string, options: VerifyOptions, seed: number) {
    this.compiled = compiled;
    this.variant = variant;
    this.options = options;
    this.plan = compiled.plans.find((plan) => plan.variant === variant)!;
    this.random = seeded(seed);
    this.batch = options.batch ?? 1;
  }

  async run(): Promise<VariantReport> {
    for (let round = 0; round < (this.options.runs ?? 1); round++) {
      await this.exactTier();
      await this.boundTier();
    }
    const layers = this.plan.steps.map((_, k) => this.report(k));
    for (const layer of layers) this.options.onLayer?.(layer);
    return { name: this.variant, layers, warnings: [...this.warnings] };
  }

  /** Multiples of powers of two for the weights and, afresh for every kernel, for what it reads. */
  private async exactTier(): Promise<void> {
    const bench = await this.bench((node, size) => dyadic(this.random, size, mostInteger(node), weightUnit(node)));
    for (const [k, { node }] of this.plan.steps.entries()) {
      bench.poison(poisons[k % 2]!);
      const unit = (id: NodeId) => (node.parameters.length > 0 && node.inputs.includes(id) ? 1 : 1 / 8);
      const fresh = (id: NodeId) => dyadic(this.random, this.batch * this.size(id), mostInteger(node), unit(id));
      const read = new Map(bench.readsOf(k).map((id) => [id, fresh(id)]));
      for (const [id, values] of read) bench.write(id, values, poisons[k % 2]!);
      await bench.steps.run(k);
      this.keep(k, "exact", await bench.judge(k, read));
    }
    bench.dispose();
  }

  /** The network as it runs, with its own weights where they were given. */
  private async boundTier(): Promise<void> {
    const given = this.options.weights;
    const bench = await this.bench((node, size, name) => given?.get(name) ?? reals(this.random, size, scale(node)));
    bench.poison(poisons[0]!);
    for (const node of this.compiled.graph.nodes)
      if (node.operator === inputOperator) bench.write(node.id, reals(this.random, this.batch * elements(node.shape)));
    for (const k of this.plan.steps.keys()) {
      const read = new Map<NodeId, Float32Array>();
      for (const id of bench.readsOf(k)) read.set(id, await bench.read(id));
      await bench.steps.run(k);
      this.keep(k, "bound", await bench.judge(k, read));
    }
    bench.dispose();
  }

  private async bench(
    values: (node: Node, size: number, name: string) => Float32Array,
  ): Promise<Bench & { dispose(): void }> {
    const { program, graph } = this.compiled;
    const weights = new Map<string, Float32Array>();
    for (const node of graph.nodes)
      for (const { name, shape, values: constant } of node.parameters)
        if (!constant) weights.set(name, values(node, elements(shape), name));
    const network = await create(program, {
      device: this.options.device,
      weights,
      batch: this.batch,
      variant: this.variant,
    });
    for (const warning of network.warnings) this.warnings.add(warning);
    const bench = new Bench(network, this.plan, graph.nodes, weights, this.batch);
    return Object.assign(bench, { dispose: () => network.dispose() });
  }

  private size(id: NodeId): number {
    return elements(this.compiled.graph.nodes.find((node) => node.id === id)!.shape);
  }

  /** The worse of two rounds. */
  private keep(k: number, tier: keyof Tiers, outcome: Outcome): void {
    const before = this.found.get(k) ?? {};
    if (!before[tier] || outcome.ratio > before[tier].ratio) this.found.set(k, { ...before, [tier]: outcome });
  }

  private report(k: number): LayerReport {
    const { node, schedule } = this.plan.steps[k]!;
    const { exact, bound } = this.found.get(k) as Required<Tiers>;
    const failed =
      exact.ratio > 1 ? (["exact", exact] as const) : bound.ratio > 1 ? (["bound", bound] as const) : undefined;
    const dispatch = this.compiled.program.variants.find(({ name }) => name === this.variant)!.entryPoints.run![k]!;
    const failure: Failure | undefined = failed && {
      tier: failed[0],
      ...failed[1].worst,
      kernel: this.compiled.program.kernels[dispatch.kernel]!.name,
      line: positionOf(this.options.source.text, node.span.start).line,
    };
    const nonlinear = exact.exactRoot || operatorOf(node).rounding.kind === "formula";
    const exactly =
      exact.ratio > 1 ? "failed" : exact.allExact ? "equal" : nonlinear ? "intrinsic only" : "does not apply";
    return {
      variant: this.variant,
      label: dispatch.label,
      schedule,
      passed: !failed,
      exact: exactly,
      ratio: bound.ratio,
      ...(failure ? { failure } : {}),
    };
  }
}

/** Finite, so that no compiler may assume them away, and far from every value that is right. */
const poisons = [1.5e30, -7.25e29] as const;

const fanIn = (node: Node): number =>
  elements(node.parameters.find(({ role }) => role === "weight")?.shape.slice(1) ?? [1]);

/** Multiples of a power of two, so that sums stay exact. */
const dyadic = (random: Random, size: number, most: number, unit: number): Float32Array =>
  integers(random, size, most).map((value) => value * unit);

/** A power of two that makes a layer's sums about 1, where no activation is flat and hides an error. */
const weightUnit = (node: Node): number =>
  2 ** -Math.round(Math.log2((mostInteger(node) ** 2 * Math.sqrt(fanIn(node))) / 3));

/** Σ|x||w| + |b| stays under 2²⁴ units with inputs and weights up to this many. */
const mostInteger = (node: Node): number => Math.max(1, Math.min(9, Math.floor(Math.sqrt(2 ** 23 / fanIn(node)))));

/** Keeps activations about as large as their inputs (He et al. 2015). */
const scale = (node: Node): number => Math.sqrt(3 / fanIn(node));
