import type { Shape } from "../../compiler/graph/graph.ts";
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

const residues = [0, 1, 2, 3].map((residue) => `mod 4 = ${residue}`);

function all({ domain, ...schema }: Schema<unknown>): readonly string[] {
  switch (domain.kind) {
    case "integer":
      return [...(domain.least <= 0 ? ["0"] : []), "1", "as many as channels", ...residues];
    case "number": {
      const [least, below] = [domain.least ?? Number.NEGATIVE_INFINITY, domain.below ?? Number.POSITIVE_INFINITY];
      return [...(least < 0 ? ["negative"] : []), "0", "below 1", ...(below > 1 ? ["1 or more"] : [])];
    }
    case "size":
      return ["1", "square", "uneven", "as large as the input"];
    case "padding":
      return ["none", "even", "uneven", "one side", "same", "full"];
    case "words": {
      const value = schema.default?.(2, {});
      return [...domain.words, ...(typeof value === "string" && !domain.words.includes(value) ? [value] : [])];
    }
    case "flag":
      return ["off", "on"];
    case "constant":
      return ["file", "text", ...(domain.optional ? ["none"] : [])];
  }
}

function one(domain: Domain, value: unknown, input: Shape): string {
  switch (domain.kind) {
    case "integer":
      return integerBucket(value as number, input[0]!);
    case "number":
      return numberBucket(value as number);
    case "size":
      return sizeBucket(value as readonly number[], input.slice(1));
    case "padding":
      return paddingBucket(value as Padding);
    case "words":
      return value as string;
    case "flag":
      return value ? "on" : "off";
    case "constant":
      return value === false ? "none" : value === true || value === "file" ? "file" : "text";
  }
}

const integerBucket = (value: number, channels: number): string =>
  value <= 1 ? String(value) : value === channels ? "as many as channels" : residues[value % 4]!;

const numberBucket = (value: number): string =>
  value < 0 ? "negative" : value === 0 ? "0" : value < 1 ? "below 1" : "1 or more";

function sizeBucket(size: readonly number[], extents: readonly number[]): string {
  if (size.every((n) => n === 1)) return "1";
  if (String(size) === String(extents)) return "as large as the input";
  return size.every((n) => n === size[0]) ? "square" : "uneven";
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
