import type { Expression } from "../../grammar/ast.ts";
import { type Common, common, integerIn, numberIn, oneOf, type Schema } from "./attributes.ts";

/** Schemas of the operators that move values about. */

/** Names of the axes after the channels; fewer axes have the last ones, as in `width(x)`. */
const spatialNames = ["depth", "height", "width"] as const;
export type AxisName = "channels" | (typeof spatialNames)[number];

/** The axes of a value with so many spatial ones, channels first. */
export const axisNamesOf = (rank: number): readonly AxisName[] => ["channels", ...spatialNames.slice(3 - rank)];

/** One axis by name. */
export const axis = (options: Common<AxisName>): Schema<AxisName> => ({
  ...oneOf(axisNamesOf(3), options),
  domain: { kind: "axis" },
});

/** Every axis by name, in the order that they are to have. */
export const axisOrder = (options: Common<readonly AxisName[]>): Schema<readonly AxisName[]> => ({
  ...common(options),
  domain: { kind: "axes" },
  expected: "a list of all axes, each once, such as `[height, width, channels]`",
  read: (expression, { rank }) => {
    if (expression.kind !== "list") return undefined;
    const names = axisNamesOf(rank);
    const order = expression.items.map((item) => names.find((name) => item.kind === "name" && item.text === name));
    const good = order.length === names.length && names.every((name) => order.includes(name));
    return good ? (order as AxisName[]) : undefined;
  },
});

/** An extent, or what is left once the others are taken. */
export type Extent = number | "rest";

/** Extents of a whole value, channels first. */
export const extents = (options: Common<readonly Extent[]>): Schema<readonly Extent[]> => ({
  ...common(options),
  domain: { kind: "shape" },
  expected:
    "a shape such as `8x4x4`, `128` or `[rest, 4, 4]`, of one to four extents of at least 1, one of them `rest`",
  read: (expression) => {
    const list = extentsIn(expression);
    const good = list.length > 0 && list.length <= 4 && list.every((n) => n === "rest" || (n! >= 1 && n! <= 2 ** 30));
    return good && list.filter((n) => n === "rest").length <= 1 ? (list as Extent[]) : undefined;
  },
});

function extentsIn(expression: Expression): readonly (Extent | undefined)[] {
  if (expression.kind === "size") return expression.dims;
  if (expression.kind !== "list") return [integerIn(expression)];
  return expression.items.map((item) => (item.kind === "name" && item.text === "rest" ? "rest" : integerIn(item)));
}

/** A factor above 0, or one for each spatial axis. */
export const factors = (options: Common<readonly number[]>): Schema<readonly number[]> => ({
  ...common(options),
  domain: { kind: "factors" },
  expected: `a factor such as \`2\`, \`1.5\` or \`1/3\`, or one for each spatial axis (\`[2, 3]\`), a fraction whose denominator is at most ${mostParts}`,
  read: (expression, { rank }) => {
    const list =
      expression.kind === "size"
        ? expression.dims
        : expression.kind === "list"
          ? expression.items.map(numberIn)
          : new Array<number | undefined>(rank).fill(numberIn(expression));
    const good = list.length === rank && list.every((n) => n !== undefined && n > 0 && fraction(n) !== undefined);
    return good ? (list as number[]) : undefined;
  },
});

/** A factor is a fraction with a denominator up to this. */
const mostParts = 1000;

/** The fraction that a number was written as: the first that is as near as an f32 can tell, or undefined. */
export function fraction(value: number): readonly [numerator: number, denominator: number] | undefined {
  for (let denominator = 1; denominator <= mostParts; denominator++) {
    const numerator = Math.round(value * denominator);
    if (numerator > 0 && numerator <= 2 ** 20 && Math.abs(numerator / denominator - value) <= value * 2 ** -24)
      return [numerator, denominator];
  }
  return undefined;
}
