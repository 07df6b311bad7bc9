import { volume } from "../../../runtime/shape.ts";
import { CliError } from "../errors.ts";
import { shapeText, type Tensor } from "./tensor.ts";

export type Nested = number | null | readonly Nested[];

/** Nested deeper than any tensor: a text made to exhaust the stack. */
const deepest = 32;

/**
 * Reads nested arrays of numbers.
 *
 * @throws CliError `json-format`, `json-ragged`
 */
export function readJson(text: string, file: string): Tensor {
  const { shape, values } = numbersOf(parseJson(text, file), file);
  return { shape, data: Float32Array.from(values) };
}

/** @throws CliError `json-format` */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError("json-format", `\`${file}\` is not valid JSON: ${(error as Error).message}`);
  }
}

/**
 * The numbers of nested arrays, as the file has them.
 *
 * @param absent what a null stands for; without it, nulls are refused
 * @throws CliError `json-format`, `json-ragged`
 */
export function numbersOf(json: unknown, file: string, absent?: number): { shape: number[]; values: number[] } {
  const shape = shapeOf(json, file);
  // Grown, not allocated: of a ragged file, the shape is not to be believed.
  const values: number[] = [];
  fill(json, shape, values, { file, path: [], absent });
  return { shape, values };
}

/** Of its first branches: `fill` holds the others to it. */
function shapeOf(json: unknown, file: string): number[] {
  const shape: number[] = [];
  for (let inner = json; Array.isArray(inner); inner = inner[0]) {
    if (shape.push(inner.length) > deepest)
      throw new CliError("json-format", `\`${file}\` nests too deep for a tensor`);
  }
  return shape;
}

interface Place {
  readonly file: string;
  readonly path: number[];
  readonly absent: number | undefined;
}

function fill(json: unknown, shape: readonly number[], values: number[], place: Place): void {
  const expected = shape[place.path.length];
  if (expected === undefined) {
    const value = json === null ? place.absent : json;
    if (typeof value !== "number") throw ragged("a number", json, place);
    values.push(value);
    return;
  }
  if (!Array.isArray(json) || json.length !== expected) throw ragged(`an array of ${expected}`, json, place);
  json.forEach((inner, i) => {
    place.path.push(i);
    fill(inner, shape, values, place);
    place.path.pop();
  });
}

function ragged(expected: string, found: unknown, { file, path }: Place): CliError {
  const kind = Array.isArray(found) ? `an array of ${found.length}` : found === null ? "null" : `a ${typeof found}`;
  const at = path.map((i) => `[${i}]`).join("") || "the top";
  return new CliError(
    "json-ragged",
    `expected ${expected} at ${at} of \`${file}\`, found ${kind}`,
    "write nested arrays of numbers, channels first",
  );
}

/** Nested arrays; each number as short as a float32 allows. What is not finite becomes null, as JSON has no word for it. */
export function nested({ shape, data }: Tensor): Nested {
  if (volume(shape) !== data.length) throw new Error(`internal: ${data.length} values of ${shapeText(shape)}`);
  let next = 0;
  const build = (axis: number): Nested => {
    const extent = shape[axis];
    return extent === undefined ? shortest(data[next++]!) : Array.from({ length: extent }, () => build(axis + 1));
  };
  return build(0);
}

/** The float32's shortest decimal: 0.1 instead of 0.10000000149011612. */
export function shortest(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
