import { hasErrors } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parser.ts";
import type { Source } from "../../grammar/source.ts";
import { check } from "../check/check.ts";
import { inputOperator, type Node } from "../graph/graph.ts";
import type { Tensor } from "../operators/onnx.ts";
import type { Arranged } from "./arrange.ts";
import type { Stage, Step } from "./steps.ts";

/** A text as the checker reads it, held against what it was made of. */
export interface ReadBack {
  /** Parameters by the names that the text gives them. */
  readonly weights: ReadonlyMap<string, { readonly tensor: Tensor; readonly shape: readonly number[] }>;
  /** What the text says otherwise; a bug of the importer. */
  readonly difference?: string;
}

/**
 * Reads the text back: the same operators with the same attributes and shapes over the same values, in the same order, or it
 * is not to be used. So names, blocks and repetitions cannot make another network of it.
 */
export function readBack(source: Source, { steps, inputs }: Arranged, stages: readonly Stage[]): ReadBack {
  const weights = new Map<string, { tensor: Tensor; shape: readonly number[] }>();
  const parsed = parse(source);
  const { graph, diagnostics } = check(parsed.file);
  const [first] = [...parsed.diagnostics, ...diagnostics].filter((each) => hasErrors([each]));
  if (!graph) return { weights, difference: first?.message ?? "there is no network" };
  const layers = graph.nodes.filter(({ operator }) => operator !== inputOperator);
  if (layers.length !== steps.length) return { weights, difference: `${layers.length} layers for ${steps.length}` };
  /** The node of each stage. */
  const nodes = new Map<Stage, Node>(steps.map((step, i) => [step, layers[i]!]));
  for (const { name, stage } of inputs) {
    const node = graph.nodes.find((each) => each.operator === inputOperator && each.name === name);
    if (node) nodes.set(stages[stage]!, node);
  }
  for (const step of steps) {
    const node = nodes.get(step)!;
    const wanted = JSON.stringify(
      described(
        step,
        step.operands.map((id) => nodes.get(stages[id]!)?.id),
      ),
    );
    const found = JSON.stringify(described({ ...node, operator: { name: node.operator } }, node.inputs));
    if (found !== wanted) return { weights, difference: `${found} for ${wanted}` };
    for (const { role, name, shape, values } of node.parameters) {
      const tensor = step.weights[role];
      if (tensor) weights.set(name, { tensor, shape });
      else if (!values) return { weights, difference: `\`${name}\` without numbers` };
    }
  }
  return { weights };
}

type Described = Pick<Step, "attributes" | "shape"> & { readonly operator: { readonly name: string } };

const described = ({ operator, attributes, shape }: Described, inputs: readonly (number | undefined)[]) => [
  operator.name,
  Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  shape,
  inputs,
];
