import type { IToken, TokenType } from "chevrotain";
import { diagnose } from "./diagnostic.ts";
import { GiveUp, type Reports } from "./reports.ts";
import { assignmentInCondition, lookalike, nestingTooDeep } from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

/** Operators and `if`s without a comma between them: each makes the tree one deeper. */
const operatorLimit = 500;

/** After one of these a value, or another name, must follow. */
const wantsValue = new Set<TokenType>([
  ...t.operators,
  ...[t.Arrow, t.Equals, t.Comma, t.BodyComma, t.Colon, t.Semicolon],
  ...[t.ReturnKeyword, t.IfKeyword, t.IfStatement, t.ElseKeyword, t.ElseIf, t.AsKeyword, t.ScaleKeyword],
  ...t.closeOf.keys(),
]);
/** Behind one of these an expression begins, so that `if` may be a keyword there. */
const startsExpression = new Set<TokenType>([
  ...[t.Equals, t.Comma, t.BodyComma, t.Colon, t.ReturnKeyword, t.ElseKeyword],
  ...[t.OpenParen, t.OpenBracket, t.OpenBrace, t.OpenBranch, t.OpenBody],
]);
const declares = new Set<TokenType>([t.NetKeyword, t.BlockKeyword, t.ConstKeyword]);

export const wanted = (previous: IToken | undefined): boolean =>
  previous !== undefined && wantsValue.has(previous.tokenType);

/** `net` and `block` in a body, before a name and a bracket. */
export function isHead(tokens: readonly IToken[], i: number): boolean {
  const [token, name, open] = [tokens[i]!, tokens[i + 1]?.tokenType, tokens[i + 2]?.tokenType];
  const isItem = token.tokenType === t.Identifier && (token.image === "net" || token.image === "block");
  return isItem && name === t.Identifier && (open === t.OpenParen || open === t.OpenBrace || open === t.OpenBody);
}

/**
 * The keyword that token `i` is if a statement may begin there. The tokens beside it tell, since no value holds such a pair and
 * where a value must stand a keyword is a name: `x -> return(3)`, `a + const`.
 */
function keywordAt(tokens: readonly IToken[], i: number): TokenType | undefined {
  const [previous, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]?.tokenType];
  if (token.tokenType !== t.Identifier) return undefined;
  if (next === t.Equals) return t.BindingName;
  if (token.image === "weights" && next === t.Text) return t.WeightsKeyword;
  const free = !wanted(previous) || previous?.tokenType === t.OpenBody;
  if (token.image === "const") return free && next === t.Identifier ? t.ConstKeyword : undefined;
  if (free && isHead(tokens, i)) return token.image === "net" ? t.NetKeyword : t.BlockKeyword;
  if (token.image !== "return") return undefined;
  if (free) return t.ReturnKeyword;
  // Behind a dangling `=` or `->` it is the statement, if a value follows that does not itself begin one.
  const isValue = next && t.startsBareValue.has(next) && !words.has(tokens[i + 1]!.image);
  return isValue && !beginsStatement(tokens, i + 1) ? t.ReturnKeyword : undefined;
}

export const beginsStatement = (tokens: readonly IToken[], i: number): boolean => keywordAt(tokens, i) !== undefined;

const itemKeywords = new Map([
  ["net", t.NetKeyword],
  ["block", t.BlockKeyword],
  ["const", t.ConstKeyword],
]);

/** Outside bodies: `net`, `block` and `const` before anything that could be meant to follow them. */
const itemKeywordAt = (tokens: readonly IToken[], i: number): TokenType | undefined =>
  tokens[i]!.tokenType === t.Identifier && !wanted(tokens[i - 1]) ? itemKeywords.get(tokens[i]!.image) : undefined;

const beginsCondition = new Set<TokenType>([t.Identifier, t.Numeral, t.Size, t.Text, t.Not]);

/** `if`, `else` and `as` inside a statement. Behind a whole value no name can stand; before a condition no name can. */
function wordAt(tokens: readonly IToken[], i: number, level: Level): TokenType | undefined {
  const [previous, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]?.tokenType];
  if (next === t.Equals || next === t.Colon || previous === undefined) return undefined;
  if (!wanted(previous)) return words.get(token.image);
  if (token.image !== "if" || !startsExpression.has(previous.tokenType)) return undefined;
  if (next === undefined || !beginsCondition.has(next)) return undefined;
  return beginsNext(tokens, i + 1, level) ? undefined : t.IfKeyword;
}

const beginsNext = (tokens: readonly IToken[], i: number, level: Level): boolean =>
  (level.kind === "file" ? itemKeywordAt(tokens, i) : keywordAt(tokens, i)) !== undefined;

const words = new Map([
  ["if", t.IfKeyword],
  ["else", t.ElseKeyword],
  ["as", t.AsKeyword],
]);

interface Level {
  readonly kind: "file" | "body" | "brackets";
  operators: number;
  /** Between an `if` and its branch, or an `if` and the end of the stage that it belongs to. */
  condition: "branch" | "stage" | undefined;
}

/** Retypes the names that begin items and statements and those in them, and the commas of `return a, b`; counts operators. */
export function placeKeywords(tokens: IToken[], reports: Reports): void {
  const levels: Level[] = [{ kind: "file", operators: 0, condition: undefined }];
  let pending = 0;
  const end = (level: Level) => {
    pending -= level.operators;
    level.operators = 0;
    level.condition = undefined;
  };
  for (const [i, token] of tokens.entries()) {
    const level = levels.at(-1)!;
    if (token.tokenType === t.Identifier || token.tokenType === t.IfKeyword) {
      const keyword = statementAt(tokens, i, level);
      if (keyword) {
        t.retype(token, keyword);
        end(level);
        if (keyword === t.IfStatement) level.condition = "branch";
      } else placeWord(tokens, i, level, reports);
    }
    if (token.tokenType === t.ElseIf) level.condition = "branch";
    if (t.closeOf.has(token.tokenType)) {
      const condition = token.tokenType === t.OpenParen && wanted(tokens[i - 1]) ? level.condition : undefined;
      if (token.tokenType === t.OpenBranch) level.condition = undefined;
      levels.push({ kind: token.tokenType === t.OpenBody ? "body" : "brackets", operators: 0, condition });
    } else if (closedBy.has(token.tokenType)) end(levels.pop()!);
    else if (token.tokenType === t.Comma) {
      end(level);
      if (level.kind === "body") t.retype(token, t.BodyComma);
    } else if (token.tokenType === t.Arrow) level.condition = undefined;
    else if (token.tokenType === t.Equals) readAsComparison(tokens, i, level, reports);
    else if (counted.has(token.tokenType)) {
      level.operators++;
      if (++pending > operatorLimit) failOperators(token, reports);
    }
  }
}

const closedBy = new Set(t.closeOf.values());
const counted = new Set<TokenType>([...t.operators, t.IfKeyword, t.IfStatement, t.ElseIf]);

function statementAt(tokens: readonly IToken[], i: number, level: Level): TokenType | undefined {
  const previous = tokens[i - 1];
  if (level.kind === "brackets" || (previous && declares.has(previous.tokenType))) return undefined;
  if (level.kind === "file") return itemKeywordAt(tokens, i);
  if (tokens[i]!.tokenType === t.IfKeyword)
    return wanted(previous) && previous?.tokenType !== t.OpenBody ? undefined : t.IfStatement;
  const keyword = keywordAt(tokens, i);
  const compares = level.condition === "branch" || (level.condition === "stage" && wanted(previous));
  return keyword === t.BindingName && compares ? undefined : keyword;
}

function placeWord(tokens: readonly IToken[], i: number, level: Level, reports: Reports): void {
  const [previous, token] = [tokens[i - 1], tokens[i]!];
  if (token.tokenType === t.IfKeyword) {
    level.condition = "branch";
    return;
  }
  if (level.condition && readAsSign(tokens, i, level, reports)) return;
  const word = previous && declares.has(previous.tokenType) ? undefined : wordAt(tokens, i, level);
  if (word) t.retype(token, word);
  if (word === t.IfKeyword) level.condition = "stage";
}

const signs = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
]);

/** `a and not b` in a condition: where a name would stand beside a name. */
function readAsSign(tokens: readonly IToken[], i: number, level: Level, reports: Reports): boolean {
  const [previous, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]];
  const expected = signs.get(token.image);
  const isNot = expected === "!";
  if (!expected || !next || isNot !== wanted(previous)) return false;
  const isValue = beginsCondition.has(next.tokenType) || next.tokenType === t.OpenParen;
  if (isNot && (next.tokenType === t.OpenParen || beginsNext(tokens, i + 1, level))) return false;
  if (!isValue) return false;
  reports.add(diagnose(lookalike, { expected, found: token.image }, { at: t.spanOf(token) }));
  t.readAs(token, expected);
  return true;
}

/** No `=` stands in a condition: what is meant is `==`. */
function readAsComparison(tokens: readonly IToken[], i: number, level: Level, reports: Reports): void {
  const token = tokens[i]!;
  if (!level.condition || tokens[i - 1]?.tokenType === t.BindingName) return;
  reports.add(diagnose(assignmentInCondition, {}, { at: t.spanOf(token), help: "write `==`" }));
  t.readAs(token, "==");
}

function failOperators(token: IToken, reports: Reports): never {
  const what = { limit: operatorLimit, what: "operators in one expression" };
  reports.add(diagnose(nestingTooDeep, what, { at: t.spanOf(token), help: "give parts of the expression a name" }));
  throw new GiveUp();
}
