import { elements, type Shape, showShape } from "../../compiler/graph/graph.ts";
import type { Contraction } from "../../compiler/kernels/family.ts";
import type { Constant, Padding, Schema } from "../../compiler/operators/attributes.ts";
import { conv } from "../../compiler/operators/conv.ts";
import { depthwise } from "../../compiler/operators/depthwise.ts";
import { fc } from "../../compiler/operators/fc.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { AnyOperator } from "../../compiler/operators/operator.ts";
import type { Layer } from "./law.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** `x`, or `x0`, `x1`, … */
export const inputNames = (count: number): string[] =>
  count === 1 ? ["x"] : Array.from({ length: count }, (_, i) => `x${i}`);

/** A net of one operator, its arguments written from the attributes by their schemas: what is a default is left out. */
export function layerText(operator: AnyOperator, attributes: Attributes, inputs: readonly Shape[]): string {
  const names = inputNames(inputs.length);
  const head = names.map((name, i) => `${name}: ${showShape(inputs[i]!)}`).join(", ");
  const given = [...names.slice(1), ...writeArguments(operator, attributes, inputs[0]!)];
  const call = given.length > 0 ? `${operator.name}(${given.join(", ")})` : operator.name;
  return `net Layer(${head}) {\n  y = ${names[0]} -> ${call} as layer\n  return y\n}\n`;
}

function writeArguments({ attributes: schemas }: AnyOperator, attributes: Attributes, input: Shape): string[] {
  // As the checker reads them: a vector's sizes are those of a picture.
  const rank = input.length - 1 || 2;
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const value = attributes[name];
    if (isDefault(schema, value, rank, attributes)) return [];
    return [schema.positional ? write(value) : `${name}=${write(value)}`];
  });
}

const isDefault = (schema: Schema<unknown>, value: unknown, rank: number, attributes: Attributes): boolean =>
  schema.default !== undefined && JSON.stringify(schema.default(rank, attributes)) === JSON.stringify(value);

function write(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? String(value[0]) : value.join("x");
  if (typeof value === "object" && value !== null) return "extents" in value ? nested(value as Constant) : pad(value);
  return String(value).replace("e+", "e");
}

/** A constant as the list that it was. */
function nested({ extents: [extent, ...rest], values }: Constant): string {
  if (extent === undefined) return write(values[0]);
  const size = elements(rest);
  const items = Array.from({ length: extent }, (_, i) =>
    nested({ extents: rest, values: values.slice(i * size, (i + 1) * size) }),
  );
  return `[${items.join(", ")}]`;
}

const sideNames = [
  ["front", "back"],
  ["top", "bottom"],
  ["left", "right"],
] as const;

function pad(value: object): string {
  const padding = value as Padding;
  if (padding.kind !== "sides") return padding.kind;
  const { before, after } = padding;
  const fields = sideNames
    .slice(3 - before.length)
    .flatMap(([first, last], axis) => [`${first}: ${before[axis]}`, `${last}: ${after[axis]}`]);
  return `{${fields.join(", ")}}`;
}

export const zeros = (extents: readonly number[]): number[] => extents.map(() => 0);
export const ones = (extents: readonly number[]): number[] => extents.map(() => 1);

/** Padding by side, as an attribute. */
export const sides = (before: readonly number[], after: readonly number[]): Padding => ({
  kind: "sides",
  before,
  after,
});

/** The layer's operator with other attributes, and perhaps another input. Its constants come from outside. */
export function changed({ node, inputs }: Layer, changes: Attributes, others: readonly Shape[] = inputs): string {
  const operator = operatorOf(node);
  const fromOutside = Object.entries(node.attributes).map(([name, value]) => {
    const written = typeof value === "object" && value !== null && "extents" in value;
    return [name, written ? operator.attributes[name]!.default!(2, {}) : value] as const;
  });
  return layerText(operator, { ...Object.fromEntries(fromOutside), ...changes }, others);
}

const fromFile = { weights: "file", fit: "floor" };

/** The contraction as a `conv`; it has a spatial axis. */
export const convText = (work: Contraction): string =>
  layerText(conv, { ...convolutionAttributes(work), channels: work.outChannels, groups: work.groups }, [
    [work.inChannels, ...work.input],
  ]);

/** The contraction as a `depthwise`; it has as many groups as channels. */
export const depthwiseText = (work: Contraction): string =>
  layerText(depthwise, { ...convolutionAttributes(work), multiplier: work.outChannels / work.inChannels }, [
    [work.inChannels, ...work.input],
  ]);

const convolutionAttributes = ({ window, stride, padBefore, padAfter, dilation, bias, flip }: Contraction) => ({
  ...{ window, stride, dilation, bias, flip, ...fromFile },
  pad: sides(padBefore, padAfter),
});

export const fcText = (features: number, bias: boolean, input: Shape): string =>
  layerText(fc, { features, bias, weights: "file" }, [input]);
