import type { Argument, Expression } from "../../grammar/ast.ts";
import { closest } from "../../grammar/suggest.ts";
import type { Schema } from "../operators/attributes.ts";
import type { AnyOperator } from "../operators/operator.ts";
import { habitualAttribute } from "./habits.ts";

/** A way out of an argument that the operator does not take: `meant` is the attribute that it stands for, if one does. */
export function unknownHelp(
  operator: AnyOperator,
  written: string,
): { readonly help: string; readonly meant?: string } {
  const names = Object.keys(operator.attributes);
  const habit = habitualAttribute(written, names);
  if (habit) return habit;
  if (names.length === 0) return { help: `\`${operator.name}\` takes no attributes: leave it out` };
  const similar = closest(written, names) ?? names.find((name) => written.startsWith(name) || name.startsWith(written));
  return similar
    ? { help: `did you mean \`${similar}\`?`, meant: similar }
    : { help: `\`${operator.name}\` takes ${quoted(names)}` };
}

/** What must be given and is not. */
export function missingHelp({ attributes, examples }: AnyOperator, names: readonly string[]): string {
  if (names.length > 1) return `for example \`${examples[0]!.cnn}\``;
  const { domain, summary, expected } = attributes[names[0]!]!;
  const isTold = domain.kind === "words" && domain.words.every((word) => summary.includes(`\`${word}\``));
  return `\`${names[0]}\`, ${summary}${isTold ? "" : `: ${expected}`}`;
}

/** A way out of one argument too many: `before` are those that were taken by position. */
export function surplusHelp(operator: AnyOperator, argument: Argument, before: readonly Argument[]): string {
  const schemas = Object.entries(operator.attributes);
  if (schemas.length === 0) return `write \`${operator.name}\` alone`;
  const sizes = schemas.filter(([, { domain, positional }]) => positional && domain.kind === "size");
  const last = before.at(-1)?.value;
  if (sizes.length > 0 && argument.value.kind === "number" && last?.kind === "number") {
    const size = `a size is one argument, \`${last.value}x${argument.value.value}\``;
    const others = schemas.filter(([, { positional }]) => !positional).map(([name]) => name);
    return others.length === 0 ? size : `${size}; the others are named: ${quoted(others)}`;
  }
  const named = schemas.filter(([, { positional }]) => !positional).map(([name]) => name);
  return named.length === 1 ? `give it by name: \`${named[0]}=…\`` : `by name it takes ${quoted(named)}`;
}

/** A way out of a value that is none of the attribute's kind; undefined where nothing plain is known. */
export function valueHelp(value: Expression, { domain, words }: Schema<unknown>, rank: number): string | undefined {
  if (value.kind === "name") {
    const known = [...(domain.kind === "words" ? domain.words : []), ...Object.keys(words ?? {})];
    const similar = closest(value.text, known);
    return similar && `did you mean \`${similar}\`?`;
  }
  const extents = value.kind === "size" ? value.dims : value.kind === "list" ? value.items : undefined;
  if (!extents || !perAxis.has(domain.kind) || extents.length === rank) return undefined;
  if (value.kind === "size" && extents.length === rank + 1)
    return `the channels are not part of it: \`${value.dims.slice(1).join("x")}\``;
  return rank === 1 ? "the input has 1 spatial axis" : `the input has ${rank} spatial axes`;
}

/** One number for each spatial axis. */
const perAxis = new Set(["size", "extents", "factors", "padding"]);

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The operator's use with what must be given: `resize(scale, mode=…, coordinates=…)`. */
export function usageOf({ name, attributes }: AnyOperator): string {
  const parts = Object.entries(attributes).flatMap(([attribute, schema]) =>
    schema.positional ? [attribute] : schema.default ? [] : [`${attribute}=…`],
  );
  return parts.length > 0 ? `${name}(${parts.join(", ")})` : name;
}
