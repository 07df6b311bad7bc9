#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { exit } from "./errors.ts";
import { type Output, openOutput, reportError } from "./output.ts";
import { version } from "./package.ts";

// A command's module is loaded when it runs: `--help` and `check` pay for nothing of the others.

/** A reader that has gone (`cnnc run … | head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

const json = process.argv.some(
  (word, i, all) => word === "--format=json" || (word === "--format" && all[i + 1] === "json"),
);
const output = openOutput(json);
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (thrown) => process.exit(reportError(thrown, output)));
}

const program = new Command("cnnc")
  .description("Compiles .cnn files, networks in a small language, to WebGPU: checks, builds, runs and verifies them.")
  .version(version())
  .showHelpAfterError("(`cnnc --help` lists the commands, `cnnc COMMAND --help` the options)")
  .exitOverride()
  .addHelpText(
    "after",
    examples(
      "cnnc check lenet5.cnn",
      "cnnc build lenet5.cnn -o dist/lenet5",
      "cnnc run lenet5.cnn digit.png",
      "cnnc verify lenet5.cnn",
    ),
  );

command("check", "finds what is wrong with networks, without compiling them", [
  "cnnc check lenet5.cnn",
  "cnnc check models/*.cnn --format json",
])
  .argument("<file...>", ".cnn files")
  .action(act(async (io, files: string[]) => (await import("./check.ts")).check(files, io)));

command("build", "writes a self-contained bundle for web pages and Node", [
  "cnnc build lenet5.cnn -o dist/lenet5",
  "cnnc build lenet5.cnn -o dist/lenet5 --weights trained.safetensors",
])
  .argument("<file>", "a .cnn file")
  .requiredOption("-o, --output <folder>", "where the bundle goes; a previous bundle there is replaced")
  .option("--weights <file>", "a .safetensors file to take along; else the one that the .cnn names, if it is beside it")
  .option("--no-fuse", "a kernel for every operator, to look at and debug")
  .option("--force", "replace the folder even if it holds other files")
  .action(act(async (io, file: string, options) => (await import("./build.ts")).build(file, options as never, io)));

command(
  "run",
  "runs a network once on this machine's GPU",
  [
    "cnnc run lenet5.cnn digit.png --labels digits.txt",
    "cnnc run lenet5.cnn --input image=digits.npy --top 3",
    "cnnc run filters.cnn photo.png -o edges=edges.png --normalize",
    "cnnc run lenet5.cnn digit.png --random-weights 1",
  ],
  `
Inputs:
  .png   8 bits, gray, RGB or RGBA, of exactly the input's size and channels; its
         values are divided by 255 (not with --raw), and nothing else is done
  .npy   float32, float64 or uint8 in C order; values as they are
  .json  nested arrays; values as they are
  Shapes are channels first. Several files for one input are several images.

Outputs:
  A vector is shown as its largest values, anything else as its range. -o writes
  a .png (1xHxW or 3xHxW), a .npy or a .json.`,
)
  .argument("<file>", "a .cnn file")
  .argument("[images...]", "files for the only input of the network, as --input")
  .option("-i, --input <name=file>", "a file for an input; may be repeated", collect)
  .option("--weights <file>", "a .safetensors file; else the one that the .cnn names, beside it")
  .option("--random-weights <seed>", "made-up weights, to try a network out", integer(0))
  .option("--batch <n>", "images in one run; a single image is repeated", integer(1))
  .option("--top <k>", "how many values of a vector to show", integer(1), 5)
  .option("--labels <file>", "names of a vector's values, one a line")
  .option("-o, --output <[name=]file>", "writes an output to a .png, .npy or .json; may be repeated", collect)
  .option("--raw", "keeps a PNG's values 0 to 255, in and out")
  .option("--normalize", "a PNG shows the least value as black and the largest as white, instead of clamping", false)
  .option("--variant <name>", "which of the program's variants; else the one that suits the GPU")
  .option("--software", "on the CPU, even where there is a GPU")
  .action(
    act(async (io, file: string, images: string[], options) =>
      (await import("./run.ts")).run(file, images, options as never, io),
    ),
  );

command(
  "verify",
  "proves on this machine's GPU that each kernel computes what the file says",
  ["cnnc verify lenet5.cnn", "cnnc verify lenet5.cnn --variant all --runs 3"],
  `
Each kernel is judged on the inputs that it really had. On data chosen so that
float32 is exact, results must be equal; on real data they must stay within the
bound of float32 arithmetic: error/bound is at most 1.`,
)
  .argument("<file>", "a .cnn file")
  .option("--weights <file>", "a .safetensors file; else the one that the .cnn names, or seeded weights")
  .option("--seed <n>", "for the data", integer(0), 1)
  .option("--runs <n>", "rounds of fresh data", integer(1), 1)
  .option("--variant <name>", "one of the program's variants, or `all` that this GPU can run")
  .option("--batch <n>", "images in one run", integer(1), 1)
  .option("--no-fuse", "verifies the kernels of `build --no-fuse`")
  .option("--software", "on the CPU, even where there is a GPU")
  .action(act(async (io, file: string, options) => (await import("./verify.ts")).verify(file, options as never, io)));

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what it has to say; help and version end here too.
  process.exitCode =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? exit.good
        : usageError(error)
      : reportError(error, output);
}

function command(name: string, summary: string, lines: readonly string[], more = ""): Command {
  const format = new Option("--format <how>", "of what is printed").choices(["text", "json"]).default("text");
  return program
    .command(name)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
    .summary(summary)
    .addOption(format)
    .addHelpText("after", `${more}${more && "\n"}${examples(...lines)}`);
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

/** An action that gives the process its exit code. Commander appends the options and the command to the arguments. */
function act<A extends unknown[]>(
  work: (io: Output, ...args: A) => Promise<number>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    process.exitCode = await work(output, ...(args as A));
  };
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

function usageError({ code, message }: CommanderError): number {
  output.result({
    ok: false,
    diagnostics: [],
    error: { code: code.replace("commander.", "usage-"), message: message.replace(/^error: /, "") },
  });
  return exit.usage;
}
