import type { IToken } from "chevrotain";
import type { Binary, Block, Expression, Name, Net, StageLike, Statement } from "./ast.ts";
import { type Diagnostic, diagnose, type Where } from "./diagnostic.ts";
import { shorten } from "./escape.ts";
import { describe, insideParentheses, item } from "./expected.ts";
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
export function unexpectedToken(
  text: string,
  expected: string,
  before: IToken,
  found: IToken,
  advice?: string,
): Diagnostic {
  const atEnd = Number.isNaN(found.startOffset) || found.image === "" || lineBreakBetween(text, before, found);
  const at = Number.isNaN(before.startOffset) || !atEnd ? spanOf(found) : afterToken(before);
  const isTuple = expected === insideParentheses && found.image === ",";
  const help =
    expected === item
      ? "a net is written `net Name(input: 1x28x28) { … }`"
      : isTuple
        ? "a list stands in brackets: `[1, 2]`"
        : advice;
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

/** The chain may be an `if`, behind which an operator stands for the same mistake. */
export function arithmeticAfterChain(text: string, chain: Expression, operator: IToken, right: Span): Diagnostic {
  const what = chain.kind === "if" ? "`if`" : "chain";
  const [left, rest] = [quote(text, chain.span), quote(text, right)];
  const help =
    left === undefined || rest === undefined
      ? `put the ${what} in parentheses, or give it a name first`
      : `write \`(${left}) ${operator.image} ${rest}\``;
  const oneLine = !text.slice(chain.span.start, chain.span.end).includes("\n");
  const also = [{ span: chain.span, text: oneLine ? `the ${what}` : `the ${what} begins here` }];
  return diagnose(d.arithmeticAfterChain, { operator: operator.image, what }, { at: spanOf(operator), also, help });
}

/** `x -> f * n`. A single operator is quoted, since a suggestion must be right. */
export function repetitionWithoutGroup(text: string, stage: StageLike, times: IToken, count: Span): Diagnostic {
  const [one, often] = [quote(text, stage.span), quote(text, count)];
  const help = one && often && `to repeat it, write \`(${one}) * ${often}\``;
  const where = { at: spanOf(times), also: [{ span: stage.span, text: "repeated" }], help };
  return diagnose(d.repetitionWithoutGroup, { stage: one ?? "…" }, where);
}

/** The second of two comparisons in a row; `middle` stands between them. */
export function chainedComparison(text: string, first: Binary, operator: IToken, right: Span): Diagnostic {
  const [left, middle, rest] = [first.span, first.right.span, right].map((span) => quote(text, span));
  const help = left && middle && rest && `write \`${left} && ${middle} ${operator.image} ${rest}\``;
  const also = [{ span: first.operatorSpan, text: "the first comparison" }];
  return diagnose(d.chainedComparison, { operator: operator.image }, { at: spanOf(operator), also, help });
}

export const elseIf = (found: IToken): Diagnostic =>
  diagnose(d.lookalike, { expected: "else if", found: found.image }, { at: spanOf(found) });

export function missingElse(before: IToken, start: IToken): Diagnostic {
  const also = [{ span: spanOf(start), text: "the `if`" }];
  const help = "write `else { … }` with the value that is meant otherwise";
  return diagnose(d.missingElse, {}, { at: afterToken(before), also, help });
}

export function missingBraces(text: string, value: Expression): Diagnostic {
  const quoted = quote(text, value.span);
  return diagnose(d.missingBraces, {}, { at: value.span, help: quoted && `write \`{ ${quoted} }\`` });
}

/** `name`: what the statement would define. */
export function statementInBranch(first: IToken, second: IToken): Diagnostic {
  const help =
    second.image === "="
      ? `give the name to the \`if\`: \`${shorten(first.image)} = if … { … } else { … }\``
      : "leave only the value in the braces";
  return diagnose(d.statementInBranch, {}, { at: join(spanOf(first), spanOf(second)), help });
}

export function weightsInBlock(block: IToken, body: readonly Statement[]): Diagnostic[] {
  const help = "name the file in the net";
  return body
    .filter((s) => s.kind === "weights")
    .map(({ span }) => diagnose(d.weightsInBlock, { block: shorten(block.image) }, { at: span, help }));
}

export function nestedItem(start: IToken, { kind, name }: Net | Block, outer: IToken): Diagnostic {
  const names = { kind, name: shorten(name.text), outer: shorten(outer.image) };
  const also = [{ span: spanOf(outer), text: "around it" }];
  const help = `put it before or behind \`${names.outer}\`, not inside`;
  return diagnose(d.nestedItem, names, { at: join(spanOf(start), name.span), also, help });
}

export const unknownMode = (found: IToken): Diagnostic =>
  diagnose(d.unexpected, { expected: "`rgb`, `gray` or a size", found: describe(found) }, { at: spanOf(found) });

export const parameterWithoutDefault = (name: Name): Diagnostic =>
  diagnose(
    d.parameterWithoutDefault,
    { name: shorten(name.text) },
    { at: name.span, help: `for example \`${shorten(name.text)}=2\`` },
  );

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
