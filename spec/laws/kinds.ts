import {
  type Contraction,
  type Family,
  type Gather,
  isFiltering,
  type Sliding,
  type Window,
} from "../../compiler/kernels/family.ts";
import { axesOf } from "../../compiler/kernels/index-map.ts";
import type { Scalar } from "../../compiler/kernels/scalar.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Source } from "../../runtime/program.ts";
import type { Layer } from "./law.ts";

/** What laws ask of a layer. All of it is read off its family and its record; none knows an operator's name. */

/** The sizes of its window, if it slides one over at least one axis. */
export const slidingOf = (work: Family): Contraction | Window | undefined =>
  (work.family === "contraction" || work.family === "window") && work.input.length > 0 ? work : undefined;

/** The extent of a dilated window: dilation · (k − 1) + 1. */
export const reaches = ({ window, dilation }: Sliding): number[] => window.map((k, a) => dilation[a]! * (k - 1) + 1);

/** Rows after the input that windows reach into: at the end padding, or past it where one hangs over. */
export const rowsAfter = (work: Sliding): number[] =>
  reaches(work).map((reach, a) =>
    Math.max(0, (work.output[a]! - 1) * work.stride[a]! + reach - work.input[a]! - work.padBefore[a]!),
  );

/** Some window of these sizes, wherever it may lie, can have all its taps in the padding: its dilation steps over the input. */
export const stepsOver = (work: Sliding): boolean =>
  work.input.some((n, a) => work.dilation[a]! > n && (work.padBefore[a]! > 0 || rowsAfter(work)[a]! > 0));

/** An `fc`: its output has no positions. */
export const isFullyConnected = ({ work, node }: Layer): boolean =>
  work.family === "contraction" && node.shape.length === 1;

/** A window that keeps the largest of its values. */
export const isMaximum = (work: Family): work is Window => {
  const step = work.family === "window" && work.reduction.state.length === 1 ? work.reduction.step[0] : undefined;
  return step?.kind === "primitive" && step.name === "max";
};

/** What a window's sum is multiplied with, where that is one number for all windows. */
export function factorOfSum(work: Window): number | undefined {
  const { finish } = work.reduction;
  if (finish.kind === "argument") return 1;
  if (finish.kind !== "primitive" || finish.name !== "mul") return undefined;
  const factor = finish.operands.find((each) => each.kind === "constant");
  return factor?.kind === "constant" ? factor.value : undefined;
}

/** f(x) − f(0) is linear in all its inputs together. */
export function isLinear({ work, node }: Layer): boolean {
  if (work.family === "elementwise") return scales(work.formula, false);
  if (work.family === "window" || work.family === "adaptive")
    return operatorOf(node).rounding.kind === "sum" && scales(work.reduction.seed[0]!, false);
  return work.family !== "unpool" && work.family !== "deformable" && !rescales(work);
}

/** It divides by what it makes of its inputs. */
const rescales = ({ family }: Family): boolean =>
  family === "row-reduction" || family === "channel-window" || family === "normalize";

/** f(2x) = 2 · f(x), with what is added to the inputs doubled as well. */
export function isHomogeneous({ work }: Layer): boolean {
  if (work.family === "elementwise") return scales(work.formula, true);
  return work.family === "gather" ? work.fill === 0 : work.family !== "deformable" && !rescales(work);
}

/** A formula that multiplies with 2 when its arguments do; `kinks` says whether it may choose between them. */
function scales(tree: Scalar, kinks: boolean): boolean {
  if (tree.kind === "argument") return true;
  if (tree.kind === "constant") return tree.value === 0;
  if (tree.kind === "intrinsic") return false;
  const [a, b] = tree.operands as [Scalar, Scalar];
  switch (tree.name) {
    case "add":
    case "sub":
      return scales(a, kinks) && scales(b, kinks);
    case "max":
    case "min":
      return kinks && scales(a, kinks) && scales(b, kinks);
    case "mul":
      return (a.kind === "constant" && scales(b, kinks)) || (b.kind === "constant" && scales(a, kinks));
    case "div":
      return b.kind === "constant" && scales(a, kinks);
    case "abs":
      return kinks && scales(a, kinks);
    case "ifLess":
      return kinks && tree.operands.every((operand) => scales(operand, kinks));
    case "exp":
    case "log":
    case "sqrt":
      return false;
  }
}

/** A channel of the output depends on one channel of each input, and its parameters belong to it alone. */
export const isChannelwise = ({ work, inputs, node }: Layer): boolean =>
  work.family === "window" ||
  work.family === "interpolation" ||
  (work.family === "gather" &&
    keepsAxis(work, 0) &&
    node.shape[0] === inputs[0]![0] &&
    work.axes.slice(1).every((axis) => !axesOf(axis).has(0))) ||
  work.family === "unpool" ||
  work.family === "adaptive" ||
  (work.family === "normalize" && work.groups === inputs[0]![0] && work.affine !== "element") ||
  work.family === "elementwise" ||
  work.family === "affine" ||
  (isFiltering(work) && work.family !== "deformable" && work.input.length > 0 && work.groups === work.inChannels);

/** A position of the output depends on the same position of each input. */
export function isPositionwise({ work, node, inputs }: Layer): boolean {
  if (work.family === "view") return String(node.shape) === String(inputs[0]);
  if (work.family === "interpolation") return false;
  if (work.family === "gather")
    return (
      String(node.shape.slice(1)) === String(inputs[0]!.slice(1)) &&
      work.axes.every((_, axis) => axis === 0 || keepsAxis(work, axis))
    );
  if (work.family === "normalize") return work.positions === "apart";
  if (work.family === "unpool" || work.family === "adaptive") return false;
  const sliding = slidingOf(work);
  if (!sliding) return !isFiltering(work);
  const plain = [sliding.window, sliding.stride].every((sizes) => sizes.every((n) => n === 1));
  return plain && sliding.padBefore.every((p) => p === 0) && sliding.padAfter.every((p) => p === 0);
}

/** An index along this axis is the output's own. */
const keepsAxis = ({ axes }: Gather, axis: number): boolean => {
  const own = axes[axis]!;
  return own.kind === "coordinate" && own.axis === axis;
};

/** Roles of parameters that are added to what the inputs give, and so have the inputs' unit. */
export function addedRoles({ node, inputs }: Pick<Layer, "node" | "inputs">): ReadonlySet<string> {
  const rule = operatorOf(node).affine;
  if (!rule) return new Set(node.parameters.flatMap(({ role, added }) => (added ? [role] : [])));
  const { factor, shift } = rule({ inputs, attributes: node.attributes });
  const factors = rolesIn(factor);
  return new Set([...rolesIn(shift)].filter((role) => !factors.has(role)));
}

function rolesIn(source: Source): Set<string> {
  if (typeof source === "string") return new Set([source]);
  return "op" in source ? new Set(source.of.flatMap((each) => [...rolesIn(each)])) : new Set();
}

/** Its parameters are written in the `.cnn`, some of them at least. */
export const hasConstants = ({ node }: Layer): boolean => node.parameters.some(({ values }) => values !== undefined);
