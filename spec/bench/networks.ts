import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Compiled, compile } from "../../compiler/compile.ts";
import { renderAll } from "../../grammar/render.ts";
import type { Source } from "../../grammar/source.ts";

/** The networks that are run, smallest first; the last ones are single layers, and such in a row. */
export const models = [
  "lenet5",
  "cifar",
  "mobilenet025",
  "squeezenet11",
  "resnet18",
  "vggsmall",
  "conv3x3",
  "conv1x1",
  "dw3x3",
  "fc4096",
  "conv3x3_x8",
  "dw3x3_x8",
] as const;

/** Networks of `examples` whose program is counted, not run: they are large for an adapter that is a processor. */
export const counted = ["resnet18", "mobilenet", "squeezenet"] as const;

export const modelPath = (root: string, name: string): string => join(root, "spec/bench/models", `${name}.cnn`);
export const examplePath = (root: string, name: string): string => join(root, "examples", name, `${name}.cnn`);

/** Every model that there is a file of. */
export const modelFiles = (root: string): string[] =>
  readdirSync(join(root, "spec/bench/models")).map((file) => file.replace(/\.cnn$/, ""));

export interface Network {
  readonly source: Source;
  readonly compiled: Compiled;
}

/** @throws Error with the diagnostics of a file that is wrong */
export function readNetwork(path: string): Network {
  const source = { name: path.split(/[\\/]/).at(-1)!, text: readFileSync(path, "utf8") };
  const { compiled, diagnostics } = compile(source);
  if (!compiled) throw new Error(renderAll(diagnostics, source));
  return { source, compiled };
}
