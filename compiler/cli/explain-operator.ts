import type { Expression } from "../../grammar/ast.ts";
import type { Schema } from "../operators/attributes.ts";
import type { AnyOperator, Example, Nested } from "../operators/operator.ts";
import type { Colors } from "./output.ts";
import { columns, wrap } from "./text.ts";

/** An operator's record for people. */
export function operatorText(operator: AnyOperator, { bold, dim, cyan }: Colors): string {
  const { name, summary, examples } = operator;
  const attributes = attributesOf(operator);
  return [
    `${bold(name)}, an operator`,
    "",
    ...wrap(summary, 78),
    "",
    `  ${cyan(call(operator))}`,
    ...(attributes.length > 0 ? ["", "Attributes:"] : []),
    ...attributes.flatMap((attribute) => [
      `  ${bold(attribute.name)}  ${attribute.summary}`,
      ...wrap(`${attribute.expected}; ${given(attribute)}`, 74).map((line) => dim(`      ${line}`)),
    ]),
    ...(examples.length > 0 ? ["", "Examples:", ...examples.flatMap(exampleLines)] : []),
  ].join("\n");
}

/** An operator's record for programs. */
export const operatorData = (operator: AnyOperator): Readonly<Record<string, unknown>> => ({
  operator: operator.name,
  summary: operator.summary,
  call: call(operator),
  attributes: attributesOf(operator),
  examples: operator.examples,
});

interface Attribute {
  readonly name: string;
  readonly summary: string;
  readonly expected: string;
  readonly positional: boolean;
  readonly required: boolean;
  /** As one would write it; absent where there is no way to. */
  readonly default?: string;
  readonly words: readonly string[];
}

const attributesOf = ({ attributes }: AnyOperator): Attribute[] =>
  Object.entries(attributes as Readonly<Record<string, Schema<unknown>>>).map(([name, schema]) => {
    const value = defaultOf(schema);
    return {
      name,
      summary: schema.summary,
      expected: schema.expected,
      positional: schema.positional,
      required: !schema.default,
      ...(value === undefined ? {} : { default: value }),
      words: Object.keys(schema.words ?? {}),
    };
  });

/** `x -> conv(channels, window, stride=1)`: what must be given, then what may be. */
function call(operator: AnyOperator): string {
  const { name, operands, symbol } = operator;
  if (symbol !== undefined) return `a ${symbol} b`;
  const attributes = attributesOf(operator);
  const written = attributes.flatMap(({ name: attribute, required, default: value }) =>
    required ? [attribute] : value === undefined ? [] : [`${attribute}=${value}`],
  );
  if (typeof operands === "object") {
    const optional = operands.names.slice(operands.least).map((each) => `[${each}]`);
    return `${name}(${[...operands.names.slice(0, operands.least), ...optional, ...written].join(", ")})`;
  }
  if (operands !== 1)
    return `${name}(${[...(operands === "many" ? ["a", "b", "…"] : ["a", "b"]), ...written].join(", ")})`;
  return `x -> ${name}${written.length > 0 ? `(${written.join(", ")})` : ""}`;
}

function given({ positional, required, default: value, words }: Attribute): string {
  return [
    required ? "must be given" : value === undefined ? "may be left out" : `${value} unless given`,
    ...(positional ? ["its name may be left out"] : []),
    ...(words.length > 0 ? [`also as ${words.map((word) => `\`${word}\``).join(", ")} alone`] : []),
  ].join("; ");
}

/** The default for two spatial axes. One that is another attribute's value is that attribute's name. */
function defaultOf(schema: Schema<unknown>): string | undefined {
  const others = new Proxy({}, { get: (_, name) => ({ attribute: String(name) }) });
  const value = schema.default?.(2, others);
  const text = written(value);
  if (text === undefined || typeof value !== "string") return text;
  // Some words are the record's own, such as one for "from the weights file".
  const word: Expression = { kind: "name", text, span: { start: 0, end: 0 } };
  return schema.read(word, { rank: 2, constant: () => undefined, layer: () => undefined }) === undefined
    ? undefined
    : text;
}

/** A value as the language writes it, where that is plain to see. */
function written(value: unknown): string | undefined {
  if (["number", "boolean", "string"].includes(typeof value)) return String(value);
  if (Array.isArray(value))
    return value.every((each) => each === value[0]) ? written(value[0]) : `[${value.join(", ")}]`;
  if (typeof value !== "object" || value === null) return undefined;
  if ("attribute" in value) return String(value.attribute);
  if ("before" in value) return written(value.before);
  return "kind" in value ? String(value.kind) : undefined;
}

function exampleLines({ cnn, x, y, parameters = {} }: Example): string[] {
  const rows = [["x", x], ...Object.entries(parameters), ["y", y]] as [string, Nested][];
  return [
    `  x -> ${cnn}`,
    ...columns(rows.map(([name, value]) => [`      ${name}`, JSON.stringify(value).replaceAll(",", ", ")])),
  ];
}
