import type { Argument, Name } from "../../grammar/ast.ts";
import type { Declaration } from "../../grammar/diagnostic.ts";
import { readArguments } from "../check/arguments.ts";
import { constantOf } from "../check/reduce.ts";
import { elements, type Shape } from "../graph/graph.ts";
import { operatorOf } from "../operators/index.ts";
import { type OnnxUse, refuse, type Tensor } from "../operators/onnx.ts";
import { type AnyOperator, operandCounts } from "../operators/operator.ts";
import { argumentsFor, nowhere } from "./arguments.ts";
import type { GraphNode } from "./decode.ts";

/** A use of an operator in the network to be: plain data, checked by the operator's own record. */
export interface Step {
  readonly operator: AnyOperator;
  /** All of them, defaults too. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Steps that it reads, by their places in the list. */
  readonly operands: readonly number[];
  /** Of one image. */
  readonly shape: Shape;
  /** Parameters by role, in their natural shapes. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** The ONNX node that it comes from. */
  readonly node: GraphNode;
}

/** An input of the network. */
export interface Entry {
  readonly operator?: undefined;
  /** ONNX's name. */
  readonly name: string;
  readonly shape: Shape;
  /** Its value was given: it is an input only if something reads it as a value. */
  readonly known?: Tensor;
}

export type Stage = Step | Entry;

export const isStep = (stage: Stage): stage is Step => stage.operator !== undefined;

/**
 * Makes a step of a use, as its operator's record judges it: attributes by their schemas, the shape by its rule, weights by
 * the parameters that it asks for. Refuses what is wrong with any of them.
 */
export function stepOf(
  use: OnnxUse & { readonly operator: string },
  operands: readonly number[],
  stages: readonly Stage[],
  node: GraphNode,
): Step {
  const operator = operatorOf(use);
  const inputs = operands.map((id) => stages[id]!.shape);
  const [least, most] = operandCounts(operator);
  if (operands.length < least || operands.length > most)
    refuse(`\`${operator.name}\` takes no ${operands.length} values`);
  const attributes = checked(operator, use.attributes ?? {}, inputs);
  const shape = shapeOf(operator, attributes, inputs);
  const weights = use.weights ?? {};
  for (const parameter of operator.parameters?.({ inputs, attributes }) ?? []) {
    const given = weights[parameter.role]?.shape;
    if (parameter.values === undefined && String(given) !== String(parameter.shape))
      refuse(`the ${parameter.role} should be ${parameter.shape.join("x")}, found ${given?.join("x") ?? "none"}`);
  }
  return { operator, attributes, operands, shape, weights, node };
}

/** What an operator reports is why it refuses. */
const report = <P>({ severity, message }: Declaration<P>, parameters: P, help?: string): void => {
  if (severity === "error") refuse(message(parameters), help);
};

function checked(operator: AnyOperator, said: Readonly<Record<string, unknown>>, inputs: readonly Shape[]) {
  const rank = (inputs[0]?.length ?? 1) - 1 || 2;
  const name: Name = { text: operator.name, span: nowhere };
  const given: readonly Argument[] = argumentsFor(operator, said, rank);
  const reporter = {
    report: <P>(declaration: Declaration<P>, parameters: P) => report(declaration, parameters),
    constant: (expression: Argument["value"]) => constantOf(expression, (declaration, p) => report(declaration, p)),
    layer: () => undefined,
  };
  const read = readArguments(operator, name, given, rank, reporter);
  return read?.attributes ?? refuse(`\`${operator.name}\` does not take these attributes`);
}

function shapeOf(
  operator: AnyOperator,
  attributes: Readonly<Record<string, unknown>>,
  inputs: readonly Shape[],
): Shape {
  const inputLabel = () => ({ span: nowhere, text: "" });
  const shape = operator.shape({
    inputs,
    attributes,
    inputLabel,
    report: (declaration, parameters, place) => report(declaration, parameters, place?.help),
  });
  if (!shape) return refuse(`\`${operator.name}\` does not take ${inputs.map((each) => each.join("x")).join(" and ")}`);
  return elements(shape) <= 2 ** 30 ? shape : refuse(`its output would be ${shape.join("x")}, which is too large`);
}
