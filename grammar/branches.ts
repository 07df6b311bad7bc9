import type { IToken, TokenType } from "chevrotain";
import * as t from "./tokens.ts";

/**
 * Finds the `if`s that choose between two values, and the braces of their branches, before anything is known of the brackets.
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
const declares = new Set(["as", "net", "block", "const"]);
/** Signs that an expression follows. After others a value follows, but no `if` without parentheses. */
const startsExpression = new Set<TokenType>([
  ...[t.Equals, t.Comma, t.Colon, t.Semicolon, t.OpenParen, t.OpenBracket, t.OpenBrace],
]);
const wantsOperand = new Set<TokenType>([...t.operators, t.Arrow]);

const isWord = (token: IToken | undefined, word: string): boolean =>
  token?.tokenType === t.Identifier && token.image === word;

function brace(tokens: readonly IToken[], i: number, levels: Levels): void {
  const [before, previous, token] = [tokens[i - 2], tokens[i - 1], tokens[i]!];
  if (isWord(previous, "else")) {
    t.retype(token, t.OpenBranch);
    return;
  }
  if (!previous || wantsOperand.has(previous.tokenType) || startsExpression.has(previous.tokenType)) return;
  // A record: the condition of an `if`, or what is returned.
  const isCondition = isWord(previous, "if") && !isWord(before, "if");
  if (isCondition && (!before || !wantsOperand.has(before.tokenType))) return;
  const [first, second] = [tokens[i + 1], tokens[i + 2]];
  if (first?.tokenType === t.Identifier && second?.tokenType === t.Colon) return;
  if (first?.tokenType === t.CloseBrace && isWord(previous, "return")) return;
  levels.pending = { brace: token };
}

function name(tokens: readonly IToken[], i: number, levels: Levels): void {
  const [previous, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]];
  const isLeft = next?.tokenType === t.Equals || next?.tokenType === t.Colon;
  const isDeclared = previous?.tokenType === t.Identifier && declares.has(previous.image);
  if (token.image === "net" || token.image === "block") {
    // The brace behind it is that of its body.
    if (next?.tokenType === t.Identifier) levels.pending = undefined;
  } else if (isLeft || isDeclared || (previous && wantsOperand.has(previous.tokenType))) return;
  else if (token.image === "else") {
    if (previous && !startsExpression.has(previous.tokenType)) levels.pending ??= {};
  } else if (token.image === "if" && levels.pending && !isWord(previous, "if")) {
    t.retype(token, t.IfKeyword);
    if (levels.pending.brace) t.retype(levels.pending.brace, t.OpenBranch);
    levels.pending = undefined;
  }
}
