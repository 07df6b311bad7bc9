import {
  elements,
  type Graph,
  inputOperator,
  type Node,
  nodeById,
  type ParameterUse,
  type Shape,
} from "../../compiler/graph/graph.ts";
import type { Family, Gather, Interpolation, RowReduction } from "../../compiler/kernels/family.ts";
import { arityOf, evaluate, type Scalar } from "../../compiler/kernels/scalar.ts";
import { seenRows } from "../../compiler/lower/moved-fields.ts";
import { type Axis, type Layer, statistics } from "../../compiler/lower/statistics.ts";
import { indices } from "../../compiler/operators/grid.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Random } from "../random.ts";
import { addedRoles } from "./kinds.ts";
import type { Run, Violation } from "./law.ts";
import type { Network, NetworkLaw } from "./network-law.ts";
import { split } from "./ways.ts";

/** Pixels of an input: one image for each is run. */
const mostPixels = 400;
/** What a pixel is raised to; more in each channel, since a softmax does not see what all of them have. */
const pulse = 64;
/** What rounding may make of a fraction of a pixel. */
const slack = 1e-6;

/**
 * Which pixels an output depends on, found by changing one after the other, is what the statistics compute (Araujo,
 * Norris and Sim 2019). All weights are positive and all values 0 until a pixel is raised, so that nothing can cancel
 * and any dependence shows. Fields are boxes: a dilated window has holes, its ends are exact.
 */
export const measuredField: NetworkLaw = {
  name: "the measured receptive field is the computed one",
  exempts: ({ graph }) => {
    const node = nodeById(graph);
    for (const each of graph.nodes) {
      if (each.operator === inputOperator) {
        if (elements(each.shape.slice(1)) > mostPixels) return "its input has too many pixels";
        continue;
      }
      if (each.parameters.some(({ values }) => values)) return "a weight written in the file may be 0";
      const work = operatorOf(each).kernel({
        inputs: each.inputs.map((id) => node(id).shape),
        attributes: each.attributes,
      });
      if (work.family === "row-reduction" && each.shape[0] === 1) return "a row of one element is always the same";
      if (work.family === "normalize") return "what it normalizes cancels, since its mean is 0";
      if (work.family === "row-reduction" && ofEqual(work) < 0) return "what follows may make a negative number 0";
      if (work.family === "elementwise" && !rises(work.formula, each.inputs.length))
        return "its formula does not rise with all that it depends on";
    }
    return undefined;
  },
  check: async (network, random, run) => {
    for (const input of network.graph.nodes.filter(({ operator }) => operator === inputOperator)) {
      const wrong = await ofInput(network, input, random, run);
      if (wrong) return wrong;
    }
    return undefined;
  },
};

/** What a row of equal elements becomes. */
function ofEqual({ reduction: { seed, step, finish } }: RowReduction): number {
  const first = seed.map((tree) => evaluate(tree, 0));
  return evaluate(finish, ...step.map((tree) => evaluate(tree, ...first, 0)), 0);
}

/** Numbers up to twice a pulse: a curve that is flat there hides what it depends on. */
const rising = [0, 1, 3, 7, 10, pulse, 2 * pulse];

/**
 * Whatever input grows, and whether the others are small or large, the value does: no product with 0 hides it, no clip,
 * and no larger of two. Parameters are positive.
 */
function rises(formula: Scalar, inputs: number): boolean {
  const parameters = new Array<number>(Math.max(0, arityOf(formula) - inputs)).fill(0.5);
  const pairs = Array.from({ length: inputs }, (_, raised) => [0, 100].map((others) => [raised, others] as const));
  return pairs.flat().every(([raised, others]) => {
    const values = rising.map((value) => {
      const x = Array.from({ length: inputs }, (_, i) => (i === raised ? value : others));
      return Math.fround(evaluate(formula, ...x, ...parameters));
    });
    return values.every((value, i) => i === 0 || value > values[i - 1]!);
  });
}

/** The network without anything but one input's pixels, raised one after the other; the last image has none. */
async function ofInput(
  { text, graph }: Network,
  input: Node,
  random: Random,
  run: Run,
): Promise<Violation | undefined> {
  const [channels, ...extents] = input.shape as [number, ...number[]];
  if (extents.length === 0) return undefined;
  const pixels = elements(extents);
  const inputs = Object.fromEntries(
    graph.nodes
      .filter(({ operator }) => operator === inputOperator)
      .map(({ name, shape }) => [name, new Float32Array((pixels + 1) * elements(shape))]),
  );
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let c = 0; c < channels; c++)
      inputs[input.name]![(pixel * channels + c) * pixels + pixel] = pulse * (1 + c / channels);
  const results = await run(text, inputs, weightsFor(graph, random), { batch: pixels + 1 });
  const { layers } = statistics(graph, { variants: [] });
  for (const { name, node } of graph.outputs) {
    const output = nodeById(graph)(node);
    const axes = layers
      .find((layer) => layer.name === output.name)
      ?.receptiveFields.find((field) => field.input === input.name)?.axes;
    if (!axes) continue;
    const changed = influences(split(results[name]!, pixels + 1), output, extents);
    const wrong = judge(axes, changed, extents, { aligned: areAligned(graph, layers), bound: isBound(graph) });
    if (wrong) return { ...wrong, texts: [text] };
  }
  return undefined;
}

/** Positive weights; 0 for what is added, so that all is 0 before a pixel is raised. */
function weightsFor(graph: Graph, random: Random): Map<string, Float32Array> {
  const node = nodeById(graph);
  const values = (each: ParameterUse, added: boolean): Float32Array => {
    const size = elements(each.shape);
    if (added || each.exactly !== undefined) return new Float32Array(size).fill(added ? 0 : each.exactly!);
    const unit = 1 / Math.sqrt(elements(each.shape.slice(1)));
    return Float32Array.from({ length: size }, () => unit * (0.5 + random()));
  };
  return new Map(
    graph.nodes
      .filter(({ operator }) => operator !== inputOperator)
      .flatMap((each) => {
        const added = addedRoles({ node: each, inputs: each.inputs.map((id) => node(id).shape) });
        return each.parameters.map((use) => [use.name, values(use, added.has(use.role))] as const);
      }),
  );
}

interface Influence {
  /** Of an output. */
  readonly at: readonly number[];
  /** Pixels that change it, in any of its channels. */
  readonly pixels: readonly (readonly number[])[];
}

function influences(images: readonly Float32Array[], { shape }: Node, extents: readonly number[]): Influence[] {
  const still = images.at(-1)!;
  const [channels, ...positions] = shape as [number, ...number[]];
  const size = elements(positions);
  const places = Array.from(indices(extents), (index) => [...index]);
  return Array.from(indices(positions), (index) => [...index]).map((at, place) => ({
    at,
    pixels: places.filter((_, pixel) =>
      Array.from({ length: channels }, (__, c) => c * size + place).some((i) => images[pixel]![i] !== still[i]),
    ),
  }));
}

/** Some outputs see fewer: those between the inputs that a transposed convolution spreads, or between two rows of a resize. */
function isBound(graph: Graph): boolean {
  const node = nodeById(graph);
  return graph.nodes.some((each) => {
    if (each.operator === inputOperator) return false;
    const inputs = each.inputs.map((id) => node(id).shape);
    const work = operatorOf(each).kernel({ inputs, attributes: each.attributes });
    const fewer = ["transposed-contraction", "unpool", "adaptive"].includes(work.family);
    return fewer || (isMoving(work) && !isStraight(work, each.shape));
  });
}

const isMoving = (work: Family): work is Gather | Interpolation =>
  work.family === "gather" || work.family === "interpolation";

/** Every output sees one row, and moves on by whole rows. */
const isStraight = (work: Gather | Interpolation, output: Shape): boolean =>
  seenRows(work, output)?.every(({ slope, first, last }) => first === last && Number.isInteger(slope)) ?? true;

/** Wherever paths meet, they move alike. Else they drift apart: then the extent is a bound, and the place is not known. */
function areAligned(graph: Graph, layers: readonly Layer[]): boolean {
  const node = nodeById(graph);
  const jumps = (id: number): string => {
    const { name, operator, shape } = node(id);
    if (operator === inputOperator)
      return shape
        .slice(1)
        .map(() => 1)
        .join();
    return layers
      .find((layer) => layer.name === name)!
      .receptiveFields.map(({ axes }) => axes.map(({ jump }) => jump).join())
      .join(";");
  };
  return graph.nodes.every(({ inputs }) => new Set(inputs.map(jumps)).size <= 1);
}

/**
 * The first place where what was seen is not the field. It is a bound only where padding cuts it off, behind a transposed
 * convolution, and where there are no places: the field is all of the input then, though a layer before may have dropped rows of it.
 */
function judge(
  axes: readonly Axis[],
  influence: readonly Influence[],
  extents: readonly number[],
  { aligned, bound }: { readonly aligned: boolean; readonly bound: boolean },
): Omit<Violation, "texts"> | undefined {
  for (const { at, pixels } of influence) {
    const fields = axes.map(({ start, jump, extent }, a) => {
      const first = start + jump * (at[a] ?? 0);
      return { first, last: first + extent - 1, extent, placed: jump > 0 };
    });
    const whole = fields.every(({ first, last }, a) => first >= 0 && last < extents[a]!);
    for (const [axis, { first, last, extent, placed }] of fields.entries()) {
      const seen = pixels.map((pixel) => pixel[axis]!);
      const [least, most] = [Math.min(...seen), Math.max(...seen)];
      const wrong = (got: number, expected: number) => ({ index: [axis, ...at], got, expected });
      if (!aligned && most - least >= extent) return wrong(most - least + 1, extent);
      const exact = whole && placed && !bound;
      if (aligned && (exact ? least !== first : least < first - slack)) return wrong(least, first);
      if (aligned && (exact ? most !== last : most > last + slack)) return wrong(most, last);
    }
  }
  return undefined;
}
