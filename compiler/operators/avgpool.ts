import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Sliding } from "../kernels/family.ts";
import { oneOf } from "./attributes.ts";
import { pads, rounding, windowOf } from "./onnx-windows.ts";
import { defineOperator } from "./operator.ts";
import { type PoolAttributes, poolAttributes, poolShape, tapsOf, volume } from "./pool.ts";
import { countedMean, mean } from "./reductions.ts";
import { slide } from "./sliding.ts";

interface Attributes extends PoolAttributes {
  readonly over: "unsaid" | "valid" | "window";
}

const { window, stride, pad, dilation, round, fit } = poolAttributes;

/**
 * Mean of each window: over the inputs in it (`over=valid`), or over all its taps, padding counted as 0 (`over=window`).
 * What hangs over beyond the padding, as `round=ceil` allows, is never counted (PyTorch's AvgPool2d; ONNX AveragePool).
 */
export const avgpool = defineOperator<Attributes>({
  name: "avgpool",
  summary: "Averages each window.",
  operands: 1,
  attributes: {
    window,
    stride,
    pad,
    dilation,
    over: {
      ...oneOf(["valid", "window"], { summary: "what to divide by; must be said where there is padding" }),
      default: () => "unsaid" as const,
    },
    round,
    fit,
  },
  shape: (call) => {
    const shape = poolShape(call, "avgpool");
    if (!shape || call.attributes.over !== "unsaid" || !touchesPadding(slide(call))) return shape;
    const help = "add `over=valid` to divide by the inputs in each window, or `over=window` to count padding as zeros";
    call.report(diagnostics.sayOver, {}, { attribute: "pad", help });
    return undefined;
  },
  reference: ({ x: [x], y, ...call }) => {
    const sizes = slide(call);
    const inPadding = ([, ...at]: readonly number[]) =>
      at.every((p, axis) => p < sizes.input[axis]! + sizes.padAfter[axis]!);
    for (const out of y.places()) {
      let [sum, count] = [0, 0];
      for (const place of tapsOf(out, sizes)) {
        const tap = x!.at(place);
        sum += tap ?? 0;
        if (tap !== undefined || (call.attributes.over === "window" && inPadding(place))) count++;
      }
      y.set(out, sum / count);
    }
  },
  rounding: {
    kind: "sum",
    terms: ({ attributes }) => volume(attributes.window),
    // Dividing by a power of two is exact; a rounded reciprocal or a division is off by up to three units.
    after: (call) =>
      counted(call.attributes, slide(call)) || Math.log2(volume(call.attributes.window)) % 1 !== 0 ? 3 : 0,
  },
  kernel: (call) => {
    const sizes = slide(call);
    const varies = counted(call.attributes, sizes);
    return {
      family: "window",
      ...sizes,
      reduction: varies ? countedMean : mean(volume(sizes.window)),
      ...(varies && call.attributes.over === "window" ? { zeros: true } : {}),
    };
  },
  onnx: {
    AveragePool: (node) => {
      const window = windowOf(node);
      const over = node.flag("count_include_pad") ? "window" : "valid";
      const said = pads(window) || node.flag("ceil_mode");
      return { attributes: { ...window, ...rounding(node), ...(said ? { over } : {}) } };
    },
  },
  examples: [
    {
      cnn: "avgpool(2x2)",
      x: [
        [
          [1, 2],
          [3, 6],
        ],
      ],
      y: [[[3]]],
    },
    {
      cnn: "avgpool(2x2, stride=1, pad=1, over=valid)",
      x: [[[4]]],
      y: [
        [
          [4, 4],
          [4, 4],
        ],
      ],
    },
    {
      cnn: "avgpool(2x2, stride=1, pad=1, over=window)",
      x: [[[4]]],
      y: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
    },
    { cnn: "avgpool(4, stride=3, pad=1, over=window, round=ceil)", x: [[4, 4, 4]], y: [[3, 2]] },
  ],
});

/** The last tap along an axis, counted from the start of the padding. */
const lastTap = (s: Sliding, axis: number): number =>
  (s.output[axis]! - 1) * s.stride[axis]! + (s.window[axis]! - 1) * s.dilation[axis]!;

/** True if a window reaches outside the input. */
const touchesPadding = (s: Sliding): boolean =>
  s.input.some((n, axis) => s.padBefore[axis]! > 0 || lastTap(s, axis) - s.padBefore[axis]! >= n);

/** True if a window reaches outside the padded input, as only `round=ceil` allows. */
const hangsOver = (s: Sliding): boolean =>
  s.input.some((n, axis) => lastTap(s, axis) >= n + s.padBefore[axis]! + s.padAfter[axis]!);

/** True if the divisor differs from window to window. */
const counted = (a: Attributes, sizes: Sliding): boolean =>
  a.over === "window" ? hangsOver(sizes) : touchesPadding(sizes);
