import { isFiltering } from "../../compiler/kernels/family.ts";
import { imagesFor, inexact, weightsFor } from "./exact.ts";
import { hasConstants } from "./kinds.ts";
import type { Law } from "./law.ts";
import { combined, differ, outputs } from "./ways.ts";

/** f(x; v + w) = f(x; v) + f(x; w), biases among the weights. Running statistics are none: they stay as they are. */
export const additivity: Law = {
  name: "a layer with the sum of two sets of weights is the sum of the layers with each",
  exempts: (layer) => {
    const { node, work } = layer;
    if (node.parameters.length === 0) return "it has no weights";
    if (!isFiltering(work) && work.family !== "affine") return "it is not linear in its weights";
    return hasConstants(layer) ? "its weights are written in the file" : inexact(layer);
  },
  check: async (layer, random, run) => {
    const statistics = new Set(layer.node.parameters.flatMap(({ role, statistic }) => (statistic ? [role] : [])));
    const v = weightsFor(layer, random);
    const w = new Map(
      [...weightsFor(layer, random)].map(([role, own]) => [role, statistics.has(role) ? v.get(role)! : own]),
    );
    const sum = new Map(
      [...v].map(([role, own]) => [role, statistics.has(role) ? own : combined([1, own], [1, w.get(role)!])]),
    );
    const images = imagesFor(layer, random, 2);
    const [fv, fw, got] = [
      await outputs(run, layer.text, v, images),
      await outputs(run, layer.text, w, images),
      await outputs(run, layer.text, sum, images),
    ];
    const expected = fv.map((values, i) => combined([1, values], [1, fw[i]!]));
    return differ([layer.text], layer.node.shape, got, expected);
  },
};
