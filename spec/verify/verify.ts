import type { Compiled } from "../../compiler/compile.ts";
import type { Node, ParameterUse } from "../../compiler/graph/graph.ts";
import { layersOf, type Plan } from "../../compiler/lower/program.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { positionOf, type Source } from "../../grammar/source.ts";
import { chooseVariant, create, deviceClass, type Program } from "../../runtime/index.ts";
import { type Random, seeded } from "../random.ts";
import { realValues } from "./data.ts";
import { withGuards } from "./guards.ts";
import { Bench, type Outcome, type Touched, type Worst } from "./kernel.ts";
import type { Failure, KernelLaw, LayerReport, VariantReport, VerifyReport } from "./report.ts";
import {
  boundTier,
  completeExempts,
  completeTier,
  exactTier,
  type Findings,
  memoryTier,
  type Weights,
} from "./tiers.ts";

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
  /** Off: without the memory tier, which compiles every kernel once more. On unless said. */
  readonly guards?: boolean;
  /** Layers by name, `conv1` or what is fused into one; all unless said. The others run, and are not judged. */
  readonly layers?: readonly string[];
  /** Of an image, at most so many places of each layer are judged; as many as the reference can afford unless said. */
  readonly places?: number;
  readonly onLayer?: (layer: LayerReport) => void;
}

/**
 * Checks every kernel on this device, each on the inputs that it really had (DESIGN §7), under the laws of `kernelLaws`.
 * Buffers are poisoned first, so that a value that a kernel forgot is a wrong one. The memory tier runs the same kernels
 * with guard bands in their bindings, the others run them as they are shipped.
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

/** What is known of a kernel: the worst outcome of each tier over all rounds, and the first breach of a memory law. */
interface Known {
  exact?: Outcome;
  complete?: Outcome;
  bound?: Outcome;
  memory?: { readonly law: KernelLaw; readonly worst: Worst; readonly beside?: string };
}

class Verification {
  private readonly random: Random;
  private readonly plan: Plan;
  private readonly batch: number;
  private readonly warnings = new Set<string>();
  private readonly known: readonly Known[];
  private readonly compiled: Compiled;
  private readonly variant: string;
  private readonly options: VerifyOptions;
  private readonly wanted: readonly number[];
  private readonly exempts = new Map<number, string>();
  private readonly places = new Map<number, number>();

  constructor(compiled: Compiled, variant: string, options: VerifyOptions, seed: number) {
    this.compiled = compiled;
    this.variant = variant;
    this.options = options;
    this.plan = compiled.plans.find((plan) => plan.variant === variant)!;
    this.known = this.plan.steps.map(() => ({}));
    this.wanted = [...this.plan.steps.keys()].filter((k) =>
      layersOf(this.plan.steps[k]!).some((node) => asked(node, options.layers)),
    );
    this.random = seeded(seed);
    this.batch = options.batch ?? 1;
  }

  async run(): Promise<VariantReport> {
    const { program, graph } = this.compiled;
    const made = (parameter: ParameterUse) => realValues(this.random, parameter);
    const weights: Weights = new Map(
      graph.parameters.map((each) => [each.name, this.options.weights?.get(each.name) ?? made(each)]),
    );
    for (let round = 0; round < (this.options.runs ?? 1); round++) {
      await this.on(program, weights, async (bench) => {
        for (const k of this.wanted) {
          const reason = completeExempts(bench, k);
          if (reason) this.exempts.set(k, reason);
          const places = bench.places(k);
          if (places) this.places.set(k, places.length);
        }
        // First, for it wants the weights that `create` has packed: the other tiers write their own.
        await boundTier(bench, graph, weights, this.random, this.findings);
        await exactTier(bench, graph, this.random, this.findings);
        await completeTier(bench, graph, this.random, this.findings);
      });
      if (this.options.guards ?? true)
        await this.on(withGuards(program), weights, (bench) => memoryTier(bench, graph, this.random, this.findings));
    }
    const layers = this.wanted.map((k) => this.report(k));
    for (const layer of layers) this.options.onLayer?.(layer);
    return { name: this.variant, layers, warnings: [...this.warnings] };
  }

  private async on(program: Program, weights: Weights, work: (bench: Bench) => Promise<void>): Promise<void> {
    const { device } = this.options;
    const network = await create(program, { device, weights, batch: this.batch, variant: this.variant });
    try {
      for (const warning of network.warnings) this.warnings.add(warning);
      await work(new Bench(network, this.plan, this.compiled.graph, this.batch, this.wanted, this.options.places));
    } finally {
      await network.dispose();
    }
  }

  private readonly findings: Findings = {
    exact: (k, outcome) => this.keep(k, "exact", outcome),
    complete: (k, outcome) => this.keep(k, "complete", outcome),
    bound: (k, outcome) => this.keep(k, "bound", outcome),
    differs: (k, law, worst) => {
      this.known[k]!.memory ??= { law, worst };
    },
    touched: (k, touched) => {
      const worst = { index: [], got: touched.got, expected: Number.NaN, bound: 0 };
      this.known[k]!.memory ??= { law: "guard", worst, beside: besides(touched) };
    },
  };

  private keep(k: number, tier: "exact" | "complete" | "bound", outcome: Outcome): void {
    const before = this.known[k]![tier];
    if (!before || outcome.ratio > before.ratio) this.known[k]![tier] = outcome;
  }

  private report(k: number): LayerReport {
    const { node, schedule } = this.plan.steps[k]!;
    const { exact, complete, bound, memory } = this.known[k] as Known & Required<Pick<Known, "exact" | "bound">>;
    const { program } = this.compiled;
    const dispatch = program.variants.find(({ name }) => name === this.variant)!.entryPoints.run![k]!;
    const broken = this.broken(k);
    const failure: Failure | undefined = broken && {
      law: broken.law,
      ...broken.worst,
      ...(broken.beside === undefined ? {} : { beside: broken.beside }),
      kernel: program.kernels[dispatch.kernel]!.name,
      line: positionOf(this.options.source.text, node.span.start).line,
    };
    const nonlinear = exact.exactRoot || operatorOf(node).rounding.kind === "formula";
    return {
      variant: this.variant,
      label: dispatch.label,
      operator: node.operator,
      schedule,
      passed: !failure,
      exact: exact.ratio > 1 ? "failed" : exact.allExact ? "equal" : nonlinear ? "intrinsic only" : "does not apply",
      complete: complete
        ? complete.ratio > 1
          ? "failed"
          : complete.allExact
            ? "equal"
            : "within"
        : (this.exempts.get(k) as "not linear" | "too large"),
      memory: memory ? "failed" : (this.options.guards ?? true) ? "clean" : "not asked",
      ratio: bound.ratio,
      ...(this.places.has(k) ? { places: this.places.get(k)! } : {}),
      ...(failure ? { failure } : {}),
    };
  }

  /** The first law that was broken, the telling ones first. */
  private broken(k: number): { law: KernelLaw; worst: Worst; beside?: string } | undefined {
    const { exact, complete, bound, memory } = this.known[k]!;
    const judged = { exact, complete, bound };
    for (const law of ["exact", "complete", "bound"] as const)
      if (judged[law] && judged[law].ratio > 1) return { law, worst: judged[law].worst };
    return memory;
  }
}

const asked = (node: Node, names: readonly string[] | undefined): boolean =>
  names === undefined ||
  [node, ...node.epilogue].some(({ name }) => names.includes(name)) ||
  (node.partOf !== undefined && names.includes(node.partOf));

const besides = ({ buffer, word, past }: Touched): string =>
  `word ${word} of the buffer \`${buffer}\` (${past < 0 ? `${-past} before` : `${past} after`} the start of its output)`;
