import { type Shape, showShape } from "../../compiler/graph/graph.ts";
import { imagesFor } from "./exact.ts";
import type { Law, Layer } from "./law.ts";
import { inputNames } from "./layer-text.ts";
import { differ, joined, outputs, split, tensor } from "./ways.ts";

const noJoin = ({ work }: Layer): string | undefined => (work.family === "concat" ? undefined : "it joins no channels");

/** Channels first: in logical order the operands follow each other. */
export const partsAreOperands: Law = {
  name: "the parts of a concat are its operands",
  exempts: noJoin,
  check: async (layer, random, run) => {
    const images = imagesFor(layer, random, 2);
    const got = await outputs(run, layer.text, new Map(), images);
    return differ([layer.text], layer.node.shape, got, images.map(joined));
  },
};

/** w[o, i] = 1 where i is the o-th channel of the part, else 0. */
const selection = (channels: number, all: number, first: number): Float32Array =>
  tensor([channels, all], ([o, i]) => (i === first + o! ? 1 : 0));

/** S concat(x₀, x₁, …) = x_part, with S a 1x1 convolution, for vectors an `fc`, that picks the part's channels. */
export const selectionUndoesConcat: Law = {
  name: "a concat is undone by a selection of its channels",
  exempts: noJoin,
  check: async ({ inputs, node, text: original }, random, run) => {
    const names = inputNames(inputs.length);
    const layer = { inputs, node } as Layer;
    const text = undoing(inputs, names);
    const images = imagesFor(layer, random, 2);
    const weights = new Map<string, Float32Array>();
    let first = 0;
    for (const [part, [channels]] of inputs.entries()) {
      weights.set(`p${part}.weight`, selection(channels!, node.shape[0]!, first));
      first += channels!;
    }
    const values = Object.fromEntries(names.map((name, i) => [name, joined(images.map((image) => image[i]!))]));
    const parts = await run(text, values, weights, { batch: images.length });
    for (const [part, shape] of inputs.entries()) {
      const got = split(parts[`y${part}`]!, images.length);
      const wrong = differ(
        [original, text],
        shape,
        got,
        images.map((image) => image[part]!),
      );
      if (wrong) return wrong;
    }
    return undefined;
  },
};

/** The operands joined, and each picked out again. */
function undoing(inputs: readonly Shape[], names: readonly string[]): string {
  const head = names.map((name, i) => `${name}: ${showShape(inputs[i]!)}`).join(", ");
  const lines = inputs.map(([channels, ...extents], part) => {
    const window = extents.length > 0 ? `conv(${channels}, 1, bias=false)` : `fc(${channels}, bias=false)`;
    return `  y${part} = all -> ${window} as p${part}\n`;
  });
  const returned = inputs.map((_, part) => `y${part}`).join(", ");
  return `net Undone(${head}) {\n  all = concat(${names.join(", ")})\n${lines.join("")}  return ${returned}\n}\n`;
}
