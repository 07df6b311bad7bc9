import { labelsOf, ValueNames } from "./names.ts";
import type { Port } from "./ports.ts";
import { isStep, type Stage, type Step } from "./steps.ts";
import { usersOf } from "./tidy.ts";

/** A network's text as a tree of lines, before it has any place. */
export interface Arranged {
  readonly inputs: readonly { readonly name: string; readonly stage: number }[];
  readonly statements: readonly Statement[];
  /** Names of values, in the order of ONNX's outputs. */
  readonly outputs: readonly string[];
}

/** `name = source -> step -> step` */
export interface Statement {
  readonly name: string;
  /** Names of values that the first step reads. */
  readonly operands: readonly string[];
  readonly steps: readonly Labelled[];
}

export interface Labelled {
  readonly step: Step;
  readonly label: string | undefined;
}

/** A chain goes on as long as each value is read once, by the next step alone. */
export function arrange(stages: readonly Stage[], inputs: readonly Port[], outputs: readonly Port[]): Arranged {
  const users = usersOf(stages);
  const named = new Map<number, string>();
  const names = new ValueNames();
  const entries = inputs.map(({ info, stage }) => {
    const name = names.take(info.name, "input");
    named.set(stage, name);
    return { name, stage };
  });
  const wanted = new Map(outputs.map(({ info, stage }) => [stage, info.name]));
  const labels = labelsOf(stages.filter(isStep));
  const endsChain = (i: number): boolean => {
    const [user, ...others] = users[i]!;
    return wanted.has(i) || user === undefined || others.length > 0 || (stages[user] as Step).operands.length > 1;
  };
  const open = new Map<number, { readonly operands: readonly string[]; readonly steps: Labelled[] }>();
  const statements: Statement[] = [];
  for (const [i, stage] of stages.entries()) {
    if (!isStep(stage)) continue;
    const [first] = stage.operands as [number];
    const labelled = { step: stage, label: labels.get(stage) };
    const chain = open.get(first) ?? { operands: stage.operands.map((from) => named.get(from)!), steps: [] };
    open.delete(first);
    chain.steps.push(labelled);
    if (!endsChain(i)) open.set(i, chain);
    else {
      const name = names.take(wanted.get(i) ?? "", stage.operator.name);
      named.set(i, name);
      statements.push({ name, ...chain });
    }
  }
  return { inputs: entries, statements, outputs: outputs.map(({ stage }) => named.get(stage)!) };
}
