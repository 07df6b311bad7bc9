import type {
  Argument,
  Block,
  Call,
  Expression,
  GroupStage,
  Name,
  Stage,
  StageLike,
  Statement,
  StringLiteral,
} from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { Span } from "../../grammar/source.ts";
import { closest } from "../../grammar/suggest.ts";
import type { NodeId } from "../graph/graph.ts";
import { findOperator, surfaceOperators } from "../operators/index.ts";
import { type AnyOperator, operandCounts } from "../operators/operator.ts";
import { usageOf } from "./argument-help.ts";
import type { Reporter } from "./arguments.ts";
import { fillParameters } from "./block-arguments.ts";
import { describe } from "./describe.ts";
import type { Found } from "./found.ts";
import { habitualOperator, habitualStage } from "./habits.ts";
import { Layers, type Place } from "./layers.ts";
import { libraryBlock, libraryNames } from "./library.ts";
import { makeNode, type Operand } from "./node.ts";
import { constantOf, decide, isHole, isLiteral, isShapeFunction, type Reduction, reduce } from "./reduce.ts";
import { referredLayer } from "./references.ts";
import { Scope } from "./scope.ts";
import type { Frame } from "./within.ts";

/** Where an expression stands: what its names mean, and where its layers are counted. */
export interface Context {
  readonly scope: Scope;
  readonly place: Place;
  /** The uses of blocks and the rounds that are being expanded, outermost first. */
  readonly within: readonly Frame[];
}

const deepest = 100;

/** Turns expressions into nodes: chains walked, blocks and repetitions unrolled, conditions decided. */
export class Expander {
  readonly layers: Layers;
  /** Bare words among the net's parameters, `fit=exact`: defaults for every operator that has the attribute. */
  readonly defaults = new Map<string, Expression>();
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly used = new Set<string>();
  private readonly report: Found["report"];

  constructor(blocks: ReadonlyMap<string, Block>, report: Found["report"]) {
    this.blocks = blocks;
    this.report = report;
    this.layers = new Layers(report);
  }

  /** Reports what is wrong at a place, with the uses and rounds that it comes from. */
  private reporter({ within }: Context): Reporter["report"] {
    return (declaration, parameters, where) => this.report(declaration, parameters, where, within);
  }

  /** What reducing needs, at a place. What is only measured, `channels(x -> f)`, takes no name of a layer. */
  reduction(context: Context): Reduction {
    const place = { prefix: "measured.", counts: new Map<string, number>(), around: context.place };
    const measured = { ...context, place };
    const shapeOf = (expression: Expression) => {
      const node = this.value(expression, measured);
      return node === undefined ? undefined : this.layers.nodes[node]!.shape;
    };
    return { scope: context.scope, report: this.reporter(context), shapeOf };
  }

  /** Blocks that no chain of the net has come through: their bodies have not been looked at. */
  unusedBlocks(): Block[] {
    return [...this.blocks].filter(([name]) => !this.used.has(name)).map(([, block]) => block);
  }

  /** The node of an expression; reports and returns undefined where it has none. */
  value(expression: Expression, context: Context): NodeId | undefined {
    switch (expression.kind) {
      case "name":
        return this.reference(expression.text, expression.span, context);
      case "chain": {
        const first = { value: this.value(expression.source, context), span: expression.source.span };
        return this.stages(expression.stages, first, context).value;
      }
      case "call":
        if (isShapeFunction(expression.callee.text)) break;
        return this.apply(expression, undefined, context);
      case "if": {
        const chosen = decide(expression.condition, this.reduction(context));
        return chosen === undefined ? undefined : this.value(chosen ? expression.then : expression.otherwise, context);
      }
      case "binary": {
        const operator = surfaceOperators.find(({ symbol }) => symbol === expression.operator);
        if (!operator) break;
        const sides = [expression.left, expression.right];
        const operands = sides.map((side) => ({ value: this.value(side, context), span: side.span }));
        return this.node(
          operator,
          { text: operator.name, span: expression.operatorSpan },
          operands,
          [],
          undefined,
          context,
        );
      }
    }
    const help =
      expression.kind === "binary"
        ? "between values only `+` stands; other operators are calls, `f(a, b)`"
        : expression.kind === "list"
          ? "several values are arguments, without brackets: `concat(a, b)`"
          : undefined;
    this.reporter(context)(diagnostics.notAValue, { found: describe(expression) }, { at: expression.span, help });
    return undefined;
  }

  private reference(name: string, span: Span, context: Context): NodeId | undefined {
    const { scope } = context;
    const binding = scope.find(name);
    if (!binding) {
      const known = [...new Set(scope.valueNames())];
      const similar = closest(name, known);
      const help = similar
        ? `did you mean \`${similar}\`?`
        : findOperator(name)
          ? `\`${name}\` is an operator: \`value -> ${name}\``
          : `known here: ${known.map((each) => `\`${each}\``).join(", ")}`;
      this.report(diagnostics.unknownValue, { name }, { at: span, help });
      return undefined;
    }
    binding.used = true;
    if (binding.meaning.kind === "value") return binding.meaning.node;
    if (binding.meaning.kind === "literal")
      this.reporter(context)(diagnostics.notAValue, { found: `the constant \`${name}\`` }, { at: span });
    return undefined;
  }

  private stages(stages: readonly StageLike[], first: Operand, context: Context): Operand {
    let current = first;
    for (const stage of stages) {
      this.layers.step(stage.span);
      const applies = stage.condition ? decide(stage.condition, this.reduction(context)) : true;
      if (!applies) continue;
      current =
        stage.kind === "group"
          ? this.group(stage, current, context)
          : { value: this.apply(stage, current, context), span: stage.operator.span };
    }
    return current;
  }

  private group(group: GroupStage, first: Operand, context: Context): Operand {
    const rounds = group.times ? this.rounds(group.times, context) : 1;
    let current = first;
    for (let i = 0; i < rounds; i++) {
      this.layers.step(group.span);
      const scope = new Scope(context.scope);
      if (group.index)
        scope.bind(group.index, { kind: "literal", expression: { kind: "number", value: i, span: group.index.span } });
      const index = group.index?.text;
      const within = rounds > 1 ? [...context.within, { kind: "round", i, rounds, index } as const] : context.within;
      current = this.stages(group.stages, current, { ...context, scope, within });
      if (current.value === undefined) break; // one report of a mistake is enough
    }
    return current;
  }

  private rounds(times: Expression, context: Context): number {
    const reduced = reduce(times, this.reduction(context));
    if (reduced.kind === "number" && Number.isSafeInteger(reduced.value) && reduced.value >= 0) return reduced.value;
    if (!isHole(reduced))
      this.reporter(context)(diagnostics.badRepetition, { found: describe(reduced) }, { at: times.span });
    return 0;
  }

  /** `f(a, b)`, or `first -> f(b)`: a block's use, or an operator's. */
  private apply(use: Stage | Call, first: Operand | undefined, context: Context): NodeId | undefined {
    const name = use.kind === "stage" ? use.operator : use.callee;
    this.layers.step(name.span);
    const block = this.blocks.get(name.text);
    if (block) return this.useBlock(block, name, use.arguments, use.label, first, context);
    const operator = findOperator(name.text);
    if (operator) return this.useOperator(operator, name, use.arguments, use.label, first, context);
    const standard = libraryBlock(name.text, name.span);
    if (standard) return this.useBlock(standard, name, use.arguments, use.label, first, context);
    this.report(
      diagnostics.unknownOperator,
      { name: name.text },
      { at: name.span, help: this.operatorHelp(name.text) },
    );
    return undefined;
  }

  private operatorHelp(name: string): string {
    const habit = habitualOperator(name);
    if (habit) return `here it is called \`${habit}\`: \`value -> ${usageOf(findOperator(habit)!)}\``;
    const saying = habitualStage(name);
    if (saying) return saying;
    const known = [...this.blocks.keys(), ...surfaceOperators.map((each) => each.name), ...libraryNames()];
    const similar = closest(name, known);
    return similar ? `did you mean \`${similar}\`?` : "`cnnc explain` lists the operators";
  }

  /** The leading positional arguments are the further operands; those that may be left out, as far as they are values. */
  private useOperator(
    operator: AnyOperator,
    name: Name,
    given: readonly Argument[],
    label: Label,
    first: Operand | undefined,
    context: Context,
  ): NodeId | undefined {
    const before = first ? 1 : 0;
    const positional = given.findIndex((argument) => argument.name !== undefined);
    const [least, most] = operandCounts(operator).map((count) => count - before) as [number, number];
    const further = given.slice(0, Math.min(most, positional < 0 ? given.length : positional));
    const optional = operator.operands === "many" ? most : least;
    // A number is no value that was forgotten, where an attribute could take it.
    const isAttribute = ({ kind }: Expression) => takesMore && (kind === "number" || kind === "size");
    const takesMore = Object.values(operator.attributes).some((schema) => schema.positional);
    const other = further.findIndex(
      ({ value }, i) => isAttribute(value) || (i >= optional && !this.isValue(value, context.scope)),
    );
    const leading = other < 0 ? further : further.slice(0, other);
    const operands = leading.map(({ value, span }) => ({ value: this.value(value, context), span }));
    // What is wrong with it has been told.
    if (leading.some(({ value }) => value.kind === "list")) return undefined;
    return this.node(
      operator,
      name,
      first ? [first, ...operands] : operands,
      given.slice(leading.length),
      label,
      context,
    );
  }

  private node(
    operator: AnyOperator,
    name: Name,
    operands: readonly Operand[],
    given: readonly Argument[],
    label: Label,
    context: Context,
  ): NodeId | undefined {
    const reduction = this.reduction(context);
    const reduced = given.map((argument) => ({ ...argument, value: reduce(argument.value, reduction) }));
    const report = this.reporter(context);
    const referring = { ...context, layers: this.layers, report };
    const layer = (expression: Expression, operators: readonly string[]) =>
      referredLayer(expression, operators, referring);
    const use = { operator, name, operands, given: reduced, defaults: this.defaults, layer };
    return makeNode(use, label, context.place, this.layers, report);
  }

  private useBlock(
    block: Block,
    name: Name,
    given: readonly Argument[],
    label: Label,
    first: Operand | undefined,
    context: Context,
  ): NodeId | undefined {
    this.used.add(block.name.text);
    const around = context.within.flatMap((frame) => (frame.kind === "use" ? [frame.name.text] : []));
    if (around.includes(block.name.text) || around.length >= deepest) {
      const circle = [...around.slice(around.indexOf(block.name.text)), block.name.text].join(" → ");
      const shown = around.length >= deepest ? `${around.length} blocks deep` : circle;
      const report = this.reporter(context);
      report(diagnostics.recursiveBlock, { name: block.name.text, circle: shown }, { at: name.span });
      return undefined;
    }
    const standard = !this.blocks.has(block.name.text);
    const within = [...context.within, { kind: "use", name, standard } as const];
    const scope = this.arguments(block, name, given, first, { context, within });
    if (!scope) return undefined;
    const prefix = `${this.layers.name(block.name.text, name.span, context.place, label)}.`;
    return this.body(block, {
      scope,
      place: { prefix, counts: new Map(), around: context.place },
      within,
    });
  }

  /**
   * A block's parameters bound to values where the argument is one, else to what the argument reduces to. Arguments stand
   * outside the block, and defaults `within` it.
   */
  private arguments(
    block: Block,
    name: Name,
    given: readonly Argument[],
    first: Operand | undefined,
    { context, within }: { readonly context: Context; readonly within: readonly Frame[] },
  ): Scope | undefined {
    const filled = fillParameters(block, { name, given, chained: first !== undefined }, this.report);
    if (!filled) return undefined;
    const scope = new Scope(this.outer);
    for (const [parameter, filling] of filled) {
      if (filling === "first") scope.bind(parameter.name, { kind: "value", node: first!.value });
      else if (filling !== "default") this.bindArgument(scope, parameter.name, filling.argument.value, context);
      else this.bindArgument(scope, parameter.name, parameter.default!, { ...context, scope, within });
    }
    return scope;
  }

  private bindArgument(scope: Scope, name: Name, value: Expression, context: Context): void {
    const reduced = reduce(value, this.reduction(context));
    if (this.isValue(reduced, context.scope)) scope.bind(name, { kind: "value", node: this.value(reduced, context) });
    else scope.bind(name, { kind: "literal", expression: reduced });
  }

  private isValue(expression: Expression, scope: Scope): boolean {
    if (expression.kind === "chain") return true;
    if (expression.kind === "name") return scope.find(expression.text)?.meaning.kind === "value";
    if (expression.kind === "call") {
      const { text, span } = expression.callee;
      return this.blocks.has(text) || findOperator(text) !== undefined || libraryBlock(text, span) !== undefined;
    }
    return (
      expression.kind === "binary" && (this.isValue(expression.left, scope) || this.isValue(expression.right, scope))
    );
  }

  /** Names that blocks can see: the constants of the file. */
  outer: Scope = new Scope();

  private body(block: Block, context: Context): NodeId | undefined {
    for (const statement of block.body) {
      if (statement.kind !== "return") this.statement(statement, context);
      else if (statement.values.length === 1) return this.value(statement.values[0]!, context);
      else {
        this.report(
          diagnostics.blockReturns,
          { name: block.name.text, found: statement.values.length },
          { at: statement.span },
        );
        return undefined;
      }
    }
    this.report(diagnostics.noReturn, { name: block.name.text, what: "block" }, { at: block.name.span });
    return undefined;
  }

  /** A binding or a constant of a body. */
  statement(statement: Statement, context: Context): void {
    if (statement.kind !== "const" && statement.kind !== "binding") return;
    const claimed = this.claim(statement.name, context.scope);
    if (statement.kind === "binding") {
      const node = this.value(statement.value, context);
      if (claimed) context.scope.bind(statement.name, { kind: "value", node });
    } else {
      const expression = reduce(statement.value, this.reduction(context));
      const good = isLiteral(expression) || constantOf(expression, this.reporter(context)) !== undefined;
      if (claimed && good) context.scope.bind(statement.name, { kind: "literal", expression });
    }
  }

  /** False where the scope itself has the name: reported. A name from around may be used anew. */
  claim(name: Name, scope: Scope): boolean {
    const before = scope.names.get(name.text);
    if (!before) {
      scope.bind(name, { kind: "nothing" });
      return true;
    }
    this.report(
      diagnostics.nameTaken,
      { name: name.text },
      { at: name.span, also: [{ span: before.span, text: "first here" }] },
    );
    return false;
  }
}

type Label = Name | StringLiteral | undefined;
