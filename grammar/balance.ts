import type { IToken, TokenType } from "chevrotain";
import { diagnose, type Label } from "./diagnostic.ts";
import { beginsStatement, isHead, wanted } from "./keywords.ts";
import { GiveUp, type Reports } from "./reports.ts";
import * as d from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

/** Far more than a person writes; the parser and whoever walks the tree recurse this deep. */
const bracketLimit = 64;

interface Open {
  readonly token: IToken;
  readonly close: TokenType;
  /** Where it stands in the output. */
  readonly index: number;
  /** Of a body: the head of an item has been read in it, whose own body comes next. */
  head: boolean;
  /** How far the line that it stands on is indented, once somebody asked. */
  indent?: number;
}

const closers = new Set<TokenType>([t.CloseParen, t.CloseBracket, t.CloseBrace]);
/** Which of the three a closing bracket is written as. */
const closesLike = new Map<TokenType, TokenType>([
  [t.CloseGroup, t.CloseParen],
  [t.CloseBranch, t.CloseBrace],
  [t.CloseBody, t.CloseBrace],
]);

/** Closes what is left open, drops what closes nothing, and tells the brackets apart that look alike. */
export class Balance {
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
      if (closers.has(token.tokenType)) this.#close(token, tokens[i + 1]);
      else if (token.tokenType === t.Semicolon) this.#semicolon(token, tokens[i - 1]);
      else {
        if (this.#open.length > 0 && token.tokenType === t.Identifier) this.#startsAnew(tokens, i);
        if (t.closeOf.has(token.tokenType)) this.#opens(token, tokens[i + 1], tokens[i + 2]);
        this.#out.push(token);
      }
    }
    this.#closeDownTo(0);
    return this.#out;
  }

  #opens(token: IToken, next: IToken | undefined, second: IToken | undefined): void {
    const previous = this.#out.at(-1)?.tokenType;
    if (token.tokenType === t.OpenParen && (previous === t.Arrow || previous === t.OpenGroup))
      t.retype(token, t.OpenGroup);
    if (token.tokenType === t.OpenBrace && this.#isBody(next, second)) {
      const { length } = this.#open;
      const outer = this.#open.at(-1);
      this.#closeDownTo(outer?.head ? length : 0, { span: t.spanOf(token), text: "the statements begin here" });
      if (outer) outer.head = false;
      t.retype(token, t.OpenBody);
    }
    const close = t.closeOf.get(token.tokenType)!;
    this.#open.push({ token, close, index: this.#out.length, head: false });
    if (this.#open.length <= bracketLimit) return;
    const what = { limit: bracketLimit, what: "brackets inside each other" };
    this.#reports.add(diagnose(d.nestingTooDeep, what, { at: t.spanOf(token), label: "one too many" }));
    throw new GiveUp();
  }

  /**
   * A brace behind the head of an item, or outside any body and not where a value must stand; `{name: …` is a record even after
   * a forgotten sign.
   */
  #isBody(next: IToken | undefined, second: IToken | undefined): boolean {
    const previous = this.#out.at(-1);
    if (wanted(previous) || previous?.image === "if") return false;
    if (this.#open.at(-1)?.head) return true;
    if (this.#open.some((o) => o.close === t.CloseBody)) return false;
    return !(next?.tokenType === t.Identifier && second?.tokenType === t.Colon);
  }

  #close(token: IToken, next: IToken | undefined): void {
    const matching = this.#open.findLastIndex(({ close }) => (closesLike.get(close) ?? close) === token.tokenType);
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
    if (!top || top.close === t.CloseBody || next?.tokenType === (closesLike.get(top.close) ?? top.close)) {
      this.#reports.add(diagnose(d.unopenedBracket, { close }, { at }));
      return;
    }
    const expected = t.signOf(top.close);
    const also = [{ span: t.spanOf(top.token), text: `\`${expected}\` would close this` }];
    this.#reports.add(diagnose(d.wrongBracket, { expected, found: close }, { at, also }));
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
      this.#reports.add(diagnose(d.unclosedBracket, names, { at: t.spanOf(token), label: "never closed", also }));
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

  /** What a name says about the brackets before it, and an item's head about the next one. */
  #startsAnew(tokens: readonly IToken[], i: number): void {
    const token = tokens[i]!;
    const previous = this.#out.at(-1);
    if ((wanted(previous) && previous?.tokenType !== t.OpenBody) || isWord.has(previous?.image ?? "")) return;
    const head = isHead(tokens, i);
    if (head) {
      if (this.#isFirstOnLine(token)) this.#closeAround(token);
      const top = this.#open.at(-1);
      if (top?.close === t.CloseBody) top.head = true;
    } else if (this.#open.at(-1)?.close === t.CloseBranch) this.#endsBranch(tokens, i);
  }

  #endsBranch(tokens: readonly IToken[], i: number): void {
    const [token, next] = [tokens[i]!, tokens[i + 1]];
    const isElse = token.image === "else" && next?.tokenType !== t.Equals;
    if (isElse && this.#out.at(-1)?.tokenType !== t.CloseBranch)
      this.#closeDownTo(this.#open.length - 1, { span: t.spanOf(token), text: "`else` comes first" });
    else if (beginsStatement(tokens, i) && this.#isFirstOnLine(token)) this.#closeBranches(token);
  }

  /** An item ends what lies no deeper than it does itself; further in, it is one that is meant to belong to the other. */
  #closeAround(token: IToken): void {
    const outer = this.#open.findLastIndex((o) => o.close === t.CloseBody && this.#indentOf(o) < this.#indent(token));
    const article = token.image === "net" ? "another" : "a";
    this.#closeDownTo(outer + 1, { span: t.spanOf(token), text: `${article} ${token.image} begins here` });
  }

  /** A statement ends branches that lie no deeper; deeper ones have it inside, which the parser reports. */
  #closeBranches(token: IToken): void {
    const inside = (open: Open) => open.close === t.CloseBody || this.#indentOf(open) < this.#indent(token);
    this.#closeDownTo(this.#open.findLastIndex(inside) + 1, { span: t.spanOf(token), text: "a statement begins here" });
  }

  /** In the head of a net it comes before the parameters, once; elsewhere it is for a comma, or for nothing. */
  #semicolon(token: IToken, before: IToken | undefined): void {
    const top = this.#open.at(-1);
    if (top?.close === t.CloseParen && this.#isNetHead(top)) this.#out.push(token);
    else if (top && top.close !== t.CloseBody && top.close !== t.CloseBranch) {
      const where = { at: t.spanOf(token), help: "only the parameters of a net come after a `;`" };
      this.#reports.add(diagnose(d.lookalike, { expected: ",", found: ";" }, where));
      t.retype(token, t.Comma);
      this.#out.push(token);
    } else if (before?.tokenType !== t.Semicolon) {
      const where = { at: t.spanOf(token), help: "statements need no `;`: remove it" };
      this.#reports.add(diagnose(d.unexpectedCharacter, { character: "`;`" }, where));
    }
  }

  #isNetHead({ index }: Open): boolean {
    const isFirst = !this.#out.slice(index).some((token) => token.tokenType === t.Semicolon);
    return isFirst && this.#out[index - 2]?.image === "net";
  }

  #isFirstOnLine(token: IToken): boolean {
    let at = token.startOffset - 1;
    while (at >= 0 && blanks.has(this.#text[at]!)) at--;
    return at < 0 || lineEnds.has(this.#text[at]!);
  }

  #indentOf(open: Open): number {
    open.indent ??= this.#indent(open.token);
    return open.indent;
  }

  /** How far the line of a token is indented. */
  #indent(token: IToken): number {
    let start = token.startOffset;
    while (start > 0 && !lineEnds.has(this.#text[start - 1]!)) start--;
    let end = start;
    while (blanks.has(this.#text[end]!)) end++;
    return end - start;
  }
}

/** Not yet told apart from names; a name or a value follows. */
const isWord = new Set(["as", "if", "return"]);
const lineEnds = new Set(["\n", "\r"]);
const blanks = new Set([" ", "\t"]);
