import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Sliding } from "../kernels/family.ts";
import { reach } from "../kernels/sliding.ts";
import type { Padding } from "./attributes.ts";
import type { Called, ShapeCall } from "./operator.ts";

/** Attributes that every operator with a sliding window has; the others stand for 1 and `floor` where absent. */
export interface SlidingAttributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly dilation?: readonly number[];
  readonly fit: "floor" | "exact";
  readonly round?: "floor" | "ceil";
}

const axisLabels = ["depth", "height", "width"] as const;
/** `row`, `column`, `slice` of an axis. */
export const lineNames = ["slice", "row", "column"] as const;

/** Rows after the input that windows reach into, beyond the padding where one hangs over. */
export const rowsAfter = ({ input, output, window, stride, dilation, padBefore }: Sliding): number[] =>
  input.map((n, a) => Math.max(0, (output[a]! - 1) * stride[a]! + reach(window[a]!, dilation[a]!) - n - padBefore[a]!));

/**
 * The sizes of a valid use, padding resolved. Output along an axis: floor((n + pad − dilation·(k − 1) − 1)/stride) + 1;
 * with `round=ceil` the division rounds up and a last window that would start in the end padding is dropped (PyTorch).
 */
export function slide({ inputs, attributes }: Called<SlidingAttributes>): Sliding {
  const input = inputs[0]!.slice(1);
  const { window, stride } = attributes;
  const dilation = attributes.dilation ?? input.map(() => 1);
  const [padBefore, padAfter] = resolve(attributes, input, dilation);
  const output = input.map((n, axis) => {
    const travel = n + padBefore[axis]! + padAfter[axis]! - reach(window[axis]!, dilation[axis]!);
    if (attributes.round !== "ceil") return Math.floor(travel / stride[axis]!) + 1;
    const count = Math.ceil(travel / stride[axis]!) + 1;
    return (count - 1) * stride[axis]! >= n + padBefore[axis]! ? count - 1 : count;
  });
  return { input, output, window, stride, dilation, padBefore, padAfter };
}

function resolve(a: SlidingAttributes, input: readonly number[], dilation: readonly number[]): [number[], number[]] {
  const { pad } = a;
  if (pad.kind === "sides") return [[...pad.before], [...pad.after]];
  const reaches = a.window.map((k, axis) => reach(k, dilation[axis]!));
  if (pad.kind === "valid") return [input.map(() => 0), input.map(() => 0)];
  if (pad.kind === "full") return [reaches.map((r) => r - 1), reaches.map((r) => r - 1)];
  const totals = input.map((n, axis) => {
    const stride = a.stride[axis]!;
    return Math.max(0, (Math.ceil(n / stride) - 1) * stride + reaches[axis]! - n);
  });
  const small = totals.map((p) => Math.floor(p / 2));
  const large = totals.map((p) => Math.ceil(p / 2));
  return pad.kind === "same_lower" ? [large, small] : [small, large];
}

/**
 * Checks a sliding window against its input and returns the output's spatial extents. Reports: a vector for a volume,
 * ambiguous `same`, a window that is too large, dropped rows (a warning, or an error with `fit=exact`).
 */
export function slidingShape<A extends SlidingAttributes>(
  call: ShapeCall<A>,
  operator: string,
): readonly number[] | undefined {
  const { inputs, attributes } = call;
  const input = inputs[0]!.slice(1);
  if (input.length === 0) {
    call.report(diagnostics.needsVolume, { operator, shape: inputs[0]!.join("x") });
    return undefined;
  }
  if (!sameIsClear(call)) return undefined;
  const sizes = slide(call);
  const reaches = sizes.window.map((k, axis) => reach(k, sizes.dilation[axis]!));
  const room = input.map((n, axis) => n + sizes.padBefore[axis]! + sizes.padAfter[axis]!);
  if (reaches.some((r, axis) => r > room[axis]!)) {
    call.report(
      diagnostics.windowTooLarge,
      { window: reaches.join("x"), input: room.join("x") },
      {
        attribute: "window",
        label: derivation(
          sizes,
          reaches.findIndex((r, axis) => r > room[axis]!),
        ),
        help: `a window of at most ${room.join("x")}, or more padding, fits`,
      },
    );
    return undefined;
  }
  if (attributes.round !== "ceil" && !reportDropped(call, sizes)) return undefined;
  return sizes.output;
}

/** `(8 + 0 − 9)/1 + 1 = 0`: the output size of one axis, written out. */
function derivation(sizes: Sliding, axis: number): string {
  const n = sizes.input[axis]!;
  const pad = sizes.padBefore[axis]! + sizes.padAfter[axis]!;
  const r = reach(sizes.window[axis]!, sizes.dilation[axis]!);
  const value = (n + pad - r) / sizes.stride[axis]! + 1;
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2).replace(/0$/, "");
  return `(${n}${pad > 0 ? ` + ${pad}` : ""} − ${r})/${sizes.stride[axis]} + 1 = ${shown}`;
}

function sameIsClear(call: ShapeCall<SlidingAttributes>): boolean {
  const { pad, stride, window, dilation } = call.attributes;
  if (pad.kind !== "same") return true;
  const help = "say `same_upper` (TensorFlow, ONNX: the extra row at the end) or `same_lower` (at the start)";
  const even = window.some((k, axis) => reach(k, dilation?.[axis] ?? 1) % 2 === 0);
  if (stride.every((s) => s === 1) && !even) return true;
  const reason = even ? "for an even window" : "with a stride";
  call.report(diagnostics.ambiguousSame, { reason }, { attribute: "pad", help });
  return false;
}

/** Rows and columns of the padded input that no window reaches. True if the shape stands. */
function reportDropped(call: ShapeCall<SlidingAttributes>, sizes: Sliding): boolean {
  const dropped = sizes.input.map((n, axis) => {
    const travel =
      n + sizes.padBefore[axis]! + sizes.padAfter[axis]! - reach(sizes.window[axis]!, sizes.dilation[axis]!);
    const rest = travel % sizes.stride[axis]!;
    // Padding that no window reaches is no loss.
    return Math.max(0, rest - sizes.padAfter[axis]!);
  });
  // A window smaller than its stride skips rows everywhere, and means to: only `fit=exact` minds the last ones.
  const sparse = sizes.window.every((k, a) => reach(k, sizes.dilation[a]!) < sizes.stride[a]!);
  const axis = dropped.findIndex((rest) => rest > 0);
  if (axis < 0 || (sparse && call.attributes.fit === "floor")) return true;
  const lines = lineNames.slice(3 - dropped.length);
  const text = dropped
    .map((rest, a) => ({ rest, line: lines[a]! }))
    .filter(({ rest }) => rest > 0)
    .map(({ rest, line }) => `${rest} ${line}${rest === 1 ? "" : "s"}`)
    .join(" and ");
  const help = fittingInput(sizes, dropped);
  if (call.attributes.fit === "exact") {
    call.report(
      diagnostics.windowDoesNotFit,
      { window: "window" },
      { label: `${derivation(sizes, axis)}: ${text} would be unused`, help },
    );
    return false;
  }
  call.report(diagnostics.windowDropsRows, { dropped: text }, { label: derivation(sizes, axis), help });
  return true;
}

/** The nearest larger input that the window divides. */
function fittingInput(sizes: Sliding, dropped: readonly number[]): string {
  const better = sizes.input.map((n, axis) => (dropped[axis]! > 0 ? n + sizes.stride[axis]! - dropped[axis]! : n));
  return `an input of ${better.join("x")} fits: it gives ${sizes.output.map((n, a) => (dropped[a]! > 0 ? n + 1 : n)).join("x")}`;
}

/** True if every window holds at least one input; reports the first axis where one does not. */
export function eachWindowHasInput<A extends SlidingAttributes>(call: ShapeCall<A>): boolean {
  const sizes = slide(call);
  const empty = sizes.input.map((_, axis) => emptyWindow(sizes, axis));
  const axis = empty.findIndex((first) => first !== undefined);
  if (axis < 0) return true;
  const name = axisLabels.slice(3 - sizes.input.length)[axis]!;
  const line = lineNames.slice(3 - sizes.input.length)[axis]!;
  const [window, dilation] = [sizes.window[axis]!, sizes.dilation[axis]!];
  const most = reach(window, dilation) - 1;
  const tooMuch = Math.max(sizes.padBefore[axis]!, sizes.padAfter[axis]!) > most;
  call.report(
    diagnostics.paddingOnly,
    { axis: name },
    {
      attribute: "pad",
      label: `a window has ${line}s ${rowsText(empty[axis]!, window, dilation)}, the input 0 to ${sizes.input[axis]! - 1}`,
      ...(tooMuch && { help: `at most ${most} on either side along ${name} leaves an input in each window` }),
    },
  );
  return false;
}

/** The first tap of a window that lies outside the input or, dilated, steps over it; undefined where none does. */
function emptyWindow(sizes: Sliding, axis: number): number | undefined {
  const [n, s, d, p] = [sizes.input, sizes.stride, sizes.dilation, sizes.padBefore].map((of) => of[axis]!) as [
    number,
    number,
    number,
    number,
  ];
  const last = (sizes.output[axis]! - 1) * s - p;
  const span = reach(sizes.window[axis]!, d);
  if (span <= p) return -p;
  if (last >= n) return last;
  // Of taps that are no further apart than the input is long, one lies in it. Which one of others is first repeats after d.
  if (d <= n) return undefined;
  for (let first = -p, tried = 0; first < 0 && first <= last && tried < d; first += s, tried++)
    if (first + span > 0 && (first % d) + d >= n && first % d !== 0) return first;
  return undefined;
}

/** `−2 to −1`, or `−2, 2` where a dilated window leaves some out. */
function rowsText(first: number, taps: number, dilation: number): string {
  const [one, two, last] = [0, 1, taps - 1].map((tap) => String(first + tap * dilation).replace("-", "−"));
  if (taps === 1) return one!;
  if (dilation === 1) return `${one} to ${last}`;
  return taps === 2 ? `${one} and ${last}` : `${one}, ${two}${taps > 3 ? ", …" : ""} and ${last}`;
}
