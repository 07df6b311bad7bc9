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
export const Minus = sign("Minus", "-");
export const Times = sign("Times", "*");
export const Power = sign("Power", "^");
/** The other signs between two values: of one type, since the parser's analysis of the grammar takes time for each. */
export const Operator = token("Operator", "an operator", /[+/]|[=!]=|[<>]=?|&&|\|\|/);
export const Not = sign("Not", "!");
export const Equals = sign("Equals", "=");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const Semicolon = sign("Semicolon", ";");
export const OpenParen = sign("OpenParen", "(");
export const CloseParen = sign("CloseParen", ")");
export const OpenBracket = sign("OpenBracket", "[");
export const CloseBracket = sign("CloseBracket", "]");
export const OpenBrace = sign("OpenBrace", "{");
export const CloseBrace = sign("CloseBrace", "}");

// The lexer never makes these: `layout` turns a name into a keyword, and a bracket or comma into that of a body, of a branch
// or of a group, by where it stands. So keywords stay usable as names, and the parser can resume at a token that no
// expression contains.
export const NetKeyword = token("NetKeyword", "`net`", Lexer.NA);
export const BlockKeyword = token("BlockKeyword", "`block`", Lexer.NA);
export const ConstKeyword = token("ConstKeyword", "`const`", Lexer.NA);
export const WeightsKeyword = token("WeightsKeyword", "`weights`", Lexer.NA);
export const ReturnKeyword = token("ReturnKeyword", "`return`", Lexer.NA);
export const BindingName = token("BindingName", "a name", Lexer.NA);
export const IfKeyword = token("IfKeyword", "`if`", Lexer.NA);
/** An `if` where a statement begins: the slip of who thinks that it is one. */
export const IfStatement = token("IfStatement", "`if`", Lexer.NA);
export const ElseKeyword = token("ElseKeyword", "`else`", Lexer.NA);
export const AsKeyword = token("AsKeyword", "`as`", Lexer.NA);
/** `elif` and the like. */
export const ElseIf = token("ElseIf", "`else if`", Lexer.NA);
/** Behind the shape of an input. */
export const ScaleKeyword = token("ScaleKeyword", "`scale`", Lexer.NA);
/** Around the stages of `x -> (conv(8, 3x3) -> relu) * 2`. */
export const OpenGroup = token("OpenGroup", "`(`", Lexer.NA);
export const CloseGroup = token("CloseGroup", "`)`", Lexer.NA);
/** Around a branch of an `if`. */
export const OpenBranch = token("OpenBranch", "`{`", Lexer.NA);
export const CloseBranch = token("CloseBranch", "`}`", Lexer.NA);
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
export const lookalikes = new Map(
  Object.entries({
    "->": ["→", "⟶", "➔", "⇒", "=>", "|>", "–>", "—>", "−>", "- >"],
    "-": ["−", "–", "—"],
    "*": ["×", "·", "∗"],
    "^": ["**"],
    "/": ["÷"],
    "==": ["===", "≡"],
    "!=": ["!==", "≠", "<>"],
    "<=": ["≤", "=<"],
    ">=": ["≥"],
    "&&": ["&", "∧"],
    "||": ["|", "∨"],
    "!": ["¬"],
    "=": [":=", "＝"],
    ",": ["，"],
    ":": ["："],
    "(": ["（"],
    ")": ["）"],
  }).flatMap(([expected, found]) => found.map((s) => [s, expected] as const)),
);
const alone = (s: string) => (s === "&" || s === "|" ? `${s}(?!${s})` : s);
export const Lookalike = token(
  "Lookalike",
  "a sign",
  new RegExp([...lookalikes.keys()].map((s) => alone(s).replace(/[|*]/g, "\\$&")).join("|")),
);
export const LookalikeSize = token("LookalikeSize", "a size", /\d+(?:[xX×]\d+)+(?![\w.])/);
export const Malformed = token("Malformed", "a number", /\.?\d[\w.]*/);

const Blank = createToken({ name: "Blank", pattern: /[ \t\r\n\ufeff]+/, group: Lexer.SKIPPED, line_breaks: true });
const LineComment = createToken({ name: "LineComment", pattern: /\/\/[^\n\r]*/, group: "comments" });

const lexed = [
  ...[Blank, LineComment, ForeignComment, Text, Identifier, Size, LookalikeSize, Numeral, Malformed, Lookalike],
  ...[Arrow, Operator, Not, Minus, Times, Power, Equals, Comma, Colon, Semicolon],
  ...[OpenParen, CloseParen, OpenBracket, CloseBracket, OpenBrace, CloseBrace],
];
const placed = [
  ...[NetKeyword, BlockKeyword, ConstKeyword, WeightsKeyword, ReturnKeyword, BindingName],
  ...[IfKeyword, IfStatement, ElseKeyword, ElseIf, AsKeyword, ScaleKeyword],
  ...[OpenGroup, CloseGroup, OpenBranch, CloseBranch, OpenBody, CloseBody, BodyComma],
];

/** All token types: the parser's vocabulary. */
export const vocabulary: TokenType[] = [...lexed, ...placed];

/** What closes what opens, where `layout` has told them apart. */
export const closeOf = new Map<TokenType, TokenType>([
  [OpenParen, CloseParen],
  [OpenGroup, CloseGroup],
  [OpenBracket, CloseBracket],
  [OpenBrace, CloseBrace],
  [OpenBranch, CloseBranch],
  [OpenBody, CloseBody],
]);

/** The signs between two values, the loosest first, without `^`; the comparisons do not associate. */
export const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
];
export const comparisons = new Set(levels[2]);
/** With the sign `!`, which stands before a value as a minus sign does. */
export const operators = new Set<TokenType>([Operator, Minus, Times, Power, Not]);

/** What a value, and an input or a field of a record, can begin with (signs and `if` apart). */
export const startsValue = new Set<TokenType>([Identifier, Numeral, Size, Text, OpenParen, OpenBracket, OpenBrace]);
export const startsExpression = new Set<TokenType>([...startsValue, Minus, Not, IfKeyword]);
export const startsBranch = new Set<TokenType>([...startsExpression, OpenBranch]);
/** What no name stands before: a parenthesis would make a call of both. */
export const startsBareValue = new Set<TokenType>([Identifier, Numeral, Size, Text, OpenBracket, OpenBrace]);
export const startsName = new Set<TokenType>([Identifier]);

/** A token that stands for the text at `span`, or for nothing where the span is empty. */
export const makeToken = (type: TokenType, image: string, { start, end }: Span): IToken =>
  createTokenInstance(type, image, start, end, NaN, NaN, NaN, NaN);

/** The lexer leaves the end out, since it follows from the image; only `makeToken` and `readAs` give it. */
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

/** Reads a token as a sign of the language, whatever its letters. */
export function readAs(token: IToken, text: string): void {
  token.endOffset = spanOf(token).end;
  token.image = text;
  retype(token, signs.get(text) ?? Operator);
}
const signs = new Map(
  [Arrow, Not, Minus, Times, Power, Equals, Comma, Colon, OpenParen, CloseParen].map((type) => [signOf(type), type]),
);

/** Ends with a quote that no backslash escapes. */
export const isClosed = (image: string): boolean =>
  image.length > 1 && image.endsWith('"') && /\\*$/.exec(image.slice(1, -1))![0].length % 2 === 0;

/** What a string token stands for. */
export function textValue(image: string): string {
  const close = image.length > 1 && (image.endsWith(closing.get(image[0] ?? "") ?? '"') || image.endsWith('"'));
  const inside = image.slice(1, close ? -1 : undefined);
  return inside.replace(/\\(["\\n])/g, (_, c: string) => (c === "n" ? "\n" : c));
}
