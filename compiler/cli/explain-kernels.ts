import { positionOf, type Source } from "../../grammar/source.ts";
import type { Compiled } from "../compile.ts";
import type { Graph, Node } from "../graph/graph.ts";
import type { Candidate, DeviceModel } from "../kernels/family.ts";
import { schedules } from "../kernels/schedules.ts";
import { type Resolved, workKey } from "../lower/choices.ts";
import { variantName } from "../lower/devices.ts";
import { type Lowered, lower, type Step, scheduleName } from "../lower/lower.ts";
import { layersOf } from "../lower/program.ts";
import type { Colors } from "./output.ts";
import { columns, number, scaled } from "./text.ts";

/** Why a program has the kernels that it has. */
export interface VariantChoices {
  readonly variant: string;
  /** What the cost model knows of such devices. */
  readonly model: DeviceModel;
  readonly layers: readonly LayerChoice[];
}

interface LayerChoice {
  /** `conv1 + tanh1` */
  readonly label: string;
  readonly line: number;
  /** `workKey`: layers of equal work share a kernel. */
  readonly work: string;
  /** Of each layer that the kernel computes. */
  readonly families: readonly string[];
  /** Of a kernel for several layers: what it should cost, with its dispatch, and what kernels of their own would. */
  readonly together?: { readonly cost: number; readonly apart: number };
  readonly chosen: string;
  /** The cost model took the cheapest, or a file said otherwise: by the layer's name, or by a measurement of its work. */
  readonly by: "cost" | "layer" | "work";
  /** All that are legal here, cheapest first; the cost in multiply-adds of one lane. */
  readonly candidates: readonly Pick<Candidate, "schedule" | "choice" | "cost">[];
  /** Schedules of the family that are not. */
  readonly illegal: readonly string[];
}

export const choicesIn = (
  { program, graph, lowered }: Compiled,
  source: Source,
  decided: Resolved["decided"] | undefined,
): VariantChoices[] =>
  lowered
    .filter(({ model }) => program.variants.some(({ name }) => name === variantName(model)))
    .map((each) => variantChoices(each, apartIn(graph, source, each), source, decided ?? (() => undefined)));

/** What each node should cost in a kernel of its own, with its dispatch. */
function apartIn(graph: Graph, source: Source, { model }: Lowered): ReadonlyMap<Node, number> {
  const { steps } = lower(graph, source, model, { apart: true });
  return new Map(steps.map(({ node, decision }) => [node, model.dispatch + decision.candidates[0]!.cost]));
}

function variantChoices(
  { model, steps }: Lowered,
  apart: ReadonlyMap<Node, number>,
  source: Source,
  decided: Resolved["decided"],
): VariantChoices {
  const variant = variantName(model);
  const layer = (step: Step): LayerChoice => {
    const { inner, label, decision } = step;
    const { work, families, candidates, chosen } = decision;
    const alone = layersOf(step).map((each) => apart.get(each)!);
    const has = (name: string) => candidates.some(({ schedule }) => schedule === name);
    return {
      label,
      line: positionOf(source.text, layersOf(step)[0]!.span.start).line,
      work: workKey(work),
      families,
      ...(inner.length > 0
        ? { together: { cost: model.dispatch + chosen.cost, apart: alone.reduce((sum, cost) => sum + cost, 0) } }
        : {}),
      chosen: scheduleName(chosen),
      by: decided(variant, work) ?? "cost",
      candidates: candidates.map(({ schedule, choice, cost }) => ({ schedule, choice, cost })),
      illegal: schedules
        .filter((each) => inner.length === 0 && families.includes(each.family) && !has(each.name))
        .map(({ name }) => name),
    };
  };
  return { variant, model, layers: steps.map(layer) };
}

/** Candidates that are shown of a layer, beside the chosen one and the cheapest of each other schedule. */
const mostShown = 6;

const reasons: Readonly<Record<LayerChoice["by"], string>> = {
  cost: "the cheapest",
  layer: "fixed by the schedule file",
  work: "measured by `cnnc tune`",
};

export function choicesText({ variant, model, layers }: VariantChoices, source: Source, colors: Colors): string {
  const { load, loadVector, compile, dispatch, width } = model;
  const loads = `a load ${load}, of a vector ${loadVector}`;
  const costs = `${loads}, a compiled statement ${compile}, a dispatch ${dispatch}; ${width} lanes at once`;
  const shown = new Map<string, string>();
  const blocks = layers.flatMap((layer) => {
    const same = shown.get(layer.work);
    shown.set(layer.work, same ?? layer.label);
    const what = [...new Set(layer.families)].join(", ");
    const head = `${layer.label}  ${colors.dim(`${source.name}:${layer.line}, ${what} ${layer.work}`)}`;
    return same === undefined ? [head, ...candidateLines(layer, colors)] : [head, `  the kernel of ${same}`];
  });
  return [
    colors.bold(variant),
    colors.dim(`  in multiply-adds: ${costs}`),
    ...blocks.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function candidateLines({ candidates, chosen, by, illegal, together }: LayerChoice, { green, dim }: Colors): string[] {
  const seen = new Set<string>();
  const listed = candidates.filter((each, place) => {
    const first = !seen.has(each.schedule);
    seen.add(each.schedule);
    return place < mostShown || first || scheduleName(each) === chosen;
  });
  const least = candidates[0]!.cost;
  const rows = listed.map((each) => {
    const taken = scheduleName(each) === chosen;
    const much = each === candidates[0] ? "" : `${number(each.cost / least)} times the cheapest`;
    const why = [taken ? green(reasons[by]) : "", dim(much)].filter((part) => part !== "");
    return [taken ? green("  >") : "   ", scheduleName(each), scaled(Math.round(each.cost)), why.join(", ")];
  });
  const rest = candidates.length - listed.length;
  return [
    ...columns(rows, [2]),
    ...(rest > 0 ? [dim(`     and ${rest} more`)] : []),
    ...(together
      ? [dim(`     in one kernel ${scaled(Math.round(together.cost))}, apart ${scaled(Math.round(together.apart))}`)]
      : []),
    ...(illegal.length > 0 ? [dim(`     not here: ${illegal.join(", ")}`)] : []),
  ];
}
