import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { showShape } from "../graph/graph.ts";
import { coordinate } from "../kernels/index-map.ts";
import { axisNamesOf, factors } from "./arrangement.ts";
import { oneOf, size } from "./attributes.ts";
import { indices } from "./grid.ts";
import { fromOnnx } from "./onnx-resize.ts";
import { type Called, defineOperator, type ShapeCall } from "./operator.ts";
import {
  heldPlace,
  isCountable,
  lineOf,
  nearestRow,
  type ResizeAttributes,
  type Resized,
  resizedAxes,
} from "./resizing.ts";

/**
 * The input at places that are spread over it as the output's rows are: the nearest row, or linear between two. Places are
 * computed from `scale` where it is given (ONNX, Resize; PyTorch, interpolate), else from out/n.
 */
export const resize = defineOperator<ResizeAttributes>({
  name: "resize",
  summary: "Makes each channel larger or smaller, by the nearest row or linearly between two.",
  operands: 1,
  attributes: {
    scale: {
      ...factors({ summary: "⌊n · scale⌋ rows are made of n; instead of `out`", positional: true }),
      default: () => "unsaid",
    },
    out: { ...size({ summary: "extents of the output; instead of `scale`" }), default: () => "unsaid" },
    mode: oneOf(["nearest", "bilinear"], { summary: "`bilinear` is linear along each axis, however many there are" }),
    coordinates: oneOf(["half_pixel", "corners", "asymmetric"], {
      summary:
        "where row p lies: `half_pixel` (p + 1/2)/scale − 1/2, as in PyTorch, TensorFlow 2 and ONNX unless they are told otherwise; `corners` p · (n − 1)/(out − 1) (PyTorch's `align_corners`); `asymmetric` p/scale (PyTorch's `nearest`)",
    }),
    nearest: {
      ...oneOf(["floor", "ceil", "half_down", "half_up"], {
        summary: "the row for a place between two; must be said for `mode=nearest`",
      }),
      default: () => "unsaid",
    },
  },
  shape: (call) => {
    const [channels, ...input] = call.inputs[0]!;
    if (input.length === 0) {
      call.report(diagnostics.needsVolume, { operator: "resize", shape: showShape(call.inputs[0]!) });
      return undefined;
    }
    if (!isClear(call)) return undefined;
    const axes = resizedAxes(call);
    const empty = axes.findIndex(({ m }) => m < 1);
    if (empty >= 0) {
      const axis = axisNamesOf(input.length)[empty + 1]!;
      const { n, per, of } = axes[empty]!;
      const label = `⌊${n} · ${Number((per / of).toPrecision(6))}⌋ = 0`;
      call.report(diagnostics.nothingLeft, { operator: "resize", axis }, { attribute: "scale", label });
      return undefined;
    }
    const output = axes.map(({ m }) => m);
    if (axes.every((axis) => isCountable(axis, lineOf(axis, call.attributes.coordinates))))
      return [channels!, ...output];
    const what = `a resize from ${showShape(input)} to ${showShape(output)}`;
    call.report(diagnostics.tooLarge, { what, limit: "32-bit indices can tell" });
    return undefined;
  },
  reference: ({ x: [x], y, inputs, attributes }) => {
    const axes = resizedAxes({ inputs, attributes });
    const held = (at: number, axis: number, parts = 1) => Math.min((axes[axis]!.n - 1) * parts, Math.max(0, at));
    for (const [c, ...out] of y.places()) {
      const places = out.map((p, axis) => placeOf(p, axes[axis]!, attributes.coordinates));
      if (attributes.mode === "nearest") {
        const row = places.map(([at, parts], axis) => held(roundings[attributes.nearest](at / parts), axis));
        y.set([c!, ...out], x!.at([c!, ...row])!);
        continue;
      }
      // Whole numbers until the end, so that f64 is exact.
      let [total, all] = [0, 1];
      for (const [, parts] of places) all *= parts;
      for (const corner of indices(places.map(() => 2))) {
        let weight = 1;
        const row = places.map(([place, parts], axis) => {
          const at = held(place, axis, parts);
          const rest = at % parts;
          weight *= corner[axis] === 1 ? rest : parts - rest;
          return held((at - rest) / parts + corner[axis]!, axis);
        });
        total += weight * x!.at([c!, ...row])!;
      }
      y.set([c!, ...out], total / all);
    }
  },
  rounding: {
    kind: "sum",
    terms: (call) => (call.attributes.mode === "nearest" ? 0 : 2 ** (call.inputs[0]!.length - 1)),
    // Weights are whole numbers that add up to this, which the sum is divided by.
    parts: (call) => (call.attributes.mode === "nearest" ? 1 : partsOf(call)),
    // Dividing by a power of two is exact; the product with a rounded reciprocal is off by less than three units.
    after: (call) => (call.attributes.mode === "nearest" || Math.log2(partsOf(call)) % 1 === 0 ? 0 : 3),
  },
  kernel: (call) => {
    const lines = resizedAxes(call).map((axis) => ({ n: axis.n, line: lineOf(axis, call.attributes.coordinates) }));
    if (call.attributes.mode === "bilinear")
      return { family: "interpolation", places: lines.map(({ n, line }, axis) => heldPlace(line, axis, n)) };
    const rows = lines.map(({ n, line }, axis) => nearestRow(line, axis, n, call.attributes.nearest));
    return { family: "gather", axes: [coordinate(0), ...rows], fill: 0 };
  },
  onnx: { Resize: fromOnnx, Upsample: fromOnnx },
  examples: [
    { cnn: "resize(2, mode=nearest, coordinates=asymmetric, nearest=floor)", x: [[1, 2]], y: [[1, 1, 2, 2]] },
    { cnn: "resize(1.5, mode=nearest, coordinates=asymmetric, nearest=floor)", x: [[1, 2, 3]], y: [[1, 1, 2, 3]] },
    { cnn: "resize(2, mode=bilinear, coordinates=half_pixel)", x: [[0, 4]], y: [[0, 1, 3, 4]] },
    { cnn: "resize(out=5, mode=bilinear, coordinates=corners)", x: [[0, 4, 8]], y: [[0, 2, 4, 6, 8]] },
  ],
});

/** Where row p of the output lies in the input: so many parts of a row. */
function placeOf(
  p: number,
  { n, m, per, of }: Resized,
  coordinates: ResizeAttributes["coordinates"],
): readonly [at: number, parts: number] {
  if (coordinates === "half_pixel") return [(2 * p + 1) * of - per, 2 * per];
  if (coordinates === "asymmetric") return [p * of, per];
  return m === 1 ? [0, 1] : [p * (n - 1), m - 1];
}

const roundings: Readonly<Record<ResizeAttributes["nearest"], (place: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  half_down: (place) => Math.ceil(place - 0.5),
  half_up: (place) => Math.floor(place + 0.5),
  unsaid: (place) => place,
};

const partsOf = (call: Called<ResizeAttributes>): number =>
  resizedAxes(call).reduce((parts, axis) => parts * lineOf(axis, call.attributes.coordinates).denominator, 1);

/** True if one thing says how large the output is, and nearest which row; reports what is missing or too much. */
function isClear(call: ShapeCall<ResizeAttributes>): boolean {
  const { scale, out, mode, coordinates, nearest } = call.attributes;
  if ((scale === "unsaid") === (out === "unsaid")) {
    const found = scale === "unsaid" ? "neither" : "both";
    const help = found === "both" ? "leave one of them out" : "say `resize(2, …)` or `resize(out=16x16, …)`";
    call.report(
      diagnostics.oneOfTwo,
      { operator: "resize", one: "scale", other: "out", found },
      { attribute: "out", help },
    );
    return false;
  }
  if (mode === "nearest" && nearest === "unsaid") {
    const help =
      coordinates === "asymmetric"
        ? "`nearest=floor` is PyTorch's `nearest`, and TensorFlow 1's"
        : "`nearest=half_up` is TensorFlow's and PyTorch's `nearest-exact`, `nearest=half_down` ONNX's default";
    call.report(diagnostics.sayRound, {}, { attribute: "mode", help });
    return false;
  }
  if (mode === "bilinear" && nearest !== "unsaid") {
    const help = "leave it out: between two rows it is linear";
    call.report(diagnostics.saysNothing, { attribute: "nearest", mode }, { attribute: "nearest", help });
    return false;
  }
  return true;
}
