import { positionOf, type Source } from "../../grammar/source.ts";
import { type Graph, type Node, nodeById, showShape } from "../graph/graph.ts";
import { type Family, plural } from "../kernels/family.ts";

/** `conv1 + tanh1`: a node and what runs in its registers. */
export const labelOf = (node: Node): string => [node.name, ...node.epilogue.map((fused) => fused.name)].join(" + ");

/** The comment at the top of a kernel: what it computes, where the `.cnn` says so, and the formula. */
export function headerOf(graph: Graph, node: Node, work: Family, source: Source): string[] {
  const at = positionOf(source.text, node.span.start);
  const inputs = node.inputs.map((id) => nodeById(graph)(id));
  const from = inputs
    .map((input) => `${input.epilogue.at(-1)?.name ?? input.name} ${showShape(input.shape)}`)
    .join(", ");
  const value = node.epilogue.reduce(
    (inner, fused) => `${fused.operator}(${[inner, ...fused.others.map((id) => nodeById(graph)(id).name)].join(", ")})`,
    formula(work, node),
  );
  const to = `${node.epilogue.at(-1)?.name ?? node.name} ${showShape(node.shape)}`;
  return [`${labelOf(node)}      ${source.name}:${at.line}:${at.column}`, `  ${from}  ->  ${to}`, `  out = ${value}`];
}

/** A family's formula in the words of the field. */
function formula(work: Family, node: Node): string {
  switch (work.family) {
    case "contraction":
    case "transposed-contraction":
    case "deformable": {
      const bias = work.bias ? "bias[c] + " : "";
      const flipped = work.family === "contraction" && work.flip ? ", flipped" : "";
      const means = { contraction: "", "transposed-contraction": ", transposed", deformable: ", at x1's offsets" }[
        work.family
      ];
      const window = work.window.length === 0 ? "" : ` and the ${showShape(work.window)} window${flipped}`;
      const group = work.groups > 1 ? ` of its group (${work.groups})` : "";
      return `${bias}sum over ${plural(work.inChannels / work.groups, "channel")}${group}${window} of ${work.family === "deformable" ? `x0 *${work.mask ? " x2 *" : ""}` : "x *"} weight${sliding(work)}${means}`;
    }
    case "window":
      return `${node.operator} over the ${showShape(work.window)} window${sliding(work)}`;
    case "adaptive":
      return `${node.operator} over ${showShape(work.output)} windows`;
    case "unpool":
      return `x0 at the first largest of x1 in each ${showShape(work.pool.window)} window${sliding(work.pool)}; 0 elsewhere`;
    case "elementwise":
      return `${node.operator} of each element`;
    case "affine":
      return "x * factor[c] + shift[c]";
    case "concat":
      return "the channels of each, one after the other";
    case "row-reduction":
      return `${node.operator} over the channels`;
    case "channel-window":
      return `${node.operator} over ${plural(work.before, "channel")} before and ${work.after} after`;
    case "normalize": {
      const at = work.affine === "channel" ? "[c]" : "[c, p]";
      const affine = work.affine === "none" ? "" : ` * weight${at} + bias${at}`;
      const set = plural(node.shape[0]! / work.groups, "channel");
      return `(x - mean) / sqrt(variance + ${work.eps})${affine}, over ${set} ${work.positions === "together" ? "and all positions" : "at each position"}`;
    }
    case "gather":
      return "x at the index that is computed below";
    case "interpolation":
      return "x at the place that is computed below, linear between its neighbours";
    case "view":
      return "the same elements in logical order";
  }
}

function sliding(work: {
  stride: readonly number[];
  dilation: readonly number[];
  padBefore: readonly number[];
  padAfter: readonly number[];
}): string {
  const said = (name: string, values: readonly number[], usual: number) =>
    values.some((value) => value !== usual)
      ? [`${name} ${values.every((v) => v === values[0]) ? values[0] : showShape(values)}`]
      : [];
  const padding =
    String(work.padBefore) === String(work.padAfter)
      ? said("padding", work.padBefore, 0)
      : [`padding ${showShape(work.padBefore)} before, ${showShape(work.padAfter)} after`];
  const parts = [...said("stride", work.stride, 1), ...said("dilation", work.dilation, 1), ...padding];
  return parts.length > 0 ? `, ${parts.join(", ")}` : "";
}
