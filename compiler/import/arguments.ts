import type { Argument, Expression } from "../../grammar/ast.ts";
import type { Span } from "../../grammar/source.ts";
import { type Constant, type Domain, type Padding, type Schema, sideNames } from "../operators/attributes.ts";
import type { AnyOperator } from "../operators/operator.ts";

/** The tree has no places in a text yet. */
export const nowhere: Span = { start: 0, end: 0 };

export const numeral = (value: number): Expression => ({ kind: "number", value, span: nowhere });
export const word = (text: string): Expression => ({ kind: "name", text, span: nowhere });
const listing = (items: readonly Expression[]): Expression => ({ kind: "list", items, span: nowhere });

/**
 * The arguments that say these attributes, in the order of the schemas: what a schema takes by position is given so as long as
 * none before it is left out, and a default is left out. `instead` has what is written for some.
 */
export function argumentsFor(
  operator: AnyOperator,
  attributes: Readonly<Record<string, unknown>>,
  rank: number,
  instead: ReadonlyMap<string, Expression> = new Map(),
): readonly Argument[] {
  let inOrder = true;
  return Object.entries(operator.attributes).flatMap(([name, schema]) => {
    const value = attributes[name];
    const other = instead.get(name);
    if (value === undefined || (!other && isDefault(schema, value, rank, attributes))) {
      if (schema.positional) inOrder = false;
      return [];
    }
    const expression = other ?? expressionOf(schema, value, rank);
    const bare = (schema.positional && inOrder) || (value === true && schema.words?.[name] === true);
    return [{ ...(bare ? {} : { name: { text: name, span: nowhere } }), value: expression, span: nowhere }];
  });
}

function isDefault(
  schema: Schema<unknown>,
  value: unknown,
  rank: number,
  attributes: Readonly<Record<string, unknown>>,
): boolean {
  return schema.default !== undefined && JSON.stringify(schema.default(rank, attributes)) === JSON.stringify(value);
}

/** How a value of a schema is written. */
function expressionOf({ domain, positional }: Schema<unknown>, value: unknown, rank: number): Expression {
  if (typeof value === "boolean") return word(String(value));
  if (typeof value === "number") return numeral(value);
  if (typeof value === "string") return word(value);
  if (Array.isArray(value)) return several(domain, value as (number | string)[], positional, rank);
  if (domain.kind === "padding") return padded(value as Padding);
  return constant(value as Constant);
}

function several(domain: Domain, values: readonly (number | string)[], positional: boolean, rank: number): Expression {
  const whole = values.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
  const isShape = domain.kind === "shape" || domain.kind === "extents" || (domain.kind === "size" && positional);
  if (isShape && whole && values.length > 1) return { kind: "size", dims: values as number[], span: nowhere };
  const alike = values.every((each) => each === values[0]);
  const one = domain.kind === "shape" || domain.kind === "axes" ? values.length === 1 : alike && values.length === rank;
  const item = (each: number | string): Expression => (typeof each === "number" ? numeral(each) : word(each));
  return one && domain.kind !== "axes" ? item(values[0]!) : listing(values.map(item));
}

/** `1`, `[1, 2]`, `{top: 1, left: 2}` or a word. */
function padded(value: Padding): Expression {
  if (value.kind !== "sides") return word(value.kind);
  const { before, after } = value;
  if (String(before) === String(after))
    return before.every((n) => n === before[0]) ? numeral(before[0]!) : listing(before.map(numeral));
  const names = sideNames.slice(3 - before.length);
  const sides = names.flatMap(([first, last], axis) => [
    [first, before[axis]!] as const,
    [last, after[axis]!] as const,
  ]);
  const fields = sides
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => ({ name: { text: name, span: nowhere }, value: numeral(amount) }));
  return { kind: "record", fields, span: nowhere };
}

/** Nested lists, row-major. */
function constant({ extents, values }: Constant): Expression {
  const [count, ...rest] = extents;
  if (count === undefined) return numeral(values[0]!);
  const size = values.length / count;
  const part = (i: number) => constant({ extents: rest, values: values.slice(i * size, (i + 1) * size) });
  return listing(Array.from({ length: count }, (_, i) => part(i)));
}
