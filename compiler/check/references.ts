import type { Expression } from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import { closest } from "../../grammar/suggest.ts";
import type { Node } from "../graph/graph.ts";
import type { Reporter } from "./arguments.ts";
import type { Layers, Place } from "./layers.ts";
import { isHole } from "./reduce.ts";
import type { Scope } from "./scope.ts";

/** Where a layer is named: what values can be seen there, and whose layers are counted there. */
export interface Referring {
  readonly scope: Scope;
  readonly place: Place;
  readonly layers: Layers;
  readonly report: Reporter["report"];
}

/**
 * The layer that an attribute names, which one of these operators must have made: a value that is bound to it; else its
 * own name or label, first in the block at hand and then in those around it; a string is the whole name. Reports and
 * returns undefined where there is none.
 */
export function referredLayer(
  expression: Expression,
  operators: readonly string[],
  { scope, place, layers, report }: Referring,
): Node | undefined {
  if (isHole(expression) || (expression.kind !== "name" && expression.kind !== "string")) return undefined;
  const name = expression.kind === "name" ? expression.text : expression.value;
  const binding = expression.kind === "name" ? scope.find(name) : undefined;
  if (binding?.meaning.kind === "value") {
    binding.used = true;
    // After a mistake in its own line.
    if (binding.meaning.node === undefined) return undefined;
  }
  const node = binding?.meaning.kind === "value" ? layers.nodes[binding.meaning.node!] : layers.find(name, place);
  const wanted = operators.map((each) => `\`${each}\``).join(" or ");
  if (node && operators.includes(node.operator)) return node;
  if (node) {
    const also = [{ span: node.span, text: `\`${name}\` comes from here` }];
    report(diagnostics.wrongLayer, { name, wanted, found: node.operator }, { at: expression.span, also });
  } else {
    const known = layers.nodes.filter(({ operator }) => operators.includes(operator)).map((each) => each.name);
    report(diagnostics.unknownLayer, { name }, { at: expression.span, help: suggestion(name, known, wanted) });
  }
  return undefined;
}

function suggestion(name: string, known: readonly string[], wanted: string): string {
  const similar = closest(name, known);
  const quoted = (each: string): string => (each.includes(".") ? `"${each}"` : each);
  if (similar) return `did you mean \`${quoted(similar)}\`?`;
  if (known.length === 0) return `there is no layer of ${wanted} above`;
  return `above are ${known.map((each) => `\`${quoted(each)}\``).join(", ")}`;
}
