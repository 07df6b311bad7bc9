import type { IToken, TokenType } from "chevrotain";
import type { Binary, Expression, Name, NumberLiteral, Reference, SizeLiteral, Stage, StringLiteral } from "./ast.ts";
import { join, type Span } from "./source.ts";
import { Minus, Plus, Power, Slash, signOf, spanOf, Times, textValue } from "./tokens.ts";

/** What stands in the tree for a value that the text lacks: a name without letters. */
export const hole = (at: number): Reference => ({ kind: "name", text: "", span: { start: at, end: at } });

/** Out-of-range and malformed numbers are reported by the lexer; the tree holds a finite one. */
const numberOf = (digits: string): number => {
  const value = Number.parseFloat(digits.startsWith(".") ? `0${digits}` : digits);
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
};

export const numberLiteral = (t: IToken): NumberLiteral => ({
  kind: "number",
  value: numberOf(t.image),
  span: spanOf(t),
});

export const sizeLiteral = (t: IToken): SizeLiteral => ({
  kind: "size",
  dims: t.image.split("x").map(numberOf),
  span: spanOf(t),
});

export const stringLiteral = (t: IToken): StringLiteral => ({
  kind: "string",
  value: textValue(t.image),
  span: spanOf(t),
});

export const nameOf = (t: IToken): Name => ({ text: t.image, span: spanOf(t) });

/** An operand with the minus signs before it. */
export interface Operand {
  readonly minuses: readonly IToken[];
  readonly value: Expression;
}

export const binary = (left: Expression, operator: IToken, right: Expression): Binary => ({
  kind: "binary",
  operator: signOf(operator.tokenType) as Binary["operator"],
  operatorSpan: spanOf(operator),
  left,
  right,
  span: join(left.span, right.span),
});

/** The minus signs of an operand around its value, the last one first. */
export const negate = (minuses: readonly IToken[], value: Expression): Expression =>
  minuses.reduceRight<Expression>(
    (operand, minus) => ({ kind: "unary", operator: "-", operand, span: join(spanOf(minus), operand.span) }),
    value,
  );

const sums: readonly TokenType[] = [Plus, Minus];
const products: readonly TokenType[] = [Times, Slash];

/**
 * The tree of `operands[0] operators[0] operands[1] …` by precedence: sums, then products, then minus signs, then powers, which
 * group to the right: `-2^2` is -(2^2), `2^-3^2` is 2^(-(3^2)). The parser reads a flat list, as one rule a level costs
 * several stack frames at each bracket.
 */
export function arithmetic(operands: readonly Operand[], operators: readonly IToken[]): Expression {
  let at = 0;
  const nextIs = (types: readonly TokenType[]) =>
    operators[at] !== undefined && types.includes(operators[at]!.tokenType);

  function signed(): Expression {
    const { minuses, value } = operands[at]!;
    if (!nextIs([Power])) return negate(minuses, value);
    const power = operators[at++]!;
    return negate(minuses, binary(value, power, signed()));
  }
  function leftToRight(types: readonly TokenType[], tighter: () => Expression): Expression {
    let left = tighter();
    while (nextIs(types)) {
      const operator = operators[at++]!;
      left = binary(left, operator, tighter());
    }
    return left;
  }
  return leftToRight(sums, () => leftToRight(products, signed));
}

/** The same expression with the span of its parentheses, so that an underline shows them. */
export const parenthesised = (value: Expression, span: Span): Expression => ({ ...value, span });

/** Collects the stages of a chain while the parser reads them. */
export class ChainBuilder {
  #source: Expression;
  #stages: Stage[] = [];

  constructor(source: Expression) {
    this.#source = source;
  }

  add(stage: Stage): void {
    this.#stages.push(stage);
  }

  /** After the slip `x -> f + y`: what was read so far becomes the left side of the operator. */
  combine(operator: IToken, { minuses, value }: Operand): void {
    this.#source = binary(this.expression(), operator, negate(minuses, value));
    this.#stages = [];
  }

  expression(): Expression {
    const [source, stages] = [this.#source, this.#stages];
    if (stages.length === 0) return source;
    return { kind: "chain", source, stages, span: join(source.span, stages.at(-1)!.span) };
  }
}
