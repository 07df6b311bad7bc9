import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, sum, whole } from "../kernels/index-map.ts";
import { type AxisName, axis, axisNamesOf } from "./arrangement.ts";
import { integer } from "./attributes.ts";
import { partsOf, place } from "./onnx-shapes.ts";
import { type Called, defineOperator } from "./operator.ts";

interface Attributes {
  readonly parts: number;
  readonly part: number;
  readonly axis: AxisName;
}

/**
 * One of several equal parts of an axis. A statement names one value, so each part is asked for by itself:
 * `left = x -> split(2, part=0)`. Nothing is computed that is not asked for.
 */
export const split = defineOperator<Attributes>({
  name: "split",
  summary: "Takes one of several equal parts of an axis.",
  operands: 1,
  attributes: {
    axis: axis({ summary: "the axis", default: () => "channels" }),
    parts: integer({ summary: "number of parts", least: 1, positional: true }),
    part: integer({ summary: "which one, counted from 0", least: 0 }),
  },
  shape: (call) => {
    const [input] = call.inputs;
    const { parts, part, axis: name } = call.attributes;
    const names = axisNamesOf(input!.length - 1);
    const at = names.indexOf(name);
    if (at < 0) {
      const help = `its axes are ${names.map((each) => `\`${each}\``).join(", ")}`;
      call.report(diagnostics.noSuchAxis, { axis: name, shape: showShape(input!) }, { attribute: "axis", help });
      return undefined;
    }
    if (input![at]! % parts !== 0) {
      const what = name === "channels" ? "channels" : `rows along ${name}`;
      call.report(
        diagnostics.notEqualParts,
        { count: input![at]!, what, into: `${parts} equal parts` },
        { attribute: "parts" },
      );
      return undefined;
    }
    if (part >= parts) {
      const help = `the last one is ${parts - 1}`;
      call.report(diagnostics.noSuchPart, { part, parts }, { attribute: "part", help });
      return undefined;
    }
    return input!.map((n, i) => (i === at ? n / parts : n));
  },
  reference: ({ x: [x], y, inputs, attributes: { parts, part, axis: name } }) => {
    const at = axisNamesOf(inputs[0]!.length - 1).indexOf(name);
    const before = (x!.shape[at]! / parts) * part;
    for (const place of y.places()) y.set(place, x!.at(place.map((p, i) => (i === at ? before + p : p)))!);
  },
  rounding: { kind: "selection" },
  kernel: (call) => {
    const [input] = call.inputs;
    const { at, first } = partOf(call);
    const axes = input!.map((_, i) => (i === at ? sum(coordinate(i), whole(first)) : coordinate(i)));
    return { family: "gather", axes, fill: 0 };
  },
  onnx: {
    Split: (node) => {
      const shape = node.batch(0);
      const axis = place(node.integer("axis", 0), shape.length);
      const parts = partsOf(node, shape[axis]!, node.outputs);
      if (parts.some((n) => n !== parts[0])) return undefined;
      const name = axisNamesOf(node.shape(0).length - 1)[node.axis(axis)]!;
      return { outputs: parts.map((_, part) => ({ attributes: { axis: name, parts: parts.length, part } })) };
    },
  },
  examples: [
    { cnn: "split(2, part=0)", x: [1, 2, 3, 4], y: [1, 2] },
    {
      cnn: "split(2, part=1, axis=width)",
      x: [
        [1, 2],
        [3, 4],
      ],
      y: [[2], [4]],
    },
  ],
});

/** The axis, and where along it the part begins. */
function partOf({ inputs: [input], attributes }: Called<Attributes>): { at: number; first: number } {
  const at = axisNamesOf(input!.length - 1).indexOf(attributes.axis);
  return { at, first: (input![at]! / attributes.parts) * attributes.part };
}
