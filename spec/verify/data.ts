import type { Node, ParameterUse } from "../../compiler/graph/graph.ts";
import { elements } from "../../compiler/graph/graph.ts";
import { integers, type Random, reals } from "../random.ts";

/** Finite, so that no compiler may assume them away, and far from every value that is right. */
export const poisons = [1.5e30, -7.25e29] as const;

/** Filters by their shape, and where in it the outputs are. */
type Filters = Pick<ParameterUse, "shape" | "outputs">;

/** Products that one output of a layer sums up, as many at most. */
const fanIn = ({ shape, outputs }: Filters): number =>
  elements(shape) / shape[outputs?.axis ?? 0]! / (outputs?.groups ?? 1);
export const fanInOf = (node: Node): number =>
  fanIn(node.parameters.find(({ role }) => role === "weight") ?? { shape: [1] });

/** Σ|x||w| + |b| stays under 2²⁴ units with inputs and weights up to this many. */
export const most = (terms: number): number => Math.max(1, Math.min(9, Math.floor(Math.sqrt(2 ** 23 / terms))));

/** Multiples of a power of two, so that sums stay exact. */
export const dyadic = (random: Random, size: number, mostUnits: number, unit: number): Float32Array =>
  integers(random, size, mostUnits).map((value) => value * unit);

/** Some of the numbers up to 2⁷ times as large: past where e^x leaves f32, and wherever a formula takes another way. */
export const spread = (random: Random, values: Float32Array): Float32Array =>
  values.map((value) => (random() < 0.5 ? value : value * 2 ** Math.floor(random() * 8)));

/** A layer's weights are whole numbers up to `units`, times a unit that makes its sums about 1: no activation is flat there. */
export function exactWeights(weight: Filters): { readonly units: number; readonly unit: number } {
  const terms = fanIn(weight);
  const units = most(terms);
  return { units, unit: 2 ** -Math.round(Math.log2((units ** 2 * Math.sqrt(terms)) / 3)) };
}

/** Parameters that keep arithmetic exact: `exactWeights`, or for each channel one of ±1/2, ±1, which no sum loses. */
export function exactValues(random: Random, parameter: Filters & Pick<ParameterUse, "exactly">): Float32Array {
  const { shape, exactly } = parameter;
  const size = elements(shape);
  if (exactly !== undefined) return new Float32Array(size).fill(exactly);
  if (shape.length === 1)
    return Float32Array.from({ length: size }, () => [-1, -0.5, 0.5, 1][Math.floor(random() * 4)]!);
  const { units, unit } = exactWeights(parameter);
  return dyadic(random, size, units, unit);
}

/** Parameters as a trained network may have them: activations stay about as large as their inputs (He et al. 2015). */
export function realValues(random: Random, parameter: Filters & Pick<ParameterUse, "exactly">): Float32Array {
  const { shape, exactly } = parameter;
  const values = reals(random, elements(shape), Math.sqrt(3 / fanIn(parameter)));
  return exactly === undefined ? values : values.map((value) => Math.abs(value) + 0.25);
}
