import { elements } from "../graph/graph.ts";
import type { Tensor } from "../operators/onnx.ts";
import type { Converted } from "./convert.ts";
import type { Port } from "./ports.ts";
import { isStep, type Stage, type Step } from "./steps.ts";

/**
 * What an author would not write:
 *
 *   conv(8, 3x3, bias=false) -> scale(bias=true) by 1   =>   conv(8, 3x3)
 *   flatten -> fc(10)                                   =>   fc(10)
 *   reshape to the same shape                           =>   nothing
 */
export function tidy({ stages, outputs, ...rest }: Converted): Converted {
  const isOutput = new Set(outputs.map(({ stage }) => stage));
  const users = usersOf(stages);
  const tidied = [...stages];
  /** What stands for a stage that is left out. */
  const instead = stages.map((_, i) => i);
  const now = (i: number): number => (instead[i] === i ? i : now(instead[i]!));
  for (const [i, stage] of stages.entries()) {
    if (!isStep(stage)) continue;
    const [first] = stage.operands as [number];
    const source = now(first);
    const before = tidied[source]!;
    if (isSuperfluous(stage, stages, users[i]!, isOutput.has(i))) instead[i] = source;
    else if (users[first]!.length === 1 && !isOutput.has(first) && isStep(before)) {
      const joined = withBias(before, stage);
      if (joined) {
        tidied[source] = joined;
        instead[i] = source;
      }
    }
  }
  const used = tidied.map((stage) => (isStep(stage) ? { ...stage, operands: stage.operands.map(now) } : stage));
  return compact({ ...rest, stages: used, outputs: outputs.map((port) => ({ ...port, stage: now(port.stage) })) });
}

/** The stages that read each stage. */
export function usersOf(stages: readonly Stage[]): readonly (readonly number[])[] {
  const users: number[][] = stages.map(() => []);
  for (const [i, stage] of stages.entries()) if (isStep(stage)) for (const from of stage.operands) users[from]!.push(i);
  return users;
}

/** A view that nobody would miss: to the same shape, or before what reads a volume as its vector. */
function isSuperfluous(
  { operator, operands, shape }: Step,
  stages: readonly Stage[],
  users: readonly number[],
  isOutput: boolean,
): boolean {
  if (!operator.view || operator.identity) return false;
  const from = stages[operands[0]!]!.shape;
  if (String(from) === String(shape)) return true;
  const flattened = shape.length === 1 && users.length > 0 && !isOutput;
  return flattened && users.every((user) => (stages[user] as Step).operator.flattens);
}

/** The layer before, if it may have a bias and has none, with what is added to each of its channels. */
function withBias(layer: Step, { operator, attributes, weights, shape }: Step): Step | undefined {
  const own = Object.entries(layer.operator.attributes).find(
    ([, { domain }]) => domain.kind === "constant" && domain.role === "bias" && domain.optional,
  );
  const { factor, shift } = operator.affine?.({ inputs: [shape], attributes }) ?? {};
  if (!own || layer.attributes[own[0]] !== false || typeof factor !== "string" || typeof shift !== "string") return;
  const [scale, added] = [weights[factor], weights[shift]];
  if (!scale || !added || !isOne(scale)) return;
  return { ...layer, attributes: { ...layer.attributes, [own[0]]: true }, weights: { ...layer.weights, bias: added } };
}

const isOne = (tensor: Tensor): boolean => elements(tensor.shape) < 2 ** 20 && tensor.values().every((v) => v === 1);

/** Without the stages that no output needs. Inputs stay, unless their values were given. */
function compact({ stages, inputs, outputs, diagnostics }: Converted): Converted {
  const needed = stages.map((stage) => !isStep(stage) && !stage.known);
  for (const { stage } of outputs) needed[stage] = true;
  for (let i = stages.length - 1; i >= 0; i--) {
    const stage = stages[i]!;
    if (needed[i] && isStep(stage)) for (const from of stage.operands) needed[from] = true;
  }
  const places: number[] = [];
  const kept: Stage[] = [];
  for (const [i, stage] of stages.entries()) {
    places.push(kept.length);
    if (needed[i])
      kept.push(isStep(stage) ? { ...stage, operands: stage.operands.map((from) => places[from]!) } : stage);
  }
  const moved = (port: Port): Port => ({ ...port, stage: places[port.stage]! });
  const still = inputs.filter(({ stage }) => needed[stage]);
  return { stages: kept, inputs: still.map(moved), outputs: outputs.map(moved), diagnostics };
}
