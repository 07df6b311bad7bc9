import type { Input } from "../../grammar/ast.ts";
import * as diagnostics from "../../grammar/network-diagnostics.ts";
import type { NodeId, Shape } from "../graph/graph.ts";
import { affine } from "../operators/affine.ts";
import { describe } from "./describe.ts";
import type { Layers } from "./layers.ts";
import { constantOf, type Reduction, reduce } from "./reduce.ts";

/** Channels that a picture of a mode has. */
const modes: Readonly<Record<string, number>> = { gray: 1, rgb: 3 };

/**
 * What an input says of its preparation, as a node: (x · scale − mean)/std for each channel. It comes before any padding,
 * because padding belongs to the layers. Returns the raw input where nothing is to be done.
 */
export function preprocess(
  input: Input,
  raw: NodeId,
  shape: Shape,
  { layers, reduction }: { layers: Layers; reduction: Reduction },
): NodeId | undefined {
  const channels = input.mode ? modes[input.mode.text] : shape[0]!;
  if (input.mode && (shape.length !== 3 || shape[0] !== channels)) {
    const expected = `${channels}xHxW`;
    reduction.report(
      diagnostics.badMode,
      { mode: input.mode.text, expected, found: shape.join("x") },
      { at: input.shape.span },
    );
    return undefined;
  }
  if (!input.scale && !input.normalize) return raw;
  const scale = input.scale ? numbers(input.scale, 1, reduction) : [1];
  const given = new Map(input.normalize?.arguments.map(({ name, value }) => [name?.text, value]) ?? []);
  const unknown = input.normalize?.arguments.find(({ name }) => name?.text !== "mean" && name?.text !== "std");
  if (unknown)
    reduction.report(
      diagnostics.badPreparation,
      { expected: "`mean=[…]` and `std=[…]`", found: describe(unknown.value) },
      { at: unknown.span },
    );
  const [mean, std] = (["mean", "std"] as const).map((name) => {
    const value = given.get(name);
    return value ? numbers(value, channels!, reduction) : [name === "mean" ? 0 : 1];
  });
  if (!scale || !mean || !std || unknown) return undefined;
  const each = (list: readonly number[], c: number) => list[list.length === 1 ? 0 : c]!;
  const factor = Array.from({ length: channels! }, (_, c) => scale[0]! / each(std, c));
  const shift = factor.map((_, c) => -each(mean, c) / each(std, c));
  const lost = [...factor, ...shift].find((value) => !Number.isFinite(Math.fround(value)));
  if (lost !== undefined) {
    const expected = "a `scale`, `mean` and `std` whose quotients f32 holds";
    const at = (input.normalize ?? input.scale)!.span;
    reduction.report(diagnostics.badPreparation, { expected, found: String(lost) }, { at });
    return undefined;
  }
  const values = (role: string, list: readonly number[]) => ({
    role,
    name: `${input.name.text}.${role}`,
    shape: [channels!],
    values: list,
  });
  return layers.push({
    operator: affine.name,
    name: `${input.name.text}_prepared`,
    inputs: [raw],
    attributes: {},
    shape,
    parameters: [values("factor", factor), { ...values("shift", shift), added: true }],
    span: input.name.span,
  });
}

/** One number, or one for each channel; reports anything else. */
function numbers(
  expression: NonNullable<Input["scale"]>,
  count: number,
  reduction: Reduction,
): readonly number[] | undefined {
  const constant = constantOf(reduce(expression, reduction), reduction.report);
  if (!constant) return undefined;
  if (constant.values.length === 1 || constant.values.length === count) return constant.values;
  const expected = count === 1 ? "one number" : `one number, or one for each of ${count} channels`;
  reduction.report(
    diagnostics.badPreparation,
    { expected, found: String(constant.values.length) },
    { at: expression.span },
  );
  return undefined;
}
