import { everywhere, inParts, joins, onPositions, pairs, stages } from "./awkward-rows.ts";
import type { Law, Layer } from "./law.ts";
import { checked, layersOf } from "./layer.ts";

const lines = (text: string, split: RegExp): string[][] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(split));

const netOf = ([inputs, value]: readonly string[]): string => `net A(${inputs}) {\n  return ${value}\n}\n`;

/** Written in the file. */
const constant = netOf([
  "x: 3x6x5",
  "x -> conv(1, 3x3, pad=1, weights=[[[[0, -1, 0], [-1, 5, -1], [0, -1, 0]], [[1, 2, 1], [0, 0, 0], [-1, -2, -1]], [[1, 1, 1], [1, 1, 1], [1, 1, 0.5]]]], bias=[-1.5])",
]);

/** Each line on each of some values. */
const on = (shapes: readonly string[], text: string): string[][] =>
  lines(text, /$/).flatMap(([line]) => shapes.map((shape) => [shape, line!]));

const layerIn = (text: string): Layer => layersOf(checked(text)).at(-1)!;

const rows: readonly string[][] = [
  ...lines(stages, /(?<=^\S+) +/),
  ...on(["13", "5x7", "7x3x5", "3x2x3x5"], everywhere),
  ...on(["6", "6x7", "18x3x3", "6x2x1x3"], inParts),
  ...on(["5x9", "3x6x7", "3x4x5x6"], onPositions),
];

/** Layers on which vector tails, ragged tiles and borders go wrong: every operator, in each rank that it takes. */
export const awkward: readonly Layer[] = [
  ...rows.map(([input, stage]) => netOf([`x: ${input}`, `x -> ${stage}`])),
  ...lines(joins, / {2,}/).map(netOf),
  ...on(["13", "3x7", "5x3x3", "3x2x1x5"], pairs).map(([shape, value]) => netOf([`a: ${shape}, b: ${shape}`, value!])),
  constant,
].map(layerIn);

/** What a law is tried on: the operator, and how many spatial axes it works on. */
export const kindOf = ({ node, inputs }: Layer): string => `${node.operator}, rank ${inputs[0]!.length - 1}`;

/**
 * Layers that a law applies to: some of the whole list, as many as `most`, and one of each operator in each rank that is not
 * among them.
 */
export function applicable(law: Law, most: number): Layer[] {
  const all = awkward.filter((layer) => law.exempts(layer) === undefined);
  const some = Array.from(
    { length: Math.min(most, all.length) },
    (_, i) => all[Math.floor((i * all.length) / most)] ?? all[i]!,
  );
  const kinds = new Map([...all].reverse().map((layer) => [kindOf(layer), layer]));
  for (const layer of some) kinds.delete(kindOf(layer));
  return [...some, ...kinds.values()];
}
