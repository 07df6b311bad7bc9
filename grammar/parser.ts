import { EMPTY_ALT, type IToken, type ParserMethod } from "chevrotain";
import type * as ast from "./ast.ts";
import {
  arithmetic,
  ChainBuilder,
  hole,
  nameOf,
  numberLiteral,
  type Operand,
  parenthesised,
  sizeLiteral,
  stringLiteral,
} from "./build.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { shorten } from "./escape.ts";
import { layout } from "./layout.ts";
import { lex } from "./lexer.ts";
import { RecoveringParser } from "./recovery.ts";
import { GiveUp, Reports } from "./reports.ts";
import type { Source } from "./source.ts";
import * as t from "./tokens.ts";

/**
 * Reads a `.cnn` text. Every text gives a tree: where something is wrong, diagnostics say so, and the tree holds what could be
 * understood, with a name without letters for a missing value. Never throws.
 */
export function parse(source: Source): { file: ast.File; diagnostics: Diagnostic[] } {
  parser ??= new CnnParser(false);
  const reports = new Reports();
  let comments: readonly ast.Comment[] = [];
  parser.begin(reports, source.text);
  parser.items = [];
  try {
    const lexed = lex(source, reports);
    comments = lexed.comments;
    parser.input = layout(lexed.tokens, source.text, reports);
    parser.file();
  } catch (error) {
    if (!(error instanceof GiveUp)) throw error;
  }
  const file = {
    items: parser.items,
    comments,
    lines: lineStarts(source.text),
    span: { start: 0, end: source.text.length },
  };
  return { file, diagnostics: reports.sorted() };
}

/** Made by the first parse: its analysis of the grammar takes some milliseconds that `--help` need not wait for. */
let parser: CnnParser | undefined;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

type Rule<T> = ParserMethod<[], T>;

/**
 * The grammar, over tokens that `layout` has prepared: brackets match, and keywords are apart from names. Common slips have
 * alternatives of their own that report and read on; after any other error reading resumes at the next statement.
 */
export class CnnParser extends RecoveringParser {
  /** Kept outside the rules, so that what was read before giving up is not lost. */
  items: ast.Item[] = [];

  constructor(validate: boolean) {
    super(validate);
    this.performSelfAnalysis();
  }

  readonly file: Rule<void> = this.RULE("file", () => {
    this.MANY(() => {
      const item = this.SUBRULE(this.item);
      this.ACTION(() => item && this.items.push(item));
    });
  });

  private readonly item: Rule<ast.Item | undefined> = this.resumingRule("item", () =>
    this.OR<ast.Item>([{ ALT: () => this.SUBRULE(this.net) }, { ALT: () => this.SUBRULE(this.constant) }]),
  );

  private readonly net: Rule<ast.Net> = this.rule("net", () => {
    const start = this.CONSUME(t.NetKeyword);
    const name = this.CONSUME(t.Identifier);
    const inputs = this.OPTION(() => this.SUBRULE(this.inputs));
    this.ACTION(() => inputs ?? this.expected("`(` and the inputs of the net, as in `(image: 1x28x28)`"));
    const body = this.SUBRULE(this.body);
    this.ACTION(() => this.repeatedWeights(name, body));
    const span = this.from(start);
    return { kind: "net", name: nameOf(name), inputs: inputs ?? [], body, span };
  });

  private readonly inputs: Rule<ast.Input[]> = this.rule("inputs", () => {
    const inputs: ast.Input[] = [];
    this.CONSUME(t.OpenParen);
    this.separated(t.startsName, () => inputs.push(this.SUBRULE(this.oneInput)));
    this.CONSUME(t.CloseParen);
    return inputs;
  });

  private readonly oneInput: Rule<ast.Input> = this.rule("oneInput", () => {
    const name = this.CONSUME(t.Identifier);
    this.colon();
    const shape = this.OR<ast.SizeLiteral | ast.NumberLiteral>({
      DEF: [{ ALT: () => sizeLiteral(this.CONSUME(t.Size)) }, { ALT: () => numberLiteral(this.CONSUME(t.Numeral)) }],
      ERR_MSG: "a size, as in `1x28x28`,",
    });
    return { name: nameOf(name), shape, span: this.from(name) };
  });

  private readonly body: Rule<ast.Statement[]> = this.rule("body", () => {
    const statements: ast.Statement[] = [];
    this.CONSUME(t.OpenBody);
    this.OPTION(() => this.SUBRULE(this.unused));
    this.MANY(() => {
      const statement = this.SUBRULE(this.statement);
      this.ACTION(() => statement && statements.push(statement));
    });
    this.CONSUME(t.CloseBody);
    return statements;
  });

  private readonly statement: Rule<ast.Statement | undefined> = this.resumingRule("statement", () =>
    this.OR<ast.Statement>([
      { ALT: () => this.SUBRULE(this.weights) },
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.returns) },
    ]),
  );

  private readonly weights: Rule<ast.Weights> = this.rule("weights", () => {
    const start = this.CONSUME(t.WeightsKeyword);
    const file = stringLiteral(this.CONSUME(t.Text));
    const span = this.from(start);
    this.OPTION(() => this.SUBRULE(this.unused));
    return { kind: "weights", file, span };
  });

  private readonly constant: Rule<ast.Const> = this.rule("constant", () => {
    const start = this.CONSUME(t.ConstKeyword);
    const name = nameOf(this.CONSUME(t.Identifier));
    const equals = this.OPTION(() => this.CONSUME(t.Equals));
    this.ACTION(() => equals ?? this.expected(`\`=\` after \`${shorten(name.text)}\``));
    return this.finish<ast.Const>(
      (value) => ({ kind: "const", name, value, span: this.from(start) }),
      () => this.SUBRULE(this.expression, { ARGS: [false] }),
    );
  });

  private readonly binding: Rule<ast.Binding> = this.rule("binding", () => {
    const name = this.CONSUME(t.BindingName);
    this.CONSUME(t.Equals);
    return this.finish<ast.Binding>(
      (value) => ({ kind: "binding", name: nameOf(name), value, span: this.from(name) }),
      () => this.SUBRULE(this.expression, { ARGS: [false] }),
    );
  });

  private readonly returns: Rule<ast.Return> = this.rule("returns", () => {
    const start = this.CONSUME(t.ReturnKeyword);
    const values: ast.Expression[] = [];
    return this.finish<ast.Return>(
      (value) => ({ kind: "return", values: [...values, value], span: this.from(start) }),
      () => {
        let last = this.SUBRULE(this.expression, { ARGS: [false] });
        this.MANY(() => {
          this.CONSUME(t.BodyComma);
          values.push(last);
          last = this.SUBRULE2(this.expression, { ARGS: [false] });
        });
        return last;
      },
    );
  });

  /** A value that no statement uses. Only where no statement goes before it: else it would be read as part of that one. */
  private readonly unused: Rule<void> = this.rule("unused", () => {
    const value = this.SUBRULE(this.expression, { ARGS: [false] });
    this.ACTION(() => {
      this.unusedValue(value);
    });
  });

  /** `listed`: in a list, where a comma and not an arrow is missing between two names. */
  private readonly expression: ParserMethod<[boolean], ast.Expression> = this.rule("expression", (listed: boolean) => {
    const chain = new ChainBuilder(this.SUBRULE(this.arithmetic));
    this.MANY({
      GATE: () => !listed || this.LA(1).tokenType !== t.Identifier,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Arrow);
              chain.add(this.SUBRULE(this.stage));
            },
          },
          {
            ALT: () => {
              this.ACTION(() => this.missingArrow());
              chain.add(this.SUBRULE2(this.stage));
            },
          },
          {
            ALT: () => {
              const operator = this.SUBRULE(this.operator);
              const right = this.SUBRULE(this.operand);
              this.ACTION(() => this.arithmeticAfterChain(chain, operator, right));
            },
          },
        ]),
    });
    return this.ACTION(() => chain.expression());
  });

  private readonly stage: Rule<ast.Stage> = this.rule("stage", () => {
    if (this.ACTION(() => this.LA(1).tokenType !== t.Identifier)) {
      this.expected("an operator after `->`");
      const { text, span } = hole(t.spanOf(this.LA(0)).end);
      return { operator: { text, span }, arguments: [], span };
    }
    const operator = this.CONSUME(t.Identifier);
    const list = this.OR<ast.Argument[]>([
      { ALT: () => this.SUBRULE(this.arguments) },
      { ALT: () => this.SUBRULE(this.bareArguments, { ARGS: [operator] }) },
      { ALT: EMPTY_ALT<ast.Argument[]>([]) },
    ]);
    return { operator: nameOf(operator), arguments: list, span: this.from(operator) };
  });

  private readonly arguments: Rule<ast.Argument[]> = this.rule("arguments", () => {
    const list: ast.Argument[] = [];
    this.CONSUME(t.OpenParen);
    this.separated(t.startsValue, () => list.push(this.SUBRULE(this.argument)));
    this.CONSUME(t.CloseParen);
    return list;
  });

  private readonly argument: Rule<ast.Argument> = this.rule("argument", () =>
    this.OR<ast.Argument>([
      {
        ALT: () => {
          const name = this.CONSUME(t.Identifier);
          this.equals();
          const value = this.SUBRULE(this.expression, { ARGS: [true] });
          return { name: nameOf(name), value, span: this.from(name) };
        },
      },
      {
        ALT: () => {
          const value = this.SUBRULE2(this.expression, { ARGS: [true] });
          return { value, span: value.span };
        },
      },
    ]),
  );

  /** `conv 6 5x5`: reported, and read as `conv(6, 5x5)`. */
  private readonly bareArguments: ParserMethod<[IToken], ast.Argument[]> = this.rule(
    "bareArguments",
    (operator: IToken) => {
      const values = [this.SUBRULE(this.literal)];
      this.MANY(() => {
        this.OPTION(() => this.CONSUME(t.BodyComma));
        values.push(this.SUBRULE2(this.literal));
      });
      this.ACTION(() => this.missingParentheses(operator, values));
      return values.map((value) => ({ value, span: value.span }));
    },
  );

  private readonly arithmetic: Rule<ast.Expression> = this.rule("arithmetic", () => {
    const operands = [this.SUBRULE(this.operand)];
    const operators: IToken[] = [];
    this.MANY(() => {
      operators.push(this.SUBRULE(this.operator));
      operands.push(this.SUBRULE2(this.operand));
    });
    return this.ACTION(() => arithmetic(operands, operators));
  });

  private readonly operator: Rule<IToken> = this.rule("operator", () =>
    this.OR([
      { ALT: () => this.CONSUME(t.Plus) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Times) },
      { ALT: () => this.CONSUME(t.Slash) },
      { ALT: () => this.CONSUME(t.Power) },
    ]),
  );

  private readonly operand: Rule<Operand> = this.rule("operand", () => {
    const minuses: IToken[] = [];
    this.MANY(() => minuses.push(this.CONSUME(t.Minus)));
    if (this.ACTION(() => !t.startsValue.has(this.LA(1).tokenType))) {
      this.expected(`a value after \`${this.LA(0).image}\``);
      return { minuses, value: hole(t.spanOf(this.LA(0)).end) };
    }
    const value = this.OR<ast.Expression>([
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.nameOrCall) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.group) },
    ]);
    return { minuses, value };
  });

  private readonly literal: Rule<ast.Expression> = this.rule("literal", () =>
    this.OR<ast.Expression>([
      { ALT: () => numberLiteral(this.CONSUME(t.Numeral)) },
      { ALT: () => sizeLiteral(this.CONSUME(t.Size)) },
      { ALT: () => stringLiteral(this.CONSUME(t.Text)) },
      { ALT: () => this.SUBRULE(this.list) },
    ]),
  );

  private readonly nameOrCall: Rule<ast.Reference | ast.Call> = this.rule("nameOrCall", () => {
    const name = this.CONSUME(t.Identifier);
    const list = this.OPTION(() => this.SUBRULE(this.arguments));
    if (list) return { kind: "call", callee: nameOf(name), arguments: list, span: this.from(name) };
    return { kind: "name", ...nameOf(name) };
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
      const name = nameOf(this.CONSUME(t.Identifier));
      this.colon();
      fields.push({ name, value: this.SUBRULE(this.expression, { ARGS: [true] }) });
    });
    this.CONSUME(t.CloseBrace);
    return { kind: "record", fields, span: this.from(open) };
  });

  private readonly group: Rule<ast.Expression> = this.rule("group", () => {
    const open = this.CONSUME(t.OpenParen);
    const value = this.SUBRULE(this.expression, { ARGS: [false] });
    this.CONSUME(t.CloseParen);
    return parenthesised(value, this.from(open));
  });
}
