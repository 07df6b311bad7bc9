import { elements } from "../../compiler/graph/graph.ts";
import { reals } from "../random.ts";
import { realValues } from "../verify/data.ts";
import { addedRoles, hasConstants, isHomogeneous } from "./kinds.ts";
import type { Law } from "./law.ts";
import { differ, outputs } from "./ways.ts";

const doubled = (values: Float32Array): Float32Array => values.map((value) => 2 * value);

/** f(2x; w, 2b) = 2 · f(x; w, b) on any real data: a power of two changes the exponents and no rounding. */
export const doubling: Law = {
  name: "twice the input, and twice what is added, gives twice the output",
  exempts: (layer) => {
    if (!isHomogeneous(layer)) return "it is not homogeneous";
    return hasConstants(layer) && addedRoles(layer).size > 0 ? "its weights are written in the file" : undefined;
  },
  check: async (layer, random, run) => {
    const { text, node, inputs } = layer;
    const added = addedRoles(layer);
    const weights = new Map(
      node.parameters.map((each) => [
        each.role,
        each.values ? Float32Array.from(each.values) : realValues(random, each),
      ]),
    );
    const twice = new Map([...weights].map(([role, values]) => [role, added.has(role) ? doubled(values) : values]));
    const image = inputs.map((shape) => reals(random, elements(shape)));
    const [y] = await outputs(run, text, weights, [image]);
    const got = await outputs(run, text, twice, [image.map(doubled)]);
    return differ([text], node.shape, got, [doubled(y!)]);
  },
};
