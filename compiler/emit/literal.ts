import { escapeControls } from "../../grammar/escape.ts";

/**
 * The one way from data to TypeScript text. Names come from a `.cnn` file, which may be anybody's: nothing but these
 * functions puts them between quotes.
 */

/** A string literal. What could end it, hide in it or turn its direction is escaped. */
export const quote = (text: string): string => escapeControls(JSON.stringify(text));

/** A property's name: bare where it may be. `__proto__` is computed, for else it would set the prototype. */
export function key(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return isIdentifier(name) ? name : quote(name);
}

/** `object.name`, or `object["name"]` where the name is no identifier. */
export const member = (object: string, name: string): string =>
  isIdentifier(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;

const isIdentifier = (name: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);

/** A template literal that holds exactly `text`, line breaks as they are. */
export const template = (text: string): string =>
  `\`${text.replace(/[\\`]|\$(?=\{)/g, "\\$&").replaceAll("\r", "\\r")}\``;

/** Text for a comment of either kind: it stays on its line and does not end the comment. */
export const comment = (text: string): string => escapeControls(text).replaceAll("*/", "*\\/");

/** An expression that stands in a literal as it is. */
export class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Data =
  | string
  | number
  | boolean
  | undefined
  | Verbatim
  | readonly Data[]
  | { readonly [name: string]: Data };

/**
 * Plain data as an expression that evaluates to it, bit for bit. What fits in `width` columns stands on one line; of
 * what does not, each part stands on a line of its own, and long lists of numbers fill their lines. An object's
 * `undefined` members are left out.
 *
 * @throws RangeError for NaN and infinities: no program holds them
 */
export function literal(data: Data, width = 120, indent = 0): string {
  const flat = onOneLine(data);
  if (indent + flat.length <= width || typeof data !== "object" || data instanceof Verbatim) return flat;
  const margin = " ".repeat(indent + 2);
  const wrap = (open: string, lines: readonly string[], close: string) =>
    `${open}\n${lines.map((line) => `${margin}${line},\n`).join("")}${" ".repeat(indent)}${close}`;
  if (!isList(data)) {
    const parts = members(data).map(([name, value]) => `${key(name)}: ${literal(value, width, indent + 2)}`);
    return wrap("{", parts, "}");
  }
  const numbers = data.every((item) => typeof item === "number");
  if (numbers)
    return wrap(
      "[",
      fill(
        data.map((item) => onOneLine(item)),
        width - indent - 3,
      ),
      "]",
    );
  return wrap(
    "[",
    data.map((item) => literal(item, width, indent + 2)),
    "]",
  );
}

/** The same in as few characters as can be. */
export const terse = (data: Data): string => onOneLine(data, "");

function onOneLine(data: Data, space = " "): string {
  if (data instanceof Verbatim) return data.text;
  if (typeof data === "string") return quote(data);
  if (typeof data === "number") return number(data);
  if (typeof data !== "object") return String(data);
  const [colon, comma] = [`:${space}`, `,${space}`];
  if (isList(data)) return `[${data.map((item) => onOneLine(item, space)).join(comma)}]`;
  const parts = members(data).map(([name, value]) => key(name) + colon + onOneLine(value, space));
  return parts.length === 0 ? "{}" : `{${space}${parts.join(comma)}${space}}`;
}

/** `Array.isArray` does not know readonly lists. */
const isList = (data: object): data is readonly Data[] => Array.isArray(data);

const members = (data: object): [string, Data][] => Object.entries(data).filter(([, value]) => value !== undefined);

/** The shortest text that reads back as the same number. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`no literal for ${value}`);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Joins items by commas to lines of at most `width` columns. */
function fill(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + item.length <= width) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines;
}
