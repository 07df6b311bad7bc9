import type { Expression } from "../../grammar/ast.ts";
import { nowhere, numeral, word } from "./arguments.ts";
import { blocked } from "./blocks.ts";
import { labelsOf, ValueNames } from "./names.ts";
import { asParts, detour, type Part, type Pattern, sitesIn, stepsIn, type Use } from "./patterns.ts";
import type { Port } from "./ports.ts";
import { chainsOf } from "./regions.ts";
import { isStep, type Stage, type Step } from "./steps.ts";

/** A network's text as statements, before it has any place. */
export interface Arranged {
  readonly inputs: readonly { readonly name: string; readonly stage: number }[];
  readonly statements: readonly Statement[];
  readonly blocks: readonly Block[];
  /** Names of values, in the order of ONNX's outputs. */
  readonly outputs: readonly string[];
  /** The steps in the order in which the text makes them. */
  readonly steps: readonly Step[];
}

export interface Block {
  readonly name: string;
  readonly parameters: Pattern["parameters"];
  readonly statements: readonly Statement[];
  readonly result: Value;
}

/** `name = value` */
export interface Statement {
  readonly name: string;
  readonly value: Value;
}

/** `source -> element -> element`; with a condition, that or what it starts from. */
export interface Value {
  readonly source: Source;
  readonly elements: readonly Element[];
  readonly condition?: Expression;
}

/** A value by name, or several joined. */
export type Source = string | { readonly join: Layer; readonly operands: readonly string[] };

export type Element =
  | Layer
  | Call
  | { readonly kind: "group"; readonly elements: readonly Element[]; readonly times: number };

export interface Layer {
  readonly kind: "layer";
  readonly step: Step;
  readonly label: string | undefined;
  /** Attributes that a block's parameters say. */
  readonly parameters: ReadonlyMap<string, Expression>;
}

/** A use of a block: arguments by position, then by name; what is usual is left out. */
export interface Call {
  readonly kind: "call";
  readonly block: string;
  readonly arguments: readonly { readonly name: string | undefined; readonly value: Expression }[];
}

/** How much of what is repeated is written once. */
export interface Style {
  readonly blocks: boolean;
  readonly repetitions: boolean;
  /** Layers have the names that the ONNX file has for their weights; within blocks and repetitions they cannot. */
  readonly labels: boolean;
}

export function arrange(
  stages: readonly Stage[],
  inputs: readonly Port[],
  outputs: readonly Port[],
  style: Style,
): Arranged {
  const wanted = new Map(outputs.map(({ info, stage }) => [stage, info.name]));
  const chains = chainsOf(stages, new Set(wanted.keys()));
  const sequences = chains.map(({ items }) => asParts(items));
  const found = style.blocks ? blocked(sequences, stages, new Set(wanted.keys())) : { sequences, blocks: [] };
  const labels = style.labels ? labelsOf(stages.filter(isStep)) : new Map<Step, string>();
  const names = new ValueNames();
  const named = new Map<number, string>();
  const entries = inputs.map(({ info, stage }) => {
    const name = names.take(info.name, "input");
    named.set(stage, name);
    return { name, stage };
  });
  const body = new Body({ labels, names, repetitions: style.repetitions });
  const steps: Step[] = [];
  for (const [i, { sources, end }] of chains.entries()) {
    const parts = found.sequences[i]!;
    const value = body.chain(
      parts,
      sources.map((source) => named.get(source)!),
      sources.length > 1,
    );
    const name = names.take(wanted.get(end) ?? "", body.nameFor(parts));
    named.set(end, name);
    body.statements.push({ name, value });
    steps.push(...stepsIn(parts));
  }
  const blocks = found.blocks.map((pattern) => blockOf(pattern, style.repetitions));
  const returned: string[] = [];
  for (const { info, stage } of outputs) {
    const own = named.get(stage)!;
    // Two outputs may be the same value.
    const name = returned.includes(own) ? names.take(info.name, own) : own;
    if (name !== own) body.statements.push({ name, value: { source: own, elements: [] } });
    returned.push(name);
  }
  return { inputs: entries, statements: body.statements, blocks, outputs: returned, steps };
}

function blockOf(pattern: Pattern, repetitions: boolean): Block {
  const names = new ValueNames(["x", ...pattern.parameters.map(({ name }) => name)]);
  const body = new Body({ labels: new Map(), names, repetitions, pattern });
  const result = body.chain(pattern.part, ["x"], false);
  return { name: pattern.name, parameters: pattern.parameters, statements: body.statements, result };
}

interface Setting {
  readonly labels: ReadonlyMap<Step, string>;
  readonly names: ValueNames;
  readonly repetitions: boolean;
  /** The block whose body it is. */
  readonly pattern?: Pattern;
}

/** Statements as they come up: what branches start from gets a name, and each branch too. */
class Body {
  readonly statements: Statement[] = [];
  private readonly setting: Setting;
  /** What the block's parameters say of its parts. */
  private readonly said = new Map<Part, Map<string, Expression>>();

  constructor(setting: Setting) {
    this.setting = setting;
    const { pattern } = setting;
    if (!pattern) return;
    for (const [i, { part, attribute }] of sitesIn(pattern.part).entries()) {
      const written = pattern.written[i];
      if (!written) continue;
      const { name } = pattern.parameters[written.parameter]!;
      const own = this.said.get(part) ?? new Map<string, Expression>();
      own.set(attribute, written.factor === 1 ? word(name) : binary(numeral(written.factor), "*", word(name)));
      this.said.set(part, own);
    }
  }

  /** A name for the end of a chain that ONNX has no name for. */
  nameFor(parts: readonly Part[]): string {
    const last = parts.at(-1)!;
    return last.kind === "use" ? last.block.name : last.step.operator.name;
  }

  chain(parts: readonly Part[], sources: readonly string[], joined: boolean): Value {
    const [first, ...rest] = parts;
    if (joined && first && first.kind !== "use")
      return this.after({ source: { join: this.layer(first), operands: sources }, elements: [] }, rest);
    return this.after({ source: sources[0]!, elements: [] }, parts);
  }

  private after(start: Value, parts: readonly Part[]): Value {
    let { source } = start;
    let elements: Element[] = [];
    for (const part of parts) {
      if (part.kind === "step") elements.push(this.layer(part));
      else if (part.kind === "use") elements.push(this.call(part));
      else {
        const entry = this.named({ source, elements }, this.setting.pattern ? "inner" : "x");
        source = { join: this.layer(part), operands: this.branches(part, entry) };
        elements = [];
      }
    }
    return { source, elements: this.setting.repetitions ? repeated(elements) : elements };
  }

  /** The name of a value: its own if it has one already. */
  private named(value: Value, wanted: string): string {
    if (typeof value.source === "string" && value.elements.length === 0 && !value.condition) return value.source;
    const elements = this.setting.repetitions ? repeated(value.elements) : value.elements;
    const name = this.setting.names.take("", wanted);
    this.statements.push({ name, value: { ...value, elements } });
    return name;
  }

  private branches(part: Extract<Part, { kind: "join" }>, entry: string): readonly string[] {
    const ways = detour(part);
    const letters = "abcdefghijklmnopqrstuvwxyz";
    const name = (i: number): string => (ways ? (i === ways.main ? "main" : "skip") : (letters[i] ?? "z"));
    // The main way first, since the condition of the other may ask about it.
    const order = ways ? [ways.main, ways.skip] : part.branches.map((_, i) => i);
    const operands: string[] = [];
    for (const i of order) {
      const value = this.chain(part.branches[i]!, [entry], false);
      const condition = ways?.skip === i ? this.condition(entry, operands[ways.main]!) : undefined;
      operands[i] = this.named(condition ? { ...value, condition } : value, name(i));
    }
    return operands;
  }

  private condition(entry: string, main: string): Expression | undefined {
    const { condition, parameters } = this.setting.pattern ?? {};
    if (!condition) return undefined;
    const wider = binary(channelsOf(entry), "!=", channelsOf(main));
    const strided =
      condition.stride !== undefined && binary(word(parameters![condition.stride]!.name), "!=", numeral(1));
    if (!strided) return wider;
    return condition.channels ? binary(strided, "||", wider) : strided;
  }

  private layer(part: Exclude<Part, Use>): Layer {
    const parameters = this.said.get(part) ?? new Map<string, Expression>();
    return { kind: "layer", step: part.step, label: this.setting.labels.get(part.step), parameters };
  }

  private call(part: Use): Call {
    const said = this.said.get(part);
    let inOrder = true;
    const given = part.block.parameters.flatMap(({ name, usual }, i) => {
      const value = said?.get(name) ?? numeral(part.numbers[i]!);
      const isUsual = part.numbers[i] === usual && !said?.has(name);
      if (isUsual || usual !== undefined) inOrder = false;
      return isUsual ? [] : [{ name: inOrder ? undefined : name, value }];
    });
    return { kind: "call", block: part.block.name, arguments: given };
  }
}

const binary = (left: Expression, operator: "*" | "!=" | "||", right: Expression): Expression => ({
  kind: "binary",
  operator,
  operatorSpan: nowhere,
  left,
  right,
  span: nowhere,
});

const channelsOf = (value: string): Expression => ({
  kind: "call",
  callee: { text: "channels", span: nowhere },
  arguments: [{ value: word(value), span: nowhere }],
  span: nowhere,
});

/** What an element is, to find others like it. A layer with a name of its own is like no other. */
function keyOf(element: Element): string {
  if (element.kind === "group") return `(${element.elements.map(keyOf)})${element.times}`;
  if (element.kind === "call") return JSON.stringify(element);
  if (element.label !== undefined) return `as ${element.label}`;
  const { operator, attributes } = element.step;
  return JSON.stringify([operator.name, attributes, [...element.parameters]]);
}

/** `a -> b -> a -> b` as `(a -> b) * 2`, wherever that leaves two stages or more out; the narrowest first. */
function repeated(elements: readonly Element[]): readonly Element[] {
  let current = elements;
  for (let width = 1; width <= widest; width++) current = runsOf(current, width);
  return current;
}

const widest = 12;

function runsOf(elements: readonly Element[], width: number): readonly Element[] {
  const keys = elements.map(keyOf);
  const result: Element[] = [];
  for (let at = 0; at < elements.length; ) {
    let length = width;
    while (keys[at + length] === keys[at + length - width] && at + length < keys.length) length++;
    const times = Math.floor(length / width);
    const round = elements.slice(at, at + width);
    // A repetition in a repetition asks for more.
    const least = round.some(({ kind }) => kind === "group") ? 4 : 2;
    const isRun = (times - 1) * width >= least;
    if (isRun) result.push({ kind: "group", elements: round, times });
    else result.push(elements[at]!);
    at += isRun ? times * width : 1;
  }
  return result;
}
