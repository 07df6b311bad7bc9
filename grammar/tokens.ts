import { createToken, createTokenInstance, type IToken, Lexer, type TokenType } from "chevrotain";
import type { Span } from "./source.ts";

/** A token type whose label is what messages call it. */
const token = (name: string, label: string, pattern: RegExp | typeof Lexer.NA) =>
  createToken({ name, label, pattern, line_breaks: false });
const sign = (name: string, text: string) => createToken({ name, label: `\`${text}\``, pattern: text });

// Letters outside ASCII are read as part of a name, so that `größe` gives one error and not three.
const letters = "A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u1fff\\u3040-\\ud7ff";
export const Identifier = token("Identifier", "a name", new RegExp(`[${letters}][${letters}0-9]*`));
export const Size = token("Size", "a size", /\d+(?:x\d+)+(?![\w.])/);
export const Numeral = token("Numeral", "a number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/);

export const Arrow = sign("Arrow", "->");
export const Plus = sign("Plus", "+");
export const Minus = sign("Minus", "-");
export const Times = sign("Times", "*");
export const Slash = sign("Slash", "/");
export const Power = sign("Power", "^");
export const Equals = sign("Equals", "=");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const OpenParen = sign("OpenParen", "(");
export const CloseParen = sign("CloseParen", ")");
export const OpenBracket = sign("OpenBracket", "[");
export const CloseBracket = sign("CloseBracket", "]");
export const OpenBrace = sign("OpenBrace", "{");
export const CloseBrace = sign("CloseBrace", "}");

// The lexer never makes these: `layout` turns a name into a keyword, and a brace or comma into that of a net's body, by
// where it stands. So keywords stay usable as names, and the parser can resume at a token that no expression contains.
export const NetKeyword = token("NetKeyword", "`net`", Lexer.NA);
export const ConstKeyword = token("ConstKeyword", "`const`", Lexer.NA);
export const WeightsKeyword = token("WeightsKeyword", "`weights`", Lexer.NA);
export const ReturnKeyword = token("ReturnKeyword", "`return`", Lexer.NA);
export const BindingName = token("BindingName", "a name", Lexer.NA);
export const OpenBody = token("OpenBody", "`{`", Lexer.NA);
export const CloseBody = token("CloseBody", "`}`", Lexer.NA);
export const BodyComma = token("BodyComma", "`,`", Lexer.NA);

const quotes = ['"', "'", "“", "”", "„"];
const closing = new Map([
  ["'", "'"],
  ["“", "”"],
  ["„", "“"],
]);

/** From a quote to the next unescaped one, or to the end of the line. A scan, as a regular expression could backtrack. */
function scanString(text: string, start: number): [string] | null {
  const open = text[start] ?? "";
  if (!quotes.includes(open)) return null;
  const close = closing.get(open) ?? '"';
  let at = start + 1;
  for (; at < text.length && text[at] !== "\n" && text[at] !== "\r"; at++) {
    if (text[at] === close || (open !== '"' && open !== "'" && text[at] === '"')) return [text.slice(start, at + 1)];
    if (text[at] === "\\" && at + 1 < text.length && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
  }
  return [text.slice(start, at)];
}
export const Text = createToken({
  name: "Text",
  label: "a string",
  pattern: scanString,
  start_chars_hint: quotes,
  line_breaks: false,
});

/** `# …` and `/* … *\/`, which other languages use. An open block comment takes the rest of the text. */
function scanForeignComment(text: string, start: number): [string] | null {
  const isBlock = text.startsWith("/*", start);
  if (!isBlock && text[start] !== "#") return null;
  const found = isBlock ? text.indexOf("*/", start + 2) : text.indexOf("\n", start);
  const end = found < 0 ? text.length : isBlock ? found + 2 : found;
  return [text.slice(start, end)];
}
export const ForeignComment = createToken({
  name: "ForeignComment",
  pattern: scanForeignComment,
  start_chars_hint: ["#", "/"],
  line_breaks: true,
});

/** What people write for a sign of the language, by habit or because an editor replaced it. */
export const lookalikes = new Map<string, TokenType>([
  ...["→", "⟶", "➔", "⇒", "=>", "|>", "–>", "—>", "−>", "- >"].map((s) => [s, Arrow] as const),
  ...["−", "–", "—"].map((s) => [s, Minus] as const),
  ...["×", "·", "∗"].map((s) => [s, Times] as const),
  ...[":=", "＝"].map((s) => [s, Equals] as const),
  ["**", Power],
  ["÷", Slash],
  ["，", Comma],
  ["：", Colon],
  ["（", OpenParen],
  ["）", CloseParen],
]);
export const Lookalike = token(
  "Lookalike",
  "a sign",
  new RegExp([...lookalikes.keys()].map((s) => s.replace(/[|*]/g, "\\$&")).join("|")),
);
export const LookalikeSize = token("LookalikeSize", "a size", /\d+(?:[xX×]\d+)+(?![\w.])/);
export const Malformed = token("Malformed", "a number", /\.?\d[\w.]*/);

const Blank = createToken({ name: "Blank", pattern: /[ \t\r\n\ufeff]+/, group: Lexer.SKIPPED, line_breaks: true });
const LineComment = createToken({ name: "LineComment", pattern: /\/\/[^\n\r]*/, group: "comments" });

const lexed = [
  ...[Blank, LineComment, ForeignComment, Text, Identifier, Size, LookalikeSize, Numeral, Malformed, Lookalike, Arrow],
  ...[Plus, Minus, Times, Slash, Power, Equals, Comma, Colon],
  ...[OpenParen, CloseParen, OpenBracket, CloseBracket, OpenBrace, CloseBrace],
];
const placed = [NetKeyword, ConstKeyword, WeightsKeyword, ReturnKeyword, BindingName, OpenBody, CloseBody, BodyComma];

/** All token types: the parser's vocabulary. */
export const vocabulary: TokenType[] = [...lexed, ...placed];

/** What a value, and an input or a field of a record, can begin with (a minus sign apart). */
export const startsValue = new Set<TokenType>([Identifier, Numeral, Size, Text, OpenParen, OpenBracket, OpenBrace]);
export const startsName = new Set<TokenType>([Identifier]);

/** A token that stands for the text at `span`, or for nothing where the span is empty. */
export const makeToken = (type: TokenType, image: string, { start, end }: Span): IToken =>
  createTokenInstance(type, image, start, end, NaN, NaN, NaN, NaN);

/** The lexer leaves the end out, since it follows from the image; only `makeToken` gives it. */
export const spanOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.endOffset ?? token.startOffset + token.image.length,
});

/** The text of a sign. */
export const signOf = (type: TokenType): string => type.LABEL!.slice(1, -1);

/** Gives a token another type, as `layout` and look-alikes need. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}

/** Ends with a quote that no backslash escapes. */
export const isClosed = (image: string): boolean =>
  image.length > 1 && image.endsWith('"') && /\\*$/.exec(image.slice(1, -1))![0].length % 2 === 0;

/** What a string token stands for. */
export function textValue(image: string): string {
  const close = image.length > 1 && (image.endsWith(closing.get(image[0] ?? "") ?? '"') || image.endsWith('"'));
  const inside = image.slice(1, close ? -1 : undefined);
  return inside.replace(/\\(["\\n])/g, (_, c: string) => (c === "n" ? "\n" : c));
}
