import type { IToken, TokenType } from "chevrotain";
import { type Diagnostic, diagnose, type Where } from "./diagnostic.ts";
import { shorten } from "./escape.ts";
import type { Reports } from "./reports.ts";
import { join, type Span } from "./source.ts";
import * as d from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

/**
 * For a text that is wrong: what people write by the habits of other languages. Loops, an `if` as a stage or with a colon,
 * `a if c else b`, `c ? a : b`, `y += x`, `let y = x`. Each is reported once, with what is written here instead, and left out of
 * the tokens, so that nothing else is said about it. Undefined if there is nothing of the kind.
 */
export function dropForeign(tokens: readonly IToken[], text: string, reports: Reports): IToken[] | undefined {
  const reader = new Reader(tokens, text);
  const out: IToken[] = [];
  let dropped = false;
  for (let i = 0; i < tokens.length; i++) {
    const found = habits(reader, i);
    if (!found) {
      out.push(tokens[i]!);
      continue;
    }
    dropped = true;
    while (out.length > 0 && out.at(-1)!.startOffset >= tokens[found.from]!.startOffset) out.pop();
    out.push(...found.instead);
    const span = join(t.spanOf(tokens[found.from]!), t.spanOf(tokens[found.to - 1]!));
    if (found.diagnostic) reports.addInstead(found.diagnostic, span);
    i = Math.max(i, found.to - 1);
  }
  return dropped ? out : undefined;
}

/** What a text with such a habit has somewhere. */
export const mayBeForeign = /\b(?:for|foreach|while|repeat|loop|if|elif|else|let|var|val|auto)\b|\?|[-+*/^]=/;

/** Tokens that are left out, from one up to another, and those that stand for them. */
interface Found {
  readonly from: number;
  readonly to: number;
  readonly instead: readonly IToken[];
  readonly diagnostic?: Diagnostic;
}

function habits(r: Reader, i: number): Found | undefined {
  if (r.followsQuestion(i)) return choice(r, i);
  if (r.word(i) === undefined) return undefined;
  return loop(r, i) ?? ifStage(r, i) ?? ifWithColon(r, i) ?? pythonChoice(r, i) ?? assignment(r, i);
}

const loops = new Set(["for", "foreach", "while", "repeat", "loop"]);

function loop(r: Reader, i: number): Found | undefined {
  const word = r.word(i)!;
  if (!loops.has(word) || r.isDeclared(i)) return undefined;
  const header = r.until(i + 1, endsHeader);
  const end = header === undefined ? undefined : r.at(header);
  const isBlock = end?.tokenType === t.OpenBrace;
  const isLine = end?.tokenType === t.Colon;
  if (!isLoop(r, i, isBlock || isLine)) return undefined;
  const close = isBlock ? r.matching(header!) : undefined;
  const to = close !== undefined ? close + 1 : isLine ? header! + 1 : (header ?? i + 1);
  const body =
    close !== undefined ? r.stagesIn(header! + 1, close) : isLine ? r.stagesIn(to, r.lineEnd(to)) : undefined;
  const times = r.times(i + 1, header ?? i + 1);
  const name = r.word(i + 2) === "in" ? r.word(i + 1) : undefined;
  const index = name && (body === undefined || new RegExp(`\\b${name}\\b`).test(body)) ? ` as ${name}` : "";
  const group = `(${body ?? "…"}) * ${times ?? "n"}${index}`;
  const at = join(t.spanOf(r.at(i)!), t.spanOf(r.at(Math.max(i, (header ?? i + 1) - 1))!));
  const diagnostic = diagnose(d.noLoops, { word }, { at, help: `stages are repeated by \`-> ${shorten(group, 80)}\`` });
  return { from: i, to, instead: r.isStatement(i) ? [] : [r.at(i)!], diagnostic };
}

/** Two names beside each other, or a semicolon in brackets: what follows the word is no use of an operator of that name. */
function isLoop(r: Reader, i: number, hasBody: boolean): boolean {
  const next = r.at(i + 1)?.tokenType;
  const nextWord = r.word(i + 1);
  if (next === t.OpenParen) {
    const close = r.matching(i + 1);
    if (close === undefined) return false;
    if (r.word(i) === "for") return r.some(i + 2, close, (at) => isIn(r, at) || r.at(at)!.tokenType === t.Semicolon);
    return r.isStatement(i) && r.at(close + 1)?.tokenType === t.OpenBrace;
  }
  if (nextWord === "as" || nextWord === "if" || nextWord === "else") return false;
  if (r.word(i)!.startsWith("for"))
    return nextWord !== undefined && (isIn(r, i + 2) || r.at(i + 2)?.tokenType === t.Comma);
  return hasBody && (nextWord !== undefined || next === t.Numeral || next === t.Not);
}

const isIn = (r: Reader, i: number): boolean => /^(in|of)$/.test(r.word(i) ?? "") && r.word(i - 1) !== undefined;

/** `x -> if c { f } else { g }`. */
function ifStage(r: Reader, i: number): Found | undefined {
  if (r.word(i) !== "if" || !r.isStage(i)) return undefined;
  const open = r.until(i + 1, endsCondition);
  if (open === undefined || open === i + 1 || r.at(open)?.tokenType !== t.OpenBrace) return undefined;
  const branches = r.branches(open);
  if (!branches) return undefined;
  const condition = r.quote(i + 1, open);
  const [first, second] = branches.bodies;
  const help =
    branches.bodies.length === 1
      ? `write \`${first} if ${condition}\``
      : branches.bodies.length === 2
        ? `write \`${first} if ${condition} -> ${second} if !(${condition})\``
        : "give each stage its condition: `-> f if a -> g if b`";
  const at = join(t.spanOf(r.at(i)!), t.spanOf(r.at(open - 1)!));
  const where: Where = { at, help: help.includes("…") ? "the condition stands behind its stage: `-> f if c`" : help };
  return { from: i, to: branches.end, instead: [r.at(i)!], diagnostic: diagnose(d.ifStage, {}, where) };
}

/** `if c:` and `else:` as lines of their own. */
function ifWithColon(r: Reader, i: number): Found | undefined {
  const word = r.word(i)!;
  if (!/^(if|elif|else)$/.test(word) || !r.isFirstOnLine(i)) return undefined;
  const colon = r.until(i + 1, endsHeader);
  if (colon === undefined || r.at(colon)?.tokenType !== t.Colon || r.lineEnd(i) <= colon) return undefined;
  if ((colon === i + 1) !== (word === "else") || (word === "else" && r.lineEnd(i) !== colon + 1)) return undefined;
  const found = { from: i, to: colon + 1, instead: [] };
  if (word !== "if") return found;
  const help = `an \`if\` is a value: \`y = if ${r.quote(i + 1, colon)} { … } else { … }\``;
  return { ...found, diagnostic: diagnose(d.missingBraces, {}, { at: t.spanOf(r.at(colon)!), help }) };
}

/** `a if c else b`. */
function pythonChoice(r: Reader, i: number): Found | undefined {
  if (r.word(i) !== "else") return undefined;
  const [before, after] = [r.at(i - 1)?.tokenType, r.at(i + 1)?.tokenType];
  if (before === t.CloseBrace || after === undefined || leavesElse.has(after)) return undefined;
  const start = r.valueStart(i);
  const test = r.lastWord("if", start, i);
  if (test === undefined || test === start || test === i - 1) return undefined;
  const end = r.valueEnd(i + 1);
  return chosen(r, { from: start, to: end }, [test + 1, i], [start, test], [i + 1, end]);
}

/** `c ? a : b`; the sign is no token. */
function choice(r: Reader, i: number): Found | undefined {
  const start = r.valueStart(i);
  const colon = r.until(i, endsBranch);
  if (start === i || colon === undefined || colon === i || r.at(colon)?.tokenType !== t.Colon) return undefined;
  const end = r.valueEnd(colon + 1);
  return chosen(r, { from: start, to: end }, [start, i], [i, colon], [colon + 1, end]);
}

type Range = readonly [from: number, to: number];

function chosen(r: Reader, all: Pick<Found, "from" | "to">, c: Range, a: Range, b: Range): Found {
  const [condition, first, second] = [c, a, b].map(([from, to]) => r.quote(from, to));
  const help = `write \`if ${condition} { ${first} } else { ${second} }\``;
  const at = join(t.spanOf(r.at(all.from)!), t.spanOf(r.at(all.to - 1)!));
  return { ...all, instead: r.slice(...a), diagnostic: diagnose(d.missingBraces, {}, { at, help }) };
}

/** `y += x`, `let y = x`. */
function assignment(r: Reader, i: number): Found | undefined {
  if (!r.isStatement(i)) return undefined;
  const [token, second, third] = [r.at(i)!, r.at(i + 1), r.at(i + 2)];
  if (third?.tokenType !== t.Equals || !second) return undefined;
  const found = { from: i, to: i + 2 };
  if (declares.has(token.image) && second.tokenType === t.Identifier) {
    const name = shorten(second.image);
    const where = { at: t.spanOf(token), help: `leave it out: \`${name} = …\`` };
    const parameters = { expected: "a name", found: `\`${token.image}\`` };
    return { ...found, instead: [second], diagnostic: diagnose(d.unexpected, parameters, where) };
  }
  if (!t.operators.has(second.tokenType) || third.startOffset !== t.spanOf(second).end) return undefined;
  const name = shorten(token.image);
  const where = {
    at: join(t.spanOf(second), t.spanOf(third)),
    help: `a name stands for one value: give the result its own, \`${name}2 = ${name} ${second.image} …\``,
  };
  const parameters = { expected: "`=`", found: `\`${second.image}=\`` };
  return { ...found, instead: [token], diagnostic: diagnose(d.unexpected, parameters, where) };
}

const declares = new Set(["let", "var", "val", "auto"]);

const endsHeader = new Set<TokenType>([t.OpenBrace, t.Colon]);
const endsCondition = new Set<TokenType>([t.OpenBrace, t.Arrow, t.Comma, t.Equals, t.Colon]);
const endsBranch = new Set<TokenType>([t.Colon, t.Comma, t.Equals, t.OpenBrace]);
const leavesElse = new Set<TokenType>([t.OpenBrace, t.Equals, t.Colon, t.Arrow, t.Comma]);
const opens = new Set<TokenType>([t.OpenParen, t.OpenBracket, t.OpenBrace]);
const closes = new Set<TokenType>([t.CloseParen, t.CloseBracket, t.CloseBrace]);
/** Before a value. */
const beginsValue = new Set<TokenType>([t.Equals, t.Comma, t.Colon, t.Semicolon, ...opens]);
const awaits = new Set<TokenType>([...beginsValue, ...t.operators, t.Arrow]);

/** So far a habit is followed, lest a long text cost its square. */
const farthest = 200;

/** Tokens before anything is known of their brackets. Places are indices, and ranges end before their second one. */
class Reader {
  readonly #tokens: readonly IToken[];
  readonly #text: string;
  readonly #hasQuestion: boolean;

  constructor(tokens: readonly IToken[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
    this.#hasQuestion = text.includes("?");
  }

  at(i: number): IToken | undefined {
    return this.#tokens[i];
  }

  slice(from: number, to: number): readonly IToken[] {
    return this.#tokens.slice(from, to);
  }

  word(i: number): string | undefined {
    return this.at(i)?.tokenType === t.Identifier ? this.at(i)!.image : undefined;
  }

  #between(i: number): string {
    const before = this.at(i - 1);
    return this.#text.slice(before ? t.spanOf(before).end : 0, this.at(i)?.startOffset);
  }

  isFirstOnLine(i: number): boolean {
    return i === 0 || this.#between(i).includes("\n");
  }

  /** The sign is dropped by the lexer. */
  followsQuestion(i: number): boolean {
    return this.#hasQuestion && /^\s*\?/.test(this.#between(i));
  }

  /** Behind a word that gives a name. */
  isDeclared(i: number): boolean {
    return /^(net|block|const|as)$/.test(this.word(i - 1) ?? "");
  }

  /** Where a statement may begin, and no value is awaited. */
  isStatement(i: number): boolean {
    const before = this.at(i - 1)?.tokenType;
    return this.isFirstOnLine(i) && (before === undefined || before === t.OpenBrace || !awaits.has(before));
  }

  /** Behind an arrow, perhaps as the first of a group. */
  isStage(i: number): boolean {
    let at = i - 1;
    while (this.at(at)?.tokenType === t.OpenParen) at--;
    return this.at(at)?.tokenType === t.Arrow;
  }

  some(from: number, to: number, holds: (i: number) => boolean): boolean {
    for (let i = from; i < to; i++) if (holds(i)) return true;
    return false;
  }

  lastWord(word: string, from: number, to: number): number | undefined {
    for (let i = to - 1, depth = 0; i >= from; i--) {
      const { tokenType } = this.at(i)!;
      if (closes.has(tokenType)) depth++;
      else if (opens.has(tokenType)) depth--;
      else if (depth === 0 && this.word(i) === word) return i;
    }
    return undefined;
  }

  /** The first of these at the level of `from`; undefined where that ends before one comes. */
  until(from: number, types: ReadonlySet<TokenType>): number | undefined {
    for (let i = from, depth = 0; i < from + farthest && this.at(i); i++) {
      const { tokenType } = this.at(i)!;
      if (depth === 0 && types.has(tokenType)) return i;
      if (opens.has(tokenType)) depth++;
      else if (closes.has(tokenType) && --depth < 0) return undefined;
    }
    return undefined;
  }

  /** The bracket that closes one. */
  matching(open: number): number | undefined {
    for (let i = open, depth = 0; i < open + farthest && this.at(i); i++) {
      if (opens.has(this.at(i)!.tokenType)) depth++;
      else if (closes.has(this.at(i)!.tokenType) && --depth === 0) return i;
    }
    return undefined;
  }

  /** Behind the last token of a line. */
  lineEnd(i: number): number {
    let end = i + 1;
    while (this.at(end) && !this.isFirstOnLine(end)) end++;
    return end;
  }

  /** Where the value begins that token `i` belongs to. */
  valueStart(i: number): number {
    let start = i;
    for (let depth = 0; start > 0 && i - start < farthest; start--) {
      const { tokenType } = this.at(start - 1)!;
      if (closes.has(tokenType)) depth++;
      else if (depth > 0) depth -= Number(opens.has(tokenType));
      else if (beginsValue.has(tokenType) || this.word(start - 1) === "return") return start;
    }
    return start;
  }

  /** Behind the value that begins at `i`: it goes on where a line begins with an arrow. */
  valueEnd(i: number): number {
    let end = i;
    for (let depth = 0; this.at(end) && end - i < farthest; end++) {
      const { tokenType } = this.at(end)!;
      if (depth === 0 && end > i && (tokenType === t.Comma || (this.isFirstOnLine(end) && tokenType !== t.Arrow)))
        break;
      if (opens.has(tokenType)) depth++;
      else if (closes.has(tokenType) && --depth < 0) break;
    }
    return Math.max(end, i + 1);
  }

  /** The bodies of a row of branches, and where it ends; a chain of stages in parentheses. */
  branches(open: number): { bodies: string[]; end: number } | undefined {
    const bodies: string[] = [];
    for (let at: number | undefined = open; at !== undefined; ) {
      const close = this.matching(at);
      if (close === undefined) return undefined;
      bodies.push(this.#stage(at + 1, close));
      if (this.word(close + 1) !== "else") return { bodies, end: close + 1 };
      at = this.until(close + 2, new Set([t.OpenBrace]));
    }
    return undefined;
  }

  #stage(from: number, to: number): string {
    const body = this.quote(from, to);
    return this.#hasArrow(from, to) ? `(${body})` : body;
  }

  #hasArrow(from: number, to: number): boolean {
    const arrow = this.until(from, new Set([t.Arrow]));
    return arrow !== undefined && arrow < to;
  }

  /** The stages of a loop's body, if it is a chain, or `y = y -> …`. */
  stagesIn(from: number, to: number): string | undefined {
    const [target, sign, source, arrow] = [0, 1, 2, 3].map((n) => this.at(from + n));
    const isStep = sign?.tokenType === t.Equals && arrow?.tokenType === t.Arrow && target?.image === source?.image;
    const first = isStep ? from + 4 : from;
    const isOne = first < to && !this.some(first, to, (i) => i > first && this.isStatement(i));
    const equals = this.until(first, new Set([t.Equals]));
    return isOne && (equals === undefined || equals >= to) ? this.quote(first, to) : undefined;
  }

  /** How often a header repeats: `range(3)`, `0..3`, `i < 3`, `repeat 3`. */
  times(from: number, to: number): string | undefined {
    const header = this.#text.slice(this.at(from)?.startOffset, this.at(to)?.startOffset);
    const [, ...found] =
      /range\(\s*(?:0\s*,\s*)?(\w+)\s*\)|\b0\.\.=?(\w+)|<\s*(\w+)\s*;|^\(?(\d+)\b/.exec(header) ?? [];
    return found.find((count) => count !== undefined);
  }

  /** What is written from one token up to another, on one line; `…` where it is long. */
  quote(from: number, to: number): string {
    const [first, last] = [this.at(from), this.at(to - 1)];
    if (!first || !last || to <= from) return "…";
    const span: Span = { start: first.startOffset, end: t.spanOf(last).end };
    const line = this.#text.slice(span.start, span.end).replace(/\s+/g, " ");
    return line.length > 70 || line.includes("//") ? "…" : line;
  }
}
