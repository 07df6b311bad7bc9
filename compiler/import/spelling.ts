import { operators } from "../operators/index.ts";
import type { OnnxSpelling, Tensor } from "../operators/onnx.ts";
import { volume } from "../operators/onnx-shapes.ts";
import type { Attribute, GraphNode } from "./decode.ts";
import type { Value } from "./node.ts";

/**
 * What exporters write out in many nodes, as the one ONNX operator that says it: `Mul(x, Sigmoid(x))` is a `Swish`. Operators'
 * records tell how they are spelled; here such texts are held against the graph, from the node that makes the result on.
 */
interface Spelled extends OnnxSpelling {
  readonly term: Term;
}

type Term =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "node";
      readonly op: string;
      readonly terms: readonly Term[];
      readonly attributes: ReadonlyMap<string, { readonly value: number; readonly optional: boolean }>;
    };
type NodeTerm = Extract<Term, { kind: "node" }>;

/** Sums and products are the same in any order. */
const commutative = new Set(["Add", "Mul", "Max", "Min"]);
/** Steps that change no number. */
const transparent = new Set(["Cast", "CastLike", "Identity", "Dropout"]);

/** `Mul(x, Sigmoid(x))`: names stand for anything, the same name for the same; `Square(x)` is any of its spellings. */
function parseTerm(text: string): Term {
  const tokens = text.match(/[A-Za-z_]\w*|-?[\d.]+(?:e-?\d+)?|\??=|[(),;]/g) ?? [];
  let at = 0;
  const term = (): Term => {
    const token = tokens[at++]!;
    if (/^[-\d.]/.test(token)) return { kind: "number", value: Number(token) };
    if (tokens[at] !== "(") return { kind: "name", name: token };
    const terms: Term[] = [];
    do {
      at++;
      terms.push(term());
    } while (tokens[at] === ",");
    const attributes = new Map<string, { value: number; optional: boolean }>();
    for (; tokens[at] !== ")"; at += 4)
      attributes.set(tokens[at + 1]!, { optional: tokens[at + 2] === "?=", value: Number(tokens[at + 3]) });
    at++;
    return { kind: "node", op: token, terms, attributes };
  };
  return term();
}

/** By the operator of the node that makes the result, the longest first: they say the most. */
const spellings = new Map<string, Spelled[]>();
for (const each of operators.flatMap(({ spelled = [] }) => spelled).toSorted((a, b) => b.text.length - a.text.length)) {
  const term = parseTerm(each.text);
  if (term.kind === "node") spellings.set(term.op, [...(spellings.get(term.op) ?? []), { ...each, term }]);
}

/** What is known of the graph where a text is held against it. */
export interface Surroundings {
  readonly maker: (name: string) => GraphNode | undefined;
  readonly value: (name: string) => Value | undefined;
}

/** Names found so far, and the axes that every reduction in it has. */
interface Found {
  readonly names: ReadonlyMap<string, string>;
  readonly axes: string | undefined;
}

/** Nodes that say what this one does with those before it, the likeliest first. */
export function* respelled(node: GraphNode, around: Surroundings): Generator<GraphNode> {
  if (node.domain !== "") return;
  for (const spelled of spellings.get(opOf(node)) ?? []) {
    const found = new Matcher(around).node(spelled.term as NodeTerm, node, nothing);
    const made = found && asNode(spelled, node, found, around);
    if (made) yield made;
  }
}

const nothing: Found = { names: new Map(), axes: undefined };

const opOf = ({ op, inputs }: GraphNode): string => (op === "Sum" && inputs.length === 2 ? "Add" : op);

class Matcher {
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  node(term: NodeTerm, node: GraphNode, found: Found): Found | undefined {
    if (node.domain !== "") return undefined;
    if (term.op === "Square") return this.square(term.terms[0]!, node, found);
    if (opOf(node) !== term.op) return undefined;
    const reduces = term.op.startsWith("Reduce");
    if (!reduces && !attributesFit(term, node)) return undefined;
    const axes = reduces ? axesOf(node, this.around) : found.axes;
    if (reduces && (axes === undefined || (found.axes !== undefined && found.axes !== axes))) return undefined;
    const inputs = reduces ? node.inputs.slice(0, 1) : node.inputs;
    return this.inOrders(term, inputs, { ...found, axes });
  }

  private inOrders({ op, terms }: NodeTerm, inputs: readonly string[], found: Found) {
    if (inputs.length !== terms.length) return undefined;
    return (
      this.all(terms, inputs, found) ?? (commutative.has(op) ? this.all(terms, inputs.toReversed(), found) : undefined)
    );
  }

  private all(terms: readonly Term[], inputs: readonly string[], found: Found): Found | undefined {
    return terms.reduce<Found | undefined>((so, term, i) => so && this.input(term, inputs[i]!, so), found);
  }

  private input(term: Term, name: string, found: Found): Found | undefined {
    const plain = this.plain(name);
    if (term.kind === "number") return isNumber(this.around.value(plain), term.value) ? found : undefined;
    if (term.kind === "name") {
      const before = found.names.get(term.name);
      if (before !== undefined) return before === plain ? found : undefined;
      return { ...found, names: new Map([...found.names, [term.name, plain]]) };
    }
    const maker = this.around.maker(plain);
    return maker && this.node(term, maker, found);
  }

  /** x · x, or x to the power of 2. */
  private square(term: Term, node: GraphNode, found: Found): Found | undefined {
    const [a, b] = node.inputs;
    if (a === undefined || b === undefined) return undefined;
    if (node.op === "Pow" && isNumber(this.around.value(b), 2)) return this.input(term, a, found);
    return node.op === "Mul" && this.plain(a) === this.plain(b) ? this.input(term, a, found) : undefined;
  }

  /** The name of the same numbers before nodes that change none. A constant keeps its own. */
  private plain(name: string): string {
    let at = name;
    for (let steps = 0; steps < 100; steps++) {
      const maker = this.around.value(at)?.kind === "constant" ? undefined : this.around.maker(at);
      if (maker?.domain !== "" || !transparent.has(maker.op) || maker.outputs[0] !== at) break;
      at = maker.inputs[0] ?? at;
    }
    return at;
  }
}

/** What a node says beside its inputs has to be in the text: else it may mean something else. */
function attributesFit({ attributes }: NodeTerm, node: GraphNode): boolean {
  const said = [...node.attributes].every(([name, given]) => {
    const wanted = attributes.get(name);
    return wanted && given.kind === "number" && near(given.value, wanted.value, 2 ** -20);
  });
  return said && [...attributes].every(([name, { optional }]) => optional || node.attributes.has(name));
}

const near = (found: number, wanted: number, slack: number): boolean =>
  Math.abs(found - wanted) <= slack * Math.abs(wanted);

/** The axes of a reduction that keeps them, as a text. */
function axesOf(node: GraphNode, { value }: Surroundings): string | undefined {
  const keeps = node.attributes.get("keepdims");
  if (keeps?.kind === "integer" && keeps.value === 0) return undefined;
  const given = node.attributes.get("axes");
  if (given?.kind === "integers") return String(given.value);
  const input = node.inputs[1] === undefined ? undefined : value(node.inputs[1]);
  return input?.kind === "constant" && volume(input.tensor.shape) <= 8 ? [...input.tensor.values()].join() : undefined;
}

const scalarOf = (value: Value | undefined): { readonly tensor: Tensor; readonly number: number } | undefined => {
  const tensor = value?.kind === "constant" ? value.tensor : undefined;
  return tensor && volume(tensor.shape) === 1 ? { tensor, number: tensor.values()[0]! } : undefined;
};

/** A constant of this number, as far as its type holds it and what it was computed from. */
function isNumber(value: Value | undefined, wanted: number): boolean {
  const found = scalarOf(value);
  if (!found) return false;
  const slack = found.tensor.type.endsWith("16") ? 2 ** -7 : 2 ** -20;
  return near(found.number, wanted, slack);
}

/** The one node: names among its inputs are that, the others are attributes, which are single numbers. */
function asNode(
  spelled: Spelled,
  node: GraphNode,
  { names, axes }: Found,
  { value }: Surroundings,
): GraphNode | undefined {
  const words = Object.entries(spelled.words ?? {});
  const attributes = new Map<string, Attribute>(words.map(([name, value]) => [name, { kind: "text", value }]));
  for (const [name, of] of names) {
    if (spelled.inputs.includes(name)) continue;
    const number = scalarOf(value(of))?.number;
    if (number === undefined) return undefined;
    attributes.set(name, { kind: "number", value: number });
  }
  if (axes !== undefined) attributes.set("axes", { kind: "integers", value: axes.split(",").map(Number) });
  return { ...node, op: spelled.op, attributes, inputs: spelled.inputs.map((name) => names.get(name) ?? "") };
}
