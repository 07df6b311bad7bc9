import { type Graph, inputOperator, type Node, nodeById } from "../../compiler/graph/graph.ts";
import type { Scalar } from "../../compiler/kernels/scalar.ts";
import { schedules } from "../../compiler/kernels/schedules.ts";
import { epilogueOf } from "../../compiler/lower/lower.ts";
import type { Plan } from "../../compiler/lower/program.ts";
import { operatorOf, operators } from "../../compiler/operators/index.ts";
import { type PassOptions, stages } from "../../compiler/passes/index.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { bucketOf, bucketsOf } from "../arbitrary/buckets.ts";
import type { CoverageTable } from "./report.ts";

const abouts = {
  operators: "nodes of each operator; of internal ones, those that passes have made",
  attributes: "values of each attribute, by kind",
  "attribute pairs": "every two attributes of an operator, by kind of value",
  schedules:
    "kernels run: schedule, what is fused into it, spatial rank, channels in whole blocks of four or with a tail",
  fusion: "what was joined in one kernel: an operator, and one that follows it there",
  passes: "passes that have changed a network",
  diagnostics: "diagnostics that texts gave",
} as const;

type TableName = keyof typeof abouts;

/** What can be reached, and how often it was. All of it is read off the tables of operators, schedules and diagnostics. */
export class Coverage {
  private readonly rows: Record<TableName, Map<string, number>>;

  constructor() {
    const names = operators.map(({ name }) => name);
    const universe: Record<TableName, readonly string[]> = {
      operators: names,
      attributes: operators.flatMap(({ name }) => singles(name)),
      "attribute pairs": operators.flatMap(({ name }) => pairs(name)),
      schedules: schedules.flatMap(({ name }) => cells(name)),
      fusion: operators
        .filter(({ view }) => !view)
        .flatMap(({ name }) => formulas.map((after) => `${name} + ${after}`)),
      passes: stages().map(({ pass }) => pass.name),
      diagnostics: diagnostics.map(({ code }) => code),
    };
    this.rows = Object.fromEntries(
      Object.entries(universe).map(([table, keys]) => [table, new Map(keys.map((key) => [key, 0]))]),
    ) as Record<TableName, Map<string, number>>;
  }

  reach(table: TableName, row: string): void {
    this.rows[table].set(row, (this.rows[table].get(row) ?? 0) + 1);
  }

  /** A node that the passes have made or kept. */
  made({ operator }: Node): void {
    if (operator !== inputOperator && operatorOf({ operator }).internal) this.reach("operators", operator);
  }

  /** Kinds of attribute values that no node had yet; of these operators alone, if any are named. */
  missing(only: readonly string[] = []): string[] {
    const never = [...this.rows.attributes].filter(([, count]) => count === 0).map(([kind]) => kind);
    return only.length === 0
      ? never
      : never.filter((kind) => only.some((operator) => kind.startsWith(`${operator}: `)));
  }

  /** A node of the checked graph. */
  node(node: Node, graph: Graph): void {
    if (node.operator === inputOperator) return;
    this.reach("operators", node.operator);
    const buckets = kinds(node, graph);
    for (const [i, one] of buckets.entries()) {
      this.reach("attributes", `${node.operator}: ${one}`);
      for (const other of buckets.slice(i + 1)) this.reach("attribute pairs", `${node.operator}: ${one}, ${other}`);
    }
  }

  /** Runs the passes on a checked graph, to see which of them find something to do. */
  passes(checked: Graph, options: PassOptions): void {
    stages(options).reduce((graph, { pass }) => {
      const after = pass.run(graph);
      if (JSON.stringify(after) !== JSON.stringify(graph)) this.reach("passes", pass.name);
      return after;
    }, checked);
  }

  step({ node, schedule }: Plan["steps"][number]): void {
    const rank = node.shape.length - 1;
    const tail = node.shape[0]! % 4 === 0 ? "whole" : "tail";
    this.reach("schedules", `${schedule.split(":")[0]}, ${epilogueKind(node)}, rank ${rank}, ${tail}`);
    for (const { operator } of node.epilogue) this.reach("fusion", `${node.operator} + ${operator}`);
  }

  tables(): CoverageTable[] {
    return Object.entries(this.rows).map(([name, rows]) => ({
      name,
      about: abouts[name as TableName],
      rows: Object.fromEntries(rows),
    }));
  }
}

/** The rows of `attributes` that the nodes of a checked graph are in. */
export const attributeRows = (graph: Graph): string[] =>
  graph.nodes.flatMap((node) => kinds(node, graph).map((kind) => `${node.operator}: ${kind}`));

/** Of each attribute the kind of value that a node has. */
function kinds(node: Node, graph: Graph): string[] {
  if (node.operator === inputOperator) return [];
  const inputs = node.inputs.map((id) => nodeById(graph)(id).shape);
  return Object.entries(bucketOf(node, inputs)).map(([attribute, bucket]) => `${attribute} ${bucket}`);
}

/** Operators that may be fused into the one before them. */
const formulas = operators.filter(({ rounding }) => rounding.kind === "formula").map(({ name }) => name);

const epilogueKinds = ["alone", "formula", "intrinsic", "other value"] as const;

/** What follows in registers: the widest thing wins. */
function epilogueKind(node: Node): (typeof epilogueKinds)[number] {
  if (node.epilogue.length === 0) return "alone";
  const { tree, others } = epilogueOf(node);
  if (others.length > 0) return "other value";
  return hasIntrinsic(tree) ? "intrinsic" : "formula";
}

const hasIntrinsic = (tree: Scalar): boolean =>
  tree.kind === "intrinsic" || (tree.kind === "primitive" && tree.operands.some(hasIntrinsic));

const cells = (schedule: string): string[] =>
  epilogueKinds.flatMap((kind) =>
    [0, 1, 2, 3].flatMap((rank) => ["whole", "tail"].map((tail) => `${schedule}, ${kind}, rank ${rank}, ${tail}`)),
  );

const singles = (operator: string): string[] =>
  Object.entries(bucketsOf(operator)).flatMap(([attribute, buckets]) =>
    buckets.map((bucket) => `${operator}: ${attribute} ${bucket}`),
  );

function pairs(operator: string): string[] {
  const attributes = Object.entries(bucketsOf(operator)).map(([attribute, buckets]) =>
    buckets.map((bucket) => `${attribute} ${bucket}`),
  );
  return attributes.flatMap((first, i) =>
    attributes.slice(i + 1).flatMap((second) => first.flatMap((a) => second.map((b) => `${operator}: ${a}, ${b}`))),
  );
}
