import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Candidate } from "../kernels/family.ts";
import { variantName } from "./devices.ts";
import { type Choose, type Decision, type Lowered, type Step, scheduleName } from "./lower.ts";
import { layersOf, type PlannedStep } from "./program.ts";

/**
 * Choices that somebody has made instead of the cost model, by variant and then by what the kernel is for: `layers` by a
 * layer's name, `works` by `workKey`. A choice is said as `scheduleName` says it: `register-tile: 7 along x, 4 channels`.
 */
export interface Choices {
  readonly layers: ChoicesByVariant;
  readonly works: ChoicesByVariant;
}

type ChoicesByVariant = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A kernel's work by a name of 16 digits: the same in every network, and for every layer of equal work. */
export const workKey = (work: string): string => bytesToHex(sha256(utf8ToBytes(work))).slice(0, 16);

/** What a kernel goes by: its layers, what is fused into them, and the layers that they compute a part of. */
export const layerNames = (step: PlannedStep): readonly string[] =>
  layersOf(step).flatMap((node) => [
    ...[node, ...node.epilogue].map(({ name }) => name),
    ...(node.partOf === undefined ? [] : [node.partOf]),
  ]);

/** A choice that cannot be had. */
export type Misfit =
  | { readonly kind: "variant"; readonly variant: string; readonly variants: readonly string[] }
  | { readonly kind: "layer"; readonly variant: string; readonly layer: string; readonly layers: readonly string[] }
  | {
      readonly kind: "choice";
      readonly variant: string;
      readonly layer: string;
      readonly found: string;
      readonly legal: readonly string[];
    }
  /** Layers of equal work have one kernel, and cannot have two. */
  | { readonly kind: "conflict"; readonly variant: string; readonly layer: string; readonly other: string };

export interface Resolved {
  /** Takes what was chosen, and else the cheapest. */
  readonly choose: Choose;
  /** Of choices by layer. */
  readonly misfits: readonly Misfit[];
  /** Keys of choices by work that nothing here has, or no longer can be had. */
  readonly stale: readonly { readonly variant: string; readonly key: string }[];
  /** Who decided on the kernel of some work. */
  readonly decided: (variant: string, work: string) => "layer" | "work" | undefined;
}

/** Holds choices to a network as it was lowered for each of the variants. A layer's own choice goes before one by work. */
export function resolve(lowered: readonly Lowered[], { layers, works }: Choices): Resolved {
  const variants = new Map(lowered.map((each) => [variantName(each.model), each.steps]));
  const chosen: Chosen = new Map();
  const stale = takeWorks(variants, works, chosen);
  const misfits = takeLayers(variants, layers, chosen);
  return {
    choose: (list, _, { work, model }) => {
      const name = chosen.get(at(variantName(model), work))?.name;
      return list.find((each) => scheduleName(each) === name) ?? list[0];
    },
    misfits,
    stale,
    decided: (variant, work) => chosen.get(at(variant, work))?.by,
  };
}

type Variants = ReadonlyMap<string, readonly Step[]>;
/** By variant and work. */
type Chosen = Map<string, { readonly by: "layer" | "work"; readonly name: string; readonly layer?: string }>;

const at = (variant: string, work: string): string => `${variant} ${work}`;

function takeWorks(variants: Variants, works: Choices["works"], chosen: Chosen): Resolved["stale"] {
  const stale: { variant: string; key: string }[] = [];
  for (const [variant, choices] of Object.entries(works)) {
    const decisions = new Map((variants.get(variant) ?? []).map(({ decision }) => [workKey(decision.work), decision]));
    for (const [key, name] of Object.entries(choices)) {
      const decision = decisions.get(key);
      if (decision && find(decision, name)) chosen.set(at(variant, decision.work), { by: "work", name });
      else stale.push({ variant, key });
    }
  }
  return stale;
}

function takeLayers(variants: Variants, layers: Choices["layers"], chosen: Chosen): Misfit[] {
  const misfits: Misfit[] = [];
  for (const [variant, choices] of Object.entries(layers)) {
    const steps = variants.get(variant);
    if (!steps) misfits.push({ kind: "variant", variant, variants: [...variants.keys()] });
    else
      for (const [layer, name] of Object.entries(choices))
        misfits.push(...takeLayer(variant, steps, { layer, name }, chosen));
  }
  return misfits;
}

function takeLayer(
  variant: string,
  steps: readonly Step[],
  { layer, name }: { readonly layer: string; readonly name: string },
  chosen: Chosen,
): Misfit[] {
  const own = steps.filter((step) => layerNames(step).includes(layer));
  if (own.length === 0) return [{ kind: "layer", variant, layer, layers: steps.flatMap(layerNames) }];
  return own.flatMap(({ decision }): Misfit[] => {
    const before = chosen.get(at(variant, decision.work));
    if (!find(decision, name))
      return [{ kind: "choice", variant, layer, found: name, legal: decision.candidates.map(scheduleName) }];
    if (before?.layer !== undefined && before.name !== name)
      return [{ kind: "conflict", variant, layer, other: before.layer }];
    chosen.set(at(variant, decision.work), { by: "layer", name, layer });
    return [];
  });
}

const find = ({ candidates }: Decision, name: string): Candidate | undefined =>
  candidates.find((each) => scheduleName(each) === name);

/**
 * The candidates that are worth measuring, the cheapest first: so many by their predicted cost, and of each other schedule
 * the cheapest, since a cost model knows its own schedule's choices better than it can rank schedules. One that should take
 * ten times as long is left out.
 */
export function shortlist(candidates: readonly Candidate[], most: number): readonly Candidate[] {
  const seen = new Set<string>();
  const least = candidates[0]?.cost ?? 0;
  return candidates.filter(({ schedule, cost }, place) => {
    const first = !seen.has(schedule);
    seen.add(schedule);
    return place < most || (first && cost <= 10 * least);
  });
}
