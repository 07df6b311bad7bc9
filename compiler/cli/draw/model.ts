import {
  type Graph,
  inputOperator,
  type Node,
  type NodeId,
  nodeById,
  type Shape,
  showShape,
} from "../../graph/graph.ts";
import { type Family, isFiltering } from "../../kernels/family.ts";
import { learnedCount } from "../../lower/statistics.ts";
import { operatorOf } from "../../operators/index.ts";
import { count, thousands } from "../text.ts";

/** What a picture of a network shows, before anything has a place. */
export interface Model {
  readonly name: string;
  readonly caption: string;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** Names of layers that one kernel computes, two or more of each. */
  readonly kernels: readonly (readonly string[])[];
}

export interface Box {
  /** Unique: a layer's name, or `> name` for an input and `name >` for an output, which no layer is called. */
  readonly id: string;
  /** Decides the colour; an operator's family. */
  readonly kind: Family["family"] | "input" | "output" | "passage";
  readonly title: string;
  /** `5x5, stride 2` */
  readonly detail: string;
  readonly name: string;
  /** What one reads when the pointer rests on it. */
  readonly hint: string;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** The shape of the value; absent where it stays in a kernel's registers. */
  readonly label?: string;
}

/**
 * @param graph before any pass, as the `.cnn` has it
 * @param fused the same network after them; undefined for a picture without kernels
 */
export function modelOf(graph: Graph, fused: Graph | undefined): Model {
  const node = nodeById(graph);
  const layers = graph.nodes.filter(({ operator }) => operator !== inputOperator);
  const inputs = graph.nodes.filter(({ operator }) => operator === inputOperator);
  const kernelOf = fused ? kernelsOf(graph, fused) : new Map<string, string>();
  const outputs = graph.outputs.map(({ name, node: id }) => ({ name, source: node(id) }));
  const arrow = (id: NodeId, to: string): Arrow => {
    const from = node(id);
    const inside = kernelOf.has(from.name) && kernelOf.get(from.name) === kernelOf.get(to);
    return { from: boxId(from), to, ...(inside ? {} : { label: showShape(from.shape) }) };
  };
  return {
    name: graph.name,
    caption: captionOf(layers, fused),
    boxes: [
      ...inputs.map(inputBox),
      ...layers.map((each) => layerBox(each, node)),
      ...outputs.map(({ name, source }) => outputBox(name, source.shape)),
    ],
    arrows: [
      ...layers.flatMap((each) => each.inputs.map((id) => arrow(id, each.name))),
      ...outputs.map(({ name, source }) => arrow(source.id, `${name} >`)),
    ],
    kernels: [...new Set(kernelOf.values())]
      .map((kernel) => layers.map(({ name }) => name).filter((name) => kernelOf.get(name) === kernel))
      .filter((names) => names.length > 1),
  };
}

/**
 * The name of the kernel that computes a layer, by the layer's name. What the passes have left without a node of its own
 * was folded into the kernel before it, unless it only lets values through: then it is in the kernel that is around it.
 */
function kernelsOf(graph: Graph, fused: Graph): Map<string, string> {
  const kernelOf = new Map(
    fused.nodes
      .filter(({ operator }) => operator !== inputOperator)
      .flatMap(({ name, epilogue }) =>
        [name, ...epilogue.map((each) => each.name)].map((part) => [part, name] as const),
      ),
  );
  const node = nodeById(graph);
  for (const { id, name, operator, inputs } of graph.nodes) {
    const before = inputs.length === 1 ? kernelOf.get(node(inputs[0]!).name) : undefined;
    if (kernelOf.has(name) || before === undefined) continue;
    const readers = graph.nodes.filter((each) => each.inputs.includes(id));
    const around = readers.length > 0 && readers.every((each) => kernelOf.get(each.name) === before);
    if (around || !operatorOf({ operator }).view) kernelOf.set(name, before);
  }
  return kernelOf;
}

const boxId = ({ operator, name }: Node): string => (operator === inputOperator ? `> ${name}` : name);

function captionOf(layers: readonly Node[], fused: Graph | undefined): string {
  const parameters = layers.reduce((sum, layer) => sum + learnedCount(layer), 0);
  const kernels = fused?.nodes.filter(({ operator }) => operator !== inputOperator && !operatorOf({ operator }).view);
  return [
    count(layers.length, "layer"),
    count(parameters, "parameter"),
    ...(kernels ? [count(kernels.length, "kernel")] : []),
  ].join("  ·  ");
}

function inputBox({ name, shape, ...node }: Node): Box {
  const hint = `input ${name}: ${showShape(shape)}`;
  return { id: boxId({ name, shape, ...node }), kind: "input", title: name, detail: "", name: "input", hint };
}

const outputBox = (name: string, shape: Shape): Box => ({
  id: `${name} >`,
  kind: "output",
  title: name,
  detail: "",
  name: "output",
  hint: `output ${name}: ${showShape(shape)}`,
});

function layerBox(each: Node, node: (id: NodeId) => Node): Box {
  const inputs = each.inputs.map((id) => node(id).shape);
  const work = operatorOf(each).kernel({ inputs, attributes: each.attributes });
  const parameters = learnedCount(each);
  return {
    id: each.name,
    kind: work.family,
    title: each.operator,
    detail: each.shape.length > 1 ? detailOf(work) : "",
    name: each.name,
    hint: [
      `${each.name}: ${inputs.map(showShape).join(", ")} to ${showShape(each.shape)}`,
      ...(parameters > 0 ? [`${thousands(parameters)} parameters`] : []),
    ].join("\n"),
  };
}

/** What one asks of a sliding window first; nothing that is 1. */
function detailOf(work: Family): string {
  if (work.family === "unpool") return showShape(work.pool.window);
  if (!isFiltering(work) && work.family !== "window") return "";
  const said = (word: string, values: readonly number[]) =>
    values.every((n) => n === 1)
      ? []
      : [`${word} ${values.every((n) => n === values[0]) ? values[0] : showShape(values)}`];
  const groups = isFiltering(work) && work.groups > 1 ? [`${work.groups} groups`] : [];
  return [showShape(work.window), ...said("stride", work.stride), ...said("dilation", work.dilation), ...groups].join(
    ", ",
  );
}
