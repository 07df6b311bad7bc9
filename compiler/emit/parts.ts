import type { Program } from "../../runtime/program.ts";

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
}

export const volume = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** `1x28x28`; a number alone is `1`. */
export const show = (shape: readonly number[]): string => shape.join("x") || "1";

/** `61,706`. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** Numbers in the weights file. */
export const parameterCount = ({ parameters }: Program): number =>
  parameters.reduce((n, { shape }) => n + volume(shape), 0);

/** How the network gets its weights: what `create` asks of its caller follows from it. */
export function weightsFrom({ program, weightsFile }: Parts): "nowhere" | "bundle" | "caller" {
  if (program.parameters.length === 0) return "nowhere";
  return weightsFile === undefined ? "caller" : "bundle";
}
