import type { IToken, ParserMethod } from "chevrotain";
import type * as ast from "./ast.ts";
import * as build from "./build.ts";
import { RecoveringParser } from "./recovery.ts";
import * as slips from "./slips.ts";
import * as t from "./tokens.ts";

export type Rule<T, A extends unknown[] = []> = ParserMethod<A, T>;

/** The part of the grammar that reads what stands in a chain or around one: arguments, arithmetic, literals. */
export abstract class ValueParser extends RecoveringParser {
  protected abstract readonly expression: Rule<ast.Expression, [boolean]>;
  protected abstract readonly conditional: Rule<ast.Expression>;

  protected readonly arguments: Rule<ast.Argument[]> = this.rule("arguments", () => {
    const list: ast.Argument[] = [];
    this.CONSUME(t.OpenParen);
    this.separated(t.startsValue, () => list.push(this.SUBRULE(this.argument)));
    this.CONSUME(t.CloseParen);
    return list;
  });

  private readonly argument: Rule<ast.Argument> = this.rule("argument", () =>
    this.OR<ast.Argument>({
      DEF: [
        {
          ALT: () => {
            const name = this.CONSUME(t.Identifier);
            this.equals();
            const value = this.SUBRULE(this.expression, { ARGS: [true] });
            return { name: build.nameOf(name), value, span: this.from(name) };
          },
        },
        {
          ALT: () => {
            const value = this.SUBRULE2(this.expression, { ARGS: [true] });
            return { value, span: value.span };
          },
        },
      ],
      MAX_LOOKAHEAD: 2,
    }),
  );

  /** `conv 6 5x5`: reported, and read as `conv(6, 5x5)`. */
  protected readonly bareArguments: Rule<ast.Argument[], [IToken]> = this.rule("bareArguments", (operator: IToken) => {
    const values = [this.SUBRULE(this.literal)];
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(t.BodyComma));
      values.push(this.SUBRULE2(this.literal));
    });
    this.ACTION(() => this.report(slips.missingParentheses(this.text, operator, values)));
    return values.map((value) => ({ value, span: value.span }));
  });

  protected readonly arithmetic: Rule<ast.Expression> = this.rule("arithmetic", () => {
    const operands = [this.SUBRULE(this.operand, { ARGS: [true] })];
    const operators: IToken[] = [];
    this.MANY(() => {
      operators.push(this.SUBRULE(this.operator));
      operands.push(this.SUBRULE2(this.operand, { ARGS: [true] }));
    });
    return this.ACTION(() => build.arithmetic(operands, operators, this.chainedComparison));
  });

  private readonly chainedComparison: build.Chained = (first, operator, right) =>
    this.report(slips.chainedComparison(this.text, first, operator, right.span));

  private readonly operator: Rule<IToken> = this.rule("operator", () =>
    this.OR([
      { ALT: () => this.CONSUME(t.Operator) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Times) },
      { ALT: () => this.CONSUME(t.Power) },
    ]),
  );

  protected readonly operatorButTimes: Rule<IToken> = this.rule("operatorButTimes", () =>
    this.OR([
      { ALT: () => this.CONSUME(t.Operator) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Power) },
    ]),
  );

  /** `labelled`: a call may have a label. Behind `(…) * f(x)` it would take the name of the round. */
  protected readonly operand: Rule<build.Operand, [boolean]> = this.rule("operand", (labelled: boolean) => {
    const signs: IToken[] = [];
    this.MANY(() => signs.push(this.OR1([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Not) }])));
    const { tokenType } = this.LA(1);
    if (this.ACTION(() => !t.startsValue.has(tokenType) && tokenType !== t.IfKeyword))
      return { signs, value: this.missingValue() };
    const value = this.OR2<ast.Expression>([
      {
        ALT: () => {
          this.ACTION(() => this.missingValue("put the `if` in parentheses"));
          return this.SUBRULE(this.conditional);
        },
      },
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.nameOrCall, { ARGS: [labelled] }) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.parenthesis) },
    ]);
    return { signs, value };
  });

  private readonly literal: Rule<ast.Expression> = this.rule("literal", () =>
    this.OR<ast.Expression>([
      { ALT: () => build.numberLiteral(this.CONSUME(t.Numeral)) },
      { ALT: () => build.sizeLiteral(this.CONSUME(t.Size)) },
      { ALT: () => build.stringLiteral(this.CONSUME(t.Text)) },
      { ALT: () => this.SUBRULE(this.list) },
    ]),
  );

  private readonly nameOrCall: Rule<ast.Reference | ast.Call, [boolean]> = this.rule("nameOrCall", (labelled) => {
    const name = this.CONSUME(t.Identifier);
    const called = this.OPTION(() => {
      const list = this.SUBRULE(this.arguments);
      const label = this.OPTION2({ GATE: () => labelled, DEF: () => this.SUBRULE(this.label) });
      return { arguments: list, ...(label && { label }) };
    });
    if (called) return { kind: "call", callee: build.nameOf(name), ...called, span: this.from(name) };
    return { kind: "name", ...build.nameOf(name) };
  });

  private readonly list: Rule<ast.ListLiteral> = this.rule("list", () => {
    const items: ast.Expression[] = [];
    const open = this.CONSUME(t.OpenBracket);
    this.separated(t.startsValue, () => items.push(this.SUBRULE(this.expression, { ARGS: [true] })));
    this.CONSUME(t.CloseBracket);
    return { kind: "list", items, span: this.from(open) };
  });

  private readonly record: Rule<ast.RecordLiteral> = this.rule("record", () => {
    const fields: { name: ast.Name; value: ast.Expression }[] = [];
    const open = this.CONSUME(t.OpenBrace);
    this.separated(t.startsName, () => {
      const name = build.nameOf(this.CONSUME(t.Identifier));
      this.colon();
      fields.push({ name, value: this.SUBRULE(this.expression, { ARGS: [true] }) });
    });
    this.CONSUME(t.CloseBrace);
    return { kind: "record", fields, span: this.from(open) };
  });

  private readonly parenthesis: Rule<ast.Expression> = this.rule("parenthesis", () => {
    const open = this.CONSUME(t.OpenParen);
    const value = this.SUBRULE(this.expression, { ARGS: [false] });
    this.CONSUME(t.CloseParen);
    return build.parenthesised(value, this.from(open));
  });

  /** Behind the `*` of a repetition: `3`, `N as i`, `(M - 1)`. */
  protected readonly rounds: Rule<{ times: ast.Expression; index?: ast.Name }> = this.rule("rounds", () => {
    const operands = [this.SUBRULE(this.operand, { ARGS: [false] })];
    const powers: IToken[] = [];
    this.MANY(() => {
      powers.push(this.CONSUME(t.Power));
      operands.push(this.SUBRULE2(this.operand, { ARGS: [false] }));
    });
    const times = this.ACTION(() => build.arithmetic(operands, powers));
    const index = this.OPTION(() => {
      this.CONSUME(t.AsKeyword);
      return build.nameOf(this.CONSUME(t.Identifier));
    });
    return { times, ...(index && { index }) };
  });

  protected readonly label: Rule<ast.Name | ast.StringLiteral> = this.rule("label", () => {
    this.CONSUME(t.AsKeyword);
    return this.OR<ast.Name | ast.StringLiteral>({
      DEF: [
        { ALT: () => build.nameOf(this.CONSUME(t.Identifier)) },
        { ALT: () => build.stringLiteral(this.CONSUME(t.Text)) },
      ],
      ERR_MSG: "a name or a string after `as`",
    });
  });
}
