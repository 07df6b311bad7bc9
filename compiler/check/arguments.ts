import type { Argument, Expression, Name } from "../../grammar/ast.ts";
import type { Declaration, Where } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import { closest } from "../../grammar/suggest.ts";
import type { Constant, ReadContext, Schema } from "../operators/attributes.ts";
import type { AnyOperator } from "../operators/operator.ts";
import { describe } from "./describe.ts";
import { habitualAttribute } from "./habits.ts";

export interface Reporter {
  readonly report: <P>(declaration: Declaration<P>, parameters: P, where: Where) => void;
  readonly constant: (expression: Expression) => Constant | undefined;
}

/** Attributes with the place where each was written; defaults have none. */
export interface ReadArguments {
  readonly attributes: Record<string, unknown>;
  readonly spans: ReadonlyMap<string, Span>;
}

/**
 * Reads an operator's arguments by its schemas: words, positions, names, then defaults. Reports everything that is
 * wrong and returns undefined if anything was.
 */
export function readArguments(
  operator: AnyOperator,
  name: Name,
  given: readonly Argument[],
  rank: number,
  { report, constant, layer }: Reporter & Pick<ReadContext, "layer">,
): ReadArguments | undefined {
  const values = new Map<string, unknown>();
  const spans = new Map<string, Span>();
  const schemas = Object.entries(operator.attributes);
  const positions = schemas.filter(([, schema]) => schema.positional);
  let position = 0;
  let good = true;
  const fail = <P>(declaration: Declaration<P>, parameters: P, where: Where): void => {
    report(declaration, parameters, where);
    good = false;
  };
  const take = (attribute: string, at: Span, value: unknown): void => {
    if (spans.has(attribute))
      fail(
        diagnostics.givenTwice,
        { name: attribute },
        { at, also: [{ span: spans.get(attribute)!, text: "first here" }] },
      );
    spans.set(attribute, at);
    values.set(attribute, value);
  };
  const read = (attribute: string, schema: Schema<unknown>, argument: Argument): void => {
    let told = argument.value.kind === "name" && argument.value.text === "";
    const numbers = (expression: Expression) => {
      const found = constant(expression);
      told ||= found === undefined;
      return found;
    };
    const layers: ReadContext["layer"] = (expression, operators) => {
      const found = layer(expression, operators);
      told ||= found === undefined;
      return found;
    };
    const value = schema.read(argument.value, { rank, constant: numbers, layer: layers });
    if (value === undefined) {
      good = false;
      spans.set(attribute, argument.span);
      if (!told) {
        const parameters = { name: attribute, expected: schema.expected, found: describe(argument.value) };
        report(diagnostics.wrongAttribute, parameters, { at: argument.value.span });
      }
    } else take(attribute, argument.span, value);
  };
  // One argument too many may be the one that is missing elsewhere: it is said once.
  let surplus = false;
  for (const argument of given) {
    const word = argument.name ? undefined : wordOf(schemas, argument.value);
    if (word) take(word.attribute, argument.span, word.value);
    else if (argument.name) {
      const schema = operator.attributes[argument.name.text];
      if (schema && Object.hasOwn(operator.attributes, argument.name.text)) read(argument.name.text, schema, argument);
      else
        fail(
          diagnostics.unknownAttribute,
          { operator: operator.name, name: argument.name.text },
          { at: argument.name.span, help: attributeHelp(operator, argument.name.text) },
        );
    } else if (position < positions.length) {
      const [attribute, schema] = positions[position++]!;
      read(attribute, schema, argument);
    } else if (!surplus) {
      surplus = true;
      fail(
        diagnostics.tooManyArguments,
        { operator: operator.name, most: positions.length },
        { at: argument.span, help: attributeHelp(operator, "") },
      );
    }
  }
  const attributes: Record<string, unknown> = {};
  for (const [attribute, schema] of schemas) {
    if (values.has(attribute)) attributes[attribute] = values.get(attribute);
    else if (schema.default) attributes[attribute] = schema.default(rank, attributes);
    else if (!spans.has(attribute) && !surplus)
      fail(
        diagnostics.missingAttribute,
        { operator: operator.name, name: attribute },
        { at: name.span, help: `\`${attribute}\`, ${schema.summary}: ${schema.expected}` },
      );
  }
  return good ? { attributes, spans } : undefined;
}

function wordOf(
  schemas: readonly [string, Schema<unknown>][],
  expression: Expression,
): { attribute: string; value: unknown } | undefined {
  if (expression.kind !== "name") return undefined;
  for (const [attribute, { words }] of schemas)
    if (words && Object.hasOwn(words, expression.text)) return { attribute, value: words[expression.text] };
  return undefined;
}

function attributeHelp(operator: AnyOperator, written: string): string {
  const names = Object.keys(operator.attributes);
  if (names.length === 0) return `write \`${operator.name}\` alone`;
  const habit = habitualAttribute(written, names);
  if (habit) return habit;
  const similar =
    closest(written, names) ?? names.find((name) => written.startsWith(name) || name.startsWith(written || " "));
  return similar
    ? `did you mean \`${similar}\`?`
    : `\`${operator.name}\` takes ${names.map((name) => `\`${name}\``).join(", ")}`;
}
