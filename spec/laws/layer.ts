import { check } from "../../compiler/check/check.ts";
import { type Graph, inputOperator, type Node, nodeById, type Shape } from "../../compiler/graph/graph.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { scale } from "../../compiler/operators/scale.ts";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";
import { sourceOf } from "../compiled.ts";
import type { Layer } from "./law.ts";
import { layerText } from "./layer-text.ts";

/**
 * Every operator of a network as a net of its own, wherever it was written: in a block, in a round. What is fused into a
 * node is left out, and copies are no layers; an affine that a pass or an input's preparation has made is a `scale`.
 */
export function layersOf(graph: Graph): Layer[] {
  const node = nodeById(graph);
  return graph.nodes
    .filter(({ operator }) => operator !== inputOperator)
    .flatMap((each) => {
      const inputs = each.inputs.map((id) => node(id).shape);
      const { internal } = operatorOf(each);
      const affine = internal && workOf(each, inputs).family === "affine";
      if (affine) return [layerOf(layerText(scale, { bias: true, weights: "file" }, inputs))];
      return internal ? [] : [faithful(each, inputs)];
    });
}

/** The layer of a text that was written from a node's attributes: it must have just these. */
function faithful(node: Node, inputs: readonly Shape[]): Layer {
  const text = layerText(operatorOf(node), node.attributes, inputs);
  const layer = layerOf(text);
  if (JSON.stringify(layer.node.attributes) !== JSON.stringify(node.attributes))
    throw new Error(`${node.name} is written as another layer:\n${text}`);
  return layer;
}

/** Reads a net of one operator, labelled `layer`. Throws if it is wrong. */
export function layerOf(text: string): Layer {
  const graph = checked(text);
  const node = graph.nodes.find(({ name }) => name === "layer");
  if (!node) throw new Error(`no layer called \`layer\` in\n${text}`);
  const inputs = node.inputs.map((id) => nodeById(graph)(id).shape);
  return { text, node, inputs, work: workOf(node, inputs) };
}

const workOf = (node: Node, inputs: readonly Shape[]) =>
  operatorOf(node).kernel({ inputs, attributes: node.attributes });

/** A network before any pass. Throws if it is wrong. */
export function checked(text: string): Graph {
  const parsed = parse(sourceOf(text));
  const { graph, diagnostics } = check(parsed.file);
  if (!graph) throw new Error(renderAll([...parsed.diagnostics, ...diagnostics], sourceOf(text)));
  return graph;
}
