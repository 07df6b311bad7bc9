import { type Memory, scoped } from "./buffers.ts";
import { CnncError } from "./errors.ts";
import type { Program, Recipe, Variant } from "./program.ts";
import { type Leaf, leavesOf, packed, sourceValues } from "./recipes.ts";
import { volume } from "./shape.ts";
import { checkFinite, type Take } from "./weights.ts";

/** Brings what is asked for, in any order. */
export type Load = (leaves: Iterable<Leaf>, take: Take<Leaf>) => Promise<void>;

/** Values that are packed at once. */
const mostPacked = 2 ** 22;

/**
 * Fills the weight slots while the weights arrive: each one when all that it is made of is there. What no other one waits
 * for is let go.
 *
 * @throws CnncError `weights-not-finite`, `out-of-memory`, `validation`, and as `load`
 */
export async function upload(
  { name: net }: Pick<Program, "name">,
  device: GPUDevice,
  variant: Variant,
  memory: Memory,
  load: Load,
): Promise<void> {
  const held = new Map<Leaf, Float32Array>();
  const waiting = new Map<Leaf, Set<Recipe>>();
  for (const recipe of variant.recipes)
    for (const leaf of leavesOf(recipe.source)) waiting.set(leaf, (waiting.get(leaf) ?? new Set()).add(recipe));

  const { write, settle } = writer(device, `the weights of ${net}`);
  const fill = async (recipe: Recipe) => {
    const { slot, source, extents } = recipe;
    const leaves = [...leavesOf(source)];
    if (!leaves.every((leaf) => held.has(leaf))) return;
    const values = sourceValues(source, held, volume(extents));
    // Finite weights may still give what is not: the root of a negative variance.
    if (typeof source === "object" && "op" in source)
      checkFinite("weights-not-finite", `what the weights give \`${variant.slots[slot]!.name}\``, values);
    const { buffer, offset } = memory.slots[slot]!;
    let at = offset;
    for (const piece of packed(recipe, values, mostPacked)) {
      await write(buffer, at, piece);
      at += piece.byteLength;
    }
    for (const leaf of leaves) {
      const others = waiting.get(leaf)!;
      others.delete(recipe);
      if (others.size === 0) held.delete(leaf);
    }
  };

  // Those of constants wait for nothing.
  for (const recipe of variant.recipes) await fill(recipe);
  await load(waiting.keys(), async (leaf, values) => {
    // Nobody waits for the weights of a network that could not be built otherwise.
    if (memory.bytes === 0) throw new CnncError("disposed", `${net} is disposed of`);
    held.set(leaf, values);
    for (const recipe of waiting.get(leaf)!) await fill(recipe);
  });
  await settle();
}

/** WebGPU's verdict on a write takes a trip to the GPU's process and back: many are on their way at a time. */
function writer(device: GPUDevice, what: string) {
  const verdicts: Promise<void>[] = [];
  let words = 0;
  /** @throws CnncError `out-of-memory`, `validation` */
  const settle = () => Promise.all(verdicts.splice(0));
  const write = async (buffer: GPUBuffer, at: number, piece: Float32Array<ArrayBuffer>) => {
    const verdict = scoped(device, what, () => device.queue.writeBuffer(buffer, at, piece));
    // It is waited for later.
    verdict.catch(() => {});
    verdicts.push(verdict);
    words += piece.length;
    if (words < mostPacked) return;
    words = 0;
    await settle();
  };
  return { write, settle };
}
