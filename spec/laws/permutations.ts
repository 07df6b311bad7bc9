import { isFiltering } from "../../compiler/kernels/family.ts";
import { imagesFor, inexact, type Weights, weightsFor } from "./exact.ts";
import { type Filtered, filters, outputsOfGroup, withFilters } from "./filters.ts";
import { isChannelwise } from "./kinds.ts";
import type { Law, Layer } from "./law.ts";
import { changed } from "./layer-text.ts";
import { differs, grid, outputs, permutation, tensor } from "./ways.ts";

/** The channels in another order: channel c is what channel order[c] was. */
const reordered = (shape: readonly number[], values: ArrayLike<number>, order: readonly number[]): Float32Array => {
  const before = grid(shape, values);
  return tensor(shape, ([c, ...at]) => before.at([order[c!]!, ...at])!);
};

const moreThanOne = (count: number, what: string): string | undefined =>
  count > 1 ? undefined : `it has one ${what} only`;

/** w'[π(o)] = w[o] and b'[π(o)] = b[o] give y'[π(o)] = y[o]; π moves outputs within their group. */
export const filtersInAnotherOrder: Law = {
  name: "filters in another order give the outputs in that order",
  exempts: (layer) => {
    if (!isFiltering(layer.work)) return "it has no filters";
    return moreThanOne(outputsOfGroup(layer.work), "filter in a group") ?? inexact(layer);
  },
  check: async (layer, random, run) => {
    const work = layer.work as Filtered;
    const [weights, images] = [weightsFor(layer, random), imagesFor(layer, random, 2)];
    const each = outputsOfGroup(work);
    const order = Array.from({ length: work.groups }, (_, g) =>
      permutation(random, each).map((at) => g * each + at),
    ).flat();
    const at = filters(work, weights);
    const bias = weights.get("bias");
    const moved = withFilters(
      weights,
      work,
      (out, input, tap) => at(order[out]!, input, tap),
      bias && reordered([bias.length], bias, order),
    );
    const other = changed(layer, {});
    const y = (await outputs(run, layer.text, weights, images)).map((values) => grid(layer.node.shape, values));
    const got = await outputs(run, other, moved, images);
    return differs(
      [layer.text, other],
      layer.node.shape,
      got,
      (image, [c, ...place]) => y[image]!.at([order[c!]!, ...place])!,
    );
  },
};

/** x'[i] = x[π(i)] and w'[o, i] = w[o, π(i)] give y' = y; π moves inputs within their group. */
export const inputsInAnotherOrder: Law = {
  name: "input channels in another order, with their filters, change nothing",
  exempts: (layer) => {
    if (!isFiltering(layer.work)) return "it has no filters";
    if (layer.work.family === "deformable" && layer.work.offsetGroups > 1)
      return "its inputs have offsets of their own";
    return moreThanOne(layer.work.inChannels / layer.work.groups, "input channel in a group") ?? inexact(layer);
  },
  check: async (layer, random, run) => {
    const work = layer.work as Filtered;
    const [weights, images] = [weightsFor(layer, random), imagesFor(layer, random, 2)];
    const each = work.inChannels / work.groups;
    const orders = Array.from({ length: work.groups }, () => permutation(random, each));
    const [at, outs] = [filters(work, weights), outputsOfGroup(work)];
    const moved = withFilters(weights, work, (out, input, tap) =>
      at(out, orders[Math.floor(out / outs)]![input]!, tap),
    );
    const order = orders.flatMap((own, group) => own.map((from) => group * each + from));
    const other = changed(layer, {});
    const y = await outputs(run, layer.text, weights, images);
    const got = await outputs(
      run,
      other,
      moved,
      images.map(([x, ...others]) => [reordered(layer.inputs[0]!, x!, order), ...others]),
    );
    return differs([layer.text, other], layer.node.shape, got, (image, _, i) => y[image]![i]!);
  },
};

/** f(πx; πw) = π f(x; w), where a channel has parameters of its own; outputs that share an input move together. */
export const channelsInAnotherOrder: Law = {
  name: "what works on each channel commutes with an order of the channels",
  exempts: (layer) => {
    if (!isChannelwise(layer)) return "its outputs see more than one channel";
    return moreThanOne(layer.inputs[0]![0]!, "channel") ?? inexact(layer);
  },
  check: async (layer, random, run) => {
    const { inputs, node } = layer;
    const [weights, images] = [weightsFor(layer, random), imagesFor(layer, random, 2)];
    const order = permutation(random, inputs[0]![0]!);
    const multiplier = node.shape[0]! / order.length;
    const outputOrder = order.flatMap((c) => Array.from({ length: multiplier }, (_, m) => c * multiplier + m));
    const moved = movedWeights(layer, weights, outputOrder);
    const other = changed(layer, {});
    const y = (await outputs(run, layer.text, weights, images)).map((values) => grid(node.shape, values));
    const permuted = images.map((image) => image.map((x, i) => reordered(inputs[i]!, x, order)));
    const got = await outputs(run, other, moved, permuted);
    return differs(
      [layer.text, other],
      node.shape,
      got,
      (image, [c, ...place]) => y[image]!.at([outputOrder[c!]!, ...place])!,
    );
  },
};

/** Filters, and parameters whose first axis are the output's channels; what channels share stays as it is. */
function movedWeights({ node, work }: Layer, weights: Weights, order: readonly number[]): Weights {
  const moved = new Map(
    node.parameters
      .filter(({ outputs }) => outputs === undefined)
      .map(({ role, shape }) => {
        const own = weights.get(role)!;
        return [role, shape[0] === 1 ? own : reordered(shape, own, order)] as const;
      }),
  );
  if (moved.size === node.parameters.length || !isFiltering(work)) return moved;
  const at = filters(work, weights);
  return withFilters(weights, work, (out, input, tap) => at(order[out]!, input, tap), moved.get("bias"));
}

/**
 * x'[c] = x[π(c)] and w'[c] = w[π(c)] give y'[c] = y[π(c)]; π moves channels within their group. The mean of squares of whole
 * numbers is the same to the bit in any order; a variance is not, as it is made of differences from the first element.
 */
export const normalizedInAnotherOrder: Law = {
  name: "channels that are normalized together may be in another order",
  exempts: ({ work, inputs }) => {
    if (work.family !== "normalize") return "it normalizes nothing";
    return work.centered ? "it subtracts a mean" : moreThanOne(inputs[0]![0]! / work.groups, "channel in a group");
  },
  check: async (layer, random, run) => {
    const { work, node, text } = layer;
    const [shape] = layer.inputs as [readonly number[]];
    const { groups } = work as Extract<typeof work, { family: "normalize" }>;
    const each = shape[0]! / groups;
    const order = Array.from({ length: groups }, (_, g) => permutation(random, each).map((at) => g * each + at)).flat();
    const [weights, images] = [weightsFor(layer, random), imagesFor(layer, random, 2)];
    const parameter = new Map(node.parameters.map(({ role, shape: extents }) => [role, extents]));
    const moved: Weights = new Map(
      [...weights].map(([role, values]) => [role, reordered(parameter.get(role)!, values, order)]),
    );
    const y = (await outputs(run, text, weights, images)).map((values) => grid(node.shape, values));
    const got = await outputs(
      run,
      text,
      moved,
      images.map(([x]) => [reordered(shape, x!, order)]),
    );
    return differs([text], node.shape, got, (image, [c, ...place]) => y[image]!.at([order[c!]!, ...place])!);
  },
};
