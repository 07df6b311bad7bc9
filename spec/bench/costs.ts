import { gzipSync } from "node:zlib";
import { bundledRuntime, version } from "../../compiler/cli/package.ts";
import { checkSource } from "../../compiler/cli/source.ts";
import { type Compiled, compile } from "../../compiler/compile.ts";
import { bundle } from "../../compiler/emit/bundle.ts";
import { elements, type Graph, type Node, nodeById, reads } from "../../compiler/graph/graph.ts";
import { layersOf, type Plan } from "../../compiler/lower/program.ts";
import { statistics, variantStatistics } from "../../compiler/lower/statistics.ts";
import { operatorOf } from "../../compiler/operators/index.ts";
import type { Buffer, Variant } from "../../runtime/program.ts";
import type { Network } from "./networks.ts";

/** Of code that a page loads: all of it, and as it travels (gzip, level 9). */
export interface CodeSize {
  readonly bytes: number;
  readonly gzip: number;
}

export interface VariantCosts {
  readonly variant: string;
  readonly dispatches: number;
  /** What lies on the device, for one image. */
  readonly memory: Readonly<Record<Buffer["kind"], number>>;
  readonly traffic: Traffic;
}

/** Bytes that a run's kernels read and write, for one image, if each byte of a binding crosses the memory bus once. */
export interface Traffic {
  readonly weights: number;
  /** Values, read and written, with the padding of their layout. */
  readonly activations: number;
  /** Values of kernels that compute, each input read once and each output written once, without padding. */
  readonly bound: number;
}

export interface Costs {
  readonly macs: number;
  readonly parameters: number;
  /** In the variant with the most of it, and in `portable`. */
  readonly code: CodeSize;
  readonly portableCode: CodeSize;
  readonly variants: readonly VariantCosts[];
}

/** What can be counted without a device. */
export function costsOf({ source, compiled }: Network): Costs {
  const portable = compile(source, { devices: ["portable"] }).compiled!;
  const { total } = statistics(checkSource(source).graph!, compiled.program);
  return {
    macs: total.macs,
    parameters: total.parameters,
    code: codeSize(source, compiled),
    portableCode: codeSize(source, portable),
    variants: compiled.program.variants.map((variant, i) => variantCosts(compiled.graph, variant, compiled.plans[i]!)),
  };
}

function variantCosts(graph: Graph, variant: Variant, plan: Plan): VariantCosts {
  const of = (kind: Buffer["kind"]) =>
    variant.buffers.reduce((sum, buffer) => sum + (buffer.kind === kind ? buffer.bytes : 0), 0);
  return {
    variant: variant.name,
    dispatches: variant.entryPoints.run!.length,
    memory: { input: of("input"), output: of("output"), weights: of("weights"), activations: of("activations") },
    traffic: { ...variantStatistics(variant).moved, bound: bound(graph, plan) },
  };
}

/** Kernels that bring values to another place and compute nothing: a network could do without them. */
const movers: ReadonlySet<string> = new Set(["concat", "view", "gather"]);

function bound(graph: Graph, { steps }: Plan): number {
  const find = nodeById(graph);
  const moves = (node: Node) => {
    const inputs = node.inputs.map((id) => find(id).shape);
    return movers.has(operatorOf(node).kernel({ inputs, attributes: node.attributes }).family);
  };
  return steps.reduce((sum, step) => {
    const layers = layersOf(step);
    if (layers.every(moves)) return sum;
    const inner = new Set(step.inner.map(({ id }) => id));
    const values = new Set([...layers.flatMap(reads).filter((id) => !inner.has(id)), step.node.id]);
    return [...values].reduce((bytes, id) => bytes + 4 * elements(find(id).shape), sum);
  }, 0);
}

/** What a page downloads: the modules that every page wants, and the kernels of one variant, the largest. */
function codeSize(source: Network["source"], compiled: Compiled): CodeSize {
  const files = bundle(compiled, { source, runtime: bundledRuntime(), compiler: version() });
  const sizes = [...files]
    .filter(([path]) => path.endsWith(".js"))
    .map(([path, content]) => {
      const code = Buffer.from(content);
      return { own: path.includes("/"), bytes: code.length, gzip: gzipSync(code, { level: 9 }).length };
    });
  const size = (of: "bytes" | "gzip"): number =>
    sizes.reduce((sum, each) => sum + (each.own ? 0 : each[of]), 0) +
    Math.max(0, ...sizes.map((each) => (each.own ? each[of] : 0)));
  return { bytes: size("bytes"), gzip: size("gzip") };
}
