import { mostHits } from "../kernels/transposed/taps.ts";
import { bias, constantValues, integer, outputExtents, padding, rows, size } from "./attributes.ts";
import { constantOf } from "./constants.ts";
import { ones, window } from "./convolution.ts";
import { indices } from "./grid.ts";
import { groupsDivideBoth } from "./groups.ts";
import { fromColumns, transposedFrom } from "./onnx-windows.ts";
import { type Called, defineOperator, type Reference } from "./operator.ts";
import { type TransposedAttributes, transposedShape, transposedSizes } from "./transposed.ts";

/** Transposed convolution: the map by which a convolution's gradient flows back (Dumoulin and Visin 2016). */
export const deconv = defineOperator<TransposedAttributes>({
  name: "deconv",
  summary:
    "Transposed convolution: every input adds its number times a filter to the outputs, a stride apart. The output has (n − 1)·stride − padding + dilation·(window − 1) + 1 + extra rows.",
  operands: 1,
  attributes: {
    channels: integer({ summary: "output channels", positional: true, least: 1 }),
    window: window(),
    groups: integer({ summary: "number of equal groups that channels are split into", least: 1, default: () => 1 }),
    stride: size({
      summary: "distance between the outputs that neighbouring inputs add their filters to",
      default: ones,
    }),
    pad: padding("rows and columns that are cut off around the output", []),
    dilation: size({ summary: "distance between the taps of a filter", default: ones }),
    extra: rows({
      summary:
        "further rows and columns at the output's end, fewer than the stride or the dilation, whichever is larger",
      default: (rank) => ones(rank).map(() => 0),
    }),
    out: outputExtents("the output's size, which `extra` is computed from"),
    bias: bias(),
    weights: constantValues("filters written in the file: in, out / groups, window"),
  },
  shape: (call) => {
    const { channels, weights, bias: b } = call.attributes;
    if (!groupsDivideBoth(call)) return undefined;
    const spatial = transposedShape(call, "deconv");
    if (!spatial) return undefined;
    const weightsFit = weights === "file" || constantOf(call, "weights", weights, filterShape(call));
    const biasFits = typeof b === "boolean" || constantOf(call, "bias", b, [channels]);
    return weightsFit && biasFits ? [channels, ...spatial] : undefined;
  },
  parameters: (call) => {
    const { channels, groups, weights, bias: b } = call.attributes;
    const weight = {
      role: "weight",
      shape: filterShape(call),
      outputs: { axis: 1, groups },
      ...(weights === "file" ? {} : { values: weights.values }),
    };
    if (b === false) return [weight];
    return [weight, { role: "bias", shape: [channels], added: true, ...(b === true ? {} : { values: b.values }) }];
  },
  reference: scatter,
  rounding: {
    kind: "sum",
    terms: (call) =>
      mostHits(transposedSizes(call)).reduce((a, b) => a * b, call.inputs[0]![0]! / call.attributes.groups) + 1,
  },
  kernel: (call) => ({
    family: "transposed-contraction",
    ...transposedSizes(call),
    groups: call.attributes.groups,
    inChannels: call.inputs[0]![0]!,
    outChannels: call.attributes.channels,
    bias: call.attributes.bias !== false,
  }),
  onnx: {
    ConvTranspose: (node) => {
      const weight = node.constant(1, "the filters");
      const bias = node.has(2) && node.constant(2, "the bias");
      const groups = node.integer("group", 1);
      return {
        attributes: {
          channels: weight.shape[1]! * groups,
          groups,
          ...transposedFrom(node, weight.shape.slice(2)),
          bias: bias !== false,
        },
        weights: bias ? { weight, bias } : { weight },
      };
    },
    Col2Im: fromColumns,
  },
  withChannels: (attributes, channels) => ({ ...attributes, channels }),
  examples: [
    {
      cnn: "deconv(1, 2x2, bias=false)",
      x: [
        [
          [0, 1],
          [2, 3],
        ],
      ],
      parameters: {
        weight: [
          [
            [
              [0, 1],
              [2, 3],
            ],
          ],
        ],
      },
      y: [
        [
          [0, 0, 1],
          [0, 4, 6],
          [4, 12, 9],
        ],
      ],
    },
    {
      cnn: "deconv(1, 3, stride=2, pad=1, extra=1)",
      x: [[1, 10]],
      parameters: { weight: [[[1, 2, 3]]], bias: [100] },
      y: [[102, 113, 120, 130]],
    },
  ],
});

/** In, out / groups, window. */
function filterShape({
  inputs,
  attributes: { channels, groups, window: extents },
}: Called<TransposedAttributes>): number[] {
  return [inputs[0]![0]!, channels / groups, ...extents];
}

/** As its name has it: y is the bias, and then every input adds its window, y[o, i·s + k·d − pad] += x[c, i] · w[c, o, k]. */
function scatter({ x: [x], y, parameter, inputs, attributes: a }: Reference<TransposedAttributes>): void {
  const [weight, b] = [parameter("weight")!, parameter("bias")];
  const [inChannels, ...extents] = inputs[0] as [number, ...number[]];
  const perGroup = a.channels / a.groups;
  const { padBefore } = transposedSizes({ inputs, attributes: a });
  const wanted = new Uint8Array(y.values.length);
  for (const offset of y.offsets()) wanted[offset] = 1;
  for (const out of y.places()) y.set(out, b?.at([out[0]!]) ?? 0);
  const positions = y.shape.slice(1).reduce((n, extent) => n * extent, 1);
  for (const from of indices([inChannels, ...extents])) {
    const [c] = from as [number];
    const first = Math.floor(c / (inChannels / a.groups)) * perGroup;
    const value = x!.at(from)!;
    for (const tap of indices(a.window)) {
      let position = 0;
      for (let axis = 0; axis < tap.length && position >= 0; axis++) {
        const at = from[axis + 1]! * a.stride[axis]! + tap[axis]! * a.dilation[axis]! - padBefore[axis]!;
        const extent = y.shape[axis + 1]!;
        position = at >= 0 && at < extent ? position * extent + at : -1;
      }
      if (position < 0) continue;
      for (let o = 0; o < perGroup; o++) {
        const offset = (first + o) * positions + position;
        if (wanted[offset]) y.values[offset]! += value * weight.at([c, o, ...tap])!;
      }
    }
  }
}
