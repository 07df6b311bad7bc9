import type { Argument, Expression, Name } from "../../grammar/ast.ts";
import type { Declaration, Where } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import type { Constant, ReadContext, Schema } from "../operators/attributes.ts";
import type { AnyOperator } from "../operators/operator.ts";
import { missingHelp, surplusHelp, unknownHelp, valueHelp } from "./argument-help.ts";
import { describe } from "./describe.ts";
import { isHole } from "./reduce.ts";

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
 * wrong and returns undefined if anything was. `spatial`, the number of axes, is undefined after an error upstream: then
 * the arguments are still read for their own mistakes.
 */
export function readArguments(
  operator: AnyOperator,
  name: Name,
  given: readonly Argument[],
  spatial: number | undefined,
  { report, constant, layer }: Reporter & Pick<ReadContext, "layer">,
): ReadArguments | undefined {
  const rank = spatial ?? 2;
  const values = new Map<string, unknown>();
  const spans = new Map<string, Span>();
  const schemas = Object.entries(operator.attributes);
  const positions = schemas.filter(([, schema]) => schema.positional);
  const placed: Argument[] = [];
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
    let told = holdsHole(argument.value) || (spatial === undefined && isPerAxis(argument.value));
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
        const help = valueHelp(argument.value, schema, rank);
        report(diagnostics.wrongAttribute, parameters, { at: argument.value.span, help });
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
      else {
        const { help, meant } = unknownHelp(operator, argument.name.text);
        const parameters = { operator: operator.name, name: argument.name.text };
        fail(diagnostics.unknownAttribute, parameters, { at: argument.name.span, help });
        // What was meant is not missing too.
        if (meant !== undefined && !spans.has(meant)) spans.set(meant, argument.span);
      }
    } else if (placed.length < positions.length) {
      const [attribute, schema] = positions[placed.length]!;
      placed.push(argument);
      read(attribute, schema, argument);
    } else if (!surplus) {
      surplus = true;
      const where = { at: argument.span, help: surplusHelp(operator, argument, placed) };
      fail(diagnostics.tooManyArguments, { operator: operator.name, most: positions.length }, where);
    }
  }
  const attributes: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [attribute, schema] of schemas) {
    if (values.has(attribute)) attributes[attribute] = values.get(attribute);
    else if (schema.default) attributes[attribute] = schema.default(rank, attributes);
    else if (!spans.has(attribute) && !surplus) missing.push(attribute);
  }
  if (missing.length > 0) {
    const where = { at: name.span, help: missingHelp(operator, missing) };
    fail(diagnostics.missingAttribute, { operator: operator.name, names: missing }, where);
  }
  return good ? { attributes, spans } : undefined;
}

/** A mistake in it has been told. */
const holdsHole = (expression: Expression): boolean =>
  expression.kind === "list" ? expression.items.some(holdsHole) : isHole(expression);

/** Right or wrong by how many axes there are. */
const isPerAxis = ({ kind }: Expression): boolean => kind === "size" || kind === "list" || kind === "record";

function wordOf(
  schemas: readonly [string, Schema<unknown>][],
  expression: Expression,
): { attribute: string; value: unknown } | undefined {
  if (expression.kind !== "name") return undefined;
  for (const [attribute, { words }] of schemas)
    if (words && Object.hasOwn(words, expression.text)) return { attribute, value: words[expression.text] };
  return undefined;
}
