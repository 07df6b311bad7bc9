import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { type CompileOptions, compile } from "../../compiler/compile.ts";
import { elements, type Shape } from "../../compiler/graph/graph.ts";
import { compiled, run, sourceOf } from "../compiled.ts";

/** Every number of the lecture slides. They lie beside the project and are not part of it. */
const file = new URL("../../../shared/seed-vectors.json", import.meta.url);

/** Without the numbers nothing can be said about them. */
export const here = existsSync(file);
if (!here) console.warn("skipped: the slides' vectors (../shared/seed-vectors.json) are not here");

export interface Vector {
  readonly id: string;
  readonly kind: string;
  /** `ok`, `derived` where the slide prints nothing, `rounded-in-slide` or `erratum`. */
  readonly status: string;
  readonly [key: string]: unknown;
}

interface Slides {
  readonly vectors: readonly Vector[];
  /** What the slides say of all inputs. */
  readonly properties: readonly string[];
}

export const slides: Slides = here ? JSON.parse(readFileSync(file, "utf8")) : { vectors: [], properties: [] };

/** A test of some of the slides' numbers. */
export interface Told {
  /** Ids of vectors, or kinds of them. */
  readonly of: readonly string[];
  /** What is told of them, as a sentence. */
  readonly says: string;
  readonly check: (vector: Vector) => void | Promise<void>;
}

export const vector = (id: string): Vector => slides.vectors.find((each) => each.id === id)!;

/** What the slide prints, or what was derived where it prints nothing or an erratum. */
export const answer = ({ printed, expected, status }: Vector): unknown => (status === "ok" ? printed : expected);

type Nested = number | readonly Nested[];

export const flat = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(flat) : [value as number]);
export const extents = (value: unknown): number[] =>
  Array.isArray(value) ? [value.length, ...extents((value as readonly Nested[])[0])] : [];
export const floats = (value: unknown): Float32Array => Float32Array.from(flat(value));

/** One number for both axes, or one for each. */
export const perAxis = (value: unknown): number[] => (Array.isArray(value) ? value : [value, value]) as number[];

export const pads = ([top, left, bottom, right]: readonly number[]): string =>
  `pad={top: ${top}, left: ${left}, bottom: ${bottom}, right: ${right}}`;

/** Runs a chain on the GPU: its values in order, −0 as 0. Weights are those of its first layer. */
export async function given(
  input: Shape,
  stages: string,
  x: Float32Array,
  weights: Readonly<Record<string, Float32Array>> = {},
): Promise<number[]> {
  const text = `net V(x: ${input.join("x")}) {\n  y = x -> ${stages}\n  return y\n}\n`;
  const { y } = await run(text, { x }, new Map(Object.entries(weights)));
  return [...y!].map((value) => value + 0);
}

/**
 * The same with nothing but ones: inputs, weights, biases. So each output of a layer counts what it is made of: its
 * products, and its bias.
 */
export async function counted(input: Shape, stages: string, options: CompileOptions = {}): Promise<Counted> {
  const text = `net V(x: ${input.join("x")}) {\n  y = x -> ${stages}\n  return y\n}\n`;
  const { program } = compiled(text, options);
  const weights = new Map(
    program.parameters.map(({ name, shape }) => [name, new Float32Array(elements(shape)).fill(1)] as const),
  );
  const { y } = await run(text, { x: new Float32Array(elements(input)).fill(1) }, weights, options);
  const { shape } = program.outputs[0]!;
  expect(y).toHaveLength(elements(shape));
  return { shape, y: y!, parameters: [...weights.values()].reduce((sum, { length }) => sum + length, 0) };
}

interface Counted {
  readonly shape: Shape;
  readonly y: Float32Array;
  /** How many the network has. */
  readonly parameters: number;
}

/** The code and the label of everything that is said about a text. */
export const said = (text: string): string[] =>
  compile(sourceOf(text)).diagnostics.map(({ code, primary }) => `${code} ${primary.text}`);
