import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";

/**
 * Finds the `if`s that choose between two values, and the braces of their branches, before anything is known of the brackets;
 * and `scale` behind the shape of an input.
 *
 * Read from the end, a brace where no value must stand is a branch, and belongs to the nearest `if` before it on its level
 * that can begin an expression. Such a brace has no other use in a right text, so that this `if` is no name.
 */
export function placeBranches(tokens: readonly IToken[]): void {
  const levels = new Levels();
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (opens.has(token.tokenType)) {
      levels.leave(token.tokenType);
      if (token.tokenType === t.OpenBrace) brace(tokens, i, levels);
    } else if (closers.has(token.tokenType)) levels.enter(token.tokenType);
    else if (token.tokenType === t.Comma) levels.pending = undefined;
    else if (token.tokenType === t.Identifier) name(tokens, i, levels);
  }
}

const opens = new Map<TokenType, TokenType>([
  [t.OpenParen, t.CloseParen],
  [t.OpenBracket, t.CloseBracket],
  [t.OpenBrace, t.CloseBrace],
]);
const closers = new Set(opens.values());

/** What waits for its `if`: the brace of a branch, or an `else` whose first branch lacks its braces. */
type Pending = { readonly brace?: IToken } | undefined;

/** The brackets around a place, as far as they match. */
class Levels {
  readonly #closers: { readonly type: TokenType; readonly outside: Pending }[] = [];
  #braces = 0;
  pending: Pending;

  enter(type: TokenType): void {
    this.#closers.push({ type, outside: this.pending });
    if (type === t.CloseBrace) this.#braces++;
    this.pending = undefined;
  }

  /** Out of the innermost bracket; a brace passes over what is not opened inside it, others close nothing. */
  leave(open: TokenType): void {
    const close = opens.get(open);
    if (this.#closers.at(-1)?.type !== close && (open !== t.OpenBrace || this.#braces === 0)) return;
    for (let left = this.#closers.pop(); left; left = this.#closers.pop()) {
      this.pending = left.outside;
      if (left.type === t.CloseBrace) this.#braces--;
      if (left.type === close) return;
    }
  }
}

/** Behind one of these stands a name, whatever its letters. */
const declares = new Set(["net", "block", "const"]);
/** Signs that an expression follows. After others a value follows, but no `if` without parentheses. */
const startsExpression = new Set<TokenType>([
  ...[t.Equals, t.Comma, t.Colon, t.Semicolon, t.OpenParen, t.OpenBracket, t.OpenBrace],
]);
const wantsOperand = new Set<TokenType>([...t.operators, t.Arrow]);

const isNumber = new Set<TokenType>([t.Numeral, t.Size]);

const isWord = (token: IToken | undefined, word: string): boolean =>
  token?.tokenType === t.Identifier && token.image === word;

/** Behind an arrow or a sign, and where a group of stages begins: a word is a name there. */
function isBehindSign(tokens: readonly IToken[], i: number): boolean {
  let at = i - 1;
  while (tokens[at]?.tokenType === t.OpenParen) at--;
  const sign = tokens[at]?.tokenType;
  return sign === t.Arrow || (at === i - 1 && sign !== undefined && wantsOperand.has(sign));
}

/** The same behind `as`. In a row of them, each second one is the name that the one before it gives. */
function isNamePlace(tokens: readonly IToken[], i: number): boolean {
  let first = i;
  while (isWord(tokens[first - 1], "as")) first--;
  if (first === i) return isBehindSign(tokens, i);
  const before = tokens[first - 1]?.tokenType;
  const firstIsName = isBehindSign(tokens, first) || (before !== undefined && startsExpression.has(before));
  return (i - first) % 2 === (firstIsName ? 0 : 1);
}

/** Whether token `i` is this word and no name, as far as the tokens before it tell. */
function isKeyword(tokens: readonly IToken[], i: number, word: string): boolean {
  if (!isWord(tokens[i], word) || isNamePlace(tokens, i)) return false;
  return !isWord(tokens[i - 1], "if") || isNamePlace(tokens, i - 1);
}

function brace(tokens: readonly IToken[], i: number, levels: Levels): void {
  const [previous, token, first, second] = [tokens[i - 1], tokens[i]!, tokens[i + 1], tokens[i + 2]];
  if (isKeyword(tokens, i - 1, "else")) {
    t.retype(token, t.OpenBranch);
    return;
  }
  if (!previous || wantsOperand.has(previous.tokenType) || startsExpression.has(previous.tokenType)) return;
  // A record: the condition of an `if`, what is returned, or a field's name tells.
  const isEmpty = first?.tokenType === t.CloseBrace;
  if (isEmpty && (isWord(previous, "return") || isKeyword(tokens, i - 1, "if"))) return;
  if (first?.tokenType === t.Identifier && second?.tokenType === t.Colon) return;
  levels.pending = { brace: token };
}

function name(tokens: readonly IToken[], i: number, levels: Levels): void {
  const [previous, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]];
  const isLeft = next?.tokenType === t.Equals || next?.tokenType === t.Colon;
  const isDeclared = previous?.tokenType === t.Identifier && declares.has(previous.image);
  if (token.image === "net" || token.image === "block") {
    // The brace behind it is that of its body.
    if (next?.tokenType === t.Identifier) levels.pending = undefined;
  } else if (isLeft || isDeclared) return;
  else if (token.image === "scale") {
    if (previous && isNumber.has(previous.tokenType)) t.retype(token, t.ScaleKeyword);
  } else if (isKeyword(tokens, i, "else")) {
    const isValue = !previous || startsExpression.has(previous.tokenType) || isWord(previous, "return");
    if (!isValue) levels.pending ??= {};
  } else if (levels.pending && (isKeyword(tokens, i, "if") || isForgottenGroup(tokens, i))) {
    t.retype(token, t.IfKeyword);
    own(levels);
  } else if (levels.pending?.brace && elseIf.has(token.image) && previous?.tokenType === t.CloseBrace) {
    t.retype(token, t.ElseIf);
    own(levels);
  }
}

function own(levels: Levels): void {
  if (levels.pending?.brace) t.retype(levels.pending.brace, t.OpenBranch);
  levels.pending = undefined;
}

const elseIf = new Set(["elif", "elsif", "elseif"]);

/** `1 + if deep {`: the parser reports that parentheses are missing, since behind the name no value could stand. */
function isForgottenGroup(tokens: readonly IToken[], i: number): boolean {
  const [previous, next] = [tokens[i - 1]?.tokenType, tokens[i + 1]?.tokenType];
  const isOperand = isWord(tokens[i], "if") && previous !== undefined && t.operators.has(previous);
  return isOperand && (next === t.Identifier || next === t.Numeral);
}
