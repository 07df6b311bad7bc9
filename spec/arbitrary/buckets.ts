import type { Shape } from "../../compiler/graph/graph.ts";
import type { Sliding } from "../../compiler/kernels/family.ts";
import { axisNamesOf } from "../../compiler/operators/arrangement.ts";
import type { Domain, Padding, Schema } from "../../compiler/operators/attributes.ts";
import { findOperator } from "../../compiler/operators/index.ts";

/** Names of the buckets, by attribute: `{ stride: ["1", "square", …], … }`. */
export type Buckets = Readonly<Record<string, readonly string[]>>;

/** All the buckets of a surface operator's attributes, reachable or not: what coverage is counted in. */
export function bucketsOf(operator: string): Buckets {
  return Object.fromEntries(schemasOf(operator).map(([name, schema]) => [name, all(schema)]));
}

/** The buckets that an operator's use falls into, by attribute; its attributes are resolved, as a checked node has them. */
export function bucketOf(
  use: { readonly operator: string; readonly attributes: Readonly<Record<string, unknown>> },
  inputs: readonly Shape[],
): Readonly<Record<string, string>> {
  const each = schemasOf(use.operator).map(([name, { domain }]) => [
    name,
    one(domain, use.attributes[name], inputs[0]!),
  ]);
  return Object.fromEntries(each);
}

const schemasOf = (operator: string): [string, Schema<unknown>][] =>
  Object.entries(findOperator(operator)?.attributes ?? {});

const axes = axisNamesOf(3);

const residues = [0, 1, 2, 3].map((residue) => `mod 4 = ${residue}`);

/** What is left out may be told by a word of its own, such as `unsaid`. */
function all(schema: Schema<unknown>): readonly string[] {
  const value = schema.default?.(2, {});
  const buckets = ofDomain(schema.domain);
  return typeof value === "string" && schema.domain.kind !== "constant" && !buckets.includes(value)
    ? [...buckets, value]
    : buckets;
}

function ofDomain(domain: Domain): readonly string[] {
  switch (domain.kind) {
    case "integer":
      return [domain.least === 0 ? "0" : "as many as channels", "1", ...residues];
    case "number": {
      const [least, below] = [domain.least ?? Number.NEGATIVE_INFINITY, domain.below ?? Number.POSITIVE_INFINITY];
      return [
        ...(least < 0 ? ["negative"] : []),
        ...(least <= 0 ? ["0"] : []),
        "below 1",
        ...(below > 1 ? ["1 or more"] : []),
      ];
    }
    case "size":
      return [domain.least === 0 ? "none" : "as large as the input", "1", "square", "uneven"];
    case "extents":
      return ["unsaid", "said"];
    case "padding":
      return ["none", "even", "uneven", "one side", ...(domain.words.length > 0 ? ["same", "full"] : [])];
    case "words":
      return domain.words;
    case "factors":
      return ["1", "whole", "fraction above 1", "below 1", "uneven"];
    case "shape":
      return ["vector", "rest", "of the input's rank", "of another rank"];
    case "axis":
      return ["channels", "the last", "between"];
    case "axes":
      return ["as it is", "channels stay first", "channels move"];
    case "flag":
      return ["off", "on"];
    case "layer":
      return ["padded", "apart", "side by side"];
    case "constant":
      return ["file", "text", ...(domain.optional ? ["none"] : [])];
  }
}

function one(domain: Domain, value: unknown, input: Shape): string {
  if (typeof value === "string" && domain.kind !== "constant" && domain.kind !== "axis") return value;
  switch (domain.kind) {
    case "integer":
      return integerBucket(value as number, domain.least === 0 ? undefined : input[0]);
    case "number":
      return numberBucket(value as number);
    case "size":
      return sizeBucket(value as readonly number[], domain.least === 0 ? [] : input.slice(1));
    case "extents":
      return value === "unsaid" ? "unsaid" : "said";
    case "padding":
      return paddingBucket(value as Padding);
    case "words":
      return value as string;
    case "factors":
      return factorsBucket(value as readonly number[]);
    case "shape":
      return shapeBucket(value as readonly unknown[], input);
    case "axis":
      return value === "channels" ? "channels" : value === "width" ? "the last" : "between";
    case "axes":
      return orderBucket(value as readonly string[]);
    case "flag":
      return value ? "on" : "off";
    case "layer":
      return windowsBucket(value as Sliding);
    case "constant":
      return value === false ? "none" : value === true || value === "file" ? "file" : "text";
  }
}

/** How the windows of a pool that is named lie. */
function windowsBucket({ padBefore, padAfter, stride, window }: Sliding): string {
  if ([...padBefore, ...padAfter].some((n) => n > 0)) return "padded";
  return stride.some((s, axis) => s > window[axis]!) ? "apart" : "side by side";
}

const integerBucket = (value: number, channels: number | undefined): string =>
  value <= 1 ? String(value) : value === channels ? "as many as channels" : residues[value % 4]!;

const numberBucket = (value: number): string =>
  value < 0 ? "negative" : value === 0 ? "0" : value < 1 ? "below 1" : "1 or more";

function sizeBucket(size: readonly number[], extents: readonly number[]): string {
  if (size.every((n) => n === 0)) return "none";
  if (size.every((n) => n === 1)) return "1";
  if (String(size) === String(extents)) return "as large as the input";
  return size.every((n) => n === size[0]) ? "square" : "uneven";
}

function factorsBucket(factors: readonly number[]): string {
  const [first] = factors as [number];
  if (factors.some((factor) => factor !== first)) return "uneven";
  return first === 1 ? "1" : first < 1 ? "below 1" : Number.isInteger(first) ? "whole" : "fraction above 1";
}

function shapeBucket(extents: readonly unknown[], input: Shape): string {
  if (extents.includes("rest")) return "rest";
  if (extents.length === 1) return "vector";
  return extents.length === input.length ? "of the input's rank" : "of another rank";
}

function orderBucket(order: readonly string[]): string {
  const sorted = axes.filter((axis) => order.includes(axis));
  if (String(order) === String(sorted)) return "as it is";
  return order[0] === "channels" ? "channels stay first" : "channels move";
}

/** By what was written: `same` may add nothing, and `full` of a 1x1 window is none. */
function paddingBucket(padding: Padding): string {
  if (padding.kind !== "sides")
    return { same: "same", same_upper: "same", same_lower: "same", valid: "none", full: "full" }[padding.kind];
  const { before, after } = padding;
  if ([...before, ...after].every((n) => n === 0)) return "none";
  if (String(before) !== String(after)) return "one side";
  return before.every((n) => n === before[0]) ? "even" : "uneven";
}
