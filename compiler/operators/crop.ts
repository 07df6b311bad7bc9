import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate, sum, whole } from "../kernels/index-map.ts";
import { axisNamesOf } from "./arrangement.ts";
import { type Padding, padding, rows, type Schema, size } from "./attributes.ts";
import { type Called, defineOperator, type ShapeCall } from "./operator.ts";

type Sizes = readonly number[];

interface Attributes {
  readonly size: Sizes | "unsaid";
  readonly offset: Sizes | "centre";
  readonly sides: Padding | "unsaid";
}

const unsaid = { default: () => "unsaid" as const };

/** A part of each channel: of a given size, from the centre or from an offset on, or what is left between the sides. */
export const crop = defineOperator<Attributes>({
  name: "crop",
  summary: "Cuts a part out of its input, the same of each channel.",
  operands: 1,
  attributes: {
    size: { ...size({ summary: "extents of the part; instead of `sides`", positional: true }), ...unsaid },
    offset: {
      ...rows({ summary: "first row and column; the part lies in the centre unless given" }),
      default: () => "centre" as const,
    },
    sides: {
      ...(padding(
        "rows and columns that are cut off, in the forms of `pad=`; instead of `size`",
        [],
      ) as Schema<Padding>),
      ...unsaid,
    },
  },
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    if (input.length === 0) {
      call.report(diagnostics.needsVolume, { operator: "crop", shape: showShape(call.inputs[0]!) });
      return undefined;
    }
    const part = partIsClear(call) && partOf(call);
    return part && liesInside(call, part, input) ? [channels!, ...part.extents] : undefined;
  },
  reference: ({ x: [x], y, inputs, attributes }) => {
    const { first } = partOf({ inputs, attributes });
    for (const [c, ...place] of y.places())
      y.set([c!, ...place], x!.at([c!, ...place.map((at, axis) => at + first[axis]!)])!);
  },
  rounding: { kind: "selection" },
  kernel: (call) => ({
    family: "gather",
    axes: [coordinate(0), ...partOf(call).first.map((first, axis) => sum(coordinate(axis + 1), whole(first)))],
    fill: 0,
  }),
  examples: [
    { cnn: "crop(3)", x: [[1, 2, 3, 4, 5]], y: [[2, 3, 4]] },
    { cnn: "crop(2, offset=0)", x: [[1, 2, 3, 4, 5]], y: [[1, 2]] },
    {
      cnn: "crop(sides={top: 1, right: 2})",
      x: [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
      y: [[[4]]],
    },
  ],
});

interface Part {
  readonly first: Sizes;
  readonly extents: Sizes;
}

function partOf({ inputs: [shape], attributes }: Called<Attributes>): Part {
  const [, ...input] = shape!;
  const { size: extents, offset, sides } = attributes;
  if (extents !== "unsaid")
    return {
      extents,
      first: offset === "centre" ? input.map((n, axis) => Math.floor((n - extents[axis]!) / 2)) : offset,
    };
  if (sides === "unsaid" || sides.kind !== "sides") throw new Error("internal: a crop without extents");
  return { first: sides.before, extents: input.map((n, axis) => n - sides.before[axis]! - sides.after[axis]!) };
}

/** True if one thing says how large the part is and where it lies; reports what is missing or too much. */
function partIsClear(call: ShapeCall<Attributes>): boolean {
  const { size: extents, offset, sides } = call.attributes;
  if ((extents === "unsaid") === (sides === "unsaid") || (sides !== "unsaid" && offset !== "centre")) {
    const found = sides === "unsaid" ? "neither" : extents === "unsaid" ? "`sides` with an `offset`" : "both";
    const help = {
      neither: "say `crop(24x24)` or `crop(sides=2)`",
      both: "leave one of them out",
      "`sides` with an `offset`": "with `sides` the part lies where they leave it: leave `offset` out",
    }[found];
    const attribute = found === "neither" ? "size" : "sides";
    call.report(diagnostics.oneOfTwo, { operator: "crop", one: "size", other: "sides", found }, { attribute, help });
    return false;
  }
  if (extents === "unsaid" || offset !== "centre") return true;
  const rests = call.inputs[0]!.slice(1).map((n, axis) => n - extents[axis]!);
  const axis = rests.findIndex((rest) => rest > 0 && rest % 2 === 1);
  if (axis < 0) return true;
  const offsets = rests.map((rest) => Math.max(0, Math.floor(rest / 2)));
  call.report(
    diagnostics.sayOffset,
    { axis: axisNamesOf(rests.length)[axis + 1]!, rest: rests[axis]! },
    { attribute: "size", help: `\`offset=[${offsets.join(", ")}]\` leaves the odd one at the end (TensorFlow, ONNX)` },
  );
  return false;
}

function liesInside(call: ShapeCall<Attributes>, { first, extents }: Part, input: Sizes): boolean {
  const names = axisNamesOf(input.length).slice(1);
  const empty = extents.findIndex((extent) => extent < 1);
  if (empty >= 0) {
    call.report(diagnostics.nothingLeft, { operator: "crop", axis: names[empty]! }, { attribute: "sides" });
    return false;
  }
  const out = extents.findIndex((extent, axis) => first[axis]! < 0 || first[axis]! + extent > input[axis]!);
  if (out < 0) return true;
  call.report(
    diagnostics.outsideInput,
    { first: first[out]!, last: first[out]! + extents[out]! - 1, axis: names[out]!, extent: input[out]! },
    { attribute: call.attributes.offset === "centre" ? "size" : "offset", label: `in ${showShape(call.inputs[0]!)}` },
  );
  return false;
}
