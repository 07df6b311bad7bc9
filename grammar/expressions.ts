import { EMPTY_ALT, type IToken } from "chevrotain";
import type * as ast from "./ast.ts";
import * as build from "./build.ts";
import * as slips from "./slips.ts";
import * as t from "./tokens.ts";
import { type Rule, ValueParser } from "./values.ts";

/** The part of the grammar that reads whole values: chains and their stages, `if`. */
export abstract class ExpressionParser extends ValueParser {
  /** `listed`: in a list, where a comma and not an arrow is missing between two names. */
  protected readonly expression: Rule<ast.Expression, [boolean]> = this.rule("expression", (listed: boolean) => {
    const chain = new build.ChainBuilder(this.source());
    this.MANY({
      GATE: () => !listed || this.LA(1).tokenType !== t.Identifier,
      DEF: () =>
        this.OR2([
          {
            ALT: () => {
              this.CONSUME(t.Arrow);
              chain.add(this.SUBRULE(this.stage));
            },
          },
          {
            ALT: () => {
              this.ACTION(() => this.report(slips.missingArrow(this.text, this.LA(0), this.LA(1))));
              chain.add(this.SUBRULE2(this.stage));
            },
          },
          { ALT: () => this.SUBRULE(this.timesAfterChain, { ARGS: [chain] }) },
          {
            ALT: () => {
              const operator = this.SUBRULE(this.operatorButTimes);
              const right = this.SUBRULE(this.operand, { ARGS: [true] });
              this.ACTION(() => this.arithmeticAfterChain(chain, operator, right));
            },
          },
        ]),
    });
    return this.ACTION(() => chain.expression());
  });

  /** `if`, or arithmetic: also where neither begins, as that reports a missing value. */
  private source(): ast.Expression {
    const isArithmetic = this.ACTION(() => this.LA(1).tokenType !== t.IfKeyword);
    if (isArithmetic) return this.SUBRULE(this.arithmetic);
    return this.OR1<ast.Expression>({
      DEF: [
        // Behind an operator, arithmetic reports an `if`.
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.conditional) },
        { ALT: () => this.SUBRULE(this.arithmetic) },
      ],
    });
  }

  /** `x -> f * n`: reported, and read as `x -> (f) * n`. */
  private readonly timesAfterChain: Rule<void, [build.ChainBuilder]> = this.rule("timesAfterChain", (chain) => {
    const operator = this.CONSUME(t.Times);
    const { times, index } = this.SUBRULE(this.rounds);
    this.ACTION(() => {
      if (!chain.last) return this.arithmeticAfterChain(chain, operator, { signs: [], value: times });
      this.report(slips.repetitionWithoutGroup(this.text, chain.last, operator, times.span));
      chain.repeatLast(times, index);
    });
  });

  private readonly stage: Rule<ast.StageLike> = this.rule("stage", () => {
    if (this.ACTION(() => this.LA(1).tokenType !== t.Identifier && this.LA(1).tokenType !== t.OpenGroup)) {
      const isRepetition = this.LA(1).tokenType === t.Numeral && this.LA(2).tokenType === t.Times;
      const advice = isRepetition ? "how often stands behind what is repeated: `(…) * 3`" : undefined;
      this.expected(`an operator after \`${this.LA(0).image}\``, advice);
      const { text, span } = build.hole(t.spanOf(this.LA(0)).end);
      return { kind: "stage", operator: { text, span }, arguments: [], span };
    }
    return this.OR<ast.StageLike>([
      { ALT: () => this.SUBRULE(this.operation) },
      { ALT: () => this.SUBRULE(this.repetition) },
    ]);
  });

  private readonly operation: Rule<ast.Stage> = this.rule("operation", () => {
    const operator = this.CONSUME(t.Identifier);
    const list = this.OR<ast.Argument[]>([
      { ALT: () => this.SUBRULE(this.arguments) },
      { ALT: () => this.SUBRULE(this.bareArguments, { ARGS: [operator] }) },
      { ALT: EMPTY_ALT<ast.Argument[]>([]) },
    ]);
    const label = this.OPTION(() => this.SUBRULE(this.label));
    const condition = this.OPTION2(() => this.SUBRULE(this.condition));
    return {
      kind: "stage",
      operator: build.nameOf(operator),
      arguments: list,
      ...(label && { label }),
      ...(condition && { condition }),
      span: this.from(operator),
    };
  });

  private readonly repetition: Rule<ast.GroupStage> = this.rule("repetition", () => {
    const open = this.LA(1);
    const stages = this.SUBRULE(this.group);
    const rounds = this.OPTION(() => {
      this.CONSUME(t.Times);
      return this.SUBRULE(this.rounds);
    });
    this.OPTION2(() => {
      this.ACTION(() => this.expected("`* N`", "a name for the round needs a number of rounds: `(…) * 3 as i`"));
      this.SUBRULE(this.label);
    });
    const condition = this.OPTION3(() => this.SUBRULE(this.condition));
    return { kind: "group", stages, ...rounds, ...(condition && { condition }), span: this.from(open) };
  });

  private readonly group: Rule<ast.StageLike[]> = this.rule("group", () => {
    const stages: ast.StageLike[] = [];
    this.CONSUME(t.OpenGroup);
    stages.push(this.SUBRULE(this.stage));
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Arrow);
            stages.push(this.SUBRULE2(this.stage));
          },
        },
        {
          ALT: () => {
            this.ACTION(() => this.report(slips.missingArrow(this.text, this.LA(0), this.LA(1))));
            stages.push(this.SUBRULE3(this.stage));
          },
        },
        {
          ALT: () => {
            const operator = this.CONSUME(t.Times);
            const { times, index } = this.SUBRULE(this.rounds);
            this.ACTION(() => {
              const stage = stages.pop()!;
              this.report(slips.repetitionWithoutGroup(this.text, stage, operator, times.span));
              stages.push(build.repeated(stage, times, index));
            });
          },
        },
      ]),
    );
    this.CONSUME(t.CloseGroup);
    return stages;
  });

  /** Behind a stage. */
  private readonly condition: Rule<ast.Expression> = this.rule("condition", () => {
    this.CONSUME(t.IfKeyword);
    return this.SUBRULE(this.arithmetic);
  });

  protected readonly conditional: Rule<ast.Expression> = this.rule("conditional", () => {
    const start = this.CONSUME(t.IfKeyword);
    return this.SUBRULE(this.branches, { ARGS: [start] });
  });

  /** What follows `if`. A row of `else if` is read as a list, as one rule each would cost stack at every one. */
  protected readonly branches: Rule<ast.Expression, [IToken]> = this.rule("branches", (start: IToken) => {
    const before = this.ACTION(() => this.reports.count);
    const tests = [this.SUBRULE(this.test, { ARGS: [start, before] })];
    const elses: IToken[] = [];
    let otherwise: ast.Expression | undefined;
    this.MANY({
      GATE: () => otherwise === undefined,
      DEF: () =>
        this.OR1([
          {
            ALT: () => {
              const word = this.CONSUME(t.ElseIf);
              this.ACTION(() => this.report(slips.elseIf(word)));
              elses.push(word);
              tests.push(this.SUBRULE2(this.test, { ARGS: [word, before] }));
            },
          },
          {
            ALT: () => {
              elses.push(this.CONSUME(t.ElseKeyword));
              this.OR2({
                DEF: [
                  {
                    // A branch that lacks its braces may begin with `if` too.
                    IGNORE_AMBIGUITIES: true,
                    ALT: () => {
                      const start = this.CONSUME(t.IfKeyword);
                      tests.push(this.SUBRULE3(this.test, { ARGS: [start, before] }));
                    },
                  },
                  {
                    ALT: () => {
                      otherwise = this.SUBRULE(this.branch, { ARGS: [before] });
                    },
                  },
                ],
              });
            },
          },
        ]),
    });
    return this.ACTION(() => {
      const last = tests.at(-1)!;
      if (!otherwise && this.reports.count === before) this.report(slips.missingElse(last.end, last.start));
      return build.conditional(tests, elses, otherwise ?? build.hole(t.spanOf(last.end).end), t.spanOf(this.LA(0)).end);
    });
  });

  /** A condition and what holds under it. */
  private readonly test: Rule<build.Test, [IToken, number]> = this.rule("test", (start: IToken, before: number) => {
    const condition = this.SUBRULE(this.arithmetic);
    this.ACTION(() => {
      const isBare = t.startsBranch.has(this.LA(1).tokenType);
      if (this.LA(1).tokenType === t.OpenBranch || (isBare && !this.branchFollows())) return;
      this.expected("an operator or `{`", this.LA(1).tokenType === t.Arrow ? bareChain : undefined);
      if (this.branchFollows()) this.skipToBranch();
    });
    return { start, condition, branch: this.SUBRULE(this.branch, { ARGS: [before] }), end: this.LA(0) };
  });

  /** `before`: how many errors there were before the `if`. A slip that is made in both branches is reported once. */
  private readonly branch: Rule<ast.Expression, [number]> = this.rule("branch", (before: number) => {
    if (this.ACTION(() => !t.startsBranch.has(this.LA(1).tokenType))) {
      this.expected("`{` and a value");
      return build.hole(t.spanOf(this.LA(0)).end);
    }
    return this.OR<ast.Expression>([
      {
        ALT: () => {
          this.CONSUME(t.OpenBranch);
          const slip = this.ACTION(() => this.statementInBranch(before));
          const value = slip ?? this.SUBRULE(this.expression, { ARGS: [false] });
          this.CONSUME(t.CloseBranch);
          return value;
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE2(this.expression, { ARGS: [true] });
          this.ACTION(() => this.report(slips.missingBraces(this.text, value)));
          return value;
        },
      },
    ]);
  });

  private statementInBranch(before: number): ast.Expression | undefined {
    const [first, second] = [this.LA(1), this.LA(2)];
    if (first.tokenType !== t.Identifier) return undefined;
    const isReturn = first.image === "return" && t.startsBareValue.has(second.tokenType);
    const isConst = first.image === "const" && second.tokenType === t.Identifier;
    if (second.tokenType !== t.Equals && !isReturn && !isConst) return undefined;
    if (this.reports.count === before) this.report(slips.statementInBranch(first, second));
    this.skipBranch();
    return build.hole(first.startOffset);
  }
}

const bareChain = "a chain in a condition needs parentheses";
