import { escapeControls, shorten } from "../../grammar/escape.ts";
import type { GraphNode } from "./decode.ts";

/** What is wrong with an ONNX file, or was not kept of it, as plain data. All texts are safe to print. */
export interface ImportDiagnostic {
  /**
   * `broken`: the file does not hold together. `unsupported`: it says what no `.cnn` can. `disagrees`: what was made of it has
   * not the shapes that it states. `lost`: a number that f32 does not hold.
   */
  readonly code: "broken" | "unsupported" | "disagrees" | "lost";
  readonly severity: "error" | "warning";
  /** The ONNX node that it is about: its name, or where in the file it stands, and its operator. */
  readonly node?: { readonly name: string; readonly operator: string };
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
}

/** What is wrong with a file as a whole, or with something in it that is no node. */
export const problem = (code: ImportDiagnostic["code"], message: string, help?: string): ImportDiagnostic => ({
  code,
  severity: code === "lost" ? "warning" : "error",
  message: printable(message),
  ...(help === undefined ? {} : { help: printable(help) }),
});

export const nodeProblem = (
  node: GraphNode,
  code: ImportDiagnostic["code"],
  message: string,
  help?: string,
): ImportDiagnostic => ({ ...problem(code, message, help), node: { name: titleOf(node), operator: operatorOf(node) } });

/** A node's name, else its place in the file, counted from 1. */
export const titleOf = ({ name, index }: GraphNode): string => (name === "" ? `node ${index + 1}` : shown(name));

const operatorOf = ({ op, domain }: GraphNode): string => shown(domain === "" ? op : `${domain}.${op}`);

/** A name of the file in a message: nothing that a terminal obeys, and not long. */
export const shown = (name: string): string => printable(shorten(name, 80));

const printable = (text: string): string => escapeControls(shorten(text, 600));
