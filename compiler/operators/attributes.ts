import type { Expression } from "../../grammar/ast.ts";
import type { Family } from "../kernels/family.ts";

/**
 * One attribute of an operator. Parsing, default, bounds and documentation derive from this object alone.
 * `read` returns the value, or `undefined` when the expression is none of its kind; then `expected` says what is.
 */
export interface Schema<T> {
  readonly summary: string;
  /** What a value looks like, in words that follow "must be": `a size such as 3x3 or 3`. */
  readonly expected: string;
  /** May be given without its name, in the order of the record. */
  readonly positional: boolean;
  /** Absent: the attribute must be given. Sees the attributes declared before it. */
  readonly default?: (rank: number, before: Readonly<Record<string, unknown>>) => T;
  /** What can be written for it, as data. */
  readonly domain: Domain;
  /** Bare words that stand for a value, without a name: `flip`. */
  readonly words?: Readonly<Record<string, T>>;
  readonly read: (expression: Expression, context: ReadContext) => T | undefined;
}

/**
 * What can be written for an attribute, told so that others can make values up: the fuzzer's texts and its buckets come
 * from here. `read` may refuse some of it for the rank at hand, and the shape rule for the input.
 */
export type Domain =
  | { readonly kind: "integer"; readonly least: number; readonly most?: number }
  /** From `least` on, and less than `below`, where they are said. */
  | { readonly kind: "number"; readonly least?: number; readonly below?: number }
  | { readonly kind: "size"; readonly least: 0 | 1 }
  /** The output's own extents: right only if they agree with all that is said beside it. */
  | { readonly kind: "extents" }
  /** One factor a spatial axis, above 0. */
  | { readonly kind: "factors" }
  /** Extents of a whole value, channels first; one of them may be `rest`. */
  | { readonly kind: "shape" }
  /** An axis by name: `channels`, `width`. */
  | { readonly kind: "axis" }
  /** All axes by name, channels among them, in some order. */
  | { readonly kind: "axes" }
  | { readonly kind: "padding"; readonly words: readonly PaddingWord[] }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "flag" }
  /** The name of a layer above, made by one of these operators. */
  | { readonly kind: "layer"; readonly operators: readonly string[] }
  /** Numbers in place of the parameter with this role; with `optional`, `true` and `false` say whether there is one. */
  | { readonly kind: "constant"; readonly role: string; readonly optional: boolean };

export interface ReadContext {
  /** Spatial rank of the operator's first input. */
  readonly rank: number;
  /** A constant of the file, or a literal, as numbers; reports and returns undefined where it is neither. */
  readonly constant: (expression: Expression) => Constant | undefined;
  /**
   * What the layer above that a name or a string stands for asks of its kernel, if one of these operators made it; reports
   * and returns undefined where there is none. What that layer reads is an input of the operator too, after its operands.
   */
  readonly layer: (expression: Expression, operators: readonly string[]) => Family | undefined;
}

/** Numbers written in the `.cnn`. A single number has no extents. */
export interface Constant {
  readonly extents: readonly number[];
  readonly values: readonly number[];
}

export type Schemas<A> = { readonly [K in keyof A]: Schema<A[K]> };

/** What schemas of every kind share. */
export interface Common<T> {
  readonly summary: string;
  readonly positional?: boolean;
  readonly default?: (rank: number, before: Readonly<Record<string, unknown>>) => T;
}

export const common = <T>({ summary, positional = false, default: fallback }: Common<T>) => ({
  summary,
  positional,
  ...(fallback ? { default: fallback } : {}),
});

/** An integer from `least` on. */
export const integer = (options: Common<number> & { least: number; most?: number }): Schema<number> => ({
  ...common(options),
  domain: { kind: "integer", least: options.least, ...(options.most === undefined ? {} : { most: options.most }) },
  expected: options.most
    ? `an integer from ${options.least} to ${options.most}`
    : `an integer of at least ${options.least}`,
  read: (expression) => {
    const value = integerIn(expression);
    return value !== undefined && value >= options.least && value <= (options.most ?? 2 ** 30) ? value : undefined;
  },
});

/** A number that need not be whole. */
export const real = (options: Common<number>): Schema<number> => ({
  ...common(options),
  domain: { kind: "number" },
  expected: "a number that f32 holds",
  read: numberIn,
});

/** A share: at least 0 and below 1. */
export const share = (options: Common<number>): Schema<number> => ({
  ...common(options),
  domain: { kind: "number", least: 0, below: 1 },
  expected: "a number of at least 0 and below 1",
  read: (expression) => {
    const value = numberIn(expression);
    return value !== undefined && value >= 0 && value < 1 ? value : undefined;
  },
});

/** A number of at least 0. */
export const positiveNumber = (options: Common<number>): Schema<number> => ({
  ...common(options),
  domain: { kind: "number", least: 0 },
  expected: "a number of at least 0 that f32 holds",
  read: (expression) => {
    const value = numberIn(expression);
    return value !== undefined && value >= 0 ? value : undefined;
  },
});

/** A number above 0, which something is divided by. */
export const aboveZero = (options: Common<number>): Schema<number> => ({
  ...common(options),
  domain: { kind: "number", least: 2 ** -126 },
  expected: "a number above 0, 2^-126 at least",
  read: (expression) => {
    const value = numberIn(expression);
    return value !== undefined && value >= 2 ** -126 ? value : undefined;
  },
});

/** Extents per spatial axis: `3x3`, `3` for all axes, or `[3, 5]`. */
export const size = (options: Common<readonly number[]>): Schema<readonly number[]> => ({
  ...common(options),
  domain: { kind: "size", least: 1 },
  expected: "a size such as `3x3`, `3` or `[3, 5]`, one extent of at least 1 for each spatial axis",
  read: (expression, { rank }) => perAxis(expression, rank, 1),
});

/** Numbers of rows, columns and slices that may be 0: `1`, or `[1, 0]`. */
export const rows = (options: Common<readonly number[]>): Schema<readonly number[]> => ({
  ...common(options),
  domain: { kind: "size", least: 0 },
  expected: "a number of at least 0, or one for each spatial axis (`[1, 0]`)",
  read: (expression, { rank }) => perAxis(expression, rank, 0),
});

/** The output's extents, where the attributes leave a choice; `unsaid` where they are not given. */
export const outputExtents = (summary: string): Schema<readonly number[] | "unsaid"> => ({
  summary,
  domain: { kind: "extents" },
  expected: "a size such as `7x9`, `7` or `[7, 9]`, one extent of at least 1 for each spatial axis",
  positional: false,
  default: () => "unsaid",
  read: (expression, { rank }) => perAxis(expression, rank, 1),
});

/** How an input is extended at its borders; resolved against the input by the shape rule. */
export type Padding =
  | { readonly kind: "sides"; readonly before: readonly number[]; readonly after: readonly number[] }
  | { readonly kind: "same" | "same_upper" | "same_lower" | "valid" | "full" };

/** Names of the sides before and after each axis; fewer axes have the last ones. */
export const sideNames = [
  ["front", "back"],
  ["top", "bottom"],
  ["left", "right"],
] as const;

/** Paddings that are computed from the window, by name. */
export const paddingWords = ["same", "same_upper", "same_lower", "valid", "full"] as const;

type PaddingWord = (typeof paddingWords)[number];

/** Every padding form of the language, with all the words or, where no window says how much they are, with none. */
export const padding = (
  summary = "zeros around the input",
  words: readonly PaddingWord[] = paddingWords,
): Schema<Padding> => ({
  summary,
  domain: { kind: "padding", words },
  expected: alternatives([
    "an integer",
    "one for each axis (`[1, 2]`)",
    "sides (`{top: 1, left: 2}`)",
    "`total(p)`",
    ...words.map((word) => `\`${word}\``),
  ]),
  positional: false,
  default: (rank) => sides(zeros(rank), zeros(rank)),
  words: Object.fromEntries(words.map((kind) => [kind, { kind }])),
  read: (expression, { rank }) => {
    const value = readPadding(expression, rank);
    return value && (value.kind === "sides" || words.includes(value.kind)) ? value : undefined;
  },
});

const alternatives = (items: readonly string[]): string => `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

const zeros = (rank: number): number[] => new Array<number>(rank).fill(0);
const sides = (before: readonly number[], after: readonly number[]): Padding => ({ kind: "sides", before, after });

function readPadding(expression: Expression, rank: number): Padding | undefined {
  if (expression.kind === "name") {
    const kind = paddingWords.find((word) => word === expression.text);
    return kind && { kind };
  }
  if (expression.kind === "record") return paddingBySide(expression.fields, rank);
  if (expression.kind === "call" && expression.callee.text === "total") {
    const [argument, ...more] = expression.arguments;
    const total = argument && !argument.name && more.length === 0 ? perAxis(argument.value, rank, 0) : undefined;
    return (
      total &&
      sides(
        total.map((p) => Math.ceil(p / 2)),
        total.map((p) => Math.floor(p / 2)),
      )
    );
  }
  const each = perAxis(expression, rank, 0);
  return each && sides(each, each);
}

function paddingBySide(
  fields: readonly { name: { text: string }; value: Expression }[],
  rank: number,
): Padding | undefined {
  const [before, after] = [zeros(rank), zeros(rank)];
  const names = sideNames.slice(3 - rank);
  const seen = new Set<string>();
  for (const { name, value } of fields) {
    const axis = names.findIndex((pair) => pair.some((side) => side === name.text));
    const amount = integerIn(value);
    if (axis < 0 || amount === undefined || amount < 0 || seen.has(name.text)) return undefined;
    seen.add(name.text);
    (names[axis]![0] === name.text ? before : after)[axis] = amount;
  }
  return sides(before, after);
}

/** A switch that is off unless named: `flip`, or `flip=true`. */
export const flag = (name: string, summary: string): Schema<boolean> => ({
  summary,
  domain: { kind: "flag" },
  expected: "`true` or `false`",
  positional: false,
  default: () => false,
  words: { [name]: true },
  read: boolean,
});

/** `true` or `false`, by name. */
export const yesOrNo = (options: Common<boolean>): Schema<boolean> => ({
  ...common(options),
  domain: { kind: "flag" },
  expected: "`true` or `false`",
  read: boolean,
});

/** A switch that is off unless it is said to be `true`. */
export const switchOn = (summary: string): Schema<boolean> => yesOrNo({ summary, default: () => false });

/** One of a few words, given by name: `round=ceil`. */
export const oneOf = <W extends string>(words: readonly W[], options: Common<W>): Schema<W> => ({
  ...common(options),
  domain: { kind: "words", words },
  expected: alternatives(words.map((word) => `\`${word}\``)),
  read: (expression) => (expression.kind === "name" ? words.find((word) => word === expression.text) : undefined),
});

/** Numbers written in the file, by name of a `const` or as a list; `undefined` when they come from the weights file. */
export const constantValues = (summary: string): Schema<Constant | "file"> => ({
  summary,
  domain: { kind: "constant", role: "weight", optional: false },
  expected: "a constant: the name of a `const`, or a list of numbers",
  positional: false,
  default: () => "file",
  read: (expression, { constant }) => constant(expression),
});

/** `true`: from the weights file. `false`: none. Numbers: written in the file. */
export const bias = (): Schema<boolean | Constant> => ({
  summary: "one added number for each output channel: from the weights file, none (`false`), or a list",
  domain: { kind: "constant", role: "bias", optional: true },
  expected: "`true`, `false`, or a list of one number for each output channel",
  positional: false,
  default: () => true,
  read: (expression, context) => boolean(expression) ?? context.constant(expression),
});

/** What a window that does not divide its input does: see the diagnostics CNN0301 and CNN0302. */
export const fit = (): Schema<"floor" | "exact"> =>
  oneOf(["floor", "exact"], {
    summary: "`exact` makes dropped rows and columns an error instead of a warning",
    default: () => "floor",
  });

const boolean = (expression: Expression): boolean | undefined =>
  expression.kind !== "name"
    ? undefined
    : expression.text === "true"
      ? true
      : expression.text === "false"
        ? false
        : undefined;

/** Arguments come reduced: what could be computed is a number by now. */
export const numberIn = (expression: Expression): number | undefined =>
  expression.kind === "number" && Number.isFinite(Math.fround(expression.value)) ? expression.value : undefined;

export function integerIn(expression: Expression): number | undefined {
  const value = numberIn(expression);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** One integer for each spatial axis: `3x3`, `[3, 3]`, or `3` for all of them. */
export function perAxis(expression: Expression, rank: number, least: number): readonly number[] | undefined {
  const list =
    expression.kind === "size"
      ? expression.dims
      : expression.kind === "list"
        ? expression.items.map(integerIn)
        : new Array<number | undefined>(rank).fill(integerIn(expression));
  const good = list.length === rank && list.every((n) => n !== undefined && n >= least && n <= 2 ** 30);
  return good ? (list as number[]) : undefined;
}
