import type { Node, Shape } from "../../compiler/graph/graph.ts";
import type { Family } from "../../compiler/kernels/family.ts";
import type { Random } from "../random.ts";

/**
 * A statement about layers that needs no reference: two ways to compute one thing must agree. It is said over what the
 * kernels have to do (`Family`), not over names, so that an operator that is added falls under it by itself.
 */
export interface Law {
  /** The law as a sentence: `a dilated filter is one with zeros between its taps`. */
  readonly name: string;
  /** Why it says nothing about this layer, in a few words; undefined where it applies. */
  readonly exempts: (layer: Layer) => string | undefined;
  /** Both ways on exact data, computed by `run` on the device: equality is required, bit for bit (0 ≡ −0). */
  readonly check: (layer: Layer, random: Random, run: Run) => Promise<Violation | undefined>;
}

/** One operator by itself. */
export interface Layer {
  /** A net of nothing else: inputs `x` (or `x0`, `x1`, …), output `y`, its node labelled `layer`. */
  readonly text: string;
  /** As it was checked: attributes resolved, nothing fused. */
  readonly node: Node;
  readonly inputs: readonly Shape[];
  readonly work: Family;
}

/** Compiles a text and runs it on the device. Values in logical order, images one after the other. */
export type Run = (
  text: string,
  inputs: Readonly<Record<string, Float32Array>>,
  weights?: ReadonlyMap<string, Float32Array>,
  options?: { readonly batch?: number; readonly fuse?: boolean },
) => Promise<Record<string, Float32Array>>;

/** The first place where the two ways differ. */
export interface Violation {
  /** Image, channel, position. */
  readonly index: readonly number[];
  readonly got: number;
  readonly expected: number;
  /** What the two ways were, as `.cnn` texts. */
  readonly texts: readonly string[];
}
