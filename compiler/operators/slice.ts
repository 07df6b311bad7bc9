import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, product, sum, whole } from "../kernels/index-map.ts";
import { type AxisName, axis, axisNamesOf } from "./arrangement.ts";
import { integer } from "./attributes.ts";
import { gather, parts, slices } from "./onnx-pieces.ts";
import { type Called, defineOperator } from "./operator.ts";

interface Attributes {
  readonly axis: AxisName;
  readonly from: number;
  readonly to: number | "end";
  readonly step: number;
}

/** Every step-th row of a range along one axis: from, from + step, … below to. */
export const slice = defineOperator<Attributes>({
  name: "slice",
  summary: "Takes a range of one axis.",
  operands: 1,
  attributes: {
    axis: axis({ summary: "the axis", positional: true }),
    from: integer({ summary: "first index, counted from 0", least: 0, default: () => 0 }),
    to: {
      ...integer({ summary: "index before which it ends; the axis's end unless given", least: 1 }),
      default: () => "end" as const,
    },
    step: integer({ summary: "distance of the indices that are taken", least: 1, default: () => 1 }),
  },
  shape: (call) => {
    const [input] = call.inputs;
    const { axis: name, from, step } = call.attributes;
    const names = axisNamesOf(input!.length - 1);
    const at = names.indexOf(name);
    if (at < 0) {
      const help = `its axes are ${names.map((each) => `\`${each}\``).join(", ")}`;
      call.report(diagnostics.noSuchAxis, { axis: name, shape: showShape(input!) }, { attribute: "axis", help });
      return undefined;
    }
    const extent = input![at]!;
    const to = endOf(call, at);
    if (from >= to) {
      call.report(diagnostics.nothingLeft, { operator: "slice", axis: name }, { attribute: "from" });
      return undefined;
    }
    if (to > extent) {
      call.report(diagnostics.outsideInput, { first: from, last: to - 1, axis: name, extent }, { attribute: "to" });
      return undefined;
    }
    return input!.map((n, i) => (i === at ? Math.ceil((to - from) / step) : n));
  },
  reference: ({ x: [x], y, inputs, attributes: { axis: name, from, step } }) => {
    const at = axisNamesOf(inputs[0]!.length - 1).indexOf(name);
    for (const place of y.places()) y.set(place, x!.at(place.map((p, i) => (i === at ? from + step * p : p)))!);
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input], attributes: { axis: name, from, step } }) => {
    const at = axisNamesOf(input!.length - 1).indexOf(name);
    const axes = input!.map((_, i) => (i === at ? sum(product(coordinate(i), step), whole(from)) : coordinate(i)));
    return { family: "gather", axes, fill: 0 };
  },
  // Parts that are equal belong to `split`.
  onnx: { Slice: slices, Split: parts, Gather: gather },
  examples: [
    {
      cnn: "slice(channels, from=1)",
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      y: [
        [3, 4],
        [5, 6],
      ],
    },
    { cnn: "slice(width, from=1, to=6, step=2)", x: [[0, 1, 2, 3, 4, 5, 6]], y: [[1, 3, 5]] },
  ],
});

const endOf = ({ inputs, attributes: { to } }: Called<Attributes>, at: number): number =>
  to === "end" ? inputs[0]![at]! : to;
