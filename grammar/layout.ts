import type { IToken, TokenType } from "chevrotain";
import { diagnose, type Label } from "./diagnostic.ts";
import { GiveUp, type Reports } from "./reports.ts";
import { nestingTooDeep, unclosedBracket, unopenedBracket, wrongBracket } from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

/**
 * Two passes over the tokens, before the parser. The first closes what is left open and drops what closes nothing, so that
 * the parser sees brackets that match. The second finds where statements begin and turns names into keywords there.
 *
 * The parser gains three things: an unclosed bracket is reported where it opens and not at the end of the file, an error in
 * one statement cannot reach the next, and its recursion has a bound.
 */
export function layout(tokens: readonly IToken[], text: string, reports: Reports): IToken[] {
  const balanced = new Balance(text, reports).run(tokens);
  placeKeywords(balanced, reports);
  return balanced;
}

/** Far more than a person writes; the parser and whoever walks the tree recurse this deep. */
const bracketLimit = 64;
/** Arithmetic operators without a comma between them: each makes the tree one deeper. */
const operatorLimit = 500;

interface Open {
  readonly token: IToken;
  readonly close: TokenType;
  /** Where it stands in the output. */
  readonly index: number;
}

const closeOf = new Map<TokenType, TokenType>([
  [t.OpenParen, t.CloseParen],
  [t.OpenBracket, t.CloseBracket],
  [t.OpenBrace, t.CloseBrace],
  [t.OpenBody, t.CloseBody],
]);
const closers = new Set<TokenType>([t.CloseParen, t.CloseBracket, t.CloseBrace]);
const operators = new Set<TokenType>([t.Plus, t.Minus, t.Times, t.Slash, t.Power]);
/** After one of these a value must follow. */
const wantsValue = new Set<TokenType>([
  ...operators,
  ...[t.Arrow, t.Equals, t.Comma, t.BodyComma, t.Colon, t.ReturnKeyword],
  ...[t.OpenParen, t.OpenBracket, t.OpenBrace, t.OpenBody],
]);
const wanted = (previous: IToken | undefined): boolean => previous !== undefined && wantsValue.has(previous.tokenType);

class Balance {
  readonly #out: IToken[] = [];
  readonly #open: Open[] = [];
  readonly #text: string;
  readonly #reports: Reports;

  constructor(text: string, reports: Reports) {
    this.#text = text;
    this.#reports = reports;
  }

  run(tokens: readonly IToken[]): IToken[] {
    for (const [i, token] of tokens.entries()) {
      if (closers.has(token.tokenType)) {
        this.#close(token, tokens[i + 1]);
        continue;
      }
      if (this.#open.length > 0 && this.#startsNet(tokens, i))
        this.#closeDownTo(0, { span: t.spanOf(token), text: "another net begins here" });
      if (closeOf.has(token.tokenType)) this.#opens(token, tokens[i + 1], tokens[i + 2]);
      this.#out.push(token);
    }
    this.#closeDownTo(0);
    return this.#out;
  }

  #opens(token: IToken, next: IToken | undefined, second: IToken | undefined): void {
    if (token.tokenType === t.OpenBrace && this.#isBody(next, second)) {
      this.#closeDownTo(0, { span: t.spanOf(token), text: "the statements begin here" });
      t.retype(token, t.OpenBody);
    }
    this.#open.push({ token, close: closeOf.get(token.tokenType)!, index: this.#out.length });
    if (this.#open.length <= bracketLimit) return;
    const what = { limit: bracketLimit, what: "brackets inside each other" };
    this.#reports.add(diagnose(nestingTooDeep, what, { at: t.spanOf(token), label: "one too many" }));
    throw new GiveUp();
  }

  /** A brace outside any net and not where a value must stand; `{name: …` is a record even after a forgotten sign. */
  #isBody(next: IToken | undefined, second: IToken | undefined): boolean {
    if (this.#open.some((o) => o.token.tokenType === t.OpenBody) || wanted(this.#out.at(-1))) return false;
    return !(next?.tokenType === t.Identifier && second?.tokenType === t.Colon);
  }

  #close(token: IToken, next: IToken | undefined): void {
    const matching = this.#open.findLastIndex((o) => o.close === token.tokenType || isBodyPair(o.close, token));
    if (matching >= 0) {
      this.#closeDownTo(matching + 1, {
        span: t.spanOf(token),
        text: `\`${t.signOf(token.tokenType)}\` comes first`,
      });
      t.retype(token, this.#open.pop()!.close);
      this.#out.push(token);
      return;
    }
    const top = this.#open.at(-1);
    const at = t.spanOf(token);
    const close = t.signOf(token.tokenType);
    if (!top || top.close === t.CloseBody || next?.tokenType === top.close) {
      this.#reports.add(diagnose(unopenedBracket, { close }, { at }));
      return;
    }
    const expected = t.signOf(top.close);
    const also = [{ span: t.spanOf(top.token), text: `\`${expected}\` would close this` }];
    this.#reports.add(diagnose(wrongBracket, { expected, found: close }, { at, also }));
    t.retype(token, this.#open.pop()!.close);
    this.#out.push(token);
  }

  /** Closes what is open above `depth`: `because` is the token that shows that it should be closed by now. */
  #closeDownTo(depth: number, because?: Label): void {
    while (this.#open.length > depth) {
      const { token, close, index } = this.#open.pop()!;
      const names = { open: token.image, close: t.signOf(close) };
      const end = close === t.CloseBody ? this.#out.length : this.#endOfStatement(index);
      // A bracket far below the statement that lacks one is no news.
      const also = because && end === this.#out.length ? [because] : [];
      this.#reports.add(diagnose(unclosedBracket, names, { at: t.spanOf(token), label: "never closed", also }));
      this.#insert(close, end);
    }
  }

  /** A bracket left open in a statement most likely ends with it: the next line that begins like a statement is the next one. */
  #endOfStatement(open: number): number {
    for (let i = open + 1; i < this.#out.length; i++)
      if (!wanted(this.#out[i - 1]) && beginsStatement(this.#out, i) && this.#isFirstOnLine(this.#out[i]!)) return i;
    return this.#out.length;
  }

  #insert(close: TokenType, index: number): void {
    const end = t.spanOf(this.#out[index - 1]!).end;
    this.#out.splice(index, 0, t.makeToken(close, "", { start: end, end }));
  }

  #startsNet(tokens: readonly IToken[], i: number): boolean {
    const [a, b, c] = [tokens[i]!, tokens[i + 1], tokens[i + 2]];
    const isHead = a.image === "net" && b?.tokenType === t.Identifier && c?.tokenType === t.OpenParen;
    return isHead && !wanted(this.#out.at(-1)) && this.#isFirstOnLine(a);
  }

  #isFirstOnLine(token: IToken): boolean {
    let at = token.startOffset - 1;
    while (at >= 0 && (this.#text[at] === " " || this.#text[at] === "\t")) at--;
    return at < 0 || this.#text[at] === "\n" || this.#text[at] === "\r";
  }
}

const isBodyPair = (close: TokenType, token: IToken): boolean =>
  close === t.CloseBody && token.tokenType === t.CloseBrace;

const beginsValue = new Set<TokenType>([t.Identifier, t.Numeral, t.Size, t.Text, t.OpenBracket, t.OpenBrace]);

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
  if (token.image !== "return") return undefined;
  // Behind a dangling `=` or `->` it is the statement, if a value follows that does not itself begin one.
  return free || (next && beginsValue.has(next) && !beginsStatement(tokens, i + 1)) ? t.ReturnKeyword : undefined;
}

const beginsStatement = (tokens: readonly IToken[], i: number): boolean => keywordAt(tokens, i) !== undefined;

/** Outside nets: `net` and `const` before anything that could be meant to follow them. */
function itemKeywordAt(tokens: readonly IToken[], i: number): TokenType | undefined {
  const token = tokens[i]!;
  if (token.tokenType !== t.Identifier || wanted(tokens[i - 1])) return undefined;
  if (token.image === "net") return t.NetKeyword;
  return token.image === "const" ? t.ConstKeyword : undefined;
}

/** Retypes the names that begin items and statements, and the commas of `return a, b`; counts operators on the way. */
function placeKeywords(tokens: IToken[], reports: Reports): void {
  const enclosing: { readonly body: boolean; operators: number }[] = [{ body: false, operators: 0 }];
  let pending = 0;
  const reset = (level: { operators: number }) => {
    pending -= level.operators;
    level.operators = 0;
  };
  for (const [i, token] of tokens.entries()) {
    const level = enclosing.at(-1)!;
    const keyword = level.body ? keywordAt(tokens, i) : enclosing.length === 1 ? itemKeywordAt(tokens, i) : undefined;
    if (keyword && tokens[i - 1]?.tokenType !== t.ConstKeyword && tokens[i - 1]?.tokenType !== t.NetKeyword) {
      t.retype(token, keyword);
      reset(level);
    } else if (closeOf.has(token.tokenType)) {
      enclosing.push({ body: token.tokenType === t.OpenBody, operators: 0 });
    } else if (closedBy.has(token.tokenType)) {
      reset(enclosing.pop()!);
    } else if (token.tokenType === t.Comma) {
      reset(level);
      if (level.body) t.retype(token, t.BodyComma);
    } else if (operators.has(token.tokenType)) {
      level.operators++;
      if (++pending > operatorLimit) failOperators(token, reports);
    }
  }
}

const closedBy = new Set(closeOf.values());

function failOperators(token: IToken, reports: Reports): never {
  const what = { limit: operatorLimit, what: "arithmetic operators in one expression" };
  reports.add(diagnose(nestingTooDeep, what, { at: t.spanOf(token), help: "give parts of the expression a name" }));
  throw new GiveUp();
}
