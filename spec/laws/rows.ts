import { elements, type Shape } from "../../compiler/graph/graph.ts";
import { root } from "../interpreter.ts";
import { integers, type Random, seeded } from "../random.ts";
import { imagesFor } from "./exact.ts";
import type { Law, Layer } from "./law.ts";
import { differ, grid, outputs, tensor } from "./ways.ts";

/** A whole number for each position, added to all of its channels. */
const lifted = (shape: Shape, values: Float32Array, random: Random): Float32Array => {
  const constants = integers(random, elements(shape.slice(1)), 50);
  let i = 0;
  return tensor(shape, () => values[i]! + constants[i++ % constants.length]!);
};

/** What the layer means does not change with a constant: to the bit, on whole numbers. */
function ignoresConstants({ node, inputs: [shape] }: Layer): boolean {
  const random = seeded(1);
  const x = integers(random, elements(shape!), 3);
  const [plain, raised] = [x, lifted(shape!, x, random)].map((values) =>
    root(node, [grid(shape!, values)], () => undefined),
  );
  return plain!.values.every((value, i) => value === raised!.values[i]);
}

/**
 * f(x + c) = f(x): softmax is made of differences, which on whole numbers are exact, so that all that follows is the
 * same to the bit, however it rounds.
 */
export const constantsOfRows: Law = {
  name: "a constant added to a row changes nothing",
  exempts: (layer) => {
    if (layer.work.family !== "row-reduction") return "it reduces no rows";
    return ignoresConstants(layer) ? undefined : "it sees constants";
  },
  check: async (layer, random, run) => {
    const { text, node, inputs } = layer;
    const images = imagesFor(layer, random, 2);
    const raised = images.map(([x]) => [lifted(inputs[0]!, x!, random)]);
    const y = await outputs(run, text, new Map(), [...images, ...raised]);
    return differ([text], node.shape, y.slice(images.length), y.slice(0, images.length));
  },
};
