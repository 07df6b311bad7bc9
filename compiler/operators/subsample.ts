import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, product } from "../kernels/index-map.ts";
import { size } from "./attributes.ts";
import { defineOperator } from "./operator.ts";

interface Attributes {
  readonly stride: readonly number[];
}

/** y[c, p] = x[c, p·stride], from the first row on: ⌈n/stride⌉ of n. */
export const subsample = defineOperator<Attributes>({
  name: "subsample",
  summary: "Keeps every n-th row and column, from the first one on.",
  operands: 1,
  attributes: { stride: size({ summary: "distance of what is kept", positional: true }) },
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    if (input.length > 0) return [channels!, ...input.map((n, axis) => Math.ceil(n / call.attributes.stride[axis]!))];
    call.report(diagnostics.needsVolume, { operator: "subsample", shape: showShape(call.inputs[0]!) });
    return undefined;
  },
  reference: ({ x: [x], y, attributes: { stride } }) => {
    for (const [c, ...place] of y.places())
      y.set([c!, ...place], x!.at([c!, ...place.map((at, axis) => at * stride[axis]!)])!);
  },
  rounding: { kind: "selection" },
  kernel: ({ attributes: { stride } }) => ({
    family: "gather",
    axes: [coordinate(0), ...stride.map((step, axis) => product(coordinate(axis + 1), step))],
    fill: 0,
  }),
  examples: [{ cnn: "subsample(2)", x: [[1, 2, 3, 4, 5]], y: [[1, 3, 5]] }],
});
