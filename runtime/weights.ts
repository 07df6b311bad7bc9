import { type Body, isResponse, openBody, orSourceError, type Read, reader } from "./body.ts";
import { CnncError, checkAborted, type ErrorCode, list } from "./errors.ts";
import type { Parameter, Stretch } from "./program.ts";
import type { Leaf } from "./recipes.ts";
import { checkEnd, checkF32, type Entry, headerLength, readEntries, truncated } from "./safetensors.ts";
import { volume } from "./shape.ts";

/** A `.safetensors` file, or its tensors by name in natural layout. */
export type WeightsData =
  | ArrayBuffer
  | Uint8Array
  | Readonly<Record<string, Float32Array>>
  | ReadonlyMap<string, Float32Array>;

/** Weights, the address to fetch them from, the answer that brings them, or a function that gives one of these. */
export type WeightsSource = WeightsData | string | URL | Response | (() => WeightsInput | Promise<WeightsInput>);
type WeightsInput = WeightsData | string | URL | Response;

/** `loaded` bytes of the weights file, or kernels compiled; `total` is absent where a server does not say it. */
export interface Progress {
  readonly phase: "weights" | "kernels";
  readonly loaded: number;
  readonly total: number | undefined;
}

export type OnProgress = (progress: Progress) => void;

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Takes what was asked for; nothing more is read meanwhile, and nothing is kept of it. */
export type Take<L> = (leaf: L, values: Float32Array) => unknown;

/**
 * Brings parameters, or stretches of them, one after the other in the order of the file: of a parameter that its
 * stretches tile, one of them is held at a time. What the weights lack is said before their data are read. The download
 * ends when `take` throws.
 *
 * @param leaves stretches of one parameter in rising order. A parameter without any is read all the same: it may be wrong
 * @throws CnncError `weights-source` if they cannot be had, `weights-missing` (all at once), `weights-shape`,
 *   `weights-dtype`, `weights-not-finite`, `weights-header`, `weights-truncated`, `aborted`
 */
export async function readWeights<L extends Leaf>(
  parameters: readonly Parameter[],
  weights: OpenWeights,
  leaves: Iterable<L>,
  take: Take<L>,
  options: LoadOptions = {},
): Promise<void> {
  const wanted = new Map<string, L[]>(parameters.map(({ name }) => [name, []]));
  for (const leaf of leaves) wanted.get(typeof leaf === "string" ? leaf : leaf.name)!.push(leaf);
  if (!isBody(weights)) return fromMemory(parameters, weights, wanted, take);
  try {
    await fromFile(parameters, reader(weights, options), wanted, take);
  } finally {
    closeWeights(weights);
  }
}

/** Opens and reads. */
export async function loadWeights<L extends Leaf>(
  parameters: readonly Parameter[],
  source: WeightsSource,
  leaves: Iterable<L>,
  take: Take<L>,
  options: LoadOptions = {},
): Promise<void> {
  await readWeights(parameters, await openWeights(source, options.signal), leaves, take, options);
}

/** A file of which nothing is read yet, or tensors at hand. */
export type OpenWeights = Body | ReadonlyMap<string, Float32Array>;

const isBody = (weights: OpenWeights): weights is Body => "next" in weights;

/** @throws CnncError `weights-source`, `aborted` */
export const openWeights = (source: WeightsSource, signal: AbortSignal | undefined): Promise<OpenWeights> =>
  orSourceError(() => open(source, signal), signal);

/** Nobody reads on. */
export function closeWeights(weights: OpenWeights): void {
  if (isBody(weights)) weights.close?.();
}

async function fromMemory<L extends Leaf>(
  parameters: readonly Parameter[],
  tensors: ReadonlyMap<string, Float32Array>,
  wanted: ReadonlyMap<string, readonly L[]>,
  take: Take<L>,
): Promise<void> {
  checkPresent(parameters, tensors);
  for (const { name, shape } of parameters) {
    const { length } = tensors.get(name)!;
    if (length !== volume(shape)) throw wrongShape(name, `${volume(shape)} (${show(shape)})`, length);
  }
  for (const [name, own] of wanted) await handOver(name, tensors.get(name)!, 0, own, take);
}

async function fromFile<L extends Leaf>(
  parameters: readonly Parameter[],
  read: Read,
  wanted: ReadonlyMap<string, readonly L[]>,
  take: Take<L>,
): Promise<void> {
  const entries = await readHeader(read);
  checkEntries(parameters, entries);
  for (const entry of entries.values()) {
    const { name, begin, end } = entry;
    const own = wanted.get(name);
    let at = begin;
    // In a function of its own: one that waits here would hold the values until the next are there.
    const bring = async ({ from, to }: Pick<Stretch, "from" | "to">) => {
      const values = new Float32Array(to - from);
      at += await read(values.byteLength, new Uint8Array(values.buffer));
      if (at === begin + to * 4) await handOver(name, values, from, own!, take);
    };
    for (const stretch of own ? tiles(own, entry) : []) await bring(stretch);
    if (!own) at += await read(end - begin);
    if (at < end) throw truncated(`\`${name}\``, end - begin, at - begin);
  }
  checkEnd(await read(Number.POSITIVE_INFINITY));
}

/** Some values of a parameter, from an index on, as those who have asked for them want them. */
async function handOver<L extends Leaf>(
  name: string,
  values: Float32Array,
  first: number,
  leaves: readonly L[],
  take: Take<L>,
): Promise<void> {
  checkFinite("weights-not-finite", `weights \`${name}\``, values, first);
  for (const leaf of leaves) {
    const [from, to] = typeof leaf === "string" ? [0, values.length] : [leaf.from - first, leaf.to - first];
    if (from >= 0 && to <= values.length) await take(leaf, values.subarray(from, to));
  }
}

async function open(source: WeightsSource, signal: AbortSignal | undefined): Promise<OpenWeights> {
  const given = typeof source === "function" ? await source() : source;
  checkAborted(signal);
  if (typeof given === "string" || given instanceof URL || isResponse(given)) return openBody(given, signal);
  if (given instanceof ArrayBuffer || given instanceof Uint8Array) {
    const pieces = [given instanceof Uint8Array ? given : new Uint8Array(given)];
    return { next: async () => pieces.pop() };
  }
  const named: Iterable<[string, ArrayLike<number>]> = given instanceof Map ? given : Object.entries(given);
  // Who writes JavaScript may have numbers of another type.
  return new Map(
    Array.from(named, ([name, data]) => [name, data instanceof Float32Array ? data : Float32Array.from(data)]),
  );
}

async function readHeader(read: Read): Promise<Map<string, Entry>> {
  const take = async (length: number) => {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, await read(length, bytes));
  };
  const length = headerLength(await take(8));
  return new Map(readEntries(await take(length), length).map((entry) => [entry.name, entry]));
}

/** @throws CnncError `weights-missing`, `weights-shape`, `weights-dtype` */
export function checkEntries(parameters: readonly Parameter[], entries: ReadonlyMap<string, Entry>): void {
  checkPresent(parameters, entries);
  for (const { name, shape } of parameters) {
    const found = entries.get(name)!;
    if (show(found.shape) !== show(shape)) throw wrongShape(name, show(shape), show(found.shape));
    checkF32(found);
  }
}

function checkPresent(parameters: readonly Parameter[], found: ReadonlyMap<string, unknown>): void {
  const missing = parameters.map(({ name }) => name).filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new CnncError("weights-missing", `the weights lack ${list(missing)}; they hold ${list(found.keys())}`);
  }
}

const show = (shape: readonly number[]): string => shape.join("x") || "scalar";

const wrongShape = (name: string, expected: string, found: string | number): CnncError =>
  new CnncError("weights-shape", `weights \`${name}\`: expected ${expected}, found ${found}`);

/** What is read at once: stretches if they follow each other from end to end, else all. */
function tiles(leaves: readonly Leaf[], { name, begin, end }: Entry): readonly Stretch[] {
  const to = (end - begin) / 4;
  const tiled = leaves.reduce<number>(
    (at, leaf) => (typeof leaf === "object" && leaf.from === at ? leaf.to : Number.NaN),
    0,
  );
  return tiled === to ? (leaves as readonly Stretch[]) : [{ name, from: 0, to }];
}

/**
 * Shaders may take for granted that there is no NaN and no infinity.
 *
 * @param from index of the first value
 * @throws CnncError with the code
 */
export function checkFinite(code: ErrorCode, what: string, values: ArrayLike<number>, from = 0): void {
  for (let i = 0; i < values.length; i++)
    if (values[i]! * 0 !== 0)
      throw new CnncError(code, `${what}: value ${from + i} is ${values[i]}, not a finite number`);
}
