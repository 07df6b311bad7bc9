/**
 * The one way to write WGSL: a template tag whose insertions are checked.
 *
 *     wgsl`
 *       let row = ${index} / ${width};
 *       ${lines}
 *     `
 *
 * An insertion is `Code`, an identifier, a safe integer, a list (one item a line), or `undefined`/`false`, which
 * makes its line vanish. Any other string, a fraction, NaN and Infinity throw: fractions go through `f32`.
 * Insertions of several lines take the indent of the line they stand on.
 */
export class Code {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }
  /** Only this module makes Code out of strings. */
  static unchecked(text: string): Code {
    return new Code(text);
  }
  toString(): string {
    return this.text;
  }
}

export type Insertion = Code | string | number | undefined | false | readonly (Code | undefined | false)[];

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Marks a line that vanishes; it cannot come from a template, whose text is checked for it. */
const nothing = "\u0000";

export function wgsl(strings: TemplateStringsArray, ...insertions: readonly Insertion[]): Code {
  const template = dedent(strings);
  let text = template[0]!;
  insertions.forEach((insertion, i) => {
    const indent = /(?:^|\n)([ ]*)[^\n]*$/.exec(text)![1]!;
    text += printed(insertion).replaceAll("\n", `\n${indent}`) + template[i + 1]!;
  });
  const lines = text
    .split("\n")
    .filter((line) => !line.includes(nothing) || line.replaceAll(nothing, "").trim() !== "");
  return Code.unchecked(lines.map((line) => line.replaceAll(nothing, "").trimEnd()).join("\n"));
}

function printed(insertion: Insertion): string {
  if (insertion === undefined || insertion === false) return nothing;
  if (insertion instanceof Code) return insertion.text === "" ? nothing : insertion.text;
  if (typeof insertion === "number") {
    if (!Number.isSafeInteger(insertion)) throw new TypeError(`not an integer: ${insertion}; write f32(…)`);
    return String(insertion);
  }
  if (typeof insertion === "string") {
    if (!identifier.test(insertion)) throw new TypeError(`not an identifier: ${JSON.stringify(insertion)}`);
    return insertion;
  }
  const items = insertion.filter((item) => item !== undefined && item !== false && item.text !== "") as Code[];
  return items.length === 0 ? nothing : items.map((item) => item.text).join("\n");
}

/** By template: each is written once and used often. */
const dedented = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Removes the common indent of the template's own lines, and its first and last line where they are blank. */
function dedent(strings: TemplateStringsArray): readonly string[] {
  const known = dedented.get(strings) ?? withoutIndent(strings);
  dedented.set(strings, known);
  return known;
}

function withoutIndent(strings: readonly string[]): string[] {
  const joined = strings.join(nothing);
  const margins = joined
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "");
  const margin = Math.min(...margins.map((line) => /^ */.exec(line)![0].length), 1000);
  const trimmed = joined.replaceAll(`\n${" ".repeat(margin === 1000 ? 0 : margin)}`, "\n");
  return trimmed
    .replace(/^\s*\n/, "")
    .replace(/\n\s*$/, "")
    .split(nothing);
}

/** An f32 literal that reads back as exactly `Math.fround(value)`. Throws on NaN and infinities. */
export function f32(value: number): Code {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) throw new RangeError(`no f32 literal for ${value}`);
  const text = shortest(rounded);
  return Code.unchecked(/[.e]/.test(text) ? `${text}f` : `${text}.0f`);
}

const largest = 2 ** 128 - 2 ** 104;

/** The shortest decimal that rounds to this f32. WGSL refuses one beyond the largest, even if that is nearest. */
function shortest(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value && Math.abs(text) <= largest) return Object.is(value, -0) ? "-0" : String(text);
  }
  return String(value);
}

/** A u32 literal. */
export function u32(value: number): Code {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new RangeError(`no u32 literal for ${value}`);
  return Code.unchecked(`${value}u`);
}

/** Items in one line, between commas or another separator such as ` + `. */
export const joined = (items: readonly Code[], separator = ", "): Code => {
  if (!/^[ ,+*/&|-]+$/.test(separator)) throw new TypeError(`not a separator: ${separator}`);
  return Code.unchecked(items.map((item) => item.text).join(separator));
};

/** Wraps an expression that is more than one word, call or element, so that it can take an operator. */
export const parenthesised = (code: Code): Code =>
  /^\w+(\[[^\]]*\])*$|^\w*\([^()]*\)$/.test(code.text) ? code : wgsl`(${code})`;

/** A `//` comment: whatever the text is, it stays on its line and in printable characters. */
export const comment = (text: string): Code =>
  Code.unchecked(`// ${text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?")}`.trimEnd());

/** Declarations with a blank line between them. */
export const paragraphs = (items: readonly Code[]): Code => Code.unchecked(items.map((item) => item.text).join("\n\n"));

/** Every item of `count`, as a list for a template. */
export const each = (count: number, item: (index: number) => Code | undefined | false): (Code | undefined | false)[] =>
  Array.from({ length: count }, (_, index) => item(index));
