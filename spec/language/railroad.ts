import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { Grammar, Rule } from "./ebnf.ts";

/** Of the drawing library that comes with chevrotain, what is used here. */
interface Railroad {
  Diagram(...items: Item[]): Drawing;
  Sequence(...items: Item[]): Item;
  Choice(normal: number, ...items: Item[]): Item;
  Optional(item: Item): Item;
  ZeroOrMore(item: Item, between?: Item): Item;
  OneOrMore(item: Item, between?: Item): Item;
  Terminal(text: string): Item;
  NonTerminal(text: string): Item;
}
type Item = object;
interface Drawing extends Item {
  format(padding: number): Drawing;
  readonly attrs: { readonly width: number; readonly height: number };
}

/** Written for a script tag of a page: it leaves its functions in `exports` where there is one. */
function loadRailroad(): Railroad {
  const file = new URL("../../diagrams/vendor/railroad-diagrams.js", import.meta.resolve("chevrotain"));
  const context = { exports: {} };
  runInNewContext(readFileSync(file, "utf8"), context);
  return context.exports as Railroad;
}

const style = `
  rect.ground { fill: #fff; stroke: none }
  path { stroke: #4a5568; stroke-width: 2; fill: none }
  rect { fill: #e6f4ea; stroke: #2f855a; stroke-width: 1.5 }
  g.non-terminal rect { fill: #ebf4ff; stroke: #3b6ea8 }
  text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1a202c; text-anchor: middle }
  text.rule { font-weight: bold; text-anchor: start }
`;

/** One SVG of several productions, each under its name. */
export function drawGrammar(grammar: Grammar, rules: readonly string[]): string {
  const railroad = loadRailroad();
  const margin = 16;
  let [top, width] = [margin, 0];
  const parts = rules.map((name) => {
    const drawing = railroad.Diagram(draw(grammar.get(name)!, railroad)).format(4);
    const { width: across, height } = drawing.attrs;
    const inside = String(drawing)
      .replace(/^<svg[^>]*>|<\/svg>\s*$/g, "")
      .trim();
    const part = [
      `<text class="rule" x="${margin}" y="${top + 12}">${name}</text>`,
      `<g transform="translate(${margin} ${top + 20})">`,
      inside,
      "</g>",
    ].join("\n");
    top += height + 36;
    width = Math.max(width, across);
    return part;
  });
  const [w, h] = [width + 2 * margin, top];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">`,
    `<title>Productions: ${rules.join(", ")}</title>`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${w}" height="${h}"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function draw(rule: Rule, railroad: Railroad): Item {
  switch (rule.kind) {
    case "text":
      return railroad.Terminal(rule.text);
    case "name":
      return railroad.NonTerminal(rule.name);
    case "sequence":
      return railroad.Sequence(...joined(rule.parts, railroad));
    case "choice":
      return railroad.Choice(0, ...rule.parts.map((part) => draw(part, railroad)));
    case "option":
      return railroad.Optional(draw(rule.of, railroad));
    case "repetition":
      return railroad.ZeroOrMore(draw(rule.of, railroad));
  }
}

/** `a { sep a }` is drawn as one loop: `a` forwards, `sep` on the way back. */
function joined(parts: readonly Rule[], railroad: Railroad): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [part, next] = [parts[i]!, parts[i + 1]];
    const [between, again, ...more] = next?.kind === "repetition" && next.of.kind === "sequence" ? next.of.parts : [];
    if (between && again && more.length === 0 && same(part, again)) {
      items.push(railroad.OneOrMore(draw(part, railroad), draw(between, railroad)));
      i++;
    } else items.push(draw(part, railroad));
  }
  return items;
}

const same = (a: Rule, b: Rule): boolean => JSON.stringify(a) === JSON.stringify(b);
