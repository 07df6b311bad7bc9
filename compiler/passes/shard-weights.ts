import type { Source } from "../../runtime/program.ts";
import { elements, type Graph, inputOperator, type Node, nodeById, type ParameterUse } from "../graph/graph.ts";
import { isFiltering } from "../kernels/family.ts";
import { defaultLimits } from "../kernels/limits.ts";
import { concat } from "../operators/concat.ts";
import { operatorOf } from "../operators/index.ts";
import { sourceOf } from "./lower-affine.ts";
import type { Pass } from "./pass.ts";

/**
 * Computes a layer in parts, some of its output channels each, where its weights are more than a kernel may bind.
 *
 *   y = fc(x; w, b) { relu }   =>   p = fc(x; w[0…k], b[0…k]); q = fc(x; w[k…n], b[k…n]); y = concat(p, q) { relu }
 *
 * Parts are alike wherever channels divide, and then share a kernel. Layers with groups stay whole, and so does what has
 * too much weight for four channels: they want a device with a larger limit.
 *
 * @param most bytes of one layer's weights
 */
export const shardWeights = (most: number): Pass => ({
  name: "shard-weights",
  run: (graph) => {
    const lengths = new Map(graph.parameters.map(({ name, shape }) => [name, elements(shape)]));
    let free = graph.nodes.reduce((most, { id }) => Math.max(most, id), 0) + 1;
    const nodes = graph.nodes.flatMap((node) => {
      const channels = partOf(node, graph, most);
      const parts = channels === undefined ? [node] : sharded(node, channels, lengths, free);
      free += parts.length - 1;
      return parts;
    });
    return { ...graph, nodes };
  },
});

/** Channels of one part; undefined for what stays whole. */
function partOf(node: Node, graph: Graph, most: number): number | undefined {
  if (node.operator === inputOperator || !operatorOf(node).withChannels) return undefined;
  const inputs = node.inputs.map((id) => nodeById(graph)(id).shape);
  const work = operatorOf(node).kernel({ inputs, attributes: node.attributes });
  if (!isFiltering(work) || work.groups > 1) return undefined;
  // Kernels take vectors of inputs, and blocks of up to 16 outputs: the last block and vector are filled up.
  const bytes = Math.ceil(work.inChannels / 4) * 4 * elements(work.window) * 4;
  const block = [16, 8, 4].find((size) => size * bytes <= most);
  if (block === undefined || Math.ceil(work.outChannels / block) * block * bytes <= most) return undefined;
  const blocks = Math.ceil(work.outChannels / block);
  const parts = Math.ceil(blocks / Math.floor(most / (block * bytes)));
  return Math.ceil(blocks / parts) * block;
}

/** The parts of a layer and what joins them, which keeps the layer's place, its name and all that is fused into it. */
function sharded(node: Node, channels: number, lengths: Lengths, free: number): Node[] {
  const all = node.shape[0]!;
  const parts = Array.from({ length: Math.ceil(all / channels) }, (_, i) => {
    const range = { first: i * channels, count: Math.min(channels, all - i * channels), all };
    return partNode(node, range, { id: free + i, name: `${node.name} part ${i + 1}` }, lengths);
  });
  const made: Node[] = [...parts];
  let joined = parts;
  const most = defaultLimits.maxStorageBuffersPerShaderStage - 1;
  const room = most - node.epilogue.flatMap(({ others }) => others).length;
  while (joined.length > room) {
    joined = groupsOf(joined, Math.min(most, Math.ceil(joined.length / room))).map((group) => {
      if (group.length === 1) return group[0]!;
      const join = joinNode(node, group, {
        id: free + made.length,
        name: `${node.name} join ${made.length - parts.length + 1}`,
      });
      made.push(join);
      return join;
    });
  }
  const { id, name, epilogue } = node;
  return [...made, { ...joinNode(node, joined, { id, name }), epilogue }];
}

type Identity = Pick<Node, "id" | "name">;

const joinNode = (of: Node, parts: readonly Node[], identity: Identity): Node => ({
  ...identity,
  operator: concat.name,
  inputs: parts.map(({ id }) => id),
  attributes: {},
  shape: [parts.reduce((sum, { shape }) => sum + shape[0]!, 0), ...of.shape.slice(1)],
  parameters: [],
  epilogue: [],
  span: of.span,
});

/** Channels `first` to `first + count` of `all`. */
interface Range {
  readonly first: number;
  readonly count: number;
  readonly all: number;
}

const partNode = (of: Node, range: Range, identity: Identity, lengths: Lengths): Node => ({
  ...of,
  ...identity,
  partOf: of.name,
  attributes: operatorOf(of).withChannels!(of.attributes, range.count),
  shape: [range.count, ...of.shape.slice(1)],
  parameters: of.parameters.map((each) => partParameter(each, range, lengths)),
  epilogue: [],
});

function partParameter(whole: ParameterUse, range: Range, lengths: Lengths): ParameterUse {
  const { values: _, source: __, ...rest } = whole;
  const { shape, outputs } = whole;
  const axis = outputs?.axis ?? 0;
  const [before, each] = [shape.slice(0, axis), shape.slice(axis + 1)].map(elements);
  const source = sourceOf(whole);
  return {
    ...rest,
    shape: shape.with(axis, range.count),
    source: axis === 0 ? rows(source, range, lengths) : columns(source, before!, each!, range),
  };
}

/** How many values a parameter of the weights file has, by name. */
type Lengths = ReadonlyMap<string, number>;

/** The channels' slices of a source whose first axis they are. Arithmetic is done on slices: no more is read than they are. */
function rows(source: Source, range: Range, lengths: Lengths): Source {
  if (typeof source === "object" && "op" in source && source.op !== "gather")
    return { ...source, of: source.of.map((each) => rows(each, range, lengths)) };
  const length = lengthOf(source, lengths);
  // One number stands for all channels.
  if (length === 1) return source;
  const each = length / range.all;
  const [from, to] = [range.first * each, (range.first + range.count) * each];
  if (typeof source === "string") return { name: source, from, to };
  if ("name" in source) return { name: source.name, from: source.from + from, to: source.from + to };
  return "op" in source ? columns(source, 1, each, range) : source.slice(from, to);
}

/** The channels' part of a source that has `before` rows, and in each `each` values for every channel. */
const columns = (source: Source, before: number, each: number, { first, count, all }: Range): Source => ({
  op: "gather",
  of: [source],
  extents: [before, all * each],
  start: [0, first * each],
  dims: [
    { size: before, axis: 0, step: 1 },
    { size: count * each, axis: 1, step: 1 },
  ],
});

function lengthOf(source: Source, lengths: Lengths): number {
  if (typeof source === "string") return lengths.get(source)!;
  if ("name" in source) return source.to - source.from;
  if (!("op" in source)) return source.length;
  if (source.op === "gather") return elements(source.dims.map(({ size }) => size));
  return Math.max(...source.of.map((each) => lengthOf(each, lengths)));
}

const groupsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
