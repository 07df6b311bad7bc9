import { elements, type Shape, showShape } from "../../compiler/graph/graph.ts";
import type { Contraction, Sliding, TransposedContraction } from "../../compiler/kernels/family.ts";
import type { Constant, Padding, Schema } from "../../compiler/operators/attributes.ts";
import { conv } from "../../compiler/operators/conv.ts";
import { deconv } from "../../compiler/operators/deconv.ts";
import { depthwise } from "../../compiler/operators/depthwise.ts";
import { fc } from "../../compiler/operators/fc.ts";
import { findOperator, operatorOf } from "../../compiler/operators/index.ts";
import { maxpool } from "../../compiler/operators/maxpool.ts";
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
  const named = layersNamed(operator);
  const operands = names.length - named.length;
  const layers = named.map(([name, by], i) => {
    const stage = stageText(by, sizesOf(attributes[name] as Sliding), [inputs[operands + i]!]);
    return `  ${name}1 = ${names[operands + i]} -> ${stage}\n`;
  });
  const call = stageText(operator, attributes, inputs, names.slice(1, operands));
  return `net Layer(${head}) {\n${layers.join("")}  y = ${names[0]} -> ${call} as layer\n  return y\n}\n`;
}

function stageText(
  operator: AnyOperator,
  attributes: Attributes,
  inputs: readonly Shape[],
  operands: readonly string[] = [],
): string {
  const given = [...operands, ...writeArguments(operator, attributes, inputs[0]!)];
  return given.length > 0 ? `${operator.name}(${given.join(", ")})` : operator.name;
}

/** Attributes that name a layer, and an operator that may have made it. */
const layersNamed = ({ attributes }: AnyOperator): (readonly [name: string, by: AnyOperator])[] =>
  Object.entries(attributes).flatMap(([name, { domain }]) =>
    domain.kind === "layer" ? [[name, findOperator(domain.operators[0]!)!] as const] : [],
  );

/** A max pool of these sizes by itself. */
export const maxpoolText = (sizes: Sliding, input: Shape): string => layerText(maxpool, sizesOf(sizes), [input]);

/** What a pool of these sizes is written with. */
const sizesOf = ({ window, stride, dilation, padBefore, padAfter }: Sliding): Attributes => ({
  ...{ window, stride, dilation, round: "floor", fit: "floor" },
  pad: sides(padBefore, padAfter),
});

function writeArguments({ attributes: schemas }: AnyOperator, attributes: Attributes, input: Shape): string[] {
  // As the checker reads them: a vector's sizes are those of a picture.
  const rank = input.length - 1 || 2;
  let leftOut = false;
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const value = attributes[name];
    if (schema.domain.kind === "layer") return [`${name}=${name}1`];
    if (isDefault(schema, value, rank, attributes)) {
      leftOut ||= schema.positional;
      return [];
    }
    return [schema.positional && !leftOut ? write(value) : `${name}=${write(value)}`];
  });
}

const isDefault = (schema: Schema<unknown>, value: unknown, rank: number, attributes: Attributes): boolean =>
  schema.default !== undefined && JSON.stringify(schema.default(rank, attributes)) === JSON.stringify(value);

function write(value: unknown): string {
  if (Array.isArray(value)) return list(value);
  if (typeof value === "object" && value !== null) return "extents" in value ? nested(value as Constant) : pad(value);
  return String(value).replace("e+", "e");
}

/** `3x5`; words and fractions in brackets. */
const list = (items: readonly unknown[]): string =>
  !items.every(Number.isInteger) ? `[${items.join(", ")}]` : items.length === 1 ? String(items[0]) : items.join("x");

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

/** The transposed contraction as a `deconv`. */
export function deconvText(work: TransposedContraction): string {
  const { window, stride, dilation, bias, groups, output: out, padBefore, padAfter, inChannels, outChannels } = work;
  const pad = sides(padBefore, padAfter);
  const said = { channels: outChannels, window, groups, stride, pad, dilation, out, bias, weights: "file" };
  return layerText(deconv, { ...said, extra: zeros(window) }, [[inChannels, ...work.input]]);
}

const convolutionAttributes = ({ window, stride, padBefore, padAfter, dilation, bias, flip }: Contraction) => ({
  ...{ window, stride, dilation, bias, flip, ...fromFile },
  pad: sides(padBefore, padAfter),
});

export const fcText = (features: number, bias: boolean, input: Shape): string =>
  layerText(fc, { features, bias, weights: "file" }, [input]);
