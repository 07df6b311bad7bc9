import type {
  Argument,
  Block as BlockItem,
  Expression,
  File,
  Item,
  Statement as Line,
  Name,
  Net,
  Parameter,
  StageLike,
} from "../../grammar/ast.ts";
import { escapeControls, shorten } from "../../grammar/escape.ts";
import { print } from "../../grammar/print.ts";
import type { Span } from "../../grammar/source.ts";
import { argumentsFor } from "./arguments.ts";
import type { Arranged, Block, Call, Element, Layer, Statement, Value } from "./arrange.ts";
import { Cursor } from "./cursor.ts";
import type { Stage } from "./steps.ts";

/** What the text says beside the network. */
export interface Title {
  readonly net: string;
  /** Lines at the top. */
  readonly comments: readonly string[];
  /** The file of its weights; none where it has no parameters. */
  readonly weights: string | undefined;
}

/** The `.cnn` text, as the canonical printer has it. */
export function write(arranged: Arranged, stages: readonly Stage[], title: Title): string {
  const writer = new TreeWriter(arranged, stages);
  const { cursor } = writer;
  for (const text of title.comments) {
    cursor.comment(plain(text), false);
    cursor.newline();
  }
  const items: Item[] = [writer.net(title)];
  for (const block of arranged.blocks) {
    cursor.newline();
    cursor.newline();
    items.push(writer.block(block));
  }
  const end = cursor.here().end + 1;
  const file: File = { items, comments: cursor.comments, lines: cursor.lines, span: { start: 0, end } };
  return print(file);
}

/** A text of the ONNX file in a comment: on one line, nothing that cannot be seen, and not long. */
const plain = (text: string): string => escapeControls(shorten(text, 120));

/** Longer than this a chain is broken into lines. */
const wide = 84;

/** Makes the tree in reading order, each node where it would stand. */
class TreeWriter {
  readonly cursor = new Cursor();
  private readonly arranged: Arranged;
  private readonly stages: readonly Stage[];

  constructor(arranged: Arranged, stages: readonly Stage[]) {
    this.arranged = arranged;
    this.stages = stages;
  }

  net({ net, weights }: Title): Net {
    const { cursor } = this;
    const start = cursor.here();
    const name = this.name(net);
    const head = cursor.here();
    const inputs = this.arranged.inputs.map((input) => ({
      name: this.name(input.name),
      shape: this.shape(this.stages[input.stage]!.shape),
      span: cursor.here(),
    }));
    const headSpan = cursor.since(head);
    const body: Line[] = [];
    if (weights !== undefined) {
      body.push(
        this.line((span) => ({ kind: "weights", file: { kind: "string", value: weights, span: cursor.here() }, span })),
      );
      cursor.newline();
    }
    for (const statement of this.arranged.statements) body.push(this.statement(statement));
    cursor.newline();
    body.push(
      this.line((span) => ({
        kind: "return",
        values: this.arranged.outputs.map((text) => this.reference(text)),
        span,
      })),
    );
    cursor.newline();
    return { kind: "net", name, inputs, parameters: [], headSpan, body, span: cursor.since(start) };
  }

  block({ name: own, parameters, statements, result }: Block): BlockItem {
    const { cursor } = this;
    const start = cursor.here();
    const name = this.name(own);
    const head = cursor.here();
    const declared = [{ name: "x", usual: undefined }, ...parameters].map(({ name: text, usual }): Parameter => {
      const parameter = this.name(text);
      const value = usual === undefined ? {} : { default: this.number(usual) };
      return { name: parameter, ...value, span: cursor.since(parameter.span) };
    });
    const headSpan = cursor.since(head);
    const body = statements.map((statement) => this.statement(statement));
    body.push(this.line((span) => ({ kind: "return", values: [this.value(result)], span })));
    cursor.newline();
    return { kind: "block", name, parameters: declared, headSpan, body, span: cursor.since(start) };
  }

  /** A statement on a line of its own. */
  private line(make: (span: Span) => Line): Line {
    this.cursor.newline();
    const from = this.cursor.here();
    const line = make(from);
    return { ...line, span: this.cursor.since(from) };
  }

  private statement({ name, value }: Statement): Line {
    return this.line((span) => ({ kind: "binding", name: this.name(name), value: this.value(value), span }));
  }

  private name(text: string): Name {
    return { text, span: this.cursor.here() };
  }

  private reference(text: string): Expression {
    return { kind: "name", text, span: this.cursor.here() };
  }

  private number(value: number): Expression {
    return { kind: "number", value, span: this.cursor.here() };
  }

  private shape(shape: readonly number[]) {
    const span = this.cursor.here();
    return shape.length === 1
      ? ({ kind: "number", value: shape[0]!, span } as const)
      : ({ kind: "size", dims: shape, span } as const);
  }

  private value({ source, elements, condition }: Value): Expression {
    const { cursor } = this;
    if (condition) {
      const start = cursor.here();
      const asked = this.placed(condition);
      const then = this.value({ source, elements });
      const elseSpan = cursor.here();
      const otherwise = this.reference(source as string);
      return { kind: "if", condition: asked, then, elseSpan, otherwise, span: cursor.since(start) };
    }
    const first = typeof source === "string" ? this.reference(source) : this.join(source.join, source.operands);
    if (elements.length === 0) return first;
    const lines = linesOf(elements);
    const stages: StageLike[] = [];
    for (const some of lines) {
      if (lines.length > 1) cursor.newline();
      stages.push(...some.map((element) => this.element(element)));
      const note = noteOf(some);
      if (note !== undefined) cursor.comment(note, true);
    }
    return { kind: "chain", source: first, stages, span: cursor.since(first.span) };
  }

  /** `a + b`, or `concat(a, b, c)`. */
  private join(layer: Layer, operands: readonly string[]): Expression {
    const { cursor } = this;
    const { operator } = layer.step;
    if (operator.symbol && operands.length === 2) {
      const left = this.reference(operands[0]!);
      const operatorSpan = cursor.here();
      const right = this.reference(operands[1]!);
      return { kind: "binary", operator: operator.symbol, operatorSpan, left, right, span: cursor.since(left.span) };
    }
    const callee = this.name(operator.name);
    const values = operands.map((text) => ({ value: this.reference(text), span: cursor.here() }));
    const given = [...values, ...this.arguments(layer)];
    return { kind: "call", callee, arguments: given, ...this.label(layer), span: cursor.since(callee.span) };
  }

  private element(element: Element): StageLike {
    const { cursor } = this;
    if (element.kind === "group") {
      const start = cursor.here();
      const stages = element.elements.map((each) => this.element(each));
      return { kind: "group", stages, times: this.number(element.times), span: cursor.since(start) };
    }
    const operator = this.name(element.kind === "call" ? element.block : element.step.operator.name);
    const given = element.kind === "call" ? this.given(element) : this.arguments(element);
    const named = element.kind === "call" ? {} : this.label(element);
    return { kind: "stage", operator, arguments: given, ...named, span: cursor.since(operator.span) };
  }

  private given(call: Call): readonly Argument[] {
    return call.arguments.map(({ name, value }) => ({
      ...(name === undefined ? {} : { name: this.name(name) }),
      value: this.placed(value),
      span: this.cursor.here(),
    }));
  }

  private arguments({ step, parameters }: Layer): readonly Argument[] {
    const rank = (this.stages[step.operands[0]!]!.shape.length ?? 1) - 1 || 2;
    return argumentsFor(step.operator, step.attributes, rank, parameters).map((each) => this.placed(each));
  }

  private label({ label }: Layer) {
    if (label === undefined) return {};
    const span = this.cursor.here();
    return {
      label: /^[A-Za-z_]\w*$/.test(label) ? { text: label, span } : ({ kind: "string", value: label, span } as const),
    };
  }

  /** All of an argument stands in one place: it is never broken. */
  private placed<T>(tree: T): T {
    const span = this.cursor.here();
    const place = <N>(node: N): N => {
      if (Array.isArray(node)) return node.map(place) as N;
      if (typeof node !== "object" || node === null) return node;
      const fields = Object.entries(node).map(([key, value]) => [key, /span$/i.test(key) ? span : place(value)]);
      return Object.fromEntries(fields) as N;
    };
    return place(tree);
  }
}

/**
 * A line for each layer with filters and what follows it, and for uses of a block that begin with the same number, unless all
 * of it is short and has nothing to note.
 */
function linesOf(elements: readonly Element[]): readonly (readonly Element[])[] {
  const lines: Element[][] = [[]];
  let before: Element | undefined;
  for (const each of elements) {
    const line = lines.at(-1)!;
    const isFull = line.reduce((sum, one) => sum + lengthOf(one), 0) > wide;
    if (line.length > 0 && (isFull || begins(each, before))) lines.push([]);
    lines.at(-1)!.push(each);
    before = each;
  }
  const all = elements.reduce((sum, each) => sum + lengthOf(each), 0);
  return all <= wide - 20 && noteOf(elements) === undefined ? [elements] : lines;
}

function begins(element: Element, before: Element | undefined): boolean {
  const width = firstNumber(element);
  if (width !== undefined) return width !== (before && firstNumber(before));
  if (element.kind === "group") return true;
  return element.kind === "layer" && Boolean(element.step.operator.parameters) && !element.step.operator.affine;
}

/** What a use of a block begins with, or the first of a repetition. */
function firstNumber(element: Element): string | undefined {
  if (element.kind === "group") return firstNumber(element.elements[0]!);
  return element.kind === "call" ? JSON.stringify([element.block, element.arguments[0]]) : undefined;
}

/** About how long it is when it is printed. */
function lengthOf(element: Element): number {
  if (element.kind === "group") return element.elements.reduce((sum, each) => sum + lengthOf(each), 8);
  if (element.kind === "call") return element.block.length + 6 + 5 * element.arguments.length;
  const { step, label, parameters } = element;
  const given = argumentsFor(step.operator, step.attributes, 2, parameters);
  return step.operator.name.length + 6 + 7 * given.length + (label === undefined ? 0 : label.length + 4);
}

/** Names that the ONNX file has for the nodes of a line, if they say something. */
function noteOf(elements: readonly Element[]): string | undefined {
  const layers = elements.flatMap((each) => (each.kind === "layer" ? [each.step.node.name] : []));
  const names = [...new Set(layers)].filter((name) => !/^\w{0,2}\d*$/.test(name));
  if (names.length === 0) return undefined;
  const all = names.join(", ");
  return plain(all.length <= 60 ? all : `${names[0]} … ${names.at(-1)}`);
}
