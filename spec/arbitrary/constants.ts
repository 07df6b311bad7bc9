import { elements, type Node, type Shape } from "../../compiler/graph/graph.ts";
import type { AnyOperator } from "../../compiler/operators/operator.ts";
import { type Argument, perAxis } from "./attributes.ts";
import type { Choices } from "./choices.ts";

/** Numbers of one constant: longer ones make texts that nobody reads. */
const mostNumbers = 200;

export interface WrittenConstants {
  readonly arguments: readonly Argument[];
  /** Constants of the file that the arguments name. */
  readonly items: readonly string[];
}

/**
 * What can be said only where the shapes are known: weights and biases in the text, for some of the parameters that the
 * operator takes from the file at this place, and the output's extents.
 * `fresh` gives a name that is not taken.
 */
export function constantsFor(
  operator: AnyOperator,
  node: Node,
  choices: Choices,
  fresh: () => string,
): WrittenConstants {
  const written: Argument[] = [];
  const items: string[] = [];
  for (const [name, { domain }] of Object.entries(operator.attributes)) {
    if (domain.kind === "extents" && choices.chance(0.3))
      written.push({ name, text: perAxis(extentsOf(node, choices), choices) });
    const parameter = domain.kind === "constant" && node.parameters.find(({ role }) => role === domain.role);
    if (!parameter || elements(parameter.shape) > mostNumbers || !choices.chance(0.4)) continue;
    const { text, item } = constantText(parameter.shape, choices, fresh);
    written.push({ name, text });
    items.push(...item);
  }
  return { arguments: written, items };
}

/** The output's own extents, and where that may be legal one more. */
function extentsOf({ shape }: Node, choices: Choices): number[] {
  const more = choices.pick([0, 0, 1]);
  return shape.slice(1).map((extent) => extent + more);
}

/** A list in place, the name of a constant, or a list of a constant as often as there are outputs. */
function constantText(shape: Shape, choices: Choices, fresh: () => string): { text: string; item: string[] } {
  const numbers = dyadic(choices.integer(0, 20));
  const form = choices.pick(["list", "name", "list of names"]);
  const extents = choices.chance(0.5) ? shape.slice(shape.findIndex((n) => n > 1)) : shape;
  if (form === "list") return { text: nested(extents, numbers), item: [] };
  const name = fresh();
  if (form === "name" || extents.length === 1)
    return { text: name, item: [`const ${name} = ${nested(extents, numbers)}\n`] };
  const text = `[${new Array(extents[0]!).fill(name).join(", ")}]`;
  return { text, item: [`const ${name} = ${nested(extents.slice(1), numbers)}\n`] };
}

/** Small multiples of a power of two: what is computed with them can be exact. */
function dyadic(start: number): () => number {
  let at = start;
  return () => (((at++ * 5) % 7) - 3) / (start % 2 === 0 ? 2 : 1);
}

const nested = ([first, ...rest]: Shape, next: () => number): string =>
  first === undefined ? String(next()) : `[${Array.from({ length: first }, () => nested(rest, next)).join(", ")}]`;
