import {
  EmbeddedActionsParser,
  EOF,
  type IRecognitionException,
  type IToken,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import type { Expression } from "./ast.ts";
import { type ChainBuilder, hole, type Operand } from "./build.ts";
import { type Diagnostic, diagnose } from "./diagnostic.ts";
import { expectations } from "./expected.ts";
import { Reports } from "./reports.ts";
import * as slips from "./slips.ts";
import { join, type Span } from "./source.ts";
import { lookalike } from "./syntax-diagnostics.ts";
import * as t from "./tokens.ts";

/**
 * What the grammar needs of chevrotain beyond its own: one place where all errors arrive, rules that leave an error to the
 * statement around them, and the reports of the slips that the grammar reads over.
 */
export class RecoveringParser extends EmbeddedActionsParser {
  protected reports = new Reports();
  protected text = "";
  #unfinished: ((value: Expression) => unknown) | undefined;

  constructor(validate: boolean) {
    super(t.vocabulary, {
      recoveryEnabled: true,
      maxLookahead: 1,
      errorMessageProvider: expectations,
      // The validations find mistakes in the grammar, not in a text: a test runs them, a user need not wait for them.
      skipValidations: !validate,
    });
  }

  begin(reports: Reports, text: string): void {
    this.reports = reports;
    this.text = text;
  }

  /**
   * A rule in which reading does not resume after an error. Only items and statements resume: each begins with a token that
   * stands nowhere else, so that skipping to it cannot land inside an expression.
   */
  protected rule<A extends unknown[], T>(name: string, body: (...args: A) => T): ParserMethod<A, T> {
    return this.RULE(name, body, { resyncEnabled: false });
  }

  /** A rule that after an error gives what was read so far, then skips to where the next one begins. */
  protected resumingRule<T>(name: string, body: () => T): ParserMethod<[], T | undefined> {
    const start = (): T | undefined => {
      this.#unfinished = undefined;
      return body();
    };
    const recoveryValueFunc = () => this.#unfinished?.(hole(t.spanOf(this.LA(0)).end)) as T | undefined;
    return this.RULE(name, start, { recoveryValueFunc });
  }

  /** A statement around the value that `read` gives, or around a hole if reading fails: its name stays known. */
  protected finish<S>(around: (value: Expression) => S, read: () => Expression): S {
    this.#unfinished = around;
    const value = read();
    this.#unfinished = undefined;
    return around(value);
  }

  /** Chevrotain's own hook: every error that it finds passes here. The message holds what was expected (`expectations`). */
  protected SAVE_ERROR(error: IRecognitionException & { previousToken?: IToken }): IRecognitionException {
    const before = error.previousToken ?? this.LA(0);
    this.reports.add(slips.unexpectedToken(this.text, error.message, before, error.token));
    return error;
  }

  /** Brackets match already, and an invented name helps nobody. */
  protected override canTokenTypeBeInsertedInRecovery(): boolean {
    return false;
  }

  /** Only asked for insertions. Chevrotain would look it up at any error, in time and stack that grow with the nesting. */
  protected getFollowsForInRuleRecovery(): TokenType[] {
    return [];
  }

  /** What chevrotain does, without a search in a list for each token: it looks as far as the end of the file. */
  protected findReSyncTokenType(): TokenType {
    const types = new Set(this.flattenFollowSet());
    for (let i = 1; ; i++) {
      const { tokenType } = this.LA(i);
      if (types.has(tokenType)) return tokenType;
    }
  }

  /** Chevrotain's own: the tokens at which one of the rules that are being read could resume. */
  declare protected flattenFollowSet: () => TokenType[];

  /** From a token to the last one that was read. */
  protected from(start: IToken): Span {
    return this.RECORDING_PHASE ? { start: 0, end: 0 } : join(t.spanOf(start), t.spanOf(this.LA(0)));
  }

  /** Elements with commas between them and perhaps one after the last; a missing comma is reported and read over. */
  protected separated(starts: ReadonlySet<TokenType>, element: () => void): void {
    this.MANY9(() => {
      element();
      const comma = this.OPTION9(() => this.CONSUME9(t.Comma));
      this.ACTION(() => {
        if (!comma && starts.has(this.LA(1).tokenType)) this.reports.add(slips.missingComma(this.LA(0), this.LA(1)));
      });
    });
  }

  /** `:`, or `=` read as one. */
  protected colon(): void {
    this.#signOr(t.Colon, t.Equals, "an input or the field of a record stands before `:`");
  }

  /** `=`, or `:` read as one. */
  protected equals(help = "an argument gets its name with `=`"): void {
    this.#signOr(t.Equals, t.Colon, help);
  }

  #signOr(right: TokenType, wrong: TokenType, help: string): void {
    const expected = t.signOf(right);
    this.OR9({
      DEF: [
        { ALT: () => this.CONSUME8(right) },
        {
          ALT: () => {
            const found = this.CONSUME8(wrong);
            this.ACTION(() =>
              this.reports.add(diagnose(lookalike, { expected, found: found.image }, { at: t.spanOf(found), help })),
            );
          },
        },
      ],
      ERR_MSG: `\`${expected}\``,
    });
  }

  /** Reports that `what` should stand here. */
  protected expected(what: string, advice?: string): void {
    this.reports.add(slips.unexpectedToken(this.text, what, this.LA(0), this.LA(1), advice));
  }

  /** The same for a value, and what stands in the tree for it. */
  protected missingValue(advice?: string): Expression {
    this.expected(`a value after \`${this.LA(0).image}\``, advice);
    return hole(t.spanOf(this.LA(0)).end);
  }

  /** Passes over what is left before the bracket that closes a branch. */
  protected skipBranch(): void {
    for (let depth = 0; depth > 0 || this.LA(1).tokenType !== t.CloseBranch; this.SKIP_TOKEN()) {
      if (this.LA(1).tokenType === EOF) return;
      if (this.LA(1).tokenType === t.OpenBranch) depth++;
      if (this.LA(1).tokenType === t.CloseBranch) depth--;
    }
  }

  /** Whether a branch comes in this expression, behind something that does not belong there. */
  protected branchFollows(): boolean {
    return this.#untilBranch() !== undefined;
  }

  protected skipToBranch(): void {
    for (let left = this.#untilBranch() ?? 0; left > 0; left--) this.SKIP_TOKEN();
  }

  #untilBranch(): number | undefined {
    for (let length = 1, depth = 0; ; length++) {
      const { tokenType } = this.LA(length);
      if (depth === 0 && tokenType === t.OpenBranch) return length - 1;
      if (closes.has(tokenType) && --depth < 0) return undefined;
      if (t.closeOf.has(tokenType)) depth++;
      else if (tokenType === EOF || (depth === 0 && endsBranch.has(tokenType))) return undefined;
    }
  }

  protected report(diagnostic: Diagnostic): void {
    this.reports.add(diagnostic);
  }

  protected reportAll(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.reports.add(diagnostic);
  }

  protected arithmeticAfterChain(chain: ChainBuilder, operator: IToken, right: Operand): void {
    const { span } = right.value;
    const operand = right.signs[0] ? join(t.spanOf(right.signs[0]), span) : span;
    this.reports.add(slips.arithmeticAfterChain(this.text, chain.expression(), operator, operand));
    chain.combine(operator, right);
  }
}

const closes = new Set(t.closeOf.values());
const endsBranch = new Set<TokenType>([
  ...[t.Comma, t.BodyComma, t.IfKeyword, t.ElseKeyword, t.ElseIf, t.NetKeyword, t.BlockKeyword],
  ...[t.ConstKeyword, t.WeightsKeyword, t.ReturnKeyword, t.BindingName, t.IfStatement],
]);
