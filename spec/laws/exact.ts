import { elements } from "../../compiler/graph/graph.ts";
import { arityOf, type Enclosed, enclose, type Scalar } from "../../compiler/kernels/scalar.ts";
import { granularity } from "../../compiler/operators/granularity.ts";
import { Grid } from "../../compiler/operators/grid.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Random } from "../random.ts";
import { dyadic, exactValues, fanInOf, most } from "../verify/data.ts";
import type { Layer } from "./law.ts";

/** Parameters of a layer by role. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** How many times larger than an image's own values a law may make the sums that it asks for. */
export const growth = 8;

/** Why two right ways may differ on any data, or undefined where on dyadic data they may not. */
export function inexact(layer: Layer): string | undefined {
  const { node, inputs, work } = layer;
  const { rounding } = operatorOf(node);
  const called = { inputs, attributes: node.attributes };
  if (rounding.kind === "relative" || (rounding.kind === "absolute" && !rounding.exactOnWhole))
    return "it rounds whatever the data";
  if (rounding.kind === "formula" && work.family === "elementwise" && rounds(work.formula))
    return "its formula rounds whatever the data";
  if (rounding.kind === "sum" && (rounding.after?.(called) ?? 0) > 0)
    return "it divides by a number that is no power of two";
  if (rounding.kind === "sum" && (rounding.parts?.(called) ?? 1) > 2 ** 16)
    return "its weights are too fine for exact sums";
  if (fanInOf(node) * growth ** 2 > 2 ** 23) return "it sums up too many products";
  return node.parameters.some(({ values, shape }) => values && tooFine(values, shape))
    ? "its constants are too fine for exact sums"
    : undefined;
}

/** On small whole numbers: their every combination is tried. */
function rounds(formula: Scalar): boolean {
  const samples = [-3, -1, 0, 2].map((value): Enclosed => ({ value, error: 0 }));
  let rows: Enclosed[][] = [[]];
  for (let i = 0; i < arityOf(formula); i++) rows = rows.flatMap((row) => samples.map((sample) => [...row, sample]));
  return rows.some((row) => enclose(formula, ...row).error > 0);
}

/** Σ|w| of some output is more units than a sum of whole inputs up to 9 · `growth` may have. */
function tooFine(values: readonly number[], shape: readonly number[]): boolean {
  const unit = granularity([new Grid([values.length], Float32Array.from(values))]);
  const each = elements(shape.slice(1));
  const totals = Array.from({ length: shape[0]! }, (_, o) =>
    values.slice(o * each, (o + 1) * each).reduce((sum, value) => sum + Math.abs(value), 0),
  );
  return Math.max(...totals) * 9 * growth > unit * 2 ** 23 || values.some((value) => Math.fround(value) !== value);
}

/** Exact values for a layer's parameters; those that the `.cnn` has written, where it has. */
export const weightsFor = ({ node }: Layer, random: Random): Weights =>
  new Map(
    node.parameters.map((each) => [
      each.role,
      each.values ? Float32Array.from(each.values) : exactValues(random, each),
    ]),
  );

/** Whole numbers for each of a layer's inputs, so small that `growth` times their sums are exact. */
export const imageFor = ({ node, inputs }: Layer, random: Random): Float32Array[] =>
  inputs.map((shape) => dyadic(random, elements(shape), most(fanInOf(node) * growth ** 2), 1));

/** Several images. */
export const imagesFor = (layer: Layer, random: Random, count: number): Float32Array[][] =>
  Array.from({ length: count }, () => imageFor(layer, random));
