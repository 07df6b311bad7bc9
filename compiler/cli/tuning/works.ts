import type { Source } from "../../../grammar/source.ts";
import type { Compiled } from "../../compile.ts";
import { layerNames, shortlist, workKey } from "../../lower/choices.ts";
import { excerpt } from "../../lower/excerpt.ts";
import { type Choose, type Lowered, lower, type Step, scheduleName } from "../../lower/lower.ts";
import type { Entry } from "./contest.ts";

/** What one kernel of a network does, for one layer or for several. */
export interface Work {
  /** `workKey` */
  readonly key: string;
  /** Each dispatch that it is for: `conv1 + tanh1`. */
  readonly labels: readonly string[];
  readonly names: readonly string[];
  /** All kernels that could do it, cheapest first. */
  readonly kernels: readonly string[];
}

/** In the order of the dispatches. */
export function worksOf({ steps }: Lowered): Work[] {
  const byWork = new Map<string, Step[]>();
  for (const step of steps) byWork.set(step.decision.work, [...(byWork.get(step.decision.work) ?? []), step]);
  return [...byWork].map(([work, own]) => ({
    key: workKey(work),
    labels: own.map(({ label }) => label),
    names: own.flatMap(layerNames),
    kernels: own[0]!.decision.candidates.map(scheduleName),
  }));
}

/**
 * The kernels to compare for each work of a variant, each as a network of its own. The network is lowered once for every
 * place in the shortlists, when it is first asked for.
 *
 * @param again `lower`, but for tests that need a wrong kernel
 */
export function entrants(
  { graph }: Pick<Compiled, "graph">,
  source: Source,
  base: Lowered,
  { most, fuse = true }: { readonly most: number; readonly fuse?: boolean },
  again = lower,
): (work: Work) => Entry[] {
  const lowerings: Lowered[] = [];
  const lowering = (place: number): Lowered => {
    const choose: Choose = (list) => shortlist(list, most)[place] ?? list[0];
    lowerings[place] ??= again(graph, source, base.model, { choose, fuse });
    return lowerings[place];
  };
  return ({ key }) => {
    const own = base.steps.findIndex(({ decision }) => workKey(decision.work) === key);
    return shortlist(base.steps[own]!.decision.candidates, most).map((candidate, place) => {
      const lowered = lowering(place);
      return {
        kernel: scheduleName(candidate),
        cost: candidate.cost,
        excerpt: excerpt(graph, lowered, lowered.steps[own]!),
      };
    });
  };
}
