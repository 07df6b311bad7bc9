import type { Arrow, Box, Model } from "./model.ts";
import type { Stack } from "./stacks.ts";

/** A drawing that is taller, in pixels, continues in a column beside it, if it can be cut. */
const tallest = 3000;

/** Columns may be so much taller than if all were equal; what can only be cut into less even ones gets fewer. */
const uneven = 1.5;

/**
 * The parts of a model that stand beside each other, one below the other's end: itself if it is not tall. It is cut only
 * where a single value goes on. That value ends in a passage at the foot of a column and begins in one at the head of
 * the next.
 *
 * @param stacks the model's, from top to bottom
 * @param bottomOf where a stack ends, in pixels from the top, when all of them stand in one column
 */
export function columnsOf(model: Model, stacks: readonly Stack[], bottomOf: (stack: Stack) => number): Model[] {
  const place = new Map(stacks.flatMap(({ boxes }, i) => boxes.map(({ id }) => [id, i] as const)));
  const depth: number[] = [];
  for (const [i, stack] of stacks.entries()) depth.push(Math.max(depth[i - 1] ?? 0, bottomOf(stack)));
  const height = depth.at(-1)!;
  for (let count = Math.ceil(height / tallest); count > 1; count--) {
    const cuts = cutsOf(depth, placesToCut(model.arrows, place, stacks.length), count);
    if (cuts) return partsOf(model, place, cuts);
  }
  return [model];
}

/** After which stacks the drawing can be cut: those that arrows of one value only pass by. */
function placesToCut(arrows: readonly Arrow[], place: ReadonlyMap<string, number>, stacks: number): number[] {
  const crossing = Array.from({ length: stacks - 1 }, () => new Set<string>());
  for (const { from, to } of arrows) for (let i = place.get(from)!; i < place.get(to)!; i++) crossing[i]!.add(from);
  return [...crossing.keys()].filter((i) => crossing[i]!.size === 1);
}

/** The last stack of each column but the last, for so many columns at most; undefined where they get too uneven. */
function cutsOf(depth: readonly number[], allowed: readonly number[], count: number): number[] | undefined {
  const even = depth.at(-1)! / count;
  for (let most = even; most <= uneven * even; most += even / 20) {
    const cuts: number[] = [];
    for (const [k, i] of allowed.entries()) {
      const [top, next] = [cuts.length > 0 ? depth[cuts.at(-1)!]! : 0, allowed[k + 1] ?? depth.length - 1];
      if (depth[next]! - top > most) cuts.push(i);
    }
    const ends = [...cuts, depth.length - 1].map((i) => depth[i]!);
    if (cuts.length < count && ends.every((end, k) => end - (ends[k - 1] ?? 0) <= most)) return cuts;
  }
  return undefined;
}

function partsOf(model: Model, place: ReadonlyMap<string, number>, cuts: readonly number[]): Model[] {
  const column = (id: string) => cuts.filter((cut) => cut < place.get(id)!).length;
  return Array.from({ length: cuts.length + 1 }, (_, k): Model => {
    const leaves = model.arrows.find(({ from, to }) => column(from) <= k && column(to) > k);
    const [head, foot] = [k > 0 ? [passage("head")] : [], leaves ? [passage("foot")] : []];
    const arrows = model.arrows
      .filter(({ to }) => column(to) === k)
      .map((arrow) => (column(arrow.from) < k ? { ...arrow, from: headId } : arrow));
    const out = leaves && { ...leaves, from: column(leaves.from) < k ? headId : leaves.from, to: footId };
    return {
      ...model,
      boxes: [...head, ...model.boxes.filter(({ id }) => column(id) === k), ...foot],
      arrows: [...arrows, ...(out ? [out] : [])],
      kernels: model.kernels.filter(([id]) => column(id!) === k),
    };
  });
}

/** No layer is called so. */
const [headId, footId] = ["> head", "foot >"];

const passage = (end: "head" | "foot"): Box => ({
  id: end === "head" ? headId : footId,
  kind: "passage",
  title: "",
  detail: "",
  name: "",
  hint: "",
});
