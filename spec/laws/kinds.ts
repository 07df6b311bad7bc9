import type { Contraction, Family, Sliding, Window } from "../../compiler/kernels/family.ts";
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

/** An `fc`: its output has no positions. */
export const isFullyConnected = ({ work, node }: Layer): boolean =>
  work.family === "contraction" && node.shape.length === 1;

/** A window that keeps the largest of its values. */
export const isMaximum = (work: Family): work is Window => {
  const step = work.family === "window" ? work.reduction.step[0] : undefined;
  return step?.kind === "primitive" && step.name === "max";
};

/** What a window's sum is multiplied with, where that is one number for all windows. */
export function factorOfSum(work: Window): number | undefined {
  const { finish } = work.reduction;
  if (finish.kind !== "primitive" || finish.name !== "mul") return undefined;
  const factor = finish.operands.find((each) => each.kind === "constant");
  return factor?.kind === "constant" ? factor.value : undefined;
}

/** f(x) − f(0) is linear in all its inputs together. */
export function isLinear({ work, node }: Layer): boolean {
  if (work.family === "elementwise") return scales(work.formula, false);
  if (work.family === "window") return operatorOf(node).rounding.kind === "sum";
  return work.family !== "row-reduction";
}

/** f(2x) = 2 · f(x), with what is added to the inputs doubled as well. */
export const isHomogeneous = ({ work }: Layer): boolean =>
  work.family === "elementwise" ? scales(work.formula, true) : work.family !== "row-reduction";

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
    case "exp":
      return false;
  }
}

/** A channel of the output depends on one channel of each input, and its parameters belong to it alone. */
export const isChannelwise = ({ work }: Layer): boolean =>
  work.family === "window" ||
  work.family === "elementwise" ||
  work.family === "affine" ||
  (work.family === "contraction" && work.input.length > 0 && work.groups === work.inChannels);

/** A position of the output depends on the same position of each input. */
export function isPositionwise({ work, node, inputs }: Layer): boolean {
  if (work.family === "view") return String(node.shape) === String(inputs[0]);
  const sliding = slidingOf(work);
  if (!sliding) return work.family !== "contraction";
  const plain = [sliding.window, sliding.stride].every((sizes) => sizes.every((n) => n === 1));
  return plain && sliding.padBefore.every((p) => p === 0) && sliding.padAfter.every((p) => p === 0);
}

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
