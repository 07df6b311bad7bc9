import type { Program } from "../../runtime/program.ts";
import { elements, showShape } from "../graph/graph.ts";

/** What all files of a bundle are made from. */
export interface Parts {
  readonly program: Program;
  /** File name of the module, without an extension. */
  readonly stem: string;
  /** Name of the `.cnn` file, without its folders. */
  readonly sourceFile: string;
  /** The compiler's version. */
  readonly compiler: string;
  /** The weights file that the `.cnn` names. */
  readonly namedWeights: string | undefined;
  /** The same, if it is in the bundle. */
  readonly weightsFile: string | undefined;
  /** Path in `kernels/`, by the program's kernels. */
  readonly kernelFiles: readonly string[];
  /** `verify.js` is in the bundle. */
  readonly verifiable: boolean;
}

/** `61,706`. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** `784 values (1x28x28)`, `10 values`. */
export function counted(shape: readonly number[]): string {
  const count = elements(shape);
  return `${grouped(count)} ${count === 1 ? "value" : "values"}${shape.length > 1 ? ` (${showShape(shape)})` : ""}`;
}

/** Numbers in the weights file. */
export const parameterCount = ({ parameters }: Program): string =>
  grouped(parameters.reduce((n, { shape }) => n + elements(shape), 0));

/** How the network gets its weights: what `create` asks of its caller follows from it. */
export function weightsFrom({ program, weightsFile }: Parts): "nowhere" | "bundle" | "caller" {
  if (program.parameters.length === 0) return "nowhere";
  return weightsFile === undefined ? "caller" : "bundle";
}
