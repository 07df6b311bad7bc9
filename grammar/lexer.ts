import { type IToken, Lexer } from "chevrotain";
import type { Comment } from "./ast.ts";
import { type Diagnostic, diagnose } from "./diagnostic.ts";
import { shorten, show } from "./escape.ts";
import type { Reports } from "./reports.ts";
import type { Source } from "./source.ts";
import * as d from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

let lexer: Lexer | undefined;
/** `validate` is for a test: the checks cost start-up time and can only fail when the token types change. */
export const makeLexer = (validate: boolean): Lexer =>
  new Lexer(t.vocabulary, { positionTracking: "onlyOffset", ensureOptimizations: true, skipValidations: !validate });

/** Cuts a text into tokens. Whatever the text, it goes through: what is wrong is reported and read as what was meant. */
export function lex(source: Source, reports: Reports): { tokens: IToken[]; comments: Comment[] } {
  lexer ??= makeLexer(false);
  const { tokens, groups, errors } = lexer.tokenize(source.text);
  const comments = (groups.comments ?? []).map((c) => comment(c, source.text));
  for (const { offset, length } of errors) reports.add(oddCharacters(source.text, offset, length));
  for (const token of tokens) for (const found of checks.get(token.tokenType)?.(token) ?? []) reports.add(found);
  const kept = tokens.filter((token) => token.tokenType !== t.ForeignComment);
  return { tokens: joinSpacedSizes(kept, source.text, reports), comments };
}

function comment(token: IToken, text: string): Comment {
  let before = token.startOffset - 1;
  while (/[ \t\ufeff]/.test(text[before] ?? "")) before--;
  const trailing = before >= 0 && text[before] !== "\n" && text[before] !== "\r";
  return { text: token.image.slice(2).trim(), trailing, span: t.spanOf(token) };
}

function oddCharacters(text: string, offset: number, length: number): Diagnostic {
  const first = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const at = { start: offset, end: offset + Math.min(length, 40) };
  return diagnose(d.unexpectedCharacter, { character: show(first) }, { at, help: characterHelp.get(first) });
}

const characterHelp = new Map([
  [";", "statements need no `;`: remove it"],
  ["\u00a0", "replace the no-break space by a space"],
]);

/**
 * What can be wrong with a token by itself, by its type. A look-alike gets the type that was meant, so that the parser need not
 * know of it.
 */
const checks = new Map<IToken["tokenType"], (token: IToken) => Diagnostic[]>([
  [t.Identifier, checkName],
  [t.Text, checkText],
  [t.Numeral, checkDigits],
  [t.Size, checkDigits],
  [t.Malformed, checkMalformed],
  [t.Lookalike, checkLookalike],
  [t.LookalikeSize, checkLookalikeSize],
  [t.ForeignComment, checkForeignComment],
]);

function checkName(token: IToken): Diagnostic[] {
  const odd = /[^\w]/.exec(token.image);
  if (!odd) return [];
  const at = { start: token.startOffset + odd.index, end: token.startOffset + odd.index + 1 };
  const help = "names use the letters a to z and A to Z, digits and `_`";
  return [diagnose(d.unexpectedCharacter, { character: show(odd[0]) }, { at, help })];
}

function checkDigits(token: IToken): Diagnostic[] {
  const fits = (digits: string) => (/^\d+$/.test(digits) ? Number.isSafeInteger(+digits) : Number.isFinite(+digits));
  if (token.image.split("x").every(fits)) return [];
  return [diagnose(d.numberTooLarge, { text: shorten(token.image) }, { at: t.spanOf(token) })];
}

function checkMalformed(token: IToken): Diagnostic[] {
  const [at, text] = [t.spanOf(token), token.image];
  t.retype(token, t.Numeral);
  return [diagnose(d.malformedNumber, { text: shorten(text) }, { at, help: numberHelp(text) })];
}

const numberHelp = (text: string): string | undefined => {
  if (/^\.\d+$/.test(text)) return `write \`0${shorten(text)}\``;
  if (/^\d+\.$/.test(text)) return `write \`${shorten(text.slice(0, -1))}\``;
  return /^\d+[A-Za-z_]\w*$/.test(text) ? "a name cannot begin with a digit" : undefined;
};

function checkLookalike(token: IToken): Diagnostic[] {
  const [found, at] = [token.image, t.spanOf(token)];
  const expected = t.lookalikes.get(found)!;
  const help = expected === "->" ? "the arrow is typed as `-` and `>`" : undefined;
  t.readAs(token, expected);
  return [diagnose(d.lookalike, { expected, found }, { at, help })];
}

function checkLookalikeSize(token: IToken): Diagnostic[] {
  const found = token.image;
  token.image = found.replace(/[X×]/g, "x");
  t.retype(token, t.Size);
  return [diagnose(d.lookalike, { expected: shorten(token.image), found: shorten(found) }, { at: t.spanOf(token) })];
}

function checkForeignComment(token: IToken): Diagnostic[] {
  const found = token.image.startsWith("#") ? "#" : "/*";
  const at = { start: token.startOffset, end: token.startOffset + found.length };
  const help = "a comment begins with `//` and ends with its line";
  return [diagnose(d.lookalike, { expected: "//", found }, { at, help })];
}

function checkText(token: IToken): Diagnostic[] {
  const open = token.image[0] ?? "";
  if (open !== '"') {
    const at = { start: token.startOffset, end: token.startOffset + 1 };
    return [diagnose(d.lookalike, { expected: '"', found: open }, { at, help: 'a string stands between two `"`' })];
  }
  if (!t.isClosed(token.image))
    return [diagnose(d.unclosedString, {}, { at: t.spanOf(token), label: "not closed on its line" })];
  return [...token.image.matchAll(/\\./gsu)]
    .filter(([text]) => !/^\\["\\n]$/.test(text))
    .map(({ 0: text, index }) => {
      const start = token.startOffset + index;
      const where = { at: { start, end: start + text.length }, help: "write `\\\\` for a backslash" };
      return diagnose(d.unknownEscape, { text }, where);
    });
}

/** `5 x 5` for `5x5`: a number followed by a name means nothing else, so it is read as the size. */
function joinSpacedSizes(tokens: IToken[], text: string, reports: Reports): IToken[] {
  const kept: IToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i]!;
    kept.push(first);
    let end = i;
    while (isWhole(tokens[end]) && /^[xX]$/.test(tokens[end + 1]?.image ?? "") && isWhole(tokens[end + 2])) end += 2;
    const found = text.slice(first.startOffset, t.spanOf(tokens[end]!).end);
    if (end === i || found.includes("\n")) continue;
    const expected = found.replace(/\s+/g, "").toLowerCase();
    const at = { start: first.startOffset, end: first.startOffset + found.length };
    reports.add(
      diagnose(
        d.lookalike,
        { expected: shorten(expected), found: shorten(found) },
        { at, help: "a size is written without spaces" },
      ),
    );
    kept[kept.length - 1] = t.makeToken(t.Size, expected, at);
    i = end;
  }
  return kept;
}

const isWhole = (token: IToken | undefined): boolean => token?.tokenType === t.Numeral && /^\d+$/.test(token.image);
