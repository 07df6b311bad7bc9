import { CnncError } from "./errors.ts";
import { create, type Network } from "./executor.ts";
import { lying, put, take } from "./layout.ts";
import type { Dispatch, Part, Shipped, Source } from "./program.ts";
import { pack } from "./recipes.ts";
import {
  decodeBounds,
  decodeValues,
  draw,
  type ExactCase,
  type ExactCases,
  images,
  readSlots,
  recipesOf,
} from "./self-check-data.ts";
import { describe, type LayerReport, type Misfit, type VerifyReport } from "./self-check-report.ts";
import { volume } from "./shape.ts";
import { type Stepper, stepper } from "./step.ts";

export type { ExactCases } from "./self-check-data.ts";
export type { LayerReport, Misfit, VerifyReport } from "./self-check-report.ts";

export interface VerifyOptions {
  /** Yours stays yours. Without one, a device is requested. */
  readonly device?: GPUDevice | undefined;
  /** A variant's name, instead of the one that `create` would pick. */
  readonly variant?: string | undefined;
  /** Told of each layer as soon as it is checked. */
  readonly onLayer?: ((layer: LayerReport) => void) | undefined;
}

/**
 * Checks the kernels of a program on this device, each by itself, in step mode, on its case's inputs and weights. Memory
 * is poisoned first, so that a value that a kernel forgot is a wrong one.
 *
 * @throws CnncError as `create`: a kernel that does not compile is no report
 */
export async function selfCheck(
  program: Shipped,
  exact: ExactCases,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const network = await open(program, options);
  try {
    const { kernels, variant } = await program.variants.find(({ name }) => name === network.variant.name)!.load();
    const steps = stepper(network);
    const layers: LayerReport[] = [];
    for (const [k, seed] of exact.variants[variant.name]!.entries()) {
      const layer = await checkLayer({ kernels, variant, network, steps }, k, exact.cases[seed]!, seed);
      layers.push(layer);
      options.onLayer?.(layer);
    }
    const wrong = layers.find(({ passed }) => !passed);
    return {
      passed: !wrong,
      adapter: nameOf(network.device.adapterInfo),
      variant: variant.name,
      layers,
      ...(wrong ? { failure: describe(wrong, variant.name) } : {}),
    };
  } finally {
    await network.dispose();
  }
}

/** Some engines give a PCI number for a name, and some nothing at all. */
function nameOf({ vendor = "", architecture = "", description = "" }: Partial<GPUAdapterInfo> = {}): string {
  const words = [vendor, architecture].filter((word) => /\D/.test(word));
  return words.join(" ") || description || "unknown";
}

/** The network without weights: every layer brings its own. With one image only if two are too many for the device. */
async function open(program: Shipped, { device, variant }: VerifyOptions): Promise<Network> {
  const variants = program.variants.map((offer) => ({
    ...offer,
    load: async () => {
      const { kernels, variant } = await offer.load();
      return { kernels, variant: { ...variant, recipes: [] } };
    },
  }));
  const bare = { ...program, parameters: [], variants };
  try {
    return await create(bare, { device, variant, batch: images });
  } catch (error) {
    if (error instanceof CnncError && /^(missing-limit|out-of-memory)$/.test(error.code))
      return create(bare, { device, variant });
    throw error;
  }
}

/** Its variant is the program's own, with its recipes. */
interface Bench extends Part {
  readonly network: Network;
  readonly steps: Stepper;
}

/** Finite, so that no compiler may assume them away, and far from every value that is right. */
const poisons = [1.5e30, -7.25e29] as const;

async function checkLayer(bench: Bench, k: number, test: ExactCase, seed: number): Promise<LayerReport> {
  const { kernels, variant, network, steps } = bench;
  const { batch } = network.instance;
  const dispatch = steps.dispatches[k]!;
  const drawn = draw(test, seed);
  const poison = poisons[k % 2]!;
  for (const [i, { kind, bytes }] of variant.buffers.entries())
    if (kind !== "weights") steps.writeBuffer(i, new Float32Array((bytes / 4) * batch).fill(poison));
  writeReads(bench, dispatch, drawn.reads, poison);
  const recipes = recipesOf(variant, dispatch);
  for (const [i, recipe] of recipes.entries()) steps.write(recipe.slot, pack(recipe, drawn.weights[i]!));
  await steps.run(k);
  const slot = outputSlot(bench, dispatch);
  const got = take(await steps.read(slot), lying(variant, slot), batch);
  const { worst, places } = compare(test, drawn.places.slice(0, batch), got);
  return {
    label: dispatch.label,
    kernel: kernels[dispatch.kernel]!.name,
    passed: !worst,
    exact: test.exact,
    places,
    outputs: got.length,
    constantsReplaced: recipes.some(({ source }) => isConstant(source)),
    ...(worst ? { worst } : {}),
  };
}

/** What a dispatch reads; the parts of one tensor are written together. */
function writeReads(bench: Bench, dispatch: Dispatch, reads: readonly Float32Array[], poison: number): void {
  const { variant, network, steps } = bench;
  const { batch } = network.instance;
  const filled = new Map<number, Float32Array>();
  for (const [i, slot] of readSlots(bench, variant, dispatch).entries()) {
    const { part, bytes } = variant.slots[slot]!;
    const whole = part?.of ?? slot;
    const words = filled.get(whole) ?? new Float32Array((bytes / 4) * batch).fill(poison);
    put(reads[i]!, words, lying(variant, slot), batch);
    filled.set(whole, words);
  }
  for (const [slot, words] of filled) steps.write(slot, words);
}

/** The value that is farthest off, measured by its bound, of those beyond it. */
function compare(test: ExactCase, chosen: readonly (readonly number[])[], got: Float32Array) {
  const expected = decodeValues(test.expected);
  const bounds = test.bounds === undefined ? undefined : decodeBounds(test.bounds);
  const size = volume(test.shape);
  let [worst, most, places]: [Misfit | undefined, number, number] = [undefined, 1, 0];
  for (const [image, offsets] of chosen.entries()) {
    for (const offset of offsets) {
      const [e, b, g] = [expected[places]!, bounds?.[places] ?? 0, got[image * size + offset]!];
      places++;
      const error = Math.abs(g - e);
      const ratio = error === 0 ? 0 : Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / b;
      if (ratio <= most) continue;
      most = ratio;
      worst = { index: [image, ...indexOf(offset, test.shape)], got: g, expected: e, bound: b };
    }
  }
  return { worst, places };
}

const indexOf = (offset: number, shape: readonly number[]): number[] =>
  shape.map((extent, axis) => Math.floor(offset / volume(shape.slice(axis + 1))) % extent);

const outputSlot = ({ kernels }: Part, { kernel, slots }: Dispatch): number =>
  slots[kernels[kernel]!.bindings.findIndex(({ access }) => access === "read_write")]!;

/** Whether nothing of it comes from the weights file. Zeros stand for what a layer has not. */
function isConstant(source: Source): boolean {
  if (typeof source === "string" || "name" in source) return false;
  return "op" in source ? source.of.every(isConstant) : source.some((value) => value !== 0);
}
