import { elements, type Graph, inputOperator, type Node, nodeById, type Shape } from "../../compiler/graph/graph.ts";

/** Along one axis: a window is put down at every stride and counted for as long as it lies inside. */
function windows(n: number, k: number, stride: number, dilation: number, pad: Sides, round: unknown): number {
  let count = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (let start = -pad.before; ; start += stride) {
    const last = start + dilation * (k - 1);
    const inside = last < n + pad.after;
    // PyTorch: one that hangs over, if it starts before the end padding and the one before it left something.
    const overhanging = round === "ceil" && start < n && before < n + pad.after - 1;
    if (!inside && !overhanging) return count;
    count++;
    before = last;
  }
}

interface Sides {
  readonly before: number;
  readonly after: number;
}

/** What the checker left in the attributes of an operator that slides a window. */
interface Attributes {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly dilation?: readonly number[];
  readonly pad: { readonly kind: string; readonly before?: readonly number[]; readonly after?: readonly number[] };
  readonly round?: unknown;
}

/** The size of a window's output, by counting; `same` has one output for each place where a stride begins. */
function counted(node: Node, input: Shape): number[] {
  const { window, stride, dilation, pad, round } = node.attributes as unknown as Attributes;
  return input.map((n, axis) => {
    const [k, s, d] = [window[axis]!, stride[axis]!, dilation?.[axis] ?? 1];
    if (pad.kind.startsWith("same"))
      return Array.from({ length: n }, (_, at) => at).filter((at) => at % s === 0).length;
    const around = pad.kind === "full" ? d * (k - 1) : 0;
    return windows(n, k, s, d, { before: pad.before?.[axis] ?? around, after: pad.after?.[axis] ?? around }, round);
  });
}

/** The shape of a layer, counted without a formula; undefined where no count is known. */
function countedShape(node: Node, inputs: readonly Shape[]): Shape | undefined {
  const [first] = inputs as [Shape];
  const { attributes } = node;
  switch (node.operator) {
    case "conv":
      return [attributes.channels as number, ...counted(node, first.slice(1))];
    case "depthwise":
      return [first[0]! * (attributes.multiplier as number), ...counted(node, first.slice(1))];
    case "maxpool":
    case "avgpool":
      return [first[0]!, ...counted(node, first.slice(1))];
    case "concat":
      return [inputs.reduce((sum, [channels]) => sum + channels!, 0), ...first.slice(1)];
    case "flatten":
      return [elements(first)];
    default:
      return undefined;
  }
}

/** The first layer whose shape is not what counting gives. */
export function wrongShape(graph: Graph): string | undefined {
  const node = nodeById(graph);
  for (const each of graph.nodes) {
    if (each.operator === inputOperator) continue;
    const shape = countedShape(
      each,
      each.inputs.map((id) => node(id).shape),
    );
    if (shape && String(shape) !== String(each.shape))
      return `${each.name} is ${each.shape.join("x")}, counted ${shape.join("x")}`;
  }
  return undefined;
}
