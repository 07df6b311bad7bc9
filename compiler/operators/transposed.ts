import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Sliding } from "../kernels/family.ts";
import { reach } from "../kernels/sliding.ts";
import type { Constant, Padding } from "./attributes.ts";
import type { Called, ShapeCall } from "./operator.ts";
import { lineNames } from "./sliding.ts";

export interface TransposedAttributes {
  readonly channels: number;
  readonly window: readonly number[];
  readonly groups: number;
  readonly stride: readonly number[];
  readonly pad: Padding;
  readonly dilation: readonly number[];
  readonly extra: readonly number[];
  readonly out: readonly number[] | "unsaid";
  readonly bias: boolean | Constant;
  readonly weights: Constant | "file";
}

type Call = Called<TransposedAttributes>;

/** The output's extents without extra: (n − 1)·s − pad + d·(k − 1) + 1. */
function leastSizes({ inputs, attributes: a }: Call): number[] {
  const [before, after] = sides(a);
  return inputs[0]!
    .slice(1)
    .map((n, axis) => (n - 1) * a.stride[axis]! - before[axis]! - after[axis]! + reachOf(a, axis));
}

const reachOf = ({ window, dilation }: TransposedAttributes, axis: number): number =>
  reach(window[axis]!, dilation[axis]!);

/** The schema lets no padding through but that by sides. */
function sides({ pad }: TransposedAttributes): [readonly number[], readonly number[]] {
  if (pad.kind !== "sides") throw new Error(`internal: padding ${pad.kind} of a transposed convolution`);
  return [pad.before, pad.after];
}

/** The sizes of a valid use: `input` and `output` are those of the transposed convolution itself. */
export function transposedSizes(call: Call): Sliding {
  const { window, stride, dilation, extra, out } = call.attributes;
  const [padBefore, padAfter] = sides(call.attributes);
  const output = out === "unsaid" ? leastSizes(call).map((n, axis) => n + extra[axis]!) : out;
  return { input: call.inputs[0]!.slice(1), output, window, stride, dilation, padBefore, padAfter };
}

/**
 * The output's spatial extents. Reports a vector for a volume, a size below 1, and an output that no `extra` gives: the
 * sizes that a convolution takes to this input are as many as the larger of stride and dilation (PyTorch's rule).
 */
export function transposedShape(
  call: ShapeCall<TransposedAttributes>,
  operator: string,
): readonly number[] | undefined {
  const { inputs, attributes: a } = call;
  if (inputs[0]!.length === 1) {
    call.report(diagnostics.needsVolume, { operator, shape: inputs[0]!.join("x") });
    return undefined;
  }
  const least = leastSizes(call);
  const most = least.map((n, axis) => n + Math.max(a.stride[axis]!, a.dilation[axis]!) - 1);
  const { output } = transposedSizes(call);
  const cut = output.findIndex((n) => n < 1);
  if (cut >= 0) {
    call.report(diagnostics.cutAway, { size: output.join("x") }, { attribute: "pad", label: derivation(call, cut) });
    return undefined;
  }
  const wrong = output.findIndex((n, axis) => n < least[axis]! || n > most[axis]!);
  if (wrong >= 0) {
    call.report(
      diagnostics.impossibleOutput,
      { output: output.join("x"), possible: possible(least, most) },
      { attribute: a.out === "unsaid" ? "extra" : "out", label: derivation(call, wrong) },
    );
    return undefined;
  }
  const differs = output.findIndex((n, axis) => a.extra.some((e) => e > 0) && n !== least[axis]! + a.extra[axis]!);
  if (differs >= 0) {
    const [out, extra] = [output, least.map((n, axis) => n + a.extra[axis]!)].map((each) => each.join("x"));
    call.report(
      diagnostics.extraDisagrees,
      { out: out!, extra: extra! },
      { attribute: "out", label: derivation(call, differs) },
    );
    return undefined;
  }
  return output;
}

/** `16 or 17 rows and 20 columns` */
function possible(least: readonly number[], most: readonly number[]): string {
  const lines = lineNames.slice(3 - least.length);
  return least
    .map((n, axis) => {
      const all = n === most[axis] ? `${n}` : n + 1 === most[axis] ? `${n} or ${n + 1}` : `${n} to ${most[axis]}`;
      return `${all} ${lines[axis]}${most[axis] === 1 ? "" : "s"}`;
    })
    .join(" and ");
}

/** `(8 − 1)·2 − 2 + 4 = 16, and an extra of 0 to 1`: the output size of one axis, written out. */
function derivation(call: Call, axis: number): string {
  const { attributes: a, inputs } = call;
  const [before, after] = sides(a);
  const pad = before[axis]! + after[axis]!;
  const most = Math.max(a.stride[axis]!, a.dilation[axis]!) - 1;
  const sum = `(${inputs[0]![axis + 1]} − 1)·${a.stride[axis]}${pad > 0 ? ` − ${pad}` : ""} + ${reachOf(a, axis)}`;
  return `${sum} = ${String(leastSizes(call)[axis]).replace("-", "−")}, and an extra of ${most === 0 ? "0" : `0 to ${most}`}`;
}
