import { InvalidArgumentError } from "commander";

// What commander calls with an option's text; the second argument is what an earlier occurrence of it gave.

/** Every occurrence, in order. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A whole number from `least` on. @throws InvalidArgumentError from what it returns */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

/** `N=3`: a value for a net parameter. @throws InvalidArgumentError */
export function definition(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, name, value] = /^([^=\s]+)=([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.exec(text) ?? [];
  if (name === undefined || !Number.isFinite(Number(value))) {
    throw new InvalidArgumentError("Expected a name and a number, such as N=3.");
  }
  return { ...before, [name]: Number(value) };
}

/** A number from 0, `1e-5`. @throws InvalidArgumentError */
export function tolerance(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("Expected a number from 0, such as 1e-5.");
}

/** `90s`, `10m`, `2h`: seconds. @throws InvalidArgumentError */
export function duration(text: string): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const seconds = Number(value) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Expected a time, such as 30s, 10m or 2h.");
}

/** `2/4`: the second of four shards. @throws InvalidArgumentError */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [index, of] = /^\d{1,6}\/\d{1,6}$/.test(text) ? text.split("/").map(Number) : [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError("Expected a shard, from 1/4 to 4/4 for example.");
}

/** `conv,fc`: names, each once. @throws InvalidArgumentError */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  const found = text.split(",").map((name) => name.trim());
  if (found.includes("")) throw new InvalidArgumentError("Expected names with commas between them.");
  return [...new Set([...before, ...found])];
}
