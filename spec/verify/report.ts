import { misfitText, placeText } from "../../runtime/self-check-report.ts";

/** What `verify` found: every kernel of every variant that was asked for. */
export interface VerifyReport {
  readonly passed: boolean;
  readonly seed: number;
  readonly variants: readonly VariantReport[];
}

export interface VariantReport {
  readonly name: string;
  readonly layers: readonly LayerReport[];
  /** What the device's shader compiler had to say. */
  readonly warnings: readonly string[];
}

export interface LayerReport {
  readonly variant: string;
  /** `conv1 + tanh1` */
  readonly label: string;
  readonly operator: string;
  readonly schedule: string;
  readonly passed: boolean;
  /**
   * Tier 1, on dyadic data: `equal` bit for bit; `intrinsic only` where a nonlinear formula's own bound was left;
   * `does not apply` where no data make the operator exact.
   */
  readonly exact: "equal" | "intrinsic only" | "failed" | "does not apply";
  /** Tier 2, every entry of the matrix; or why it was not read out. */
  readonly complete: "equal" | "within" | "failed" | "not linear" | "too large";
  /** Nothing else is written, a second run is equal, and so is one among other poison; values last until they are read. */
  readonly memory: "clean" | "failed" | "not asked";
  /** Tier 3, on real data: the largest error/bound; 0 where every bound is zero and every value equal. */
  readonly ratio: number;
  /** Places of an image that were judged, where a layer is too large for all of them. */
  readonly places?: number;
  readonly failure?: Failure;
}

/** The laws that a kernel is held to. */
export type KernelLaw = "exact" | "complete" | "guard" | "rerun" | "poison" | "kept" | "bound" | "run";

export const kernelLaws: Readonly<Record<KernelLaw, string>> = {
  exact: "on dyadic data the result is equal, bit for bit",
  complete: "a linear layer is its matrix, every entry of it",
  guard: "a kernel writes its output and nothing else, and reads nothing beyond its inputs",
  rerun: "a second run gives the same bits",
  poison: "what lies in memory that is not an input changes nothing",
  kept: "a value stays as it was written until it has been read",
  bound: "on real data the error stays within the bound of f32 arithmetic",
  run: "a run gives what its kernels give one by one",
};

/** The worst element under the first law that was broken. */
export interface Failure {
  readonly law: KernelLaw;
  /** Image, channel, position; empty where the place is none of the output. */
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
  /** Where a kernel wrote beside its output. */
  readonly beside?: string;
  /** The kernel's name, and the line of the `.cnn` that asks for it. */
  readonly kernel: string;
  readonly line: number;
}

/** The first layer that broke a law, in words that one can act on; undefined where none did. */
export function describeFailure(report: VerifyReport): string | undefined {
  const layer = report.variants.flatMap(({ layers }) => layers).find(({ passed }) => !passed);
  if (!layer?.failure) return undefined;
  const { law, kernel, line } = layer.failure;
  const by = `${law} law, kernel ${kernel}, ${layer.schedule}, seed ${report.seed}`;
  return `${layer.label} (line ${line}) is wrong in variant ${layer.variant}: ${whatIsWrong(layer.failure)} (${by})`;
}

function whatIsWrong(failure: Failure): string {
  const { law, index, got, expected, beside } = failure;
  if (beside !== undefined) return `it writes ${got} to ${beside}, where nothing may change`;
  const at = placeText(index);
  if (law === "rerun") return `${at} a second run gives ${got}, the first gave ${expected}`;
  if (law === "kept") return `it reads ${got} ${at} of a value that was written as ${expected}`;
  if (law === "run") return `${at} a run gives ${got}, its kernels one by one ${expected}`;
  if (law === "poison")
    return `${at} it gives ${expected} or ${got}, depending on what lies in memory that is no input`;
  return misfitText(failure);
}
