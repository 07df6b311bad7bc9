import { imagesFor, inexact, weightsFor } from "./exact.ts";
import { isLinear } from "./kinds.ts";
import type { Law } from "./law.ts";
import { combined, differ, outputs } from "./ways.ts";

/** f(a·x + b·z) − f(0) = a·(f(x) − f(0)) + b·(f(z) − f(0)): what is added, f(0), is no part of a linear map. */
export const linearity: Law = {
  name: "a linear layer of a sum is the sum of its values",
  exempts: (layer) => (isLinear(layer) ? inexact(layer) : "it is not linear"),
  check: async (layer, random, run) => {
    const [a, b] = [2, -3];
    const weights = weightsFor(layer, random);
    const [x, z] = imagesFor(layer, random, 2);
    const mixed = x!.map((values, i) => combined([a, values], [b, z![i]!]));
    const zero = x!.map((values) => new Float32Array(values.length));
    const [fx, fz, f0, got] = await outputs(run, layer.text, weights, [x!, z!, zero, mixed]);
    const expected = combined([a, fx!], [b, fz!], [1 - a - b, f0!]);
    return differ([layer.text], layer.node.shape, [got!], [expected]);
  },
};
