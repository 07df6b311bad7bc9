import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { clamp, coordinate, type Index, mirrored, remainder, sum, whole } from "../kernels/index-map.ts";
import { axisNamesOf } from "./arrangement.ts";
import { oneOf, type Padding, padding, real, type Schema } from "./attributes.ts";
import { centred, pads } from "./onnx-pads.ts";
import { defineOperator, type ShapeCall } from "./operator.ts";

type Mode = "constant" | "reflect" | "replicate" | "wrap";

interface Attributes {
  readonly sides: Padding;
  readonly mode: Mode;
  readonly value: number;
}

/** Amounts on each side; nothing is computed from a window here. */
const { default: _, ...amounts } = padding("rows and columns that are put around the input", []);

/** More rows and columns at the borders: a number, the input mirrored, its border repeated, or its other end. */
export const pad = defineOperator<Attributes>({
  name: "pad",
  summary: "Puts rows and columns around its input.",
  operands: 1,
  attributes: {
    sides: { ...(amounts as Schema<Padding>), positional: true },
    mode: oneOf(["constant", "reflect", "replicate", "wrap"], {
      summary:
        "what they hold: `value`; the input mirrored at its border, which is not repeated; the border itself; the rows of the other end",
      default: () => "constant",
    }),
    value: real({ summary: "what `mode=constant` fills with", default: () => 0 }),
  },
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    if (input.length === 0) {
      call.report(diagnostics.needsVolume, { operator: "pad", shape: showShape(call.inputs[0]!) });
      return undefined;
    }
    if (!modeFits(call, input)) return undefined;
    const { before, after } = amountsOf(call.attributes);
    return [channels!, ...input.map((extent, axis) => extent + before[axis]! + after[axis]!)];
  },
  reference: ({ x: [x], y, attributes }) => {
    const { before } = amountsOf(attributes);
    const extents = x!.shape.slice(1);
    for (const [c, ...place] of y.places()) {
      const from = place.map((at, axis) => within(at - before[axis]!, extents[axis]!, attributes.mode));
      // A number of the file is an f32.
      y.set([c!, ...place], x!.at([c!, ...from]) ?? Math.fround(attributes.value));
    }
  },
  rounding: { kind: "selection" },
  kernel: ({ inputs: [input], attributes }) => {
    const { before } = amountsOf(attributes);
    const axes = input!.slice(1).map((extent, axis): Index => {
      const place = sum(coordinate(axis + 1), whole(-before[axis]!));
      if (attributes.mode === "reflect") return mirrored(place, extent);
      if (attributes.mode === "replicate") return clamp(place, 0, extent - 1);
      return attributes.mode === "wrap" ? remainder(place, extent) : place;
    });
    return { family: "gather", axes: [coordinate(0), ...axes], fill: attributes.value };
  },
  onnx: { Pad: pads, CenterCropPad: centred },
  examples: [
    { cnn: "pad({left: 1, right: 2})", x: [[[1, 2]]], y: [[[0, 1, 2, 0, 0]]] },
    { cnn: "pad(1, value=0.5)", x: [[1, 2]], y: [[0.5, 1, 2, 0.5]] },
    { cnn: "pad(2, mode=reflect)", x: [[1, 2, 3]], y: [[3, 2, 1, 2, 3, 2, 1]] },
    { cnn: "pad(2, mode=replicate)", x: [[1, 2, 3]], y: [[1, 1, 1, 2, 3, 3, 3]] },
    { cnn: "pad(2, mode=wrap)", x: [[1, 2, 3]], y: [[2, 3, 1, 2, 3, 1, 2]] },
  ],
});

const amountsOf = ({ sides }: Attributes): Extract<Padding, { kind: "sides" }> => {
  if (sides.kind !== "sides") throw new Error(`internal: pad takes no ${sides.kind}`);
  return sides;
};

/** Where a row comes from, one step at a time; outside where a number fills. */
function within(row: number, extent: number, mode: Mode): number {
  if (row >= 0 && row < extent) return row;
  if (mode === "reflect") return within(row < 0 ? -row : 2 * (extent - 1) - row, extent, mode);
  if (mode === "replicate") return row < 0 ? 0 : extent - 1;
  if (mode === "wrap") return within(row < 0 ? row + extent : row - extent, extent, mode);
  return row;
}

function modeFits(call: ShapeCall<Attributes>, input: readonly number[]): boolean {
  const { mode, value } = call.attributes;
  if (mode === "constant") return true;
  if (value !== 0) {
    const help = "leave it out, or say `mode=constant`";
    call.report(diagnostics.saysNothing, { attribute: "value", mode }, { attribute: "value", help });
    return false;
  }
  if (mode === "replicate") return true;
  const { before, after } = amountsOf(call.attributes);
  const rows = input.map((extent) => (mode === "reflect" ? extent - 1 : extent));
  const axis = rows.findIndex((most, a) => Math.max(before[a]!, after[a]!) > most);
  if (axis < 0) return true;
  const most = Math.max(before[axis]!, after[axis]!);
  call.report(
    diagnostics.padsTooMuch,
    { mode, pad: most, axis: axisNamesOf(input.length)[axis + 1]!, most: rows[axis]! },
    { attribute: "sides", label: `${showShape(call.inputs[0]!)} has ${input[axis]} there` },
  );
  return false;
}
