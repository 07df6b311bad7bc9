import { elements, type Graph, type Node, nodeById, type Shape, useCounts } from "../graph/graph.ts";
import { isShortcut, needless, normalizationNames, partsOf } from "./names.ts";

/** A tensor of a weights file, without its numbers. */
export interface FileTensor {
  readonly name: string;
  readonly shape: Shape;
  /** As `.safetensors` calls it: `F32`. */
  readonly dtype: string;
}

/** What a network and a file have in common: tensors by role, under one name. */
export interface Layer<T extends { readonly shape: Shape }> {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, T>;
  /** Beside the main path of a residual block. */
  readonly shortcut: boolean;
  /** Of a convolution: the batch normalization that follows it. */
  readonly normalization?: Layer<T>;
}

/** A tensor that a network wants from the file. */
export interface Wanted {
  readonly name: string;
  readonly shape: Shape;
  readonly layer: string;
  readonly role: string;
  /** Of the weight of a full connection: the volume that it flattens. */
  readonly flattens?: Shape;
}

export type WantedLayer = Layer<Wanted>;
export type FileLayer = Layer<FileTensor>;

/** Whether a layer sums products: it has a matrix or filters. */
export const hasFilters = ({ tensors }: Layer<{ readonly shape: Shape }>): boolean =>
  (tensors.get("weight")?.shape.length ?? 0) > 1;

/** The layers with parameters, in the order of the text; what is written in the `.cnn` is not among them. */
export function wantedLayers(graph: Graph): WantedLayer[] {
  const shortcuts = shortcutsOf(graph);
  const plain = new Map<Node, WantedLayer>();
  for (const node of graph.nodes) {
    const tensors = wantedTensors(graph, node);
    if (tensors.size > 0) plain.set(node, { name: node.name, tensors, shortcut: shortcuts.has(node) });
  }
  const find = nodeById(graph);
  const followers = new Map<WantedLayer, WantedLayer>();
  for (const [node, layer] of plain) {
    const before = plain.get(find(node.inputs[0]!));
    if (before && normalizes(layer, before)) followers.set(before, layer);
  }
  return withNormalizations([...plain.values()], followers);
}

function wantedTensors(graph: Graph, node: Node): Map<string, Wanted> {
  const wanted = node.parameters.filter(({ values }) => values === undefined);
  return new Map(
    wanted.map(({ name, role, shape }) => {
      const input = node.inputs.length > 0 ? nodeById(graph)(node.inputs[0]!).shape : [];
      const flattens = shape.length === 2 && elements(input.slice(1)) > 1 && elements(input) === shape[1];
      return [role, { name, shape, role, layer: node.name, ...(flattens ? { flattens: input } : {}) }];
    }),
  );
}

/** The layers of a file by their names, and the tensors that belong to none, in the order of the file. */
export function fileLayers(tensors: readonly FileTensor[]): FileLayer[] {
  const byName = new Map<string, Map<string, FileTensor>>();
  for (const tensor of tensors) {
    const parts = partsOf(tensor.name);
    if (!parts || needless(tensor.name) !== undefined) continue;
    const layer = byName.get(parts.layer) ?? new Map<string, FileTensor>();
    byName.set(parts.layer, layer.set(parts.role, tensor));
  }
  const plain = new Map(
    [...byName].map(([name, all]) => [name, { name, tensors: all, shortcut: isShortcut(name) } satisfies FileLayer]),
  );
  return withNormalizations([...plain.values()], followersIn(plain));
}

/**
 * Which batch normalization follows which convolution, by their names; none at all if one of the pairs cannot be: then
 * the names mean something else, as in DenseNet, where `norm1` comes before `conv1`.
 */
function followersIn(layers: ReadonlyMap<string, FileLayer>): Map<FileLayer, FileLayer> {
  const followers = new Map<FileLayer, FileLayer>();
  for (const layer of layers.values()) {
    if (!hasFilters(layer)) continue;
    const next = normalizationNames(layer.name)
      .map((name) => layers.get(name))
      .find((other) => other?.tensors.has("running_mean"));
    if (!next) continue;
    if (!normalizes(next, layer)) return new Map();
    followers.set(layer, next);
  }
  return followers;
}

type Any = Layer<{ readonly shape: Shape }>;

const normalizes = (layer: Any, before: Any): boolean =>
  hasFilters(before) && layer.tensors.get("running_mean")?.shape[0] === before.tensors.get("weight")!.shape[0];

function withNormalizations<T extends { readonly shape: Shape }>(
  layers: readonly Layer<T>[],
  followers: ReadonlyMap<Layer<T>, Layer<T>>,
): Layer<T>[] {
  const made = new Map(layers.map((layer) => [layer, layer]));
  for (const [layer, next] of followers) made.set(layer, { ...layer, normalization: next });
  return [...made.values()];
}

/** Layers alone between the fork and the join of a residual block, where the other way has more of them. */
function shortcutsOf(graph: Graph): Set<Node> {
  const uses = useCounts(graph);
  const find = nodeById(graph);
  const way = (id: number): Node[] => {
    const nodes: Node[] = [];
    for (let node = find(id); node.inputs.length === 1 && uses.get(node.id) === 1; node = find(node.inputs[0]!))
      nodes.push(node);
    return nodes;
  };
  const filters = (nodes: readonly Node[]) =>
    nodes.filter(({ parameters }) => parameters.some(({ shape }) => shape.length > 1)).length;
  const found = new Set<Node>();
  for (const { inputs, shape } of graph.nodes) {
    // A join of equal shapes; a concatenation's are not, nor those of a gate.
    if (inputs.length !== 2 || inputs.some((id) => String(find(id).shape) !== String(shape))) continue;
    const [short, long] = inputs.map(way).sort((a, b) => filters(a) - filters(b)) as [Node[], Node[]];
    if (filters(short) === 1 && filters(long) > 1) for (const node of short) found.add(node);
  }
  return found;
}
