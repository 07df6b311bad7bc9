import { check } from "../../compiler/check/check.ts";
import { elements, type Graph, inputOperator, type Node, nodeById, type Shape } from "../../compiler/graph/graph.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import { operandShape } from "../../grammar/convolution-diagnostics.ts";
import { hasErrors } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parser.ts";

/** A value of a network that is being written. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** What a text needs around it: blocks and constants of the file, and parameters of the net. */
export interface Around {
  readonly items: readonly string[];
  readonly parameters: readonly string[];
}

/** Numbers in one value: a case is run on a software GPU, and an oracle computes it in nested loops. */
const mostElements = 4000;
/** Products and comparisons in one step. */
const mostWork = 100_000;

/** The graph of a text; undefined where it has an error. */
export function graphOf(text: string): Graph | undefined {
  const parsed = parse({ name: "probe.cnn", text });
  return hasErrors(parsed.diagnostics) ? undefined : check(parsed.file).graph;
}

/** The text with the values as inputs, and the expression as the output. */
function probeText(expression: string, values: readonly Value[], around: Around): string {
  const inputs = values.map(({ name, shape }) => `${name}: ${shape.join("x")}`).join(", ");
  const head = around.parameters.length > 0 ? `${inputs}; ${around.parameters.join(", ")}` : inputs;
  return `${around.items.join("")}net Probe(${head}) {\n  return ${expression}\n}\n`;
}

/** The operand that is refused for its shape, and the shape that it must have; undefined where nothing of the kind is wrong. */
export function wantedOperand(
  expression: string,
  values: readonly Value[],
  around: Around,
): { readonly operand: string; readonly shape: Shape } | undefined {
  const { file, diagnostics } = parse({ name: "probe.cnn", text: probeText(expression, values, around) });
  const found = hasErrors(diagnostics) ? [] : check(file).diagnostics;
  const message = found.find(({ code }) => code === operandShape.code)?.message;
  const [, operand, shape] = /^the (\w+) must be (\d+(?:x\d+)*)/.exec(message ?? "") ?? [];
  return operand && shape ? { operand, shape: shape.split("x").map(Number) } : undefined;
}

/** The node that an expression stands for; undefined where it is wrong, or makes too much work. */
export function probe(expression: string, values: readonly Value[], around: Around): Node | undefined {
  const graph = graphOf(probeText(expression, values, around));
  return graph && isSmall(graph) ? nodeById(graph)(graph.outputs[0]!.node) : undefined;
}

/** True if every value and the work on it stay within what a case may cost. */
function isSmall(graph: Graph): boolean {
  const node = nodeById(graph);
  let work = 0;
  for (const each of graph.nodes) {
    if (elements(each.shape) > mostElements) return false;
    if (each.operator !== inputOperator)
      work += workOf(
        each,
        each.inputs.map((id) => node(id).shape),
      );
  }
  return work <= mostWork;
}

function workOf(node: Node, inputs: readonly Shape[]): number {
  const { rounding } = operatorOf(node);
  const terms = rounding.kind === "sum" ? rounding.terms({ inputs, attributes: node.attributes }) : 1;
  return terms * elements(node.shape);
}
