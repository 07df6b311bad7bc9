import type { Exactness } from "./self-check-data.ts";

/** What a bundle's `verify` found: every kernel of the variant that this device runs. */
export interface VerifyReport {
  readonly passed: boolean;
  /** What the device says it is: `google swiftshader`; `unknown` if it says nothing. */
  readonly adapter: string;
  readonly variant: string;
  /** In the order of the dispatches. */
  readonly layers: readonly LayerReport[];
  /** The first layer that is wrong, in words; absent if none is. */
  readonly failure?: string;
}

export interface LayerReport {
  /** `conv1 + tanh1` */
  readonly label: string;
  /** The kernel's name. */
  readonly kernel: string;
  readonly passed: boolean;
  /** What was asked for: `equal` bit for bit; `intrinsic only`: what a nonlinear formula may be off by is allowed. */
  readonly exact: Exactness;
  /** How many output values were looked at, of how many. */
  readonly places: number;
  readonly outputs: number;
  /** Weights that are constants of the `.cnn` had other numbers meanwhile: the kernel is the shipped one all the same. */
  readonly constantsReplaced: boolean;
  /** The value farthest beyond its bound; absent if none is. */
  readonly worst?: Misfit;
}

export interface Misfit {
  /** Image, channel, position. */
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  readonly bound: number;
}

/** In the words of `cnnc verify`. */
export const describe = ({ label, kernel, worst }: LayerReport, variant: string): string =>
  `${label} is wrong in variant ${variant}: ${misfitText(worst!)} (exact law, kernel ${kernel})`;

/** `at image 0, channel 2, position 5, 7` */
export function placeText([image, channel, ...position]: readonly number[]): string {
  return `at image ${image}, channel ${channel}${position.length > 0 ? `, position ${position.join(", ")}` : ""}`;
}

export function misfitText({ index, got, expected, bound }: Misfit): string {
  const allowed = bound === 0 ? "it must be equal" : `it may be off by ${bound.toExponential(2)}`;
  return `${placeText(index)} it gives ${got}, expected ${expected}; ${allowed}`;
}
