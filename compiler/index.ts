/** The compiler as a library: text in, data out. It runs in a browser too. */
export type * from "../grammar/ast.ts";
export { type Diagnostic, hasErrors } from "../grammar/diagnostic.ts";
export { parse } from "../grammar/parser.ts";
export { print } from "../grammar/print.ts";
export { type RenderOptions, render, renderAll } from "../grammar/render.ts";
export { type Position, positionOf, type Source, type Span } from "../grammar/source.ts";
export { type Compiled, type CompileOptions, compile } from "./compile.ts";
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

/** `bundle`, loaded when it is asked for, since it brings ts-morph along. */
export const loadBundle = async (): Promise<typeof import("./emit/bundle.ts").bundle> =>
  (await import("./emit/bundle.ts")).bundle;
