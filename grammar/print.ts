import type {
  Argument,
  Binary,
  Block,
  Expression,
  File,
  GroupStage,
  If,
  Input,
  Item,
  Name,
  Net,
  Parameter,
  Stage,
  StageLike,
  Statement,
  StringLiteral,
} from "./ast.ts";
import { type Blocks, type Bracketed, type Document, type Element, type Part, Writer } from "./document.ts";
import { join, type Span } from "./source.ts";

/**
 * The canonical text of a tree that was parsed without errors: two spaces a level, no parentheses that precedence makes
 * superfluous, comments where they were. Line breaks in chains and lists and single blank lines are the author's; what is
 * longer than 100 columns is broken.
 */
export function print(file: File): string {
  const printer = new Printer(new Writer(file.comments, file.lines));
  printer.lines(file.items, 0, file.span.end, (item) => printer.item(item));
  return printer.writer.text();
}

/** How tightly an expression binds; one that binds less than its place asks for gets parentheses. */
const loosest = 0;
const arithmetic = 1;
const comparison = 3;
const labelled = 6;
const sign = 7;
const power = 8;
const primary = 9;
const binaryLevels: Record<Binary["operator"], number> = {
  "||": arithmetic,
  "&&": 2,
  ...{ "==": comparison, "!=": comparison, "<": comparison, "<=": comparison, ">": comparison, ">=": comparison },
  ...{ "+": 4, "-": 4 },
  ...{ "*": 5, "/": 5 },
  "^": power,
};

const levelOf = (e: Expression): number => {
  if (e.kind === "binary") return binaryLevels[e.operator];
  if (e.kind === "chain" || e.kind === "if") return loosest;
  // Behind `(…) * f(x)` a label would be read as the name of the round.
  if (e.kind === "call" && e.label) return labelled;
  return e.kind === "unary" ? sign : primary;
};

class Printer {
  readonly writer: Writer;

  constructor(writer: Writer) {
    this.writer = writer;
  }

  /** Items or statements, each on its own line, with the comments before and behind them up to `end`. */
  lines<T extends Item | Statement>(nodes: readonly T[], column: number, end: number, write: (node: T) => void): void {
    const { writer } = this;
    let last: { readonly line: number; readonly kind: string } | undefined;
    const begin = (span: Span, kind: string) => {
      if (last || column > 0) writer.newline(column);
      const apart = isLarge(last?.kind) || (isLarge(kind) && last?.kind !== "comment");
      if (last && (apart || writer.lineOf(span.start) > last.line + 1)) writer.blankLine();
      last = { line: Math.max(last?.line ?? 0, writer.lineOf(span.end)), kind };
    };
    const comments = (before: number) => {
      for (const comment of writer.commentsBefore(before)) {
        begin(comment.span, "comment");
        writer.comment(comment);
      }
    };
    for (const node of nodes) {
      comments(node.span.start);
      begin(node.span, node.kind);
      write(node);
    }
    comments(end);
  }

  item(item: Item): void {
    if (item.kind === "const") this.#statement(item, 0);
    else this.#block(item.kind === "net" ? netHead(item) : blockHead(item), item);
  }

  #block(head: Document, item: Net | Block): void {
    this.writer.write([head, " {"], 0);
    this.lines(item.body, 2, item.span.end, (statement) => this.#statement(statement, 2));
    this.writer.newline(0);
    this.writer.write("}", 0);
  }

  #statement(statement: Statement, column: number): void {
    this.writer.write(statementDocument(statement), column);
  }
}

const isLarge = (kind: string | undefined): boolean => kind === "net" || kind === "block";

function netHead({ name, inputs, parameters, headSpan }: Net): Document {
  const elements = [...inputs.map(inputElement), ...parameters.map(parameterElement)];
  const open = parameters.length > 0 && inputs.length === 0 ? "(; " : "(";
  const last = inputs.length - 1;
  const separated = elements.map((e, i) => (i === last && parameters.length > 0 ? { ...e, separator: ";" } : e));
  return ["net ", name.text, headOf(open, separated, headSpan)];
}

const blockHead = ({ name, parameters, headSpan }: Block): Document => [
  "block ",
  name.text,
  headOf("(", parameters.map(parameterElement), headSpan),
];

const headOf = (open: string, elements: readonly Element[], { start, end }: Span): Bracketed =>
  listOf(open, ")", elements, start, end - 1);

function inputElement({ name, mode, shape, scale, normalize, span }: Input): Element {
  const before = [name.text, ": ", mode ? `${mode.text} ` : "", expression(shape, loosest)];
  const scaled = scale ? [" scale ", expression(scale, arithmetic)] : "";
  return element([before, scaled, normalize ? [" ", bare(normalize)] : ""], span);
}

const parameterElement = ({ name, default: value, span }: Parameter): Element =>
  element(value ? [name.text, "=", expression(value, loosest)] : name.text, span);

function statementDocument(statement: Statement): Document {
  switch (statement.kind) {
    case "weights":
      return ["weights ", expression(statement.file, loosest)];
    case "const":
      return ["const ", statement.name.text, " = ", expression(statement.value, loosest)];
    case "binding":
      return [statement.name.text, " = ", expression(statement.value, loosest)];
    case "return":
      return ["return ", { kind: "row", elements: statement.values.map(elementOf) }];
  }
}

const element = (document: Document, { start, end }: Span): Element => ({ document, start, end });
const elementOf = (e: Expression): Element => element(expression(e, loosest), e.span);

const listOf = (open: string, close: string, elements: readonly Element[], from: number, to: number): Bracketed => ({
  kind: "list",
  open,
  close,
  elements,
  from,
  to,
});

/** An expression where `level` or tighter is asked for. */
function expression(e: Expression, level: number): Document {
  return levelOf(e) < level ? ["(", bare(e), ")"] : bare(e);
}

function bare(e: Expression): Document {
  switch (e.kind) {
    case "number":
      return numberText(e.value);
    case "size":
      return e.dims.join("x");
    case "string":
      return `"${e.value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
    case "name":
      return e.text;
    case "list":
      return listOf("[", "]", e.items.map(elementOf), e.span.start, e.span.end - 1);
    case "record": {
      const fields = e.fields.map(({ name, value }) =>
        element([name.text, ": ", expression(value, loosest)], { start: name.span.start, end: value.span.end }),
      );
      return listOf("{", "}", fields, e.span.start, e.span.end - 1);
    }
    case "call":
      return [
        e.callee.text,
        argumentList(e.callee, e.arguments, e.label?.span.start ?? e.span.end - 1),
        labelDocument(e.label),
      ];
    case "unary":
      return [e.operator, expression(e.operand, sign)];
    case "binary":
      return binaryDocument(e);
    case "if":
      return ifDocument(e);
    case "chain":
      return chainOf([sourceOf(e.source), ...e.stages.map(stageElement)]);
  }
}

const chainOf = (elements: readonly Element[]): Document => ({ kind: "chain", elements });

/** A chain that begins a chain keeps its parentheses: the text gives the same tree back. An `if` gets some, to be seen. */
const sourceOf = (e: Expression): Element => element(expression(e, arithmetic), e.span);

const stageElement = (s: StageLike): Element => element(s.kind === "stage" ? stage(s) : group(s), s.span);

function stage({ operator, arguments: list, label, condition, span }: Stage): Document {
  const end = (label ?? condition)?.span.start ?? span.end - 1;
  const argumentsDocument = list.length === 0 ? "" : argumentList(operator, list, end);
  return [operator.text, argumentsDocument, labelDocument(label), conditionDocument(condition)];
}

function group({ stages, times, index, condition, span }: GroupStage): Document {
  const to = (times ?? condition)?.span.start ?? span.end - 1;
  const content = element(chainOf(stages.map(stageElement)), spanOf(stages));
  const part = { open: "(", content, from: span.start, to };
  const rounds = times ? [" * ", expression(times, sign)] : "";
  const blocks: Blocks = { kind: "blocks", parts: [part], close: ")", padding: "" };
  return [blocks, rounds, index ? ` as ${index.text}` : "", conditionDocument(condition)];
}

const spanOf = (stages: readonly StageLike[]): Span => join(stages[0]!.span, stages.at(-1)!.span);

const labelDocument = (label: Name | StringLiteral | undefined): Document => {
  if (!label) return "";
  return [" as ", "kind" in label ? bare(label) : label.text];
};

const conditionDocument = (condition: Expression | undefined): Document =>
  condition ? [" if ", expression(condition, arithmetic)] : "";

/** `else if` in one row, however many. */
function ifDocument(first: If): Document {
  const parts: Part[] = [];
  let last: Expression = first;
  let before: Document = "";
  let from = first.span.start;
  for (; last.kind === "if"; last = last.otherwise) {
    const { condition, then, elseSpan } = last;
    const open = [before, "if ", expression(condition, arithmetic), " {"];
    parts.push({ open, content: elementOf(then), from: condition.span.end, to: elseSpan.start });
    before = "} else ";
    from = elseSpan.end;
  }
  parts.push({ open: [before, "{"], content: elementOf(last), from, to: first.span.end - 1 });
  return { kind: "blocks", parts, close: "}", padding: " " };
}

function argumentList(name: Name, list: readonly Argument[], end: number): Bracketed {
  const elements = list.map((a) =>
    element(a.name ? [a.name.text, "=", expression(a.value, loosest)] : expression(a.value, loosest), a.span),
  );
  return listOf("(", ")", elements, name.span.end, end);
}

function binaryDocument(e: Binary): Document {
  const level = binaryLevels[e.operator];
  // `^` groups to the right, and its exponent may have a sign; comparisons do not group; the others group to the left.
  const left = expression(e.left, level === power ? primary : level === comparison ? level + 1 : level);
  const right = expression(e.right, level === power ? sign : level + 1);
  const isFraction = e.operator === "/" && e.left.kind === "number" && e.right.kind === "number";
  return level === power || isFraction ? [left, e.operator, right] : [left, ` ${e.operator} `, right];
}

/** Whole numbers past 2^53 are refused as digits, since not all of them exist; with an exponent they are what they are. */
const numberText = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
