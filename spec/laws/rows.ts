import { elements, type Shape } from "../../compiler/graph/graph.ts";
import type { Family } from "../../compiler/kernels/family.ts";
import { root } from "../interpreter.ts";
import { integers, type Random, seeded } from "../random.ts";
import { imagesFor, weightsFor } from "./exact.ts";
import type { Law, Layer } from "./law.ts";
import { differ, grid, outputs, tensor } from "./ways.ts";

/** Which set of elements, of those that are reduced together, an index belongs to; a position's channels are a row. */
function setOf(work: Family, [channels, ...extents]: Shape): (index: readonly number[]) => number {
  const place = (at: readonly number[]): number => at.reduce((all, p, axis) => all * extents[axis]! + p, 0);
  if (work.family !== "normalize") return ([, ...at]) => place(at);
  const group = (c: number): number => Math.floor((c * work.groups) / channels!);
  return ([c, ...at]) => (work.positions === "together" ? group(c!) : group(c!) * elements(extents) + place(at));
}

/** A whole number for each set, added to all of its elements. */
function lifted({ work, inputs: [shape] }: Layer, values: Float32Array, random: Random): Float32Array {
  const constants = integers(random, elements(shape!), 50);
  const set = setOf(work, shape!);
  let i = 0;
  return tensor(shape!, (index) => values[i++]! + constants[set(index)]!);
}

/** What the layer means does not change with a constant: to the bit, on whole numbers. */
function ignoresConstants(layer: Layer): boolean {
  const { node } = layer;
  const [shape] = layer.inputs;
  const random = seeded(1);
  const x = integers(random, elements(shape!), 3);
  const [plain, raised] = [x, lifted(layer, x, random)].map((values) =>
    root(node, [grid(shape!, values)], () => undefined),
  );
  return plain!.values.every((value, i) => value === raised!.values[i]);
}

/**
 * f(x + c) = f(x): softmax is made of differences from the largest element, a normalization of those from the first. On
 * whole numbers they are exact, so that all that follows is the same to the bit, however it rounds.
 */
export const constantsOfRows: Law = {
  name: "a constant added to what is reduced together changes nothing",
  exempts: (layer) => {
    if (layer.work.family === "normalize") return layer.work.centered ? undefined : "it sees constants";
    if (layer.work.family !== "row-reduction") return "it reduces no rows";
    return ignoresConstants(layer) ? undefined : "it sees constants";
  },
  check: async (layer, random, run) => {
    const { text, node } = layer;
    const images = imagesFor(layer, random, 2);
    const raised = images.map(([x]) => [lifted(layer, x!, random)]);
    const y = await outputs(run, text, weightsFor(layer, random), [...images, ...raised]);
    return differ([text], node.shape, y.slice(images.length), y.slice(0, images.length));
  },
};
