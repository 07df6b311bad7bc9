import type { Padding } from "../operators/attributes.ts";
import type { Item, Sequence } from "./regions.ts";
import type { Step } from "./steps.ts";

/** A use of a block, where a part of a sequence was: what it stands for, and the numbers it is used with. */
export interface Use {
  readonly kind: "use";
  readonly block: Pattern;
  readonly part: readonly Part[];
  readonly numbers: readonly number[];
}

export type Part =
  | Exclude<Item, { kind: "join" }>
  | (Omit<Extract<Item, { kind: "join" }>, "branches"> & { readonly branches: readonly (readonly Part[])[] })
  | Use;

/** Parts of the network that are the same but for some numbers. */
export interface Pattern {
  readonly name: string;
  /** One of them, which its text is made of. Where a branch is there in some of them only, in this one it is. */
  readonly part: readonly Part[];
  readonly parameters: readonly Parameter[];
  /** How each number of the part is written, in their order: by itself, or by a parameter. */
  readonly written: readonly Written[];
  /** When the branch is there that only some have. */
  readonly condition: Condition | undefined;
}

export interface Parameter {
  readonly name: string;
  /** What most uses have, where a use may leave it out. */
  readonly usual: number | undefined;
}

/** `width`, `4 * width`, or the number itself. */
export type Written = { readonly parameter: number; readonly factor: number } | undefined;

/** `channels(x) != channels(main)`, `stride != 1`, or both. */
export interface Condition {
  readonly channels: boolean;
  readonly stride: number | undefined;
}

/** A number that may differ between uses of a block: an attribute of a step, or what another block is used with. */
export interface Site {
  readonly part: Part;
  readonly attribute: string;
  readonly value: number;
  /** It is in a branch that only some have. */
  readonly optional: boolean;
}

/** Attributes for which one number may stand: `64`, `3` for 3x3, `1` for a padding of one on all sides. */
const numeric = new Set(["integer", "number", "size", "padding", "factors", "extents"]);

/** The one number that says the whole attribute, if there is one. */
export function scalarOf({ operator, attributes }: Step, name: string): number | undefined {
  const value = attributes[name];
  if (!numeric.has(operator.attributes[name]?.domain.kind ?? "")) return undefined;
  if (Array.isArray(value)) return alike(value as number[]);
  if (typeof value === "number") return alike([value]);
  const { kind, before, after } = (value ?? {}) as Extract<Padding, { kind: "sides" }>;
  return kind === "sides" ? alike([...before, ...after]) : undefined;
}

const alike = (values: readonly number[]): number | undefined =>
  Number.isSafeInteger(values[0]) && values.every((n) => n === values[0]) ? values[0] : undefined;

/** The two branches of a sum of which one is a detour and the other a short cut, if it is such. */
export function detour(part: Part): { readonly main: number; readonly skip: number } | undefined {
  if (part.kind !== "join" || part.branches.length !== 2 || part.step.operator.symbol !== "+") return undefined;
  const [a, b] = part.branches as [readonly Part[], readonly Part[]];
  const main = a.length >= b.length ? 0 : 1;
  const short = part.branches[1 - main]!;
  return short.length <= 3 && short.every(({ kind }) => kind === "step") && part.branches[main]!.length > short.length
    ? { main, skip: 1 - main }
    : undefined;
}

/** The steps of parts, in the order in which their text makes them. */
export function stepsIn(parts: readonly Part[]): Step[] {
  return parts.flatMap((part) => {
    if (part.kind === "use") return stepsIn(part.part);
    return part.kind === "step" ? [part.step] : [...part.branches.flatMap(stepsIn), part.step];
  });
}

/** The numbers of parts, in the order of their text, but for those of short cuts that only some have: they come last. */
export function sitesIn(parts: readonly Part[]): Site[] {
  const sites = parts.flatMap((part) => sitesOf(part, false));
  return [...sites.filter(({ optional }) => !optional), ...sites.filter(({ optional }) => optional)];
}

function sitesOf(part: Part, optional: boolean): Site[] {
  if (part.kind === "use") {
    const { parameters } = part.block;
    return part.numbers.map((value, i) => ({ part, attribute: parameters[i]!.name, value, optional }));
  }
  const own = Object.keys(part.step.attributes).flatMap((attribute): Site[] => {
    const value = scalarOf(part.step, attribute);
    return value === undefined ? [] : [{ part, attribute, value, optional }];
  });
  if (part.kind === "step") return own;
  const skip = detour(part)?.skip;
  const inner = part.branches.flatMap((branch, i) => branch.flatMap((each) => sitesOf(each, optional || i === skip)));
  return [...inner, ...own];
}

/** What parts are, numbers aside; with `loose`, a short cut may be there or not. */
export function skeletonOf(part: Part, loose: boolean): string {
  if (part.kind === "use") return `use ${part.block.name}`;
  const { operator, attributes } = part.step;
  const said = Object.entries(attributes).map(([name, value]) =>
    scalarOf(part.step, name) === undefined ? `${name}=${JSON.stringify(value)}` : `${name}=#`,
  );
  const own = `${operator.name}(${said})`;
  if (part.kind === "step") return own;
  const ways = loose ? detour(part) : undefined;
  const branch = (parts: readonly Part[]): string => parts.map((each) => skeletonOf(each, loose)).join(" -> ");
  if (ways) return `${own}[${ways.main}: ${branch(part.branches[ways.main]!)}]`;
  return `${own}[${part.branches.map(branch).join(" | ")}]`;
}

/** Every short cut in parts, as a skeleton: empty where the value itself is added. */
export function shortCuts(parts: readonly Part[]): { readonly join: string; readonly cut: string }[] {
  return parts.flatMap((part) => {
    if (part.kind !== "join") return [];
    const ways = detour(part);
    const inner = part.branches.flatMap(shortCuts);
    const text = (branch: readonly Part[]) => branch.map((each) => skeletonOf(each, true)).join(" -> ");
    return ways ? [...inner, { join: skeletonOf(part, true), cut: text(part.branches[ways.skip]!) }] : inner;
  });
}

export const asParts = (items: Sequence): readonly Part[] => items as readonly Part[];
