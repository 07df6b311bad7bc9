import type {
  Argument,
  Chain,
  Expression,
  File,
  Statement as Line,
  Name,
  Stage as StageNode,
} from "../../grammar/ast.ts";
import { escapeControls, shorten } from "../../grammar/escape.ts";
import { print } from "../../grammar/print.ts";
import { argumentsFor } from "./arguments.ts";
import type { Arranged, Labelled, Statement } from "./arrange.ts";
import { Cursor } from "./cursor.ts";
import type { Stage, Step } from "./steps.ts";

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
  const cursor = new Cursor();
  for (const text of title.comments) {
    cursor.comment(plain(text), false);
    cursor.newline();
  }
  const start = cursor.here();
  const name = nameAt(title.net, cursor);
  const head = cursor.here();
  const inputs = arranged.inputs.map(({ name: own, stage }) => ({
    name: nameAt(own, cursor),
    shape: shapeAt(stages[stage]!.shape, cursor),
    span: cursor.here(),
  }));
  const headSpan = cursor.since(head);
  const body: Line[] = [];
  const line = (make: () => Omit<Line, "span">): void => {
    cursor.newline();
    const from = cursor.here();
    body.push({ ...make(), span: cursor.since(from) } as Line);
  };
  if (title.weights !== undefined) {
    const value = title.weights;
    line(() => ({ kind: "weights", file: { kind: "string", value, span: cursor.here() } }));
    cursor.newline();
  }
  for (const statement of arranged.statements) line(() => binding(statement, cursor));
  cursor.newline();
  line(() => ({
    kind: "return",
    values: arranged.outputs.map((text) => ({ kind: "name", text, span: cursor.here() })),
  }));
  cursor.newline();
  const span = cursor.since(start);
  const net = { kind: "net" as const, name, inputs, parameters: [], headSpan, body, span };
  const file: File = {
    items: [net],
    comments: cursor.comments,
    lines: cursor.lines,
    span: { start: 0, end: span.end + 1 },
  };
  return print(file);
}

/** A text of the ONNX file in a comment: on one line, and nothing that cannot be seen. */
const plain = (text: string): string => escapeControls(shorten(text, 120));

const nameAt = (text: string, cursor: Cursor): Name => ({ text, span: cursor.here() });

function shapeAt(shape: readonly number[], cursor: Cursor) {
  const span = cursor.here();
  return shape.length === 1
    ? ({ kind: "number", value: shape[0]!, span } as const)
    : ({ kind: "size", dims: shape, span } as const);
}

function binding(
  { name, operands, steps }: Statement,
  cursor: Cursor,
): Omit<Extract<Line, { kind: "binding" }>, "span"> {
  const own = nameAt(name, cursor);
  const joined = operands.length > 1;
  const source = joined ? joinOf(steps[0]!, operands, cursor) : referenceAt(operands[0]!, cursor);
  const rest = joined ? steps.slice(1) : steps;
  if (rest.length === 0) return { kind: "binding", name: own, value: source };
  const lines = linesOf(rest);
  const broken = lines.length > 1;
  const stages: StageNode[] = [];
  for (const some of lines) {
    if (broken) cursor.newline();
    for (const each of some) stages.push(stageAt(each, cursor));
    const note = noteOf(some);
    if (note !== undefined) cursor.comment(note, true);
  }
  const value: Chain = { kind: "chain", source, stages, span: cursor.since(source.span) };
  return { kind: "binding", name: own, value };
}

/** A line for each layer with parameters and what follows it, unless all of it is short. */
function linesOf(steps: readonly Labelled[]): readonly (readonly Labelled[])[] {
  const lines: Labelled[][] = [[]];
  for (const each of steps) {
    const begins = each.step.operator.parameters !== undefined && each.step.operator.affine === undefined;
    if (begins && lines.at(-1)!.length > 0) lines.push([]);
    lines.at(-1)!.push(each);
  }
  return lines;
}

const referenceAt = (text: string, cursor: Cursor): Expression => ({ kind: "name", text, span: cursor.here() });

/** `a + b`, or `concat(a, b, c)`. */
function joinOf({ step, label }: Labelled, operands: readonly string[], cursor: Cursor): Expression {
  const { operator } = step;
  if (operator.symbol && operands.length === 2) {
    const left = referenceAt(operands[0]!, cursor);
    const operatorSpan = cursor.here();
    const right = referenceAt(operands[1]!, cursor);
    return { kind: "binary", operator: operator.symbol, operatorSpan, left, right, span: cursor.since(left.span) };
  }
  const callee = nameAt(operator.name, cursor);
  const values = operands.map((text) => ({ value: referenceAt(text, cursor), span: cursor.here() }));
  const given = [...values, ...argumentsAt(step, cursor)];
  return { kind: "call", callee, arguments: given, ...labelAt(label, cursor), span: cursor.since(callee.span) };
}

function stageAt({ step, label }: Labelled, cursor: Cursor): StageNode {
  const operator = nameAt(step.operator.name, cursor);
  const given = argumentsAt(step, cursor);
  const named = labelAt(label, cursor);
  return { kind: "stage", operator, arguments: given, ...named, span: cursor.since(operator.span) };
}

const labelAt = (label: string | undefined, cursor: Cursor) =>
  label === undefined
    ? {}
    : {
        label: /^[A-Za-z_]\w*$/.test(label)
          ? nameAt(label, cursor)
          : ({ kind: "string", value: label, span: cursor.here() } as const),
      };

function argumentsAt(step: Step, cursor: Cursor): readonly Argument[] {
  const rank = step.shape.length - 1 || 2;
  return argumentsFor(step.operator, step.attributes, rank).map((each) => placed(each, cursor));
}

/** All of an argument stands in one place: it is never broken. */
function placed(argument: Argument, cursor: Cursor): Argument {
  const span = cursor.here();
  const place = <T>(node: T): T => {
    if (Array.isArray(node)) return node.map(place) as T;
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, key === "span" ? span : place(value)]),
    ) as T;
  };
  return place(argument);
}

/** Names that the ONNX file has for the nodes of a line, if they say something. */
function noteOf(steps: readonly Labelled[]): string | undefined {
  const names = [...new Set(steps.map(({ step }) => step.node.name))].filter((name) => !/^\w{0,2}\d*$/.test(name));
  if (names.length === 0) return undefined;
  const all = names.join(", ");
  return plain(all.length <= 60 ? all : `${names[0]} … ${names.at(-1)}`);
}
