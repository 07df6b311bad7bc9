import type { Argument, Binary, Expression, File, Item, Name, Net, Stage, Statement } from "./ast.ts";
import { type Bracketed, type Document, type Element, Writer } from "./document.ts";
import type { Span } from "./source.ts";

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
const chain = 0;
const sum = 1;
const product = 2;
const minus = 3;
const power = 4;
const primary = 5;
const binaryLevels = { "+": sum, "-": sum, "*": product, "/": product, "^": power };

const levelOf = (e: Expression): number => {
  if (e.kind === "binary") return binaryLevels[e.operator];
  return e.kind === "chain" ? chain : e.kind === "unary" ? minus : primary;
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
      const apart = last?.kind === "net" || (kind === "net" && last?.kind !== "comment");
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
    if (item.kind === "net") this.#net(item);
    else this.#statement(item, 0);
  }

  #net(net: Net): void {
    const inputs = net.inputs.map((i) => element([i.name.text, ": ", expression(i.shape, chain)], i.span));
    // The tree does not say where the list ends: comments behind the last input go behind the brace.
    const list = listOf("(", ")", inputs, net.name.span.end, net.name.span.end);
    this.writer.write(["net ", net.name.text, list, " {"], 0);
    this.lines(net.body, 2, net.span.end, (statement) => this.#statement(statement, 2));
    this.writer.newline(0);
    this.writer.write("}", 0);
  }

  #statement(statement: Statement, column: number): void {
    this.writer.write(statementDocument(statement), column);
  }
}

function statementDocument(statement: Statement): Document {
  switch (statement.kind) {
    case "weights":
      return ["weights ", expression(statement.file, chain)];
    case "const":
      return ["const ", statement.name.text, " = ", expression(statement.value, chain)];
    case "binding":
      return [statement.name.text, " = ", expression(statement.value, chain)];
    case "return":
      return ["return ", { kind: "row", elements: statement.values.map(elementOf) }];
  }
}

const element = (document: Document, { start, end }: Span): Element => ({ document, start, end });
const elementOf = (e: Expression): Element => element(expression(e, chain), e.span);

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
        element([name.text, ": ", expression(value, chain)], { start: name.span.start, end: value.span.end }),
      );
      return listOf("{", "}", fields, e.span.start, e.span.end - 1);
    }
    case "call":
      return [e.callee.text, argumentList(e.callee, e.arguments, e.span)];
    case "unary":
      return ["-", expression(e.operand, minus)];
    case "binary":
      return binaryDocument(e);
    case "chain":
      return { kind: "chain", elements: [sourceOf(e.source), ...e.stages.map(stage)] };
  }
}

/** A chain that begins a chain keeps its parentheses: the text gives the same tree back. */
const sourceOf = (e: Expression): Element => element(expression(e, sum), e.span);

const stage = (s: Stage): Element =>
  element(
    s.arguments.length === 0 ? s.operator.text : [s.operator.text, argumentList(s.operator, s.arguments, s.span)],
    s.span,
  );

function argumentList(name: Name, list: readonly Argument[], span: Span): Bracketed {
  const elements = list.map((a) =>
    element(a.name ? [a.name.text, "=", expression(a.value, chain)] : expression(a.value, chain), a.span),
  );
  return listOf("(", ")", elements, name.span.end, span.end - 1);
}

function binaryDocument(e: Binary): Document {
  const level = binaryLevels[e.operator];
  // `^` groups to the right, and its exponent may have a sign; the others group to the left.
  const left = expression(e.left, level === power ? primary : level);
  const right = expression(e.right, level === power ? minus : level + 1);
  return level === power ? [left, "^", right] : [left, ` ${e.operator} `, right];
}

/** Whole numbers past 2^53 are refused as digits, since not all of them exist; with an exponent they are what they are. */
const numberText = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
