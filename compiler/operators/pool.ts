import type { Shape } from "../graph/graph.ts";
import type { Sliding } from "../kernels/family.ts";
import { fit, oneOf, type Padding, padding, size } from "./attributes.ts";
import { indices } from "./grid.ts";
import type { ShapeCall } from "./operator.ts";
import { eachWindowHasInput, slidingShape } from "./sliding.ts";

/** What every pool with a window of its own takes. */
export interface PoolAttributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly dilation: readonly number[];
  readonly round: "floor" | "ceil";
  readonly fit: "floor" | "exact";
}

export const poolAttributes = {
  window: size({ summary: "extent of the window", positional: true }),
  stride: size({ summary: "step between windows", default: (_, before) => before.window as readonly number[] }),
  pad: padding(),
  dilation: size({ summary: "distance between the taps of a window", default: (rank) => new Array(rank).fill(1) }),
  round: oneOf(["floor", "ceil"], {
    summary: "`ceil` keeps a last window that hangs over the end",
    default: () => "floor",
  }),
  fit: fit(),
};

/** The shape of a pool's output: its channels are those of the input, and each window must hold some of it. */
export function poolShape<A extends PoolAttributes>(call: ShapeCall<A>, operator: string): Shape | undefined {
  const spatial = slidingShape(call, operator);
  return spatial && eachWindowHasInput(call) ? [call.inputs[0]![0]!, ...spatial] : undefined;
}

/** The places, channel first, of the taps of an output's window, row-major. Some may be outside the input. */
export function* tapsOf(out: readonly number[], work: Sliding): Generator<readonly number[]> {
  const { window, stride, dilation, padBefore } = work;
  const [channel, ...position] = out;
  for (const tap of indices(window))
    yield [
      channel!,
      ...position.map((at, axis) => at * stride[axis]! + tap[axis]! * dilation[axis]! - padBefore[axis]!),
    ];
}

export const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);
