import { elements, type Shape } from "../../compiler/graph/graph.ts";
import { imageFor, weightsFor } from "./exact.ts";
import { isChannelwise, isPositionwise } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { differs, outputs, tensor } from "./ways.ts";

/** Which part of a tensor an index lies in. */
type Part = (index: readonly number[], shape: Shape) => number;

const positionOf: Part = ([, ...at], [, ...extents]) => at.reduce((place, p, a) => place * extents[a]! + p, 0);

/**
 * Other values in half of the parts leave the outputs of the other half as they were. Every number on its way is the
 * same one at the same place of the same kernel, so that this is due to the bit even of what rounds.
 */
const unmoved =
  (parts: (layer: Layer) => number, inputPart: Part, outputPart: (layer: Layer) => Part): Law["check"] =>
  async (layer, random, run) => {
    const { text, inputs, node } = layer;
    const kept = Array.from({ length: parts(layer) }, () => random() < 0.5);
    kept[0] = !kept[1];
    const [x, fresh] = [imageFor(layer, random), imageFor(layer, random)];
    const mixed = x.map((values, i) => {
      const shape = inputs[i]!;
      let at = 0;
      return tensor(shape, (index) => (kept[inputPart(index, shape)] ? values : fresh[i]!)[at++]!);
    });
    const [y, got] = await outputs(run, text, weightsFor(layer, random), [x, mixed]);
    const part = outputPart(layer);
    return differs([text], node.shape, [got!], (_, index, i) => (kept[part(index, node.shape)] ? y![i]! : undefined));
  };

/** y[·, p] depends on x[·, p] alone. */
export const positionsAreIndependent: Law = {
  name: "positions do not see each other",
  exempts: (layer) => {
    if (!isPositionwise(layer)) return "its outputs see more than one position";
    return elements(layer.inputs[0]!.slice(1)) > 1 ? undefined : "it has one position only";
  },
  check: unmoved(
    ({ inputs }) => elements(inputs[0]!.slice(1)),
    positionOf,
    () => positionOf,
  ),
};

/** y[c·m + i, ·] depends on x[c, ·] alone, for a multiplier m. */
export const channelsAreIndependent: Law = {
  name: "channels do not see each other",
  exempts: (layer) => {
    if (!isChannelwise(layer)) return "its outputs see more than one channel";
    return layer.inputs[0]![0]! > 1 ? undefined : "it has one channel only";
  },
  check: unmoved(
    ({ inputs }) => inputs[0]![0]!,
    ([c]) => c!,
    ({ inputs, node }) =>
      ([c]) =>
        Math.floor((c! * inputs[0]![0]!) / node.shape[0]!),
  ),
};

/** y[c, ·] depends on x[c − before … c + after, ·] alone: another value in one channel reaches no further. */
export const channelsSeeThoseAround: Law = {
  name: "a channel sees those around it and no others",
  exempts: ({ work, inputs }) => {
    if (work.family !== "channel-window") return "it has no window over channels";
    return work.before + work.after + 1 < inputs[0]![0]! ? undefined : "its windows hold all channels";
  },
  check: async (layer, random, run) => {
    const { text, inputs, node, work } = layer;
    const [shape] = inputs as [Shape];
    const { before, after } = work as Extract<typeof work, { family: "channel-window" }>;
    const other = Math.floor(random() * shape[0]!);
    const [[x], [fresh]] = [imageFor(layer, random), imageFor(layer, random)];
    let at = 0;
    const mixed = tensor(shape, ([c]) => (c === other ? fresh! : x!)[at++]!);
    const [y, got] = await outputs(run, text, weightsFor(layer, random), [[x!], [mixed]]);
    const sees = (c: number): boolean => c - before <= other && other <= c + after;
    return differs([text], node.shape, [got!], (_, [c], i) => (sees(c!) ? undefined : y![i]!));
  },
};
