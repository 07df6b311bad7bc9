import type { AnyOperator, Example, Nested } from "../../compiler/operators/operator.ts";

const flat = (value: Nested): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));
const extents = (value: Nested): number[] => (typeof value === "number" ? [] : [value.length, ...extents(value[0]!)]);

/** An operator's example as a network, and what goes in and comes out of it. */
export interface ExampleNetwork {
  readonly text: string;
  readonly x: Float32Array<ArrayBuffer>;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly y: readonly number[];
  /** Of `y`. */
  readonly shape: readonly number[];
}

export const exampleNetwork = ({ name }: AnyOperator, { cnn, x, y, parameters = {} }: Example): ExampleNetwork => ({
  text: `net Example(x: ${extents(x).join("x")}) {\n  y = x -> ${cnn}\n  return y\n}\n`,
  x: Float32Array.from(flat(x)),
  weights: new Map(
    Object.entries(parameters).map(([role, values]) => [`${name}1.${role}`, Float32Array.from(flat(values))]),
  ),
  y: flat(y),
  shape: extents(y),
});

/** What is shown holds to its last digit: 0.1587 stands for all that rounds to it. What has fewer than four decimals is exact. */
export const asShown = (got: Iterable<number>, shown: readonly number[]): number[] =>
  [...got].map((value, i) => (String(shown[i]).split(".")[1]?.length === 4 ? Number(value.toFixed(4)) : value));
