import type { Compiled } from "../../compiler/compile.ts";
import { elements, inputOperator, type NodeId, nodeById, type ParameterUse } from "../../compiler/graph/graph.ts";
import type { Plan } from "../../compiler/lower/program.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { positionOf, type Source } from "../../grammar/source.ts";
import { chooseVariant, create, deviceClass } from "../../runtime/index.ts";
import { type Random, reals, seeded } from "../random.ts";
import { dyadic, exactValues, fanInOf, most, poisons, realValues } from "./data.ts";
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
  const names = options.variants ?? [picked(compiled, options)];
  const variants = [];
  for (const name of names) variants.push(await new Verification(compiled, name, options, seed).run());
  return { passed: variants.every(({ layers }) => layers.every(({ passed }) => passed)), seed, variants };
}

/** The variant that `create` would take. */
const picked = ({ program }: Compiled, { device, batch = 1 }: VerifyOptions): string =>
  chooseVariant(program, device, deviceClass(device.adapterInfo), { batch }).name;

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
    const bench = await this.bench((parameter) => exactValues(this.random, parameter));
    for (const [k, { node }] of this.plan.steps.entries()) {
      bench.poison(poisons[k % 2]!);
      const unit = (id: NodeId) => (node.parameters.length > 0 && node.inputs.includes(id) ? 1 : 1 / 8);
      const fresh = (id: NodeId) => dyadic(this.random, this.batch * this.size(id), most(fanInOf(node)), unit(id));
      // Two views of one value lie in one place, and have the same numbers.
      const bySlot = new Map(bench.readsOf(k).map((id) => [bench.slot(id), fresh(id)]));
      const read = new Map(bench.readsOf(k).map((id) => [id, bySlot.get(bench.slot(id))!]));
      for (const [id, values] of read) bench.write(id, values, poisons[k % 2]!);
      await bench.steps.run(k);
      this.keep(k, "exact", await bench.judge(k, read));
    }
    bench.dispose();
  }

  /** The network as it runs, with its own weights where they were given. */
  private async boundTier(): Promise<void> {
    const given = this.options.weights;
    const bench = await this.bench((parameter) => given?.get(parameter.name) ?? realValues(this.random, parameter));
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

  private async bench(values: (parameter: ParameterUse) => Float32Array): Promise<Bench & { dispose(): void }> {
    const { program, graph } = this.compiled;
    const weights = new Map(graph.parameters.map((parameter) => [parameter.name, values(parameter)]));
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
    return elements(nodeById(this.compiled.graph)(id).shape);
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
