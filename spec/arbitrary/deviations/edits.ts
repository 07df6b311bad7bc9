import type { Node } from "../../../compiler/graph/graph.ts";
import type { Domain, Schema } from "../../../compiler/operators/attributes.ts";
import { operatorOf } from "../../../compiler/operators/index.ts";
import type { Deviation } from "../invalid.ts";

const cut = (text: string, start: number, end: number, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** One of the places where a pattern is found in the net's own lines, and what is put there. */
const instead = (code: string, what: string, pattern: RegExp, by: string): Deviation => ({
  code,
  what,
  to: ({ before, head, body, end, text }, choices) => {
    const start = before.length + head.length;
    const found = [...(body + end).matchAll(pattern)];
    if (found.length === 0) return undefined;
    const match = choices.pick(found);
    return cut(text, start + match.index, start + match.index + match[0].length, by);
  },
});

/** A use of an operator that the checker came by: its name in the text, and an attribute that suits. */
const atUse = (
  code: string,
  what: string,
  edit: (text: string, node: Node, attribute: string, schema: Schema<unknown>) => string | undefined,
  suits: (schema: Schema<unknown>) => boolean = () => true,
): Deviation => ({
  code,
  what,
  to: ({ text, graph }, choices) => {
    const places = graph.nodes.flatMap((node) =>
      text.slice(node.span.start, node.span.end) === node.operator
        ? Object.entries(operatorOf(node).attributes).flatMap(([name, schema]) =>
            suits(schema) ? [{ node, name, schema }] : [],
          )
        : [],
    );
    if (places.length === 0) return undefined;
    const { node, name, schema } = choices.pick(places);
    return edit(text, node, name, schema);
  },
});

/** The text with one more argument at the end of a use's list. */
function withArgument(text: string, { span }: Node, argument: string): string {
  if (text[span.end] !== "(") return cut(text, span.end, span.end, `(${argument})`);
  const close = closing(text, span.end);
  return cut(text, close, close, `, ${argument}`);
}

/** The place of the bracket that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ("([{".includes(text[at]!)) depth++;
    if (")]}".includes(text[at]!) && --depth === 0) return at;
  }
  throw new Error(`no closing bracket in ${text.slice(open)}`);
}

const isConstant = ({ domain }: Schema<unknown>): boolean => domain.kind === "constant";
/** What other codes are for. */
const isNamed = ({ domain }: Schema<unknown>): boolean => domain.kind === "constant" || domain.kind === "layer";
const isCounted = ({ domain }: Schema<unknown>): boolean => domain.kind === "integer" || domain.kind === "size";

const plainKinds: ReadonlySet<string> = new Set(["integer", "number", "size", "padding", "words", "flag"]);
const isPlain = ({ domain }: Schema<unknown>): boolean => plainKinds.has(domain.kind);

/** A value that is taken in every place. */
function plain(domain: Domain): string {
  if (domain.kind === "words") return domain.words[0]!;
  return domain.kind === "flag" ? "true" : domain.kind === "number" ? "0.5" : "1";
}

/** Right lines, damaged: what is wrong stands wherever a network may have it, in blocks and repetitions too. */
export const edits: readonly Deviation[] = [
  instead("CNN0106", "an arrow from a word processor", /->/g, "→"),
  instead("CNN0122", "an arrow lost", /(?<=^ {2}\w+ = \w+) -> (?=\w+(\(| |\n))/gm, " "),
  instead("CNN0112", "a bracket of another kind", /\)(?=( ->|\n))/g, "]"),
  instead("CNN0111", "a bracket too many", /\)(?=\n)/g, "))"),
  instead("CNN0120", "an arrow too many", /->/g, "-> ->"),
  atUse("CNN0202", "a misspelt operator", (text, { span }) => cut(text, span.end, span.end, "qq")),
  atUse("CNN0204", "an unknown attribute", (text, node) => withArgument(text, node, "nonsense=1")),
  atUse(
    "CNN0206",
    "a string for an attribute",
    (text, node, name) => withArgument(text, node, `${name}="no"`),
    (s) => !isNamed(s),
  ),
  atUse("CNN0206", "less than nothing", (text, node, name) => withArgument(text, node, `${name}=0 - 1`), isCounted),
  atUse("CNN0207", "too many positions", (text, node) => {
    const { attributes, operands } = operatorOf(node);
    const most = Object.values(attributes).filter(({ positional }) => positional).length;
    return operands === 1 ? withArgument(text, node, new Array(most + 1).fill("1").join(", ")) : undefined;
  }),
  atUse(
    "CNN0208",
    "an attribute twice",
    (text, node, name, { domain }) => withArgument(text, node, `${name}=${plain(domain)}, ${name}=${plain(domain)}`),
    isPlain,
  ),
  atUse("CNN0205", "what must be given lost", (text, node, _, schema) => {
    const { span } = node;
    const staged = text.slice(0, span.start).endsWith("-> ") && text[span.end] === "(";
    // Operands may stand in the list too, and without them something else is said.
    return staged && operatorOf(node).operands === 1 && !schema.default
      ? cut(text, span.end, closing(text, span.end) + 1, "")
      : undefined;
  }),
  atUse(
    "CNN0211",
    "a word for constants",
    (text, node, name) => withArgument(text, node, `${name}=nonsense`),
    isConstant,
  ),
  atUse(
    "CNN0213",
    "a number beyond counting",
    (text, node, name) => withArgument(text, node, `${name}=2^1000`),
    isCounted,
  ),
  atUse(
    "CNN0225",
    "an unknown number",
    (text, node, name) => withArgument(text, node, `${name}=2 * nowhere`),
    isCounted,
  ),
];
