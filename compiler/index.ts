/** The compiler as a library: text in, data out. It runs in a browser too. */
import { type CreateOptions, create, type Network } from "../runtime/index.ts";
import type { Program } from "../runtime/program.ts";
import type { Weight } from "./import/index.ts";

export type * from "../grammar/ast.ts";
export { type Diagnostic, hasErrors } from "../grammar/diagnostic.ts";
export { parse } from "../grammar/parser.ts";
export { print } from "../grammar/print.ts";
export { type RenderOptions, render, renderAll } from "../grammar/render.ts";
export { type Position, positionOf, type Source, type Span } from "../grammar/source.ts";
export type { CreateOptions, Network } from "../runtime/index.ts";
export { type Compilation, type Compiled, type CompileOptions, compile } from "./compile.ts";
export type { BundleOptions } from "./emit/bundle.ts";
export type { Graph, Node } from "./graph/graph.ts";
export { printGraph } from "./graph/print.ts";
export {
  type Connection,
  type ImportDiagnostic,
  type Imported,
  type ImportOptions,
  importOnnx,
  type Weight,
} from "./import/index.ts";
export type { Plan } from "./lower/program.ts";

/** What a network is run with; weights also as `importOnnx` gives them. */
export type LoadOptions = Omit<CreateOptions, "weights"> & {
  readonly weights?: CreateOptions["weights"] | ReadonlyMap<string, Weight>;
};

/** Makes a program ready to run on a device. @throws CnncError as the runtime's `create` */
export function load(program: Program, { weights, ...options }: LoadOptions = {}): Promise<Network> {
  const source = weights instanceof Map ? () => plain(weights) : (weights as CreateOptions["weights"]);
  return create(program, { ...options, weights: source });
}

/** Made when it is asked for, and again after a device was lost. */
const plain = (weights: ReadonlyMap<string, Weight | Float32Array>): Map<string, Float32Array> =>
  new Map([...weights].map(([name, each]) => [name, each instanceof Float32Array ? each : each.data]));

type Bundle = typeof import("./emit/bundle.ts").bundle;

/** The files of a bundle by their paths. What writes them (ts-morph) is loaded when it is first asked for. */
export const bundle = async (...given: Parameters<Bundle>): Promise<ReturnType<Bundle>> =>
  (await import("./emit/bundle.ts")).bundle(...given);
