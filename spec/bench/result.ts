import type { Beside } from "./ceilings/beside.ts";
import type { Figure, Figures } from "./compare.ts";
import type { Costs } from "./costs.ts";
import type { Machine } from "./machine.ts";
import type { Effort, Measured } from "./measured.ts";
import type { Peak } from "./peak.ts";

/** What `npm run bench` finds: plain data, to be kept as JSON and compared with. */
export interface BenchResult {
  readonly format: "cnnc-bench/1";
  readonly machine: Machine;
  readonly effort: Effort;
  readonly peak: Peak;
  readonly networks: readonly NetworkResult[];
  /** By model. */
  readonly besideCeilings: Readonly<Record<string, Beside>>;
}

export interface NetworkResult {
  readonly name: string;
  readonly costs: Costs;
  /** Absent where the program was only counted. */
  readonly measured?: Measured;
}

/** Billions of operations a second. */
export const gflops = (flops: number, ms: number): number => flops / ms / 1e6;

/** Of a network's whole run, the upload and the readback included; a multiply-add counts as two. */
export const networkGflops = ({ macs }: Costs, { run }: Measured): number => gflops(2 * macs, run.median);

/** Numbers with the digits that mean something, so that a kept file stays small. */
export const toJson = (value: object): string =>
  `${JSON.stringify(value, (_, each) => (typeof each === "number" && !Number.isInteger(each) ? Number(each.toPrecision(5)) : each), 1)}\n`;

/** What can be compared with another result. */
export function figuresOf({ machine, networks, besideCeilings, peak }: BenchResult): Figures {
  const found = new Map<string, Figure>([["peak, GFLOP/s", peak.gflops]]);
  for (const { name, costs, measured } of networks) {
    found.set(`${name}: code, gzip`, costs.code.gzip);
    for (const { variant, dispatches, memory, traffic } of costs.variants) {
      found.set(`${name}, ${variant}: dispatches`, dispatches);
      found.set(`${name}, ${variant}: activations`, memory.activations);
      found.set(`${name}, ${variant}: moved`, traffic.activations + traffic.weights);
    }
    if (!measured) continue;
    found
      .set(`${name}: run`, measured.run)
      .set(`${name}: compile`, measured.compile)
      .set(`${name}: create`, measured.create);
    for (const { label, time } of measured.kernels) found.set(`${name}: ${label}`, time);
  }
  for (const [name, { ours }] of Object.entries(besideCeilings)) found.set(`${name}: alone`, ours);
  return { machine, figures: found };
}
