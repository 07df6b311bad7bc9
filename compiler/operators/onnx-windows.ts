import { reach } from "../kernels/sliding.ts";
import type { Padding } from "./attributes.ts";
import { type OnnxNode, type OnnxUse, refuse, type Tensor } from "./onnx.ts";
import { Draft } from "./onnx-draft.ts";
import { volume } from "./onnx-shapes.ts";

/** Attributes of a window that slides, as ONNX has them. */
export interface OnnxWindow {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly pad: Padding;
}

/** Refuses a node whose first axis has to be the batch's where that was said to be none. */
export function needsBatch(node: OnnxNode): void {
  if (!node.batched) refuse("the first axis of its input is the batch, and this import takes it for the channels");
}

/** The window of a node over its first input; `filters` is what its weights say where it says nothing. */
export function windowOf(node: OnnxNode, filters?: readonly number[]): OnnxWindow {
  needsBatch(node);
  const input = node.shape(0).slice(1);
  const window = node.integers("kernel_shape") ?? filters ?? refuse("the attribute `kernel_shape` is missing");
  const ones = input.map(() => 1);
  const stride = node.integers("strides") ?? ones;
  const dilation = node.integers("dilations") ?? ones;
  for (const list of [window, stride, dilation])
    if (list.length !== input.length) refuse(`[${list}] is not one number for each of ${input.length} axes`);
  return { window, stride, dilation, pad: paddingOf(node, { window, stride, dilation }) };
}

function paddingOf(node: OnnxNode, { window, stride, dilation }: Omit<OnnxWindow, "pad">): Padding {
  const auto = node.word("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"], "NOTSET");
  if (auto === "NOTSET") return sidesOf(node.integers("pads"), window.length);
  if (auto === "VALID") return sidesOf(undefined, window.length);
  const even = stride.every((s) => s === 1) && window.every((k, axis) => reach(k, dilation[axis]!) % 2 === 1);
  return { kind: even ? "same" : auto === "SAME_UPPER" ? "same_upper" : "same_lower" };
}

/** ONNX lists what is before every axis, then what is after. */
export function sidesOf(pads: readonly number[] | undefined, rank: number): Padding {
  const all = pads ?? new Array<number>(2 * rank).fill(0);
  if (all.length !== 2 * rank) return refuse(`[${all}] is not two paddings for each of ${rank} axes`);
  return { kind: "sides", before: all.slice(0, rank), after: all.slice(rank) };
}

/** True if there may be padding in a window. */
export const pads = ({ pad }: OnnxWindow): boolean =>
  pad.kind !== "sides" || [...pad.before, ...pad.after].some((n) => n !== 0);

/** `round=ceil`, where it is asked for. */
export const rounding = (node: OnnxNode): { readonly round?: "ceil" } =>
  node.flag("ceil_mode") ? { round: "ceil" } : {};

/** A pool over all positions. */
export const onEachChannel =
  (attributes: (node: OnnxNode) => Readonly<Record<string, unknown>> = () => ({})) =>
  (node: OnnxNode): OnnxUse => {
    needsBatch(node);
    return { attributes: attributes(node) };
  };

/**
 * A transposed convolution's window. Where the output's size is said, or follows from `SAME`, the padding does from it: what
 * the sum of all windows has too much is cut off, the odd row at the end with `SAME_UPPER` and at the start else; what it has
 * too little is `extra`.
 */
export function transposedFrom(node: OnnxNode, filters: readonly number[]) {
  needsBatch(node);
  const input = node.shape(0).slice(1);
  const [window, ones] = [node.integers("kernel_shape") ?? filters, input.map(() => 1)];
  const [stride, dilation] = [node.integers("strides") ?? ones, node.integers("dilations") ?? ones];
  const extra = node.integers("output_padding") ?? input.map(() => 0);
  for (const list of [window, stride, dilation, extra])
    if (list.length !== input.length) refuse(`[${list}] is not one number for each of ${input.length} axes`);
  const auto = node.word("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"], "NOTSET");
  const same = auto.startsWith("SAME");
  const said = node.integers("output_shape")?.slice(-input.length);
  const wanted = said ?? (same ? input.map((n, axis) => n * stride[axis]!) : undefined);
  if (!wanted)
    return {
      window,
      stride,
      dilation,
      extra,
      pad: sidesOf(auto === "VALID" ? undefined : node.integers("pads"), input.length),
    };
  const totals = input.map(
    (n, axis) => stride[axis]! * (n - 1) + extra[axis]! + reach(window[axis]!, dilation[axis]!) - wanted[axis]!,
  );
  const small = totals.map((total) => Math.floor(Math.max(0, total) / 2));
  const large = totals.map((total) => Math.ceil(Math.max(0, total) / 2));
  const [before, after] = auto === "SAME_UPPER" ? [small, large] : [large, small];
  const missing = totals.map((total, axis) => Math.max(0, -total) + extra[axis]!);
  return { window, stride, dilation, extra: missing, pad: { kind: "sides", before, after } satisfies Padding };
}

/**
 * Col2Im: each column of a matrix is a window over all channels, and lies where a convolution read it; where windows overlap
 * they add up. That is a transposed convolution whose filters have a single 1.
 */
export function fromColumns(node: OnnxNode): readonly OnnxUse[] {
  needsBatch(node);
  const image = [...node.constant(1, "the image's shape").values()];
  const window = [...node.constant(2, "the block's shape").values()];
  const ones = image.map(() => 1);
  const [stride, dilation] = [node.integers("strides") ?? ones, node.integers("dilations") ?? ones];
  for (const list of [window, stride, dilation])
    if (list.length !== image.length) refuse(`[${list}] is not one number for each of ${image.length} axes`);
  const pad = sidesOf(node.integers("pads"), image.length);
  const { before, after } = pad as Extract<Padding, { kind: "sides" }>;
  const travel = image.map((n, axis) => n + before[axis]! + after[axis]! - reach(window[axis]!, dilation[axis]!));
  const blocks = travel.map((rows, axis) => Math.floor(rows / stride[axis]!) + 1);
  const extra = travel.map((rows, axis) => rows % stride[axis]!);
  const [rows] = node.shape(0) as [number];
  const taps = volume(window);
  const draft = new Draft(node);
  const columns = draft.view(draft.input(), [rows, ...blocks]);
  const channels = rows / taps;
  const weight: Tensor = {
    shape: [rows, 1, ...window],
    type: "float32",
    values: () =>
      Float32Array.from({ length: rows * taps }, (_, i) => (Math.floor(i / taps) % taps === i % taps ? 1 : 0)),
  };
  const attributes = { channels, groups: channels, window, stride, dilation, pad, extra, bias: false };
  return draft.giving(draft.stage(undefined, [columns], [channels, ...image], { attributes, weights: { weight } }));
}
