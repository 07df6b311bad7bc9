import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Compiled, compile } from "../../compiler/compile.ts";
import { bundle } from "../../compiler/emit/bundle.ts";
import type { Source } from "../../grammar/source.ts";
import type { Program } from "../../runtime/program.ts";
import { writeSafetensors } from "../../runtime/safetensors.ts";
import { exactCases } from "../verify/cases.ts";
import { buildRuntime } from "./build-runtime.ts";

export type Files = ReadonlyMap<string, string | Uint8Array>;

const examples = join(import.meta.dirname, "../../examples");

/** Folders of `examples` that hold a network of their name: those whose whole bundle is golden, and the large ones. */
export async function exampleNames(kind: "bundle" | "program"): Promise<string[]> {
  const paths = await readdir(examples, { recursive: true });
  const cnn = paths.flatMap((path) => /^([^/\\]+)[/\\]\1\.cnn$/.exec(path)?.[1] ?? []);
  const small = ["filters", "lenet5"];
  return cnn.filter((name) => small.includes(name) === (kind === "bundle")).sort();
}

export const goldenFolder = (name: string): string => join(examples, name, "golden");

export async function example(name: string): Promise<{ source: Source; compiled: Compiled }> {
  const source = { name: `${name}.cnn`, text: await readFile(join(examples, name, `${name}.cnn`), "utf8") };
  const { compiled, diagnostics } = compile(source);
  if (!compiled) throw new Error(`${name}.cnn: ${JSON.stringify(diagnostics)}`);
  return { source, compiled };
}

export interface BundleParts {
  readonly weights?: Uint8Array;
  /** With `verify.js`; without unless said. */
  readonly verify?: boolean;
}

/** An example's bundle. */
export async function exampleBundle(name: string, parts?: BundleParts): Promise<Files> {
  const { source, compiled } = await example(name);
  return bundleOf(source, compiled, parts);
}

/** The bundle of any network, as the command line makes it. */
export async function bundleOf(source: Source, compiled: Compiled, parts: BundleParts = {}): Promise<Files> {
  const { runtime, selfCheck } = await buildRuntime();
  const checked = parts.verify ? { selfCheck: { ...selfCheck, cases: exactCases(compiled) } } : {};
  return bundle(compiled, { source, runtime, ...checked, weights: parts.weights, compiler: "0.1.0" });
}

/** Weights that are the same each time, and small enough that no activation saturates. */
export function seededWeights({ parameters }: Program): Uint8Array<ArrayBuffer> {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 32 - 0.5;
  };
  const tensor = (shape: readonly number[]) => {
    const scale = 3 / Math.sqrt(shape.slice(1).reduce((a, b) => a * b, 1));
    return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * scale) };
  };
  return writeSafetensors(parameters.map(({ name, shape }) => [name, tensor(shape)] as const));
}

export async function writeFiles(
  folder: string,
  files: Iterable<readonly [string, string | Uint8Array]>,
): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
