import {
  elements,
  type Graph,
  inputOperator,
  type Node,
  type NodeId,
  nodeById,
  type Shape,
  showShape,
} from "../../graph/graph.ts";
import type { Family } from "../../kernels/family.ts";
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
  readonly kind: Family["family"] | "input" | "output";
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
 * @param graph before fusion, as the `.cnn` has it
 * @param fused the same network after it; undefined for a picture without kernels
 */
export function modelOf(graph: Graph, fused: Graph | undefined): Model {
  const node = nodeById(graph);
  const layers = graph.nodes.filter(({ operator }) => operator !== inputOperator && !operatorOf({ operator }).internal);
  const inputs = graph.nodes.filter(({ operator }) => operator === inputOperator);
  const kernels = (fused?.nodes ?? [])
    .map((each) => [each.name, ...each.epilogue.map(({ name }) => name)])
    .filter((names) => names.length > 1);
  const kernelOf = new Map(kernels.flatMap((names) => names.map((name) => [name, names] as const)));
  const arrow = (id: NodeId, to: string): Arrow => {
    const from = node(id);
    const inside = kernelOf.has(from.name) && kernelOf.get(from.name) === kernelOf.get(to);
    return { from: boxId(from), to, ...(inside ? {} : { label: showShape(from.shape) }) };
  };
  const outputs = graph.outputs.map(({ name, node: id }) => ({ name, source: written(node(id), node) }));
  return {
    name: graph.name,
    caption: captionOf(layers, fused),
    boxes: [
      ...inputs.map(inputBox),
      ...layers.map((each) => layerBox(each, node)),
      ...outputs.map(({ name, source }) => outputBox(name, source.shape)),
    ],
    arrows: [
      ...layers.flatMap((each) => each.inputs.map((id) => arrow(written(node(id), node).id, each.name))),
      ...outputs.map(({ name, source }) => arrow(source.id, `${name} >`)),
    ],
    kernels,
  };
}

const boxId = ({ operator, name }: Node): string => (operator === inputOperator ? `> ${name}` : name);

/** The layer itself, where a pass has put a copy behind it. */
function written(each: Node, node: (id: NodeId) => Node): Node {
  const added = each.operator !== inputOperator && operatorOf(each).internal;
  return added ? written(node(each.inputs[0]!), node) : each;
}

const learned = ({ parameters }: Node): number =>
  parameters.filter(({ values }) => values === undefined).reduce((sum, { shape }) => sum + elements(shape), 0);

function captionOf(layers: readonly Node[], fused: Graph | undefined): string {
  const parameters = layers.reduce((sum, layer) => sum + learned(layer), 0);
  const kernels = fused?.nodes.filter(({ operator }) => operator !== inputOperator).length;
  return [
    count(layers.length, "layer"),
    count(parameters, "parameter"),
    ...(kernels === undefined ? [] : [count(kernels, "kernel")]),
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
  const parameters = learned(each);
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
  if (work.family !== "contraction" && work.family !== "window") return "";
  const said = (word: string, values: readonly number[]) =>
    values.every((n) => n === 1)
      ? []
      : [`${word} ${values.every((n) => n === values[0]) ? values[0] : showShape(values)}`];
  const groups = work.family === "contraction" && work.groups > 1 ? [`${work.groups} groups`] : [];
  return [showShape(work.window), ...said("stride", work.stride), ...said("dilation", work.dilation), ...groups].join(
    ", ",
  );
}
