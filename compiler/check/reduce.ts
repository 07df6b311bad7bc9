import type { Binary, Call, Expression } from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import type { Shape } from "../graph/graph.ts";
import type { Constant } from "../operators/attributes.ts";
import type { Reporter } from "./arguments.ts";
import { describe } from "./describe.ts";
import type { Scope } from "./scope.ts";

/** Functions of a value's shape; positions are counted from the end, so that `width` is the last axis in every rank. */
const shapeFunctions: Readonly<Record<string, (shape: Shape) => number | undefined>> = {
  channels: (shape) => shape[0],
  width: (shape) => (shape.length > 1 ? shape.at(-1) : undefined),
  height: (shape) => (shape.length > 2 ? shape.at(-2) : undefined),
  depth: (shape) => (shape.length > 3 ? shape.at(-3) : undefined),
  size: (shape) => shape.reduce((a, b) => a * b, 1),
};

export const isShapeFunction = (name: string): boolean => Object.hasOwn(shapeFunctions, name);

/** What reducing an expression needs of its surroundings. */
export interface Reduction {
  readonly scope: Scope;
  readonly report: Reporter["report"];
  /** The shape of a value, for `channels(x)`; undefined after an error. */
  readonly shapeOf: (expression: Expression) => Shape | undefined;
}

const number = (value: number, span: Span): Expression => ({ kind: "number", value, span });
const truth = (value: boolean, span: Span): Expression => ({ kind: "name", text: String(value), span });

/**
 * An argument with everything computed that can be: names of numbers replaced by them, arithmetic and comparisons done,
 * `if` decided. What is left is a literal, or a word that a schema may take. Spans stay where the user wrote.
 */
export function reduce(expression: Expression, context: Reduction): Expression {
  const again = (inner: Expression): Expression => reduce(inner, context);
  switch (expression.kind) {
    case "name": {
      const binding = context.scope.find(expression.text);
      if (binding?.meaning.kind !== "literal") return expression;
      binding.used = true;
      return { ...binding.meaning.expression, span: expression.span };
    }
    case "list":
      return { ...expression, items: expression.items.map(again) };
    case "record":
      return { ...expression, fields: expression.fields.map(({ name, value }) => ({ name, value: again(value) })) };
    case "unary": {
      const operand = again(expression.operand);
      if (expression.operator === "!") {
        const value = truthOf(operand);
        return value === undefined ? expression : truth(!value, expression.span);
      }
      return operand.kind === "number" ? number(-operand.value, expression.span) : { ...expression, operand };
    }
    case "binary":
      return binary(expression, context);
    case "if": {
      const chosen = decide(expression.condition, context);
      return chosen === undefined ? expression : again(chosen ? expression.then : expression.otherwise);
    }
    case "call":
      return call(expression, context);
    default:
      return expression;
  }
}

/** The truth of a condition; reports and returns undefined where it is neither true nor false. */
export function decide(condition: Expression, context: Reduction): boolean | undefined {
  const reduced = reduce(condition, context);
  const value = truthOf(reduced);
  if (value === undefined && !isHole(reduced))
    context.report(diagnostics.notACondition, { found: describe(reduced) }, { at: condition.span });
  return value;
}

function truthOf(expression: Expression): boolean | undefined {
  if (expression.kind !== "name") return undefined;
  return expression.text === "true" ? true : expression.text === "false" ? false : undefined;
}

/** Stands where a mistake has been reported, so that it is told once. */
const hole = (span: Span): Expression => ({ kind: "name", text: "", span });
export const isHole = (expression: Expression): boolean => expression.kind === "name" && expression.text === "";

/** A side of arithmetic or of a comparison: a word has no business here, so an unknown name is a mistake. */
function operand(side: Expression, { scope, report }: Reduction): Expression {
  if (side.kind !== "name" || isHole(side) || truthOf(side) !== undefined || scope.find(side.text)) return side;
  const help = /^[ijk]$/.test(side.text)
    ? `a repetition counts its rounds by name: \`( … ) * n as ${side.text}\``
    : undefined;
  report(diagnostics.unknownNumber, { name: side.text }, { at: side.span, help });
  return hole(side.span);
}

type Sign = Binary["operator"];

const arithmetic: Partial<Record<Sign, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

const comparisons: Partial<Record<Sign, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function binary(expression: Binary, context: Reduction): Expression {
  const { operator: sign, span } = expression;
  if (sign === "&&" || sign === "||") {
    const left = decide(expression.left, context);
    if (left === undefined) return expression;
    // The right side is not looked at where the left one decides, as in every language.
    if (left === (sign === "||")) return truth(left, span);
    const right = decide(expression.right, context);
    return right === undefined ? expression : truth(right, span);
  }
  const [left, right] = [expression.left, expression.right].map((side) => operand(reduce(side, context), context)) as [
    Expression,
    Expression,
  ];
  if (isHole(left) || isHole(right)) return hole(span);
  if (left.kind !== "number" || right.kind !== "number") return { ...expression, left, right };
  const compare = comparisons[sign];
  if (compare) return truth(compare(left.value, right.value), span);
  const value = arithmetic[sign]!(left.value, right.value);
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return number(value, span);
  context.report(diagnostics.numberOutOfRange, { sign }, { at: span });
  return hole(span);
}

function call(expression: Call, context: Reduction): Expression {
  const name = expression.callee.text;
  const [argument, ...more] = expression.arguments;
  if (!isShapeFunction(name) || !argument || more.length > 0 || argument.name) {
    return {
      ...expression,
      arguments: expression.arguments.map((each) => ({ ...each, value: reduce(each.value, context) })),
    };
  }
  const shape = context.shapeOf(argument.value);
  if (!shape) return number(1, expression.span);
  const value = shapeFunctions[name]!(shape);
  if (value !== undefined) return number(value, expression.span);
  context.report(diagnostics.noSuchAxis, { axis: name, shape: shape.join("x") }, { at: expression.span });
  return hole(expression.span);
}

/** Numbers of a reduced expression: one, or a rectangular list; reports what is neither. */
export function constantOf(expression: Expression, report: Reporter["report"]): Constant | undefined {
  const refuse = (at: Expression, found: string): undefined => {
    report(diagnostics.notAConstant, { found }, { at: at.span });
    return undefined;
  };
  if (expression.kind === "number") {
    if (!Number.isFinite(Math.fround(expression.value)))
      return refuse(expression, `${expression.value}, which f32 cannot hold`);
    return { extents: [], values: [expression.value] };
  }
  if (isHole(expression)) return undefined;
  if (expression.kind !== "list") return refuse(expression, describe(expression));
  if (expression.items.length === 0) return refuse(expression, "an empty list");
  const parts: Constant[] = [];
  for (const item of expression.items) {
    const part = constantOf(item, report);
    if (!part) return undefined;
    if (parts[0] && String(parts[0].extents) !== String(part.extents))
      return refuse(item, "a list that is not rectangular");
    parts.push(part);
  }
  return { extents: [parts.length, ...parts[0]!.extents], values: parts.flatMap(({ values }) => values) };
}

/** What a constant may be beside numbers and lists of them. */
export const isLiteral = ({ kind, ...rest }: Expression): boolean =>
  kind === "size" ||
  kind === "record" ||
  (kind === "name" && "text" in rest && /^(true|false)$/.test(rest.text as string));
