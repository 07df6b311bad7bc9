import { check } from "../../compiler/check/check.ts";
import { showShape } from "../../compiler/graph/graph.ts";
import type { Schema } from "../../compiler/operators/attributes.ts";
import { surfaceOperators } from "../../compiler/operators/index.ts";
import type { AnyOperator, Example } from "../../compiler/operators/operator.ts";
import { parse } from "../../grammar/parser.ts";
import { fenced, table, wrap } from "../docs/markdown.ts";

/** The operators' part of the reference, from their records alone. */
export const operatorsText = (): string =>
  [
    wrap(surfaceOperators.map(({ name }) => `[${name}](#${name})`).join(" · ")),
    ...surfaceOperators.map((operator) => describe(operator)),
  ].join("\n\n");

const describe = (operator: AnyOperator): string =>
  [
    `### ${operator.name}`,
    wrap(`${operator.summary} ${usage(operator)}`),
    ...attributes(operator),
    ...measured(operator).map(wrap),
    ...inOnnx(operator).map((text) => wrap(text)),
    fenced("text", operator.examples.map(worked).join("\n\n")),
  ].join("\n\n");

/** What of ONNX is imported as it. */
function inOnnx({ onnx = {} }: AnyOperator): string[] {
  const names = Object.keys(onnx).map((name) => `\`${name}\``);
  return names.length > 0 ? [`In ONNX: ${names.join(", ")}.`] : [];
}

/** How it is written, with what must be given. */
function usage(operator: AnyOperator): string {
  const { name, operands, symbol } = operator;
  const required = Object.entries(operator.attributes).filter(([, schema]) => !schema.default);
  const list = required.map(([key, { positional }]) => (positional ? key : `${key}=…`)).join(", ");
  if (operands === 1) return `Written \`x -> ${name}${list && `(${list})`}\`.`;
  if (typeof operands === "object") {
    const optional = operands.names.slice(operands.least).map((each) => `\`${each}\``);
    const left = optional.length > 0 ? `; ${optional.join(" and ")} may be left out` : "";
    return `Written \`${name}(${[...operands.names, list].join(", ")})\`${left}.`;
  }
  if (operands === "many") return `Written \`${name}(a, b, …)\`, with two values or more.`;
  return `Written ${symbol ? `\`a ${symbol} b\` or ` : ""}\`${name}(a, b)\`.`;
}

function attributes(operator: AnyOperator): string[] {
  const schemas = Object.entries(operator.attributes);
  if (schemas.length === 0) return [];
  const rows = schemas.map(([name, schema]) => [
    `\`${name}\`${schema.positional ? " (by position)" : ""}`,
    sentence(schema),
    schema.expected,
    defaultText(schema),
  ]);
  return [table([["attribute", "meaning", "must be", "default"], ...rows])];
}

const sentence = ({ summary, words = {} }: Schema<unknown>): string => {
  const bare = Object.keys(words).map((word) => `\`${word}\``);
  return bare.length > 0 ? `${summary}; ${bare.join(" and ")} may stand alone` : summary;
};

/** Stands for the value of an attribute that is not known here. */
class Other {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
const others = new Proxy({}, { get: (_, name) => new Other(String(name)) });

function defaultText(schema: Schema<unknown>): string {
  if (!schema.default) return "none: must be given";
  const value = schema.default(2, others);
  if (value instanceof Other) return `that of \`${value.name}\``;
  if (value === "file") return "from the weights file";
  if (value === "unsaid") return "none";
  if (Array.isArray(value)) return `\`${value[0]}\``;
  if (typeof value === "object") return "`0`";
  return `\`${String(value)}\``;
}

/** Shape and parameters, as the checker finds them for one use, where the same value may stand for all operands. */
function measured(operator: AnyOperator): string[] {
  const required = Object.entries(operator.attributes).filter(([, schema]) => !schema.default);
  const named = required.flatMap(([, { domain }]) => (domain.kind === "layer" ? [domain.operators[0]!] : []));
  const before = named.map((layer) => `${layer}(2x2) -> `).join("");
  const given = required.map(([name, { domain, expected }]) =>
    domain.kind === "layer" ? `${name}=${domain.operators[0]}1` : expected.startsWith("a size") ? "3x5" : "6",
  );
  const operands = operator.operands === 1 ? [] : ["x"];
  const list = [...operands, ...given].join(", ");
  const use = `x -> ${before}${operator.name}${list && `(${list})`}`;
  const { graph } = check(parse({ name: "", text: `net A(x: 4x32x32) {\n  return ${use}\n}\n` }).file);
  if (!graph) return [];
  const node = graph.nodes.at(-1)!;
  const parameters = graph.parameters.map(
    ({ name, shape, statistic }) => `\`${name}\` ${showShape(shape)}${statistic ? " (a statistic)" : ""}`,
  );
  const has = parameters.length > 0 ? ` In the weights file: ${parameters.join(", ")}.` : "";
  return [`For \`x: 4x32x32\`, \`${use}\` gives ${showShape(node.shape)}.${has}`];
}

function worked({ cnn, x, y, parameters = {} }: Example): string {
  const rows: [string, unknown][] = [["x", x], ...Object.entries(parameters), ["gives", y]];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}${JSON.stringify(value).replaceAll(",", ", ")}`);
  return [`x -> ${cnn}`, ...lines].join("\n");
}
