import type { IToken, TokenType } from "chevrotain";
import type * as ast from "./ast.ts";
import { nameOf, numberLiteral, sizeLiteral, stringLiteral } from "./build.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { shorten } from "./escape.ts";
import { ExpressionParser } from "./expressions.ts";
import { dropForeign, mayBeForeign } from "./foreign.ts";
import { layout } from "./layout.ts";
import { lex } from "./lexer.ts";
import { GiveUp, Reports } from "./reports.ts";
import * as slips from "./slips.ts";
import type { Source, Span } from "./source.ts";
import * as t from "./tokens.ts";
import type { Rule } from "./values.ts";

/**
 * Reads a `.cnn` text. Every text gives a tree: where something is wrong, diagnostics say so, and the tree holds what could be
 * understood, with a name without letters for a missing value. Never throws.
 */
export function parse(source: Source): Parsed {
  const parsed = read(source, (tokens) => tokens)!;
  // A right text is never suspected of a habit from elsewhere, whatever it calls its values.
  if (parsed.diagnostics.length === 0 || !mayBeForeign.test(source.text)) return parsed;
  const again = read(source, (tokens, reports) => dropForeign(tokens, source.text, reports));
  return again && again.diagnostics.length <= parsed.diagnostics.length ? again : parsed;
}

interface Parsed {
  readonly file: ast.File;
  readonly diagnostics: Diagnostic[];
}

/** One reading. `prepared` may take tokens out, or give up. */
function read(
  source: Source,
  prepared: (tokens: IToken[], reports: Reports) => IToken[] | undefined,
): Parsed | undefined {
  parser ??= new CnnParser(false);
  const reports = new Reports();
  let comments: readonly ast.Comment[] = [];
  parser.begin(reports, source.text);
  parser.items = [];
  try {
    const lexed = lex(source, reports);
    comments = lexed.comments;
    const tokens = prepared(lexed.tokens, reports);
    if (!tokens) return undefined;
    parser.input = layout(tokens, source.text, reports);
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

/**
 * The grammar, over tokens that `layout` has prepared: brackets match, and keywords are apart from names. Common slips have
 * alternatives of their own that report and read on; after any other error reading resumes at the next statement.
 *
 * This part reads items and statements; `expressions.ts` and `values.ts` the others.
 */
export class CnnParser extends ExpressionParser {
  /** Kept outside the rules, so that what was read before giving up is not lost. */
  items: ast.Item[] = [];
  /** The item whose statement is being read, as another may by mistake stand inside it. */
  #around: IToken | undefined;

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
    this.OR<ast.Item>([
      { ALT: () => this.SUBRULE(this.net) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.constant) },
    ]),
  );

  private readonly net: Rule<ast.Net> = this.rule("net", () => {
    const start = this.CONSUME(t.NetKeyword);
    const name = this.CONSUME(t.Identifier);
    const head = this.OPTION(() => this.SUBRULE(this.netHead));
    this.ACTION(() => head ?? this.expected("`(` and the inputs of the net, as in `(image: 1x28x28)`"));
    const headSpan = this.headFrom(name);
    const body = this.SUBRULE(this.body, { ARGS: [name] });
    this.ACTION(() => this.reportAll(slips.repeatedWeights(name, body)));
    const { inputs = [], parameters = [] } = head ?? {};
    return { kind: "net", name: nameOf(name), inputs, parameters, headSpan, body, span: this.from(start) };
  });

  private readonly block: Rule<ast.Block> = this.rule("block", () => {
    const start = this.CONSUME(t.BlockKeyword);
    const name = this.CONSUME(t.Identifier);
    const parameters = this.OPTION(() => this.SUBRULE(this.blockHead));
    this.ACTION(() => parameters ?? this.expected("`(` and the parameters of the block, as in `(x, width, stride=1)`"));
    const headSpan = this.headFrom(name);
    const statements = this.SUBRULE(this.body, { ARGS: [name] });
    this.ACTION(() => this.reportAll(slips.weightsInBlock(name, statements)));
    const body = this.ACTION(() => statements.filter((s) => s.kind !== "weights")) ?? [];
    const head = { parameters: parameters ?? [], headSpan };
    return { kind: "block", name: nameOf(name), ...head, body, span: this.from(start) };
  });

  /** What has been read since the name. */
  private headFrom(name: IToken): Span {
    return { start: t.spanOf(name).end, end: this.from(name).end };
  }

  private readonly netHead: Rule<Pick<ast.Net, "inputs" | "parameters">> = this.rule("netHead", () => {
    this.CONSUME(t.OpenParen);
    const inputs = this.SUBRULE(this.inputs);
    const parameters = this.OPTION(() => {
      this.CONSUME(t.Semicolon);
      return this.SUBRULE(this.parameters, { ARGS: ["a parameter gets its default with `=`"] });
    });
    this.ACTION(() => {
      for (const p of parameters ?? []) if (!p.default) this.report(slips.parameterWithoutDefault(p.name));
    });
    this.CONSUME(t.CloseParen);
    return { inputs, parameters: parameters ?? [] };
  });

  private readonly blockHead: Rule<ast.Parameter[]> = this.rule("blockHead", () => {
    this.CONSUME(t.OpenParen);
    const parameters = this.SUBRULE(this.parameters, { ARGS: ["a block takes any shape; `=` gives a default"] });
    this.CONSUME(t.CloseParen);
    return parameters;
  });

  private readonly inputs: Rule<ast.Input[]> = this.rule("inputs", () => {
    const inputs: ast.Input[] = [];
    this.separated(t.startsName, () => inputs.push(this.SUBRULE(this.oneInput)));
    return inputs;
  });

  private readonly oneInput: Rule<ast.Input> = this.rule("oneInput", () => {
    const name = this.CONSUME(t.Identifier);
    this.colon();
    const mode = this.OPTION({
      GATE: () => startsShape.has(this.LA(2).tokenType),
      DEF: () => this.CONSUME2(t.Identifier),
    });
    const isKnown = mode?.image === "rgb" || mode?.image === "gray";
    this.ACTION(() => mode && !isKnown && this.report(slips.unknownMode(mode)));
    const shape = this.OR<ast.SizeLiteral | ast.NumberLiteral>({
      DEF: [{ ALT: () => sizeLiteral(this.CONSUME(t.Size)) }, { ALT: () => numberLiteral(this.CONSUME(t.Numeral)) }],
      ERR_MSG: "a size, as in `1x28x28`,",
    });
    const scale = this.OPTION2(() => {
      this.CONSUME(t.ScaleKeyword);
      return this.SUBRULE(this.arithmetic);
    });
    const normalize = this.OPTION3({
      GATE: () => this.nextWordIs("normalize"),
      DEF: () => this.SUBRULE(this.normalization),
    });
    this.OPTION4({
      GATE: () => this.nextWordIs("scale"),
      DEF: () => {
        this.ACTION(() => this.expected("`scale` before `normalize`", scaleFirst));
        this.CONSUME3(t.Identifier);
        this.SUBRULE2(this.arithmetic);
      },
    });
    const parts = {
      ...(mode && isKnown && { mode: nameOf(mode) }),
      ...(scale && { scale }),
      ...(normalize && { normalize }),
    };
    return { name: nameOf(name), shape, ...parts, span: this.from(name) };
  });

  private readonly normalization: Rule<ast.Call> = this.rule("normalization", () => {
    const name = this.CONSUME(t.Identifier);
    const list = this.SUBRULE(this.arguments);
    return { kind: "call", callee: nameOf(name), arguments: list, span: this.from(name) };
  });

  /** A word behind the shape of an input, and not the next input. */
  private nextWordIs(word: string): boolean {
    return this.LA(1).image === word && this.LA(1).tokenType === t.Identifier && this.LA(2).tokenType !== t.Colon;
  }

  /** `help` is for who writes `:`. */
  private readonly parameters: Rule<ast.Parameter[], [string]> = this.rule("parameters", (help: string) => {
    const list: ast.Parameter[] = [];
    this.separated(t.startsName, () => list.push(this.SUBRULE(this.parameter, { ARGS: [help] })));
    return list;
  });

  private readonly parameter: Rule<ast.Parameter, [string]> = this.rule("parameter", (help: string) => {
    const name = this.CONSUME(t.Identifier);
    const value = this.OPTION(() => {
      this.equals(help);
      return this.SUBRULE(this.expression, { ARGS: [true] });
    });
    return { name: nameOf(name), ...(value && { default: value }), span: this.from(name) };
  });

  private readonly body: Rule<ast.Statement[], [IToken]> = this.rule("body", (item: IToken) => {
    const statements: ast.Statement[] = [];
    this.CONSUME(t.OpenBody);
    this.OPTION(() => this.SUBRULE(this.unused));
    this.MANY(() => {
      this.ACTION(() => {
        this.#around = item;
      });
      const statement = this.SUBRULE(this.statement);
      this.ACTION(() => statement && statements.push(statement));
    });
    this.CONSUME(t.CloseBody);
    return statements;
  });

  private readonly statement: Rule<ast.Statement | undefined> = this.resumingRule("statement", () =>
    this.OR<ast.Statement | undefined>([
      { ALT: () => this.SUBRULE(this.weights) },
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.SUBRULE(this.binding) },
      { ALT: () => this.SUBRULE(this.returns) },
      { ALT: () => this.SUBRULE(this.ifStatement) },
      { ALT: () => this.SUBRULE(this.nested) },
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
    this.ACTION(() => this.report(slips.unusedValue(value)));
  });

  /** `if` where a statement should be. What is wrong inside it most likely tells why it stands there. */
  private readonly ifStatement: Rule<undefined> = this.rule("ifStatement", () => {
    const before = this.ACTION(() => this.reports.count);
    const value = this.SUBRULE(this.branches, { ARGS: [this.CONSUME(t.IfStatement)] });
    this.ACTION(() => this.reports.count === before && this.report(slips.unusedValue(value)));
    return undefined;
  });

  /** A net or block inside another: reported, and read as if it stood beside it. */
  private readonly nested: Rule<undefined> = this.rule("nested", () => {
    const [outer, start] = [this.#around, this.LA(1)];
    const item = this.OR<ast.Net | ast.Block>([
      { ALT: () => this.SUBRULE(this.net) },
      { ALT: () => this.SUBRULE(this.block) },
    ]);
    this.ACTION(() => {
      if (outer) this.report(slips.nestedItem(start, item, outer));
      this.items.push(item);
    });
    return undefined;
  });
}

const startsShape = new Set<TokenType>([t.Size, t.Numeral]);
const scaleFirst = "the pixels are scaled first: `scale 1/255 normalize(…)`";
