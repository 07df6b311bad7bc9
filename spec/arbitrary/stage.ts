import type { Shape } from "../../compiler/graph/graph.ts";
import { findOperator } from "../../compiler/operators/index.ts";
import { type AnyOperator, operandCounts } from "../../compiler/operators/operator.ts";
import { type Argument, argumentsFor, showArgument } from "./attributes.ts";
import type { Choices } from "./choices.ts";
import type { Value } from "./probe.ts";

/** An operator's use on a source: `source -> operator(operands, arguments)`. */
export interface Use {
  readonly source: string;
  readonly operator: AnyOperator;
  /** Texts of the operands after the source. */
  readonly operands: readonly string[];
  readonly arguments: readonly Argument[];
  /** With its `as`. */
  readonly label?: string;
}

/** `conv(4, 3x3) as stem`: what stands behind the arrow. */
export function stageText({ operator, operands, arguments: given, label = "" }: Omit<Use, "source">): string {
  const list = [...operands, ...given.map(showArgument)].join(", ");
  return `${operator.name}${list && `(${list})`}${label}`;
}

export const chainText = (use: Use): string => `${use.source} -> ${stageText(use)}`;

/** `conv(x, 4, 3x3)` */
export const callText = ({ source, ...stage }: Use): string =>
  stageText({ ...stage, operands: [source, ...stage.operands] });

/** `a + b`, where the operator has a sign. */
export const sumText = ({ source, operator, operands }: Use): string =>
  [source, ...operands].map((text) => (text.includes("->") ? `(${text})` : text)).join(` ${operator.symbol} `);

/** The simplest use of an operator: the same value as often as it joins, and what must be given. */
export const simplest = (operator: AnyOperator, { name, shape }: Value, nothing: Choices, fresh: Fresh): Use => {
  const { stages, layer } = layerNamedBy(operator, shape, nothing, fresh);
  return {
    source: name + stages,
    operator,
    operands: new Array<string>(operandCounts(operator)[0] - 1).fill(name),
    arguments: argumentsFor(operator, nothing, { input: shape, ...layer }),
  };
};

/** A name that is not taken, beginning with these letters. */
export type Fresh = (letters: string) => string;

/** For an operator with an attribute that names a layer: that layer, labelled, to stand right before it. */
function layerNamedBy(
  { attributes }: AnyOperator,
  shape: Shape,
  choices: Choices,
  fresh: Fresh,
): { stages: string; layer?: { layer: string } } {
  const by = Object.values(attributes).flatMap(({ domain }) => (domain.kind === "layer" ? domain.operators : []));
  if (by.length === 0) return { stages: "" };
  const operator = findOperator(choices.pick(by))!;
  const layer = fresh("layer");
  const use = { operator, operands: [], arguments: argumentsFor(operator, choices, { input: shape }) };
  return { stages: ` -> ${stageText({ ...use, label: ` as ${layer}` })}`, layer: { layer } };
}

/** What a use is made of. */
export interface Material {
  /** The operators to use. */
  readonly pool: readonly AnyOperator[];
  readonly values: readonly Value[];
  readonly fresh: Fresh;
}

/** A use of an operator on a value that may well be legal there. */
export function propose(operator: AnyOperator, value: Value, material: Material, choices: Choices): Use {
  const { stages: before, layer } = layerNamedBy(operator, value.shape, choices, material.fresh);
  const written = argumentsFor(operator, choices, { input: value.shape, ...layer });
  if (operator.operands === 1) {
    const one = material.pool.filter(({ operands }) => operands === 1);
    const between = layer && one.length > 0 && choices.chance(0.3) ? stages(one, value, choices) : "";
    return { source: value.name + before + between, operator, operands: [], arguments: written };
  }
  const [least, most] = operandCounts(operator);
  const count = operator.operands === "many" ? choices.pick([2, 3, 2, 4, 2, 7]) : choices.integer(least, most);
  const [source, ...operands] = joined(count, value, material, choices);
  return { source: source!, operator, operands, arguments: written };
}

/** Values to join that agree in shape, at least where they have places: one value by several ways, or several values. */
function joined(count: number, value: Value, { pool, values }: Material, choices: Choices): string[] {
  const one = pool.filter(({ operands }) => operands === 1);
  const views = one.filter(({ view }) => view);
  const kind = choices.pick(["same", "others", "branch", "views", "branch", "others"]);
  const texts = new Array<string>(count).fill(value.name);
  if (kind === "others") {
    const agreeing = values.filter(({ shape }) => String(shape.slice(1)) === String(value.shape.slice(1)));
    return texts.map((text, i) => (i === 0 ? text : choices.pick(agreeing).name));
  }
  if (kind === "views" && views.length > 0) {
    const [first, second] = [stages(views, value, choices), stages(views, value, choices)];
    return texts.map((text, i) => text + (i === 0 ? first : choices.pick([second, first])));
  }
  if (kind === "branch" && one.length > 0) {
    const branch = choices.integer(0, count - 1);
    return texts.map((text, i) => (i === branch ? text + stages(one, value, choices) : text));
  }
  return texts;
}

/** One stage or two that had best keep the shape, with their arrows. */
function stages(pool: readonly AnyOperator[], { shape }: Value, choices: Choices): string {
  const one = (): string => ` -> ${followText(choices.pick(pool), shape, choices)}`;
  return choices.chance(0.3) ? one() + one() : one();
}

/** A stage that takes one value and had best keep its shape. */
export const followText = (operator: AnyOperator, shape: Shape, choices: Choices): string =>
  stageText({ operator, operands: [], arguments: argumentsFor(operator, choices, { input: shape, keepShape: true }) });
