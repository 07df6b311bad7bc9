import { imagesFor, weightsFor } from "./exact.ts";
import type { Law } from "./law.ts";
import { differ, outputs } from "./ways.ts";

/**
 * f([a, b, c]) = [f(a), f(b), f(c)], in any order of the images. Whatever a kernel rounds it rounds for each image alike,
 * so that this is due to the bit.
 */
export const batchIndependence: Law = {
  name: "a batch gives what each of its images gives alone",
  exempts: () => undefined,
  check: async (layer, random, run) => {
    const { text, node } = layer;
    const weights = weightsFor(layer, random);
    const [a, b, c] = imagesFor(layer, random, 3);
    const batch = await outputs(run, text, weights, [a!, b!, c!]);
    const turned = await outputs(run, text, weights, [c!, a!, b!]);
    const [last] = await outputs(run, text, weights, [c!]);
    return (
      differ([text], node.shape, turned, [batch[2]!, batch[0]!, batch[1]!]) ??
      differ([text], node.shape, [batch[2]!], [last!])
    );
  },
};
