import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate } from "../kernels/index-map.ts";
import { type AxisName, axisNamesOf, axisOrder } from "./arrangement.ts";
import { imageOrder, turn } from "./onnx-axes.ts";
import { type Called, defineOperator } from "./operator.ts";

interface Attributes {
  readonly order: readonly AxisName[];
}

/** The axes in another order: the output's first axis is the input's axis that is named first, and so on. */
export const transpose = defineOperator<Attributes>({
  name: "transpose",
  summary: "Puts the axes into another order.",
  operands: 1,
  attributes: { order: axisOrder({ summary: "the input's axes in the order of the output", positional: true }) },
  shape: (call) => {
    const [input] = call.inputs;
    if (input!.length > 1) return orderOf(call).map((axis) => input![axis]!);
    call.report(diagnostics.needsVolume, { operator: "transpose", shape: showShape(input!) });
    return undefined;
  },
  reference: ({ x: [x], y, inputs, attributes }) => {
    const order = orderOf({ inputs, attributes });
    for (const place of y.places()) {
      const from: number[] = [];
      for (const [axis, of] of order.entries()) from[of] = place[axis]!;
      y.set(place, x!.at(from)!);
    }
  },
  rounding: { kind: "selection" },
  kernel: (call) => {
    const order = orderOf(call);
    return { family: "gather", axes: order.map((_, axis) => coordinate(order.indexOf(axis))), fill: 0 };
  },
  onnx: { Transpose: (node) => turn(imageOrder(node)) },
  examples: [
    {
      cnn: "transpose([channels, width, height])",
      x: [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      y: [
        [
          [1, 4],
          [2, 5],
          [3, 6],
        ],
      ],
    },
    {
      cnn: "transpose([width, channels])",
      x: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      y: [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    },
  ],
});

/** The input's axis for each axis of the output. */
const orderOf = ({ inputs: [input], attributes }: Called<Attributes>): readonly number[] =>
  attributes.order.map((name) => axisNamesOf(input!.length - 1).indexOf(name));
