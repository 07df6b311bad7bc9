import { type Command, Option } from "commander";
import { definition, names } from "./options.ts";
import type { Output } from "./output.ts";
import type { watch } from "./watch.ts";

// What the declarations of the commands share.

/** Options by name, as commander has parsed them; each command's own type says what they are. */
export type Given = Readonly<Record<string, unknown>>;
export type Add = (program: Command, output: Output) => void;
type Formats = readonly [string, ...string[]];
const textOrJson: Formats = ["text", "json"];

/** A command with what all have: a summary, `--format`, examples. */
export function command(
  program: Command,
  name: string,
  summary: string,
  lines: readonly string[],
  more = "",
  formats = textOrJson,
): Command {
  return program
    .command(name)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
    .summary(summary)
    .addOption(new Option("--format <how>", "of what is printed").choices(formats).default(formats[0]))
    .addHelpText("after", `${more}${more && "\n"}${examples(lines)}`);
}

export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

export const define = (): Option =>
  new Option("-D, --define <name=value>", "a value for a net parameter; may be repeated").argParser(definition);

export const watching = (): Option => new Option("--watch", "does it again whenever a file changes, until Ctrl-C");

export const scheduled = (): Option =>
  new Option("--schedule <file>", "a .json file that says which kernels to take, of `cnnc tune` or by hand");

export const baking = (): Option =>
  new Option("--bake <layers>", "writes the weights of small convolutions into their kernels: conv1,conv2").argParser(
    names,
  );

/** An action that gives the process its exit code. Commander appends the command itself to the arguments. */
export function act<A extends unknown[]>(work: (...args: A) => Promise<number>): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    process.exitCode = await work(...(args as A));
  };
}

/** Once, or under `--watch` after each change of one of the files. */
export async function again(
  options: Given,
  files: readonly unknown[],
  output: Output,
  work: Parameters<typeof watch>[1],
): Promise<number> {
  if (!options.watch) return work();
  const paths = files.filter((path) => typeof path === "string");
  return (await import("./watch.ts")).watch(paths, work, output);
}
