import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Adaptive, Sliding, Window } from "../kernels/family.ts";
import type { Reduction } from "../kernels/scalar.ts";
import { size } from "./attributes.ts";
import { indices } from "./grid.ts";
import { type AnyOperator, type Called, defineOperator, type Example, type Rounding } from "./operator.ts";
import { countedMean, mean } from "./reductions.ts";

interface Attributes {
  readonly out: readonly number[];
}

interface Said {
  readonly name: string;
  readonly summary: string;
  /** What a window of these elements gives. */
  readonly meaning: (elements: readonly number[]) => number;
  /** The same for a kernel; all windows have so many elements, or else not the same number. */
  readonly reduction: (elements: number | undefined) => Reduction;
  readonly rounding: Rounding<Attributes>;
  readonly examples: readonly Example[];
}

/**
 * A pool that is told its output's extents: along an axis window i is from ⌊i · n/out⌋ to ⌈(i + 1) · n/out⌉ (PyTorch's
 * AdaptiveAvgPool and AdaptiveMaxPool). Windows overlap by one where `out` does not divide n, and are not all as large.
 */
export const adaptivePool = ({ name, summary, meaning, reduction, rounding, examples }: Said): AnyOperator =>
  defineOperator<Attributes>({
    name,
    summary,
    operands: 1,
    attributes: { out: size({ summary: "the output's extents", positional: true }) },
    shape: (call) => {
      const [channels, ...input] = call.inputs[0]!;
      const { out } = call.attributes;
      if (input.length === 0) {
        call.report(diagnostics.needsVolume, { operator: name, shape: String(channels) });
        return undefined;
      }
      // The products that give a window's ends are made with 32 bits.
      if (input.every((n, axis) => n * (out[axis]! + 1) < 2 ** 32)) return [channels!, ...out];
      const what = `an extent of ${Math.max(...input)} by ${Math.max(...out)} windows`;
      call.report(diagnostics.tooLarge, { what, limit: "2^32 steps" }, { attribute: "out" });
      return undefined;
    },
    reference: ({ x: [x], y, inputs: [input], attributes: { out } }) => {
      for (const [channel, ...place] of y.places()) {
        const first = place.map((i, axis) => Math.floor((i * input![axis + 1]!) / out[axis]!));
        const after = place.map((i, axis) => Math.ceil(((i + 1) * input![axis + 1]!) / out[axis]!));
        const elements: number[] = [];
        for (const at of indices(after.map((end, axis) => end - first[axis]!)))
          elements.push(x!.at([channel!, ...at.map((step, axis) => first[axis]! + step)])!);
        y.set([channel!, ...place], meaning(elements));
      }
    },
    rounding,
    kernel: (call): Window | Adaptive => {
      const [, ...input] = call.inputs[0]!;
      const output = call.attributes.out;
      if (!divides(call)) return { family: "adaptive", input, output, reduction: reduction(undefined) };
      const window = input.map((n, axis) => n / output[axis]!);
      return { family: "window", ...sideBySide(input, output, window), reduction: reduction(mostElements(call)) };
    },
    examples,
  });

/** An ordinary pool does it: the windows are equal and side by side. */
export const divides = ({ inputs: [input], attributes: { out } }: Called<Attributes>): boolean =>
  out.every((count, axis) => input![axis + 1]! % count === 0);

const sideBySide = (input: readonly number[], output: readonly number[], window: readonly number[]): Sliding => {
  const [ones, zeros] = [input.map(() => 1), input.map(() => 0)];
  return { input, output, window, stride: window, dilation: ones, padBefore: zeros, padAfter: zeros };
};

/** Elements of the largest window. */
export const mostElements = ({ inputs: [input], attributes: { out } }: Called<Attributes>): number =>
  out.reduce((all, count, axis) => {
    const n = input![axis + 1]!;
    const extents = Array.from(
      { length: count },
      (_, i) => Math.ceil(((i + 1) * n) / count) - Math.floor((i * n) / count),
    );
    return all * extents.reduce((a, b) => Math.max(a, b));
  }, 1);

/** The mean over windows of so many elements, or of as many as there are in each. */
export const meanOver = (elements: number | undefined): Reduction =>
  elements === undefined ? countedMean : mean(elements);
