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
