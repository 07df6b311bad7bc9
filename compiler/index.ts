/** The compiler as a library: text in, data out. It runs in a browser too. */
export type * from "../grammar/ast.ts";
export { type Diagnostic, hasErrors } from "../grammar/diagnostic.ts";
export { parse } from "../grammar/parser.ts";
export { print } from "../grammar/print.ts";
export { type RenderOptions, render, renderAll } from "../grammar/render.ts";
export { type Position, positionOf, type Source, type Span } from "../grammar/source.ts";
export { type CreateOptions, create as load, type Network } from "../runtime/index.ts";
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

type Bundle = typeof import("./emit/bundle.ts").bundle;

/** The files of a bundle by their paths. What writes them (ts-morph) is loaded when it is first asked for. */
export const bundle = async (...given: Parameters<Bundle>): Promise<ReturnType<Bundle>> =>
  (await import("./emit/bundle.ts")).bundle(...given);
