import fc from "fast-check";
import { expect, test } from "vitest";
import { type Graph, inputOperator, nodeById } from "../../compiler/graph/graph.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import { bucketOf, bucketsOf } from "../arbitrary/buckets.ts";
import { network } from "../arbitrary/network.ts";
import { graphOf } from "../arbitrary/probe.ts";

const joins = surfaceOperators.filter(({ operands }) => operands !== 1).map(({ name }) => name);

/** What the language has, by a text that only it can give. */
const constructs: Readonly<Record<string, RegExp>> = {
  "a block": /^block \w+\(/m,
  "a block used twice": /-> (part\d+)\b.* -> \1\b|(part\d+)\(.*\2\(/,
  "a block with a number": /part\d+\(.*\b(n\d+=)?\d/,
  "a default of a block's parameter": /^block \w+\([^)]*=/m,
  "a statement in a block": /^block.*\n {2}h =/m,
  "a constant in a block": /^block.*\n {2}const/m,
  "a constant of the net": /^ {2}const.*\n(.*\n)* {2}v\d/m,
  "a constant of the file": /^const \w+ =/m,
  "a constant of constants": /\[(k\d+)(, \1)*\]/,
  "numbers in a list": /weights=\[/,
  "a repetition": /\) \* \d/,
  "no repetition": /\) \* 0/,
  "a repetition as often as a parameter says": /\) \* N/,
  "a repetition that counts": /\) \* \d as i/,
  "a round that counts": /2\^i\d|\+ i\d|\(i\d+ \+ 1\)/,
  "a stage in some rounds": /if i\d+ [<=>]/,
  "a group": /-> \([^()]+(\([^()]*\)[^()]*)*\)(?! \*)/,
  "a conditional stage": /-> [^{}\n]* if [^{}\n]*$/m,
  "an `if`": /= if .* else \{/,
  "`else if`": /\} else if /,
  "a word as a label": /as layer/,
  "a string as a label": /as "layer/,
  "a label in a block": /as inner/,
  "a parameter of the net": /; .*[NP]\d+=\d/,
  "a word as a default of the net": /;.* \w+=[a-z]/,
  "a weights file": /weights "/,
  "`+`": /v\d+ \+ |[xy] \+ /,
  "a join as a call": new RegExp(`= (${joins.join("|")})\\(`),
  "a join as a stage": new RegExp(`-> (${joins.join("|")})\\(`),
  "arithmetic with shapes": /(channels|width|height)\(\w+\) [+-]/,
  "comparisons of shapes": /if !?\(?(channels|size)\(/,
  "a color picture": /: rgb 3x/,
  "a gray picture": /: gray 1x/,
  scale: /x\d+ scale /,
  normalize: /normalize\(/,
  "a number for each channel": /(mean|std)=\[/,
  "several inputs": /\(x: .*, y: /,
  "a vector": /[(x]: \d+[,;)]/,
  "one axis": /: \d+x\d+[,;) ]/,
  "two axes": /: \d+x\d+x\d+[,;) ]/,
  "three axes": /: \d+x\d+x\d+x\d+[,;) ]/,
  "several outputs": /return \w+, \w+/,
  "a chain as the output": /return .*->/,
  "padding for all sides": /pad=\d/,
  "padding by axis": /pad=(\[|\d+x)/,
  "padding by side": /pad=\{(top|left|bottom|right): \d, /,
  "padding in depth": /(front|back): /,
  "a total of padding": /pad=total\(/,
  "padding by word": /pad=(same|full|valid)/,
  "a word alone": /, same_upper|, flip[,)]/,
  "a flag by name": /flip=true/,
  "a position by name": /window=/,
  "no bias": /bias=false/,
};

/** A bug was found where two of them met in one kernel. */
const twoViews = (graph: Graph): boolean => {
  const node = nodeById(graph);
  const views = new Set(surfaceOperators.filter(({ view }) => view).map(({ name }) => name));
  const root = (id: number): number => (views.has(node(id).operator) ? root(node(id).inputs[0]!) : id);
  return graph.nodes.some(
    ({ inputs }) => new Set(inputs).size > 1 && new Set(inputs.map(root)).size < new Set(inputs).size,
  );
};

test("2,000 random networks are right, and everything of the language and the operators occurs in them", {
  timeout: 300_000,
}, () => {
  const missing = new Set([...Object.keys(constructs), "two views of one value"]);
  for (const { name } of surfaceOperators) {
    missing.add(name);
    for (const [attribute, buckets] of Object.entries(bucketsOf(name)))
      for (const bucket of buckets) missing.add(`${name}: ${attribute} ${bucket}`);
  }
  const property = fc.property(network(), ({ text }) => {
    const graph = graphOf(text);
    if (!graph) throw new Error(`not valid:\n\n${text}`);
    for (const [construct, pattern] of Object.entries(constructs)) if (pattern.test(text)) missing.delete(construct);
    if (twoViews(graph)) missing.delete("two views of one value");
    const node = nodeById(graph);
    for (const each of graph.nodes) {
      if (each.operator === inputOperator) continue;
      missing.delete(each.operator);
      const inputs = each.inputs.map((id) => node(id).shape);
      for (const [attribute, bucket] of Object.entries(bucketOf(each, inputs)))
        missing.delete(`${each.operator}: ${attribute} ${bucket}`);
    }
  });
  fc.assert(property, { numRuns: 2000, seed: 20261121 });
  // What is rare may take some more.
  for (let seed = 1; seed <= 12 && missing.size > 0; seed++) fc.assert(property, { numRuns: 500, seed });
  expect([...missing]).toEqual([]);
});
