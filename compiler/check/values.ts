import type { Argument, Expression, Name } from "../../grammar/ast.ts";
import type { Label } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import { closest } from "../../grammar/suggest.ts";
import { elements, inputOperator, type Node, type NodeId, type Shape, showShape } from "../graph/graph.ts";
import { findOperator, surfaceOperators } from "../operators/index.ts";
import type { AnyOperator, Place } from "../operators/operator.ts";
import { type ReadArguments, type Reporter, readArguments } from "./arguments.ts";
import { describe } from "./describe.ts";

interface Bound {
  readonly span: Span;
  /** Absent for a constant, and for a value that could not be made: it has been reported. */
  node?: NodeId | undefined;
  isValue: boolean;
  used: boolean;
}

/** The values of a net as they come into being: names, and the nodes behind them. */
export class Values {
  readonly nodes: Node[] = [];
  private readonly names = new Map<string, Bound>();
  private readonly counts = new Map<string, number>();
  private readonly reporter: Reporter;

  constructor(reporter: Reporter) {
    this.reporter = reporter;
  }

  /** Takes a name; reports and returns false where it is taken. */
  claim(name: Name): boolean {
    const before = this.names.get(name.text);
    if (before) {
      const also = [{ span: before.span, text: "first here" }];
      this.reporter.report(diagnostics.nameTaken, { name: name.text }, { at: name.span, also });
      return false;
    }
    this.names.set(name.text, { span: name.span, isValue: false, used: false });
    return true;
  }

  bind(name: Name, node: NodeId | undefined): void {
    Object.assign(this.names.get(name.text)!, { node, isValue: true });
  }

  input(name: Name, shape: Shape | undefined): void {
    const node =
      shape &&
      this.push({
        operator: inputOperator,
        name: name.text,
        inputs: [],
        attributes: {},
        shape,
        parameters: [],
        span: name.span,
      });
    this.bind(name, node);
  }

  /** Values that were bound and never read. Inputs belong to the net's signature and may stay unused. */
  unused(): { name: string; span: Span }[] {
    const isInput = (id: NodeId | undefined) => id !== undefined && this.nodes[id]!.operator === inputOperator;
    return [...this.names]
      .filter(([, b]) => b.isValue && !b.used && !isInput(b.node))
      .map(([name, { span }]) => ({ name, span }));
  }

  /** The node of an expression; reports and returns undefined where it has none. */
  value(expression: Expression): NodeId | undefined {
    switch (expression.kind) {
      case "name":
        return this.reference(expression.text, expression.span);
      case "chain": {
        let value = this.value(expression.source);
        let span = expression.source.span;
        for (const stage of expression.stages) {
          value = this.apply(stage.operator, stage.arguments, { value, span });
          span = stage.operator.span;
        }
        return value;
      }
      case "call":
        return this.apply(expression.callee, expression.arguments, undefined);
      case "binary": {
        const operator = surfaceOperators.find(({ symbol }) => symbol === expression.operator);
        if (!operator) break;
        const operands = [expression.left, expression.right].map((side) => ({
          value: this.value(side),
          span: side.span,
        }));
        return this.build(operator, { text: operator.name, span: expression.operatorSpan }, operands, []);
      }
    }
    this.reporter.report(diagnostics.notAValue, { found: describe(expression) }, { at: expression.span });
    return undefined;
  }

  private reference(name: string, span: Span): NodeId | undefined {
    const bound = this.names.get(name);
    if (!bound) {
      const known = [...this.names].filter(([, b]) => b.isValue).map(([known]) => known);
      const similar = closest(name, known);
      const help = similar
        ? `did you mean \`${similar}\`?`
        : findOperator(name)
          ? `\`${name}\` is an operator: \`value -> ${name}\``
          : `known here: ${known.map((k) => `\`${k}\``).join(", ")}`;
      this.reporter.report(diagnostics.unknownValue, { name }, { at: span, help });
      return undefined;
    }
    bound.used = true;
    if (!bound.isValue)
      this.reporter.report(diagnostics.notAValue, { found: `the constant \`${name}\`` }, { at: span });
    return bound.node;
  }

  /** `f(a, b)`, or `first -> f(b)`: the leading positional arguments are the further operands. */
  private apply(name: Name, given: readonly Argument[], first: Operand | undefined): NodeId | undefined {
    const operator = findOperator(name.text);
    if (!operator) {
      const similar = closest(
        name.text,
        surfaceOperators.map((o) => o.name),
      );
      const help = similar
        ? `did you mean \`${similar}\`?`
        : `the operators are ${surfaceOperators.map((o) => `\`${o.name}\``).join(", ")}`;
      this.reporter.report(diagnostics.unknownOperator, { name: name.text }, { at: name.span, help });
      return undefined;
    }
    const wanted = operator.operands - (first ? 1 : 0);
    const leading = given.slice(0, wanted).filter((argument) => !argument.name);
    const operands = [
      ...(first ? [first] : []),
      ...leading.map(({ value, span }) => ({ value: this.value(value), span })),
    ];
    if (operands.length !== operator.operands) {
      const expected = operator.operands === 1 ? "one value" : `${operator.operands} values`;
      this.reporter.report(
        diagnostics.wrongOperands,
        { operator: operator.name, expected, found: operands.length },
        { at: name.span, help: usage(operator) },
      );
      return undefined;
    }
    return this.build(operator, name, operands, given.slice(leading.length));
  }

  private build(
    operator: AnyOperator,
    name: Name,
    operands: readonly Operand[],
    given: readonly Argument[],
  ): NodeId | undefined {
    const nodes = operands.map(({ value }) => (value === undefined ? undefined : this.nodes[value]!));
    const known = nodes.every((node) => node !== undefined);
    // After an error upstream, and on a vector, the arguments are still read for their own mistakes: as on a picture.
    const rank = (nodes[0]?.shape.length ?? 1) - 1 || 2;
    const read = readArguments(operator, name, given, rank, this.reporter);
    if (!read || !known) return undefined;
    const inputs = (nodes as Node[]).map((node) => node.shape);
    const shape = this.shape(operator, name, operands, read, inputs);
    if (!shape) return undefined;
    if (elements(shape) > 2 ** 30) {
      this.reporter.report(
        diagnostics.tooLarge,
        { what: `an output of ${showShape(shape)}`, limit: "2^30 elements" },
        { at: name.span },
      );
      return undefined;
    }
    const label = this.label(operator.name);
    const parameters = operator.parameters?.({ inputs, attributes: read.attributes }) ?? [];
    return this.push({
      operator: operator.name,
      name: label,
      inputs: operands.map(({ value }) => value!),
      attributes: read.attributes,
      shape,
      parameters: parameters.map((parameter) => ({ ...parameter, name: `${label}.${parameter.role}` })),
      span: name.span,
    });
  }

  private shape(
    operator: AnyOperator,
    name: Name,
    operands: readonly Operand[],
    read: ReadArguments,
    inputs: readonly Shape[],
  ): Shape | undefined {
    const inputLabel = (index: number, text: string): Label => ({ span: operands[index]!.span, text });
    return operator.shape({
      inputs,
      attributes: read.attributes,
      inputLabel,
      report: (declaration, parameters, place: Place = {}) => {
        const at = (place.attribute && read.spans.get(place.attribute)) || name.span;
        this.reporter.report(declaration, parameters, { at, ...place });
      },
    });
  }

  /** The operator and a count in order of appearance: `conv1`. */
  private label(operator: string): string {
    const count = (this.counts.get(operator) ?? 0) + 1;
    this.counts.set(operator, count);
    return `${operator}${count}`;
  }

  private push(node: Omit<Node, "id" | "epilogue">): NodeId {
    const id = this.nodes.length;
    this.nodes.push({ ...node, id, epilogue: [] });
    return id;
  }
}

interface Operand {
  readonly value: NodeId | undefined;
  readonly span: Span;
}

function usage(operator: AnyOperator): string {
  if (operator.symbol) return `write \`a ${operator.symbol} b\`, or \`a -> ${operator.name}(b)\``;
  return operator.operands === 1 ? `write \`value -> ${operator.name}\`` : `write \`${operator.name}(a, b)\``;
}
