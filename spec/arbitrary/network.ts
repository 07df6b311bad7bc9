import fc from "fast-check";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import type { AnyOperator } from "../../compiler/operators/operator.ts";
import { Choices, fullTape, tape } from "./choices.ts";
import { constantsFor } from "./constants.ts";
import { Draft } from "./draft.ts";
import { type Finished, finish } from "./finish.ts";
import { type Around, probe, type Value, wantedOperand } from "./probe.ts";
import { anyRank, fulfils, largerInputs, shapeOf, wishFor } from "./sizes.ts";
import { computed, type Site, type Spelling, spellers } from "./spelling.ts";
import { chainText, propose, simplest, type Use } from "./stage.ts";

/** A network as generated: a text that is always valid, and a batch. */
export interface RandomNetwork {
  readonly text: string;
  readonly batch: number;
}

/** The same with what is known of it. */
export type WrittenNetwork = RandomNetwork & Finished;

export interface NetworkOptions {
  /** Names of the operators to use; others only where nothing else gets on. */
  readonly only?: readonly string[];
}

/**
 * Random networks over the operator table: which operators there are, what they join and what their attributes take is read
 * off the records, so that one that is added is covered. Each step is a few raw numbers folded into a use of an operator,
 * which the checker is asked about before it is kept: so every network is valid, and shrinks to a smaller valid one. Sizes
 * favour what kernels stumble over: residues mod 4 and 8 of what comes out, odd widths, 1x1, windows as large as the
 * input, uneven padding, strides beyond the window.
 */
export const network = ({ only }: NetworkOptions = {}): fc.Arbitrary<WrittenNetwork> => {
  const pool = weighted(surfaceOperators.filter(({ name }) => only?.includes(name) ?? true));
  return fc
    .record({
      start: fullTape(8),
      steps: fc.oneof({ weight: 3, arbitrary: steps(2) }, { weight: 1, arbitrary: steps(6) }),
      end: fullTape(24),
      batch: fc.constantFrom(1, 1, 2, 3),
    })
    .map(({ start, steps: each, end, batch }) => ({
      ...write(pool, new Choices(start), each.map((one) => new Choices(one)).reverse(), new Choices(end)),
      batch,
    }));
};

/**
 * Tapes of steps, the last one first, since shrinking leaves out what stands at the front. Most networks are small: a case
 * costs what its kernels take to compile, and shows as much in two steps as in six.
 */
const steps = (most: number) => fc.array(tape(200), { minLength: 1, maxLength: most, size: "max" });

function write(pool: readonly AnyOperator[], start: Choices, steps: readonly Choices[], end: Choices) {
  const draft = new Draft();
  draft.input(shapeOf(anyRank(start), start));
  if (start.chance(0.2)) draft.input(start.chance(0.7) ? draft.inputs[0]!.shape : shapeOf(anyRank(start), start));
  for (const choices of steps) step(draft, pool, choices);
  return finish(draft, end);
}

/** As often as there is something to try: attributes, operands. Formulas without any come first, as the simplest. */
function weighted(pool: readonly AnyOperator[]): readonly AnyOperator[] {
  const weight = ({ attributes, operands }: AnyOperator): number =>
    1 + Math.min(5, Object.keys(attributes).length) + (operands === 1 ? 0 : 2);
  const rank = (each: AnyOperator): number => weight(each) + (each.rounding.kind === "formula" ? 0 : 10);
  return [...pool].sort((a, b) => rank(a) - rank(b)).flatMap((each) => new Array<AnyOperator>(weight(each)).fill(each));
}

/** One more use of an operator of the pool: of the one that is drawn, if a few proposals find a place for it, else one that fits. */
function step(draft: Draft, pool: readonly AnyOperator[], choices: Choices): void {
  const operator = choices.pick(pool);
  for (let tries = 0; tries < 8; tries++) {
    const value = choices.chance(0.3) ? choices.pick(draft.values) : draft.values.at(-1)!;
    const proposed = propose(operator, value, { pool, values: draft.values, fresh: draft.fresh }, choices);
    const use = withOperands(proposed, draft);
    if (accept(draft, pool, use, value, choices)) return;
  }
  const fallback =
    fitting(draft, [operator, ...new Set(choices.rotated(pool))]) ??
    fittingPicture(draft, operator, choices) ??
    fitting(draft, surfaceOperators);
  if (fallback) draft.bind(chainText(fallback), probe(chainText(fallback), draft.values, draft)!.shape, false);
}

/** Operands that have names may need a shape of their own, which the checker says: then they become inputs of the net. */
function withOperands(use: Use, draft: Draft): Use {
  if (typeof use.operator.operands !== "object") return use;
  const operands = [...use.operands];
  const { names } = use.operator.operands;
  for (const _ of use.operands) {
    const wanted = wantedOperand(chainText({ ...use, operands }), draft.values, draft);
    const place = wanted ? names.indexOf(wanted.operand) - 1 : -1;
    if (!wanted || place < 0 || !draft.hasRoom) break;
    operands[place] = draft.input(wanted.shape).name;
  }
  return { ...use, operands };
}

/** The simplest use that is right, of the first operator that has one on any value. */
function fitting(draft: Draft, operators: readonly AnyOperator[]): Use | undefined {
  const newestFirst = [...draft.values].reverse();
  for (const operator of operators) {
    const uses = newestFirst.map((value) => simplest(operator, value, new Choices(), draft.fresh));
    const right = uses.find((use) => probe(chainText(use), draft.values, draft));
    if (right) return right;
  }
  return undefined;
}

/**
 * The same on one more input: with `only`, there may be operators for pictures and nothing but vectors, or some whose
 * values must have so many channels.
 */
function fittingPicture(draft: Draft, operator: AnyOperator, choices: Choices): Use | undefined {
  if (!draft.hasRoom) return undefined;
  let picture = draft.input(shapeOf(2, choices));
  for (const channels of [picture.shape[0]!, 2, 4]) {
    picture = draft.resize(picture, [channels, ...picture.shape.slice(1)]);
    const use = fitting(draft, [operator]);
    if (use) return use;
  }
  return undefined;
}

/** Binds a use that the checker finds right, in one of the ways to write it; false if it is wrong. */
function accept(draft: Draft, pool: readonly AnyOperator[], use: Use, from: Value, choices: Choices): boolean {
  if (!probe(chainText(use), draft.values, draft)) return false;
  const value = grown(draft, use, from, choices);
  const site: Site = { pool, values: draft.values, value, fresh: draft.fresh };
  const spelling = spell(draft, use, site, choices);
  draft.declare(spelling);
  const { shape } = probe(spelling.expression, draft.values, draft)!;
  draft.bind(spelling.expression, shape, choices.chance(0.4));
  return true;
}

/** With constants, a computed number and some construct around it, as far as the checker finds them right. */
function spell(draft: Draft, use: Use, site: Site, choices: Choices): Spelling {
  let best = { use, spelling: { expression: chainText(use), items: [], parameters: [] } as Spelling };
  const improve = (next: Use, declared: Around, expression = chainText(next)): void => {
    const spelling = { expression, ...together(best.spelling, declared) };
    if (probe(expression, draft.values, together(draft, spelling))) best = { use: next, spelling };
  };
  const node = probe(chainText(use), draft.values, draft)!;
  const constants = constantsFor(use.operator, node, choices, () => draft.fresh("k"));
  if (constants.arguments.length > 0)
    improve({ ...use, arguments: [...use.arguments, ...constants.arguments] }, { ...constants, parameters: [] });
  const number = choices.chance(0.3) ? computed(best.use, site, choices) : undefined;
  if (number) improve(number.use, number.declared);
  if (choices.chance(0.6)) {
    const way = spellers[choices.pick(waysFor(use))]!(best.use, site, choices);
    improve(best.use, way, way.expression);
  }
  return best.spelling;
}

/** Names of the spellings for a use; an operator with a sign is written with it as often as not. */
function waysFor({ operator: { symbol } }: Use): string[] {
  const others = Object.keys(spellers).filter((name) => name !== "sign");
  return symbol ? [...others, ...others.map(() => "sign")] : others;
}

const together = (a: Around, b: Around): Around => ({
  items: [...a.items, ...b.items],
  parameters: [...a.parameters, ...b.parameters],
});

/** The input that a use begins with, made so much larger that what comes out has the size that is wished for. */
function grown(draft: Draft, use: Use, value: Value, choices: Choices): Value {
  const wish = wishFor(choices);
  if (!wish || !draft.isFreeInput(value)) return value;
  for (const shape of largerInputs(value.shape, wish)) {
    const values = draft.values.map((each) => (each === value ? { name: value.name, shape } : each));
    const node = probe(chainText(use), values, draft);
    if (node && fulfils(node.shape, wish)) return draft.resize(value, shape);
  }
  return value;
}
