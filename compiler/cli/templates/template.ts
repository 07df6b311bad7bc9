import type { Program } from "../../../runtime/program.ts";

/** What `cnnc init` makes a folder of. Texts end with a line break and hold no path of this machine. */
export interface Template {
  /** Of the `.cnn` and the bundle's module. */
  readonly stem: string;
  /** What the network does, in a sentence. */
  readonly summary: string;
  readonly cnn: string;
  /** `run.mjs`, after the lines that make `net`, before those that dispose of it. */
  readonly run: string;
  /** Of the page, inside `<main>`. */
  readonly body: string;
  /** `main.js`, after the import of the bundle. */
  readonly page: string;
  /** Values for the file that the `.cnn` names; absent if it names none. */
  readonly weights?: (program: Program) => ReadonlyMap<string, Float32Array>;
  /** What the README says of the weights, or of what to try next. */
  readonly next: string;
}
