import type { Argument, Expression, Name, StringLiteral } from "../../grammar/ast.ts";
import type { Label } from "../../grammar/diagnostic.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import { elements, type Node, type NodeId, type Shape, showShape } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import { type AnyOperator, type Place as At, operandCounts } from "../operators/operator.ts";
import { type ReadArguments, type Reporter, readArguments } from "./arguments.ts";
import type { Layers, Place } from "./layers.ts";
import { constantOf } from "./reduce.ts";

/** A value that goes into an operator, and where it was written. */
export interface Operand {
  readonly value: NodeId | undefined;
  readonly span: Span;
}

/** An operator's use, its arguments reduced to literals and words. */
export interface Use {
  readonly operator: AnyOperator;
  readonly name: Name;
  readonly operands: readonly Operand[];
  readonly given: readonly Argument[];
  readonly defaults: ReadonlyMap<string, Expression>;
  /** The layer that an attribute names, made by one of these operators; reports where there is none. */
  readonly layer: (expression: Expression, operators: readonly string[]) => Node | undefined;
}

/**
 * Makes the node of an operator's use: operands counted, arguments read, the shape asked of the operator. What the layers
 * read that its attributes name are inputs of it too, after its operands.
 */
export function makeNode(
  use: Use,
  label: Name | StringLiteral | undefined,
  place: Place,
  layers: Layers,
  report: Reporter["report"],
): NodeId | undefined {
  const { operator, name, operands } = use;
  const [least, most] = operandCounts(operator);
  if (operands.length < least || operands.length > most) {
    const expected =
      most === Number.POSITIVE_INFINITY
        ? "two values or more"
        : most === 1
          ? "one value"
          : least === most
            ? `${most} values`
            : `${least} to ${most} values`;
    report(
      diagnostics.wrongOperands,
      { operator: operator.name, expected, found: operands.length },
      { at: name.span, help: usage(operator) },
    );
    return undefined;
  }
  const nodes = operands.map(({ value }) => (value === undefined ? undefined : layers.nodes[value]));
  // On a vector the arguments are still read for their own mistakes: as on a picture.
  const spatial = nodes[0] && (nodes[0].shape.length - 1 || 2);
  const constant = (expression: Expression) => constantOf(expression, report);
  const shapeAt = (id: NodeId): Shape => layers.nodes[id]!.shape;
  const all = [...operands];
  const layer = (expression: Expression, operators: readonly string[]) => {
    // After an error upstream the layer may be missing for no fault of its own.
    const named = nodes.every((node) => node !== undefined) ? use.layer(expression, operators) : undefined;
    if (!named) return undefined;
    all.push({ value: named.inputs[0], span: named.span });
    return operatorOf(named).kernel({ inputs: named.inputs.map(shapeAt), attributes: named.attributes });
  };
  const read = readArguments(operator, name, withDefaults(use), spatial, { report, constant, layer });
  if (!read || nodes.some((node) => node === undefined)) return undefined;
  const inputs = all.map(({ value }) => shapeAt(value!));
  const shape = shapeOf({ ...use, operands: all }, read, inputs, report);
  if (!shape) return undefined;
  if (elements(shape) > 2 ** 30) {
    report(
      diagnostics.tooLarge,
      { what: `an output of ${showShape(shape)}`, limit: "2^30 elements" },
      { at: name.span },
    );
    return undefined;
  }
  const own = layers.name(operator.name, name.span, place, label);
  const parameters = operator.parameters?.({ inputs, attributes: read.attributes }) ?? [];
  return layers.push({
    operator: operator.name,
    name: own,
    inputs: all.map(({ value }) => value!),
    attributes: read.attributes,
    shape,
    parameters: parameters.map((parameter) => ({ ...parameter, name: `${own}.${parameter.role}` })),
    span: name.span,
  });
}

/** The net's own words, `fit=exact`, for the attributes that were not written. */
function withDefaults({ operator, given, defaults }: Use): readonly Argument[] {
  const written = new Set(given.map(({ name }) => name?.text));
  const further = [...defaults].filter(([name]) => Object.hasOwn(operator.attributes, name) && !written.has(name));
  return [
    ...given,
    ...further.map(([name, value]) => ({ name: { text: name, span: value.span }, value, span: value.span })),
  ];
}

function shapeOf(
  { operator, name, operands }: Use,
  read: ReadArguments,
  inputs: readonly Shape[],
  report: Reporter["report"],
): Shape | undefined {
  const inputLabel = (index: number, text: string): Label => ({ span: operands[index]!.span, text });
  return operator.shape({
    inputs,
    attributes: read.attributes,
    inputLabel,
    report: (declaration, parameters, place: At = {}) => {
      const at = (place.attribute && read.spans.get(place.attribute)) || name.span;
      report(declaration, parameters, { at, ...place });
    },
  });
}

function usage(operator: AnyOperator): string {
  if (operator.symbol) return `write \`a ${operator.symbol} b\`, or \`a -> ${operator.name}(b)\``;
  if (typeof operator.operands === "object") {
    const { names, least } = operator.operands;
    return `write \`${operator.name}(${names.slice(0, least).join(", ")}, …)\``;
  }
  return operator.operands === 1 ? `write \`value -> ${operator.name}\`` : `write \`${operator.name}(a, b)\``;
}
