import { elements, type Graph, inputOperator, type Node, nodeById, useCounts } from "../../../compiler/graph/graph.ts";
import { isFiltering } from "../../../compiler/kernels/family.ts";
import { operatorOf } from "../../../compiler/operators/index.ts";

/** A network in the words of the peers: its nodes in order, each with what came before it by position. */
export interface Layer {
  /** `input`, `conv` (with groups), `fc`, `maxpool`, `avgpool`, `globalavgpool`, `add`, `concat`, `softmax`, or an activation. */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly sliding?: Sliding;
  /** `relu`, `relu6` or `tanh`, where nobody reads the value before it. */
  readonly activation?: string;
  readonly weight?: Stored;
  readonly bias?: Stored;
}

export interface Sliding {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly groups: number;
}

/** A tensor by the weights file's name, and from which number on it lies in the peers' flat file. */
export interface Stored {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: number;
}

const activations: ReadonlySet<string> = new Set(["relu", "relu6", "tanh"]);
const plain: ReadonlySet<string> = new Set([inputOperator, "globalavgpool", "add", "concat", "softmax"]);
const pools: ReadonlySet<string> = new Set(["maxpool", "avgpool"]);

/** Layers whose activation every peer can compute in the same kernel, or in one that follows at once. */
const active: ReadonlySet<string> = new Set(["conv", "fc", "add"]);

/**
 * The layers of a checked network, with its activations drawn into the layers before them.
 *
 * @throws Error where the peers have no word for a layer
 */
export function layersOf(graph: Graph): Layer[] {
  const find = nodeById(graph);
  const uses = useCounts(graph);
  const layers: Layer[] = [];
  const places = new Map<number, number>();
  let at = 0;
  const store = (node: Node, role: string): Stored | undefined => {
    const found = node.parameters.find((each) => each.role === role);
    if (!found) return undefined;
    const stored = { name: found.name, shape: found.shape, at };
    at += elements(found.shape);
    return stored;
  };
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((id) => places.get(id)!);
    const before = layers[inputs[0]!];
    if (activations.has(node.operator) && before && active.has(before.op) && uses.get(node.inputs[0]!) === 1) {
      layers[inputs[0]!] = { ...before, activation: node.operator };
      places.set(node.id, inputs[0]!);
      continue;
    }
    const [weight, bias] = [store(node, "weight"), store(node, "bias")];
    const shapes = node.inputs.map((id) => find(id).shape);
    places.set(
      node.id,
      layers.push({
        ...shapeOf(node, shapes),
        inputs,
        shape: node.shape,
        ...(weight ? { weight } : {}),
        ...(bias ? { bias } : {}),
      }) - 1,
    );
  }
  return layers;
}

function shapeOf(node: Node, inputs: readonly (readonly number[])[]): Pick<Layer, "op" | "sliding"> {
  const { operator, attributes } = node;
  if (plain.has(operator) || activations.has(operator) || operator === "fc") return { op: operator };
  const work = operatorOf(node).kernel({ inputs, attributes });
  const known = pools.has(operator) || (work.family === "contraction" && !work.flip);
  if (!known || !("window" in work) || !("padAfter" in work) || work.dilation.some((d) => d !== 1))
    throw new Error(`\`${node.name}\`: the peers' side of this benchmark has no \`${operator}\` like this`);
  const { window, stride, padBefore: before, padAfter: after } = work;
  const groups = isFiltering(work) ? work.groups : 1;
  return { op: pools.has(operator) ? operator : "conv", sliding: { window, stride, before, after, groups } };
}
