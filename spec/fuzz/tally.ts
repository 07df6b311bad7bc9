import type { Compiled, CompileOptions } from "../../compiler/compile.ts";
import { elements, type Graph } from "../../compiler/graph/graph.ts";
import { conductLaws } from "../laws/conduct.ts";
import { laws, networkLaws } from "../laws/index.ts";
import { textLaws } from "../laws/texts.ts";
import { kernelLaws, type LayerReport, type VerifyReport } from "../verify/index.ts";
import { Coverage } from "./coverage.ts";
import { type FuzzReport, type LawCount, ratioBins } from "./report.ts";

type Counted = Pick<FuzzReport, "kernels" | "values" | "laws" | "coverage" | "ratios">;

/** Counts what a campaign has checked and reached. */
export class Tally {
  private kernels = 0;
  private values = 0;
  private readonly laws = new Map<string, { checked: number; failed: number; exempt: Record<string, number> }>();
  private readonly ratios: Record<string, number[]> = {};
  readonly coverage = new Coverage();

  constructor() {
    for (const name of [
      ...Object.values(kernelLaws),
      ...[...laws, ...networkLaws, ...conductLaws].map((law) => law.name),
      ...Object.values(textLaws),
    ])
      this.laws.set(name, { checked: 0, failed: 0, exempt: {} });
  }

  law(name: string, held: boolean, times = 1): void {
    const count = this.laws.get(name)!;
    count.checked += times;
    if (!held) count.failed++;
  }

  exempt(name: string, reason: string): void {
    const { exempt } = this.laws.get(name)!;
    exempt[reason] = (exempt[reason] ?? 0) + 1;
  }

  diagnostic(code: string): void {
    this.coverage.reach("diagnostics", code);
  }

  /** A network as it was checked, and what became of it with these options. */
  network(checked: Graph, { graph, plans }: Compiled, options: CompileOptions): void {
    for (const node of checked.nodes) this.coverage.node(node, checked);
    for (const node of graph.nodes) this.coverage.made(node);
    this.coverage.passes(checked, options);
    for (const { steps } of plans) for (const step of steps) this.coverage.step(step);
  }

  verified({ plans }: Compiled, { variants }: VerifyReport, batch: number): void {
    for (const { name, layers } of variants) {
      const { steps } = plans.find(({ variant }) => variant === name)!;
      for (const [k, layer] of layers.entries()) {
        this.kernels++;
        this.values += batch * elements(steps[k]!.node.shape);
        this.layer(layer);
      }
    }
  }

  private layer(layer: LayerReport): void {
    const { exact, complete, memory, ratio, operator, failure } = layer;
    const broken = failure?.law;
    if (exact === "does not apply") this.exempt(kernelLaws.exact, "rounds whatever the data");
    else this.law(kernelLaws.exact, broken !== "exact");
    if (complete === "not linear" || complete === "too large") this.exempt(kernelLaws.complete, complete);
    else this.law(kernelLaws.complete, broken !== "complete");
    if (memory !== "not asked")
      for (const law of ["guard", "rerun", "poison"] as const) this.law(kernelLaws[law], broken !== law);
    for (const law of ["kept", "bound", "run"] as const) this.law(kernelLaws[law], broken !== law);
    this.ratios[operator] ??= ratioBins.map(() => 0);
    this.ratios[operator][ratioBins.findIndex((end) => ratio <= end)]!++;
  }

  counts(): Counted {
    const { kernels, values, ratios } = this;
    const counted = [...this.laws].map(([name, count]): LawCount => ({ name, ...count }));
    return { kernels, values, laws: counted, coverage: this.coverage.tables(), ratios };
  }
}
