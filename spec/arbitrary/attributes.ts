import type { Shape } from "../../compiler/graph/graph.ts";
import { type AxisName, axisNamesOf } from "../../compiler/operators/arrangement.ts";
import { type Domain, type Schema, sideNames } from "../../compiler/operators/attributes.ts";
import type { AnyOperator } from "../../compiler/operators/operator.ts";
import type { Choices } from "./choices.ts";

/** An argument as it is written: `5x5`, `pad=1`, `flip`. */
export interface Argument {
  readonly name?: string;
  readonly text: string;
}

export const showArgument = ({ name, text }: Argument): string => (name ? `${name}=${text}` : text);

/** What a value is made up for. */
export interface Place {
  /** Of the operator's first input. */
  readonly input: Shape;
  /** Whether the output should have the input's shape, as far as one attribute can see to it. */
  readonly keepShape?: boolean;
  /** The name of a layer, for an attribute that takes one. */
  readonly layer?: string;
}

interface Writing extends Place {
  /** What has to divide a number of groups: the input's channels, or the axis that was said, and the integers before. */
  readonly counts: readonly number[];
  /** How many groups there are to be, so that what comes before splits into them too. */
  readonly groups: number | undefined;
}

/** Channel counts where bugs cluster: 5, 7 and 13, and every residue mod 4, 8 and 16; and those that groups split. */
export const channelCounts: readonly number[] = [
  1, 2, 3, 4, 5, 7, 8, 13, 5, 7, 12, 16, 13, 6, 9, 10, 11, 17, 14, 15, 20, 18, 15, 20,
];

/**
 * Arguments for an operator, of every written form, by the domains of its schemas alone. Most are legal where the input
 * is; whether they fit it together is for the shape rule to say. Constants are written later, when their shapes are known.
 */
export function argumentsFor(operator: AnyOperator, choices: Choices, place: Place): Argument[] {
  const schemas = Object.entries(operator.attributes);
  const counts = [place.input[0]!];
  const byPosition = schemas.filter(([, { positional }]) => positional).length - (choices.chance(0.15) ? 1 : 0);
  const share = choices.pick([0.3, 0.5, 0.7, 0.9]);
  // What comes behind a position that is left out needs its name.
  let leftOut = false;
  const groups = schemas.some(([, { domain }]) => isParts(domain)) ? groupsFor(place, choices) : undefined;
  const positional: Argument[] = [];
  const named: Argument[] = [];
  for (const [name, schema] of schemas) {
    const first = schema.positional && !leftOut && positional.length < byPosition && named.length === 0;
    const optional = schema.default !== undefined;
    const isGroups = groups !== undefined && isParts(schema.domain) && choices.chance(0.8);
    if (optional && !isGroups && !(place.keepShape ? keeping(schema, choices) : choices.chance(share))) {
      leftOut ||= schema.positional;
      continue;
    }
    const text =
      optional && place.keepShape && schema.domain.kind === "size"
        ? String(schema.domain.least)
        : valueText(schema.domain, choices, { ...place, counts, groups });
    if (text === undefined) continue;
    if (schema.domain.kind === "integer") counts.push(Number(text));
    if (schema.domain.kind === "axis")
      counts[0] = place.input[axisNamesOf(place.input.length - 1).indexOf(text as AxisName)]!;
    if (first) positional.push({ text });
    else named.push(spelled(name, text, schema, choices));
  }
  return [...positional, ...choices.rotated(named)];
}

const isParts = (domain: Domain): boolean => domain.kind === "integer" && domain.parts === true;

/** Some of the input's channels each, as often as not. */
function groupsFor({ input, keepShape }: Place, choices: Choices): number | undefined {
  const possible = [2, 3, 4, 5, 7, 8, 9].filter((n) => input[0]! % n === 0);
  return keepShape || possible.length === 0 || !choices.chance(0.5) ? undefined : choices.pick(possible);
}

/** What is said where a shape is to be kept: steps of 1 and enough padding, and what has no say in shapes. */
const keeping = ({ domain: { kind } }: Schema<unknown>, choices: Choices): boolean =>
  kind === "padding" || kind === "size" || ((kind === "flag" || kind === "number") && choices.chance(0.5));

/** `flip` for `flip=true` and `same_upper` for `pad=same_upper`, where the schema has such a word. */
function spelled(name: string, text: string, { words = {} }: Schema<unknown>, choices: Choices): Argument {
  const bare = text === "true" ? Object.keys(words).find((word) => words[word] === true) : text;
  const word = bare !== undefined && Object.hasOwn(words, bare) ? bare : undefined;
  return word && choices.chance(0.5) ? { text: word } : { name, text };
}

/** A value as text; undefined where it cannot be said before the other attributes are. */
function valueText(domain: Domain, choices: Choices, writing: Writing): string | undefined {
  switch (domain.kind) {
    case "integer":
      return integerText(domain, choices, writing);
    case "number":
      return numberText(domain, choices);
    case "size":
      return sizeText(domain, choices, writing);
    case "padding":
      return paddingText(domain, choices, writing);
    case "factors":
      return factorsText(choices, writing);
    case "shape":
      return shapeText(choices, writing);
    case "axes":
      return orderText(choices, writing);
    case "axis":
      return choices.pick(axisNamesOf(writing.input.length - 1));
    case "words":
      return choices.pick(domain.words);
    case "flag":
      return choices.pick(["true", "true", "false"]);
    case "layer":
      return writing.layer;
    case "constant":
      return domain.optional ? choices.pick(["false", "false", "true"]) : undefined;
    case "extents":
      return undefined;
  }
}

/**
 * What is there already and its divisors are as likely as any number, and likelier where several counts are there: groups
 * have to divide the channels of both sides. Counted from 0, a number is a place among them.
 */
function integerText(
  { least, most = 2 ** 30, parts: splits }: Extract<Domain, { kind: "integer" }>,
  choices: Choices,
  { counts, keepShape, groups }: Writing,
): string {
  if (groups !== undefined && least > 0 && choices.chance(0.8))
    return String(splits ? groups : groups * choices.pick([1, 2, 3]));
  const [channels] = counts as readonly [number];
  const shared = counts.reduce(commonDivisor);
  const divisors = [2, 3, 4, 5, 7, 8].filter((n) => shared % n === 0 && n < shared);
  const places = [0, 1, 2, 3, Math.floor(shared / 2), shared - 1].filter((n) => n < shared);
  const near =
    least === 0
      ? places
      : counts.length > 1
        ? [1, ...divisors, ...divisors, shared]
        : [shared, ...divisors, shared, 2 * channels, 1];
  const candidates = keepShape ? [channels] : choices.chance(counts.length > 1 ? 0.8 : 0.5) ? near : channelCounts;
  const legal = candidates.filter((n) => n >= least && n <= most);
  return String(legal.length > 0 ? choices.pick(legal) : least);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

const numbers: readonly number[] = [0, 0.5, 1, 0.25, 0.01, 0.1, 0.00001, 0.001, 2, -0.5, -1, 1.5];

function numberText({ least = -1, below = 3 }: Extract<Domain, { kind: "number" }>, choices: Choices): string {
  return String(choices.pick(numbers.filter((n) => n >= least && n < below)));
}

function sizeText(
  { least }: Extract<Domain, { kind: "size" }>,
  choices: Choices,
  { input, keepShape }: Writing,
): string {
  const extents = input.slice(1);
  const rank = extents.length || 2;
  const usual = least === 0 ? [0, 1, 1, 0, 2] : keepShape ? [1, 1, 3] : [1, 2, 3, 3, 2, 1, 3, 5, 4];
  if (least > 0 && !keepShape && extents.length > 0 && choices.chance(0.15)) return perAxis(extents, choices);
  const each = Array.from({ length: rank }, (_, axis) => {
    const extent = extents[axis] ?? 1;
    return choices.pick(
      keepShape || least === 0 || choices.chance(0.85) ? usual : [extent, extent, Math.max(1, extent - 1), 7],
    );
  });
  if (choices.chance(least === 0 ? 0.3 : 0.5)) each.fill(each[0]!);
  return perAxis(each, choices);
}

/** `3x5` or `[3, 5]`, and where all are one number also that. */
export function perAxis(each: readonly number[], choices: Choices): string {
  const list = `[${each.join(", ")}]`;
  const forms = each.length > 1 ? [each.join("x"), list] : [String(each[0]), list];
  return choices.pick(each.every((n) => n === each[0]) ? [...forms, String(each[0])] : forms);
}

/** Whole factors and fractions, above 1 and below. */
const factors: readonly number[] = [2, 1, 3, 1.5, 0.5, 2, 4, 1.25, 0.75, 0.6];

function factorsText(choices: Choices, { input, keepShape }: Writing): string {
  if (keepShape) return "1";
  const each = Array.from({ length: input.length - 1 || 2 }, () => choices.pick(factors));
  return choices.chance(0.5) ? String(each[0]) : `[${each.join(", ")}]`;
}

/** A shape of as many elements as the input has: its prime factors dealt out to one to four axes. */
function shapeText(choices: Choices, { input, keepShape }: Writing): string {
  if (keepShape) return input.join("x");
  const each = new Array<number>(choices.integer(1, 4)).fill(1);
  let left = input.reduce((a, b) => a * b, 1);
  for (let prime = 2; left > 1; prime = left % prime === 0 ? prime : prime + 1) {
    if (left % prime !== 0) continue;
    each[choices.integer(0, each.length - 1)]! *= prime;
    left /= prime;
  }
  const rest = choices.chance(0.3) ? choices.integer(0, each.length - 1) : -1;
  if (rest >= 0) return `[${each.map((n, axis) => (axis === rest ? "rest" : n)).join(", ")}]`;
  return each.length === 1 || choices.chance(0.7) ? each.join("x") : `[${each.join(", ")}]`;
}

function orderText(choices: Choices, { input, keepShape }: Writing): string {
  const order: string[] = [];
  for (const left = [...axisNamesOf(input.length - 1 || 2)]; left.length > 0; )
    order.push(...left.splice(keepShape ? 0 : choices.integer(0, left.length - 1), 1));
  return `[${order.join(", ")}]`;
}

function paddingText(
  { words }: Extract<Domain, { kind: "padding" }>,
  choices: Choices,
  { input, keepShape }: Writing,
): string {
  const rank = input.length - 1 || 2;
  if (keepShape) return choices.pick(words.length > 0 ? ["same_upper", "same", "same_lower"] : ["0", "1"]);
  const amounts = () => Array.from({ length: rank }, () => choices.pick([1, 0, 1, 2, 0, 3]));
  const form = choices.pick(["axes", "sides", "total", ...(words.length > 0 ? ["word"] : [])]);
  if (form === "word") return choices.pick([...words, "full"]);
  if (form === "total") return `total(${perAxis(choices.chance(0.5) ? amounts() : amounts().fill(3), choices)})`;
  if (form === "axes") return perAxis(choices.chance(0.7) ? amounts() : amounts().fill(1), choices);
  const names = sideNames.slice(3 - rank).flat();
  const fields = names.filter(() => choices.chance(0.6)).map((side) => `${side}: ${choices.pick([1, 2, 0, 3])}`);
  return `{${fields.join(", ")}}`;
}
