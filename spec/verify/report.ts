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

/** The first layer that left its bound, in words that one can act on; undefined where none did. */
export function describeFailure(report: VerifyReport): string | undefined {
  const layer = report.variants.flatMap(({ layers }) => layers).find(({ passed }) => !passed);
  if (!layer?.failure) return undefined;
  const { tier, index, got, expected, bound, kernel, line } = layer.failure;
  const [image, channel, ...place] = index;
  const at = `image ${image}, channel ${channel}${place.length > 0 ? `, position ${place.join(", ")}` : ""}`;
  const allowed = bound === 0 ? "it must be equal" : `it may be off by ${bound.toExponential(2)}`;
  return `${layer.label} (line ${line}) is wrong in variant ${layer.variant}: at ${at} it gives ${got}, expected ${expected}; ${allowed} (${tier} tier, kernel ${kernel}, ${layer.schedule}, seed ${report.seed})`;
}

export interface LayerReport {
  readonly variant: string;
  /** `conv1 + tanh1` */
  readonly label: string;
  readonly schedule: string;
  readonly passed: boolean;
  /**
   * Tier 1, on dyadic data: `equal` bit for bit; `intrinsic only` where a nonlinear formula's own bound was left;
   * `does not apply` where no data make the operator exact.
   */
  readonly exact: "equal" | "intrinsic only" | "failed" | "does not apply";
  /** Tier 3, on real data: the largest error/bound; 0 where every bound is zero and every value equal. */
  readonly ratio: number;
  readonly failure?: Failure;
}

/** The worst element of the first tier that failed. */
export interface Failure {
  readonly tier: "exact" | "bound";
  /** Image, channel, position. */
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
  /** The kernel's name, and the line of the `.cnn` that asks for it. */
  readonly kernel: string;
  readonly line: number;
}
