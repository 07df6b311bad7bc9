import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from "chevrotain";
import { shorten } from "./escape.ts";
import * as t from "./tokens.ts";

/** What a reader would call a token that was found. */
export function describe(token: IToken): string {
  if (token.tokenType === EOF) return "the end of the file";
  if (token.image === "") return "the end of the statement";
  return `\`${shorten(token.image)}\``;
}

/** Outside bodies. */
export const item = "`net`, `block` or `const`";

/** Behind a value in parentheses. */
export const insideParentheses = "an operator, `->` or `)`";

/** What stands in a list, by the rule that reads it. */
const elements = new Map([
  ["netHead", "an input, as in `image: 1x28x28`"],
  ["blockHead", "a parameter"],
  ["arguments", "an argument"],
  ["list", "a value"],
  ["record", "a field, as in `top: 1`"],
]);

const bracketOf = new Map([
  ["netHead", "`)`"],
  ["blockHead", "`)`"],
  ["arguments", "`)`"],
  ["list", "`]`"],
  ["record", "`}`"],
]);

/** What could stand here, in words: brackets match by now, so a missing one means that its content should have ended. */
function expectedAt(rule: string, type: TokenType, actual: IToken, previous: IToken): string {
  if (type === t.OpenParen) return `\`(\` after \`${shorten(previous.image)}\``;
  const element = elements.get(rule);
  if (element && actual.tokenType === t.Comma) return element;
  if (element && type !== t.Colon) return `\`,\` or ${bracketOf.get(rule)}`;
  if (rule === "parenthesis") return insideParentheses;
  if (rule === "group") return "`->` or `)`";
  if (rule === "branch") return "an operator, `->` or `}`";
  if (type === t.CloseBody)
    return afterValue.has(previous.tokenType) ? "`->`, an operator or a statement" : "a statement";
  if (type === EOF) return item;
  if (type === t.OpenBody) return "`{` and the statements";
  if (type === t.Identifier) return `a name after \`${shorten(previous.image)}\``;
  return type.LABEL ?? type.name;
}

const afterValue = new Set<TokenType>([
  ...[t.Identifier, t.Numeral, t.Size, t.Text, t.CloseParen, t.CloseBracket, t.CloseBrace, t.CloseGroup, t.CloseBranch],
]);

/**
 * Chevrotain asks for an error's message here. We answer with what was expected only, and `Reports` gets the rest from the
 * token that was found.
 */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, previous, ruleName }) =>
    expectedAt(ruleName, expected, actual, previous),
  buildNotAllInputParsedMessage: () => item,
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};
