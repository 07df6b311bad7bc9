import type { IToken } from "chevrotain";
import type {
  Binary,
  Expression,
  GroupStage,
  Name,
  NumberLiteral,
  Reference,
  SizeLiteral,
  StageLike,
  StringLiteral,
} from "./ast.ts";
import { join, type Span } from "./source.ts";
import { comparisons, levels, Not, spanOf, textValue } from "./tokens.ts";

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

/** An operand with the signs before it, `-` and `!`. */
export interface Operand {
  readonly signs: readonly IToken[];
  readonly value: Expression;
}

export const binary = (left: Expression, operator: IToken, right: Expression): Binary => ({
  kind: "binary",
  operator: operator.image as Binary["operator"],
  operatorSpan: spanOf(operator),
  left,
  right,
  span: join(left.span, right.span),
});

/** The signs of an operand around its value, the last one first. */
export const signed = (signs: readonly IToken[], value: Expression): Expression =>
  signs.reduceRight<Expression>(
    (operand, sign) => ({
      kind: "unary",
      operator: sign.tokenType === Not ? "!" : "-",
      operand,
      span: join(spanOf(sign), operand.span),
    }),
    value,
  );

/** Called for `a < b < c` with `a < b`, which becomes the left side of the second comparison. */
export type Chained = (first: Binary, operator: IToken, right: Expression) => void;

/**
 * The tree of `operands[0] operators[0] operands[1] …` by precedence: `levels`, then signs, then powers, which group to the
 * right: `-2^2` is -(2^2), `2^-3^2` is 2^(-(3^2)). The parser reads a flat list, as one rule a level costs several stack
 * frames at each bracket.
 */
export function arithmetic(operands: readonly Operand[], operators: readonly IToken[], chained?: Chained): Expression {
  if (operators.length === 0) return signed(operands[0]!.signs, operands[0]!.value);
  let at = 0;
  const nextIs = (signs: readonly string[]) => operators[at] !== undefined && signs.includes(operators[at]!.image);

  function power(): Expression {
    const { signs, value } = operands[at]!;
    if (!nextIs(["^"])) return signed(signs, value);
    const operator = operators[at++]!;
    return signed(signs, binary(value, operator, power()));
  }
  function leftToRight(level: number): Expression {
    const signs = levels[level];
    if (!signs) return power();
    let left = leftToRight(level + 1);
    for (let first: Binary | undefined; nextIs(signs); ) {
      const operator = operators[at++]!;
      const right = leftToRight(level + 1);
      if (first && comparisons.has(operator.image)) chained?.(first, operator, right);
      first = left = binary(left, operator, right);
    }
    return left;
  }
  return leftToRight(0);
}

/** What stands behind one `if`. */
export interface Test {
  readonly start: IToken;
  readonly condition: Expression;
  readonly branch: Expression;
  /** The last token of the branch. */
  readonly end: IToken;
}

/** `if a { … } else if b { … } else { … }` up to `end`; `elses` are as many as the tests, or one less if the last lacks it. */
export const conditional = (
  tests: readonly Test[],
  elses: readonly IToken[],
  otherwise: Expression,
  end: number,
): Expression =>
  tests.reduceRight((rest, { start, condition, branch: then }, i) => {
    const elseSpan = elses[i] ? spanOf(elses[i]) : rest.span;
    const span = { start: spanOf(start).start, end };
    return { kind: "if", condition, then, elseSpan, otherwise: rest, span };
  }, otherwise);

/** The same expression with the span of its parentheses, so that an underline shows them. */
export const parenthesised = (value: Expression, span: Span): Expression => ({ ...value, span });

/** Collects the stages of a chain while the parser reads them. */
export class ChainBuilder {
  #source: Expression;
  #stages: StageLike[] = [];

  constructor(source: Expression) {
    this.#source = source;
  }

  add(stage: StageLike): void {
    this.#stages.push(stage);
  }

  get last(): StageLike | undefined {
    return this.#stages.at(-1);
  }

  /** After the slip `x -> f * n`: as if the last stage had its parentheses. */
  repeatLast(times: Expression, index: Name | undefined): void {
    this.add(repeated(this.#stages.pop()!, times, index));
  }

  /** After the slip `x -> f + y`: what was read so far becomes the left side of the operator. */
  combine(operator: IToken, { signs, value }: Operand): void {
    this.#source = binary(this.expression(), operator, signed(signs, value));
    this.#stages = [];
  }

  expression(): Expression {
    const [source, stages] = [this.#source, this.#stages];
    if (stages.length === 0) return source;
    return { kind: "chain", source, stages, span: join(source.span, stages.at(-1)!.span) };
  }
}

export const repeated = (stage: StageLike, times: Expression, index: Name | undefined): GroupStage => ({
  kind: "group",
  stages: [stage],
  times,
  ...(index && { index }),
  span: join(stage.span, index?.span ?? times.span),
});
