import { closest } from "../../grammar/suggest.ts";
import { CliError } from "./errors.ts";

/** Of a layer that a command was given by name, and that is none of those `known`. */
export function unknownLayer(name: string, known: Iterable<string>, message: string): CliError {
  const near = closest(name, known);
  return new CliError("unknown-layer", message, near ? `did you mean \`${near}\`?` : "`cnnc summary` lists the layers");
}
