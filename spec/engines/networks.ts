import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "../../grammar/source.ts";
import { awkwardLayers } from "../kernels/awkward-layers.ts";

/** Examples that are small enough for a rasteriser on the CPU. */
const examples = ["lenet5", "filters", "pattern", "cifar10"];

/** Awkward layers in one network; each has an input and an output of its own. */
const joined = 8;

/** The networks that every engine is asked about. @param root of this project */
export function engineNetworks(root: string): Source[] {
  const shipped = examples.map((name) => ({
    name: `${name}.cnn`,
    text: readFileSync(join(root, "examples", name, `${name}.cnn`), "utf8"),
  }));
  const parts = Array.from({ length: Math.ceil(awkwardLayers.length / joined) }, (_, i) => i * joined);
  return [...shipped, ...parts.map((from) => awkward(from, from + joined))];
}

/** A range of the awkward layers as one network; a block each, since a layer calls its input `x`. */
export function awkward(from: number, to: number): Source {
  const layers = awkwardLayers.slice(from, to);
  const list = (text: (input: string, i: number) => string) => layers.map(([, input], i) => text(input, i)).join(", ");
  const blocks = layers.map(([why, , layer], i) => `// ${why}\nblock layer${i}(x) {\n  return x -> ${layer}\n}\n`);
  const values = layers.map((_, i) => `  y${i} = x${i} -> layer${i}\n`);
  const net = `net Awkward${from}(${list((input, i) => `x${i}: ${input}`)}) {\n${values.join("")}  return ${list((_, i) => `y${i}`)}\n}\n`;
  return { name: `awkward-${from}.cnn`, text: [net, ...blocks].join("\n") };
}
