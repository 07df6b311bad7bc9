import type { IToken } from "chevrotain";
import type { Expression, Statement } from "./ast.ts";
import { type Diagnostic, diagnose, type Where } from "./diagnostic.ts";
import { shorten } from "./escape.ts";
import { describe, item } from "./expected.ts";
import { join, type Span } from "./source.ts";
import * as d from "./syntax-diagnostics.ts";
import { spanOf } from "./tokens.ts";

/**
 * The slips that the parser understands well enough to name: each function makes the diagnostic for one. They quote the text,
 * since a suggestion that can be copied teaches more than a rule.
 */

/** A stretch of the source on one line, if it is short enough to quote. */
function quote(text: string, span: Span): string | undefined {
  const found = text.slice(span.start, span.end);
  const line = found.replace(/\s+/g, " ");
  return found.length > 200 || found.includes("//") || line.length > 70 ? undefined : line;
}

const afterToken = (token: IToken): Span => ({ start: spanOf(token).end, end: spanOf(token).end });

const lineBreakBetween = (text: string, before: IToken, after: IToken): boolean =>
  text.slice(spanOf(before).end, after.startOffset).includes("\n");

/** `found` where `expected` should be. What is missing at the end of a line is shown there, not a line further down. */
export function unexpectedToken(text: string, expected: string, before: IToken, found: IToken): Diagnostic {
  const atEnd = Number.isNaN(found.startOffset) || found.image === "" || lineBreakBetween(text, before, found);
  const at = Number.isNaN(before.startOffset) || !atEnd ? spanOf(found) : afterToken(before);
  const help = expected === item ? "a net is written `net Name(input: 1x28x28) { … }`" : undefined;
  return diagnose(d.unexpected, { expected, found: describe(found) }, { at, help });
}

export function missingComma(before: IToken, after: IToken): Diagnostic {
  const names = { before: describe(before), after: describe(after) };
  return diagnose(d.missingComma, names, { at: afterToken(before), label: "a comma goes here" });
}

export function missingArrow(text: string, before: IToken, found: IToken): Diagnostic {
  const name = shorten(found.image);
  const help = lineBreakBetween(text, before, found)
    ? `write \`-> ${name}\`, or begin a new statement: \`y = ${name} …\``
    : `write \`-> ${name}\``;
  return diagnose(d.missingArrow, { found: `\`${name}\`` }, { at: spanOf(found), help });
}

export function missingParentheses(text: string, operator: IToken, values: readonly Expression[]): Diagnostic {
  const at = join(values[0]!.span, values.at(-1)!.span);
  const quoted = values.map((v) => quote(text, v.span));
  const call = quoted.includes(undefined) ? undefined : `${operator.image}(${quoted.join(", ")})`;
  const where: Where = { at, help: call && `write \`${call}\`` };
  return diagnose(d.missingParentheses, { operator: shorten(operator.image) }, where);
}

export function arithmeticAfterChain(text: string, chain: Expression, operator: IToken, right: Span): Diagnostic {
  const [left, rest] = [quote(text, chain.span), quote(text, right)];
  const help =
    left === undefined || rest === undefined
      ? "put the chain in parentheses, or give it a name first"
      : `write \`(${left}) ${operator.image} ${rest}\``;
  const oneLine = !text.slice(chain.span.start, chain.span.end).includes("\n");
  const also = [{ span: chain.span, text: oneLine ? "the chain" : "the chain begins here" }];
  return diagnose(d.arithmeticAfterChain, { operator: operator.image }, { at: spanOf(operator), also, help });
}

export function unusedValue(value: Expression): Diagnostic {
  return diagnose(
    d.valueUnused,
    {},
    { at: value.span, help: "to make it the result of the net, write `return` before it" },
  );
}

/** A net reads one weights file. */
export function repeatedWeights(net: IToken, body: readonly Statement[]): Diagnostic[] {
  const [first, ...more] = body.filter((s) => s.kind === "weights");
  return more.map((again) =>
    diagnose(
      d.repeatedWeights,
      { net: shorten(net.image) },
      { at: again.span, also: [{ span: first!.span, text: "the first" }] },
    ),
  );
}
