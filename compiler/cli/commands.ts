import { Command, Option } from "commander";
import { type Add, act, again, baking, command, define, examples, type Given, scheduled, watching } from "./command.ts";
import { diff, fuzz, weights } from "./commands-compare.ts";
import { tune, verify } from "./commands-kernels.ts";
import { collect, definition, integer } from "./options.ts";
import type { Output } from "./output.ts";
import { version } from "./package.ts";

// What can be said to cnnc, and nothing of what is done then: a command's module is loaded when it runs, so that `--help`
// and `check` pay for nothing of the others.

/** The whole command line. Actions set the process's exit code. */
export function commandLine(output: Output): Command {
  const program = new Command("cnnc")
    .description(
      "Compiles .cnn files, networks in a small language, to WebGPU: checks, builds, runs and verifies them.",
    )
    .version(version())
    .showHelpAfterError("(`cnnc --help` lists the commands, `cnnc COMMAND --help` the options)")
    .exitOverride()
    .addHelpText(
      "after",
      examples([
        "cnnc init mynet",
        "cnnc check lenet5.cnn --watch",
        "cnnc build lenet5.cnn -o dist/lenet5",
        "cnnc run lenet5.cnn digit.png",
        "cnnc verify lenet5.cnn",
      ]),
    );
  for (const add of [
    init,
    importModel,
    check,
    build,
    run,
    verify,
    tune,
    weights,
    diff,
    fuzz,
    summary,
    graph,
    explain,
    fmt,
    completion,
  ])
    add(program, output);
  return program;
}

const check: Add = (program, output) =>
  command(program, "check", "finds what is wrong with networks, without compiling them", [
    "cnnc check lenet5.cnn",
    "cnnc check models/*.cnn --format json",
    "cnnc check lenet5.cnn --watch",
  ])
    .argument("<file...>", ".cnn files")
    .addOption(define())
    .addOption(watching())
    .action(
      act(async (files: string[], options: Given) => {
        const command = await import("./check.ts");
        return again(options, files, output, () => command.check(files, options as never, output));
      }),
    );

const importModel: Add = (program, output) =>
  command(
    program,
    "import",
    "makes a .cnn file and its weights of an ONNX model",
    [
      "cnnc import resnet50.onnx -o resnet50",
      "cnnc import yolo.onnx -o yolo --dim height=640 --dim width=640",
      "cnnc import model.onnx -o model --format json",
    ],
    `
What no .cnn can say is listed, each node with its reason, and then nothing is
written. Data files that a model names are read from its own folder.`,
  )
    .argument("<file>", "an ONNX model, of opset 7 or newer")
    .requiredOption(
      "-o, --output <folder>",
      "a new folder for the .cnn file and its weights, or one from an import before",
    )
    .option("--name <name>", "what the network is called; else what the file is called")
    .addOption(
      new Option("--batch <axis>", "first: the first axis of every value is the batch; none: a value is one image")
        .choices(["first", "none"])
        .default("first"),
    )
    .addOption(
      new Option("--dim <name=size>", "a size that the model leaves open, by its name; may be repeated").argParser(
        definition,
      ),
    )
    .action(
      act(async (file: string, options: Given) =>
        (await import("./import.ts")).importModel(file, options as never, output),
      ),
    );

const build: Add = (program, output) =>
  command(program, "build", "writes a self-contained bundle for web pages and Node", [
    "cnnc build lenet5.cnn -o dist/lenet5",
    "cnnc build lenet5.cnn -o dist/lenet5 --weights trained.safetensors",
    "cnnc build lenet5.cnn --explain",
    "cnnc build lenet5.cnn -o dist/lenet5 --schedule lenet5.tune.json",
    "cnnc build lenet5.cnn -o dist/lenet5 --weights trained.safetensors --bake conv1",
  ])
    .argument("<file>", "a .cnn file")
    .option("-o, --output <folder>", "where the bundle goes; a previous bundle there is replaced")
    .option(
      "--weights <file>",
      "a .safetensors file to take along; else the one that the .cnn names, if it is beside it",
    )
    .addOption(define())
    .addOption(scheduled())
    .addOption(baking())
    .option("--explain", "says which kernels each layer could have, what they should cost and why one was taken")
    .option("--no-fuse", "a kernel for every operator, to look at and debug")
    .option("--no-verify", "without `verify.js`, which checks the kernels where they run")
    .option("--force", "replace the folder even if it holds other files")
    .addOption(watching())
    .action(
      act(async (file: string, options: Given) => {
        const command = await import("./build.ts");
        return again(options, [file, options.weights, options.schedule], output, () =>
          command.build(file, options as never, output),
        );
      }),
    );

const run: Add = (program, output) =>
  command(
    program,
    "run",
    "runs a network once on this machine's GPU",
    [
      "cnnc run lenet5.cnn digit.png --labels digits.txt",
      "cnnc run lenet5.cnn --input image=digits.npy --top 3",
      "cnnc run filters.cnn photo.png -o edges=edges.png --normalize",
      "cnnc run lenet5.cnn digit.png --random-weights 1",
    ],
    runNotes,
  )
    .argument("<file>", "a .cnn or .onnx file")
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
    .addOption(define())
    .option("--variant <name>", "which of the program's variants; else the one that suits the GPU")
    .option("--software", "on the CPU, even where there is a GPU")
    .addOption(scheduled())
    .addOption(watching())
    .action(
      act(async (file: string, images: string[], options: Given) => {
        const command = await import("./run.ts");
        const named = (options.input as string[] | undefined)?.map((text) => text.slice(text.indexOf("=") + 1)) ?? [];
        const files = [file, ...images, ...named, options.weights, options.labels, options.schedule];
        return again(options, files, output, () => command.run(file, images, options as never, output));
      }),
    );

const runNotes = `
Inputs:
  .png   8 bits, gray, RGB or RGBA, of exactly the input's size and channels; its
         values are divided by 255, unless --raw or an input that the
         .cnn calls rgb or gray: what is done to those is said there
  .npy   float32, float64 or uint8 in C order; values as they are
  .json  nested arrays; values as they are
  Shapes are channels first. Several files for one input are several images.

Outputs:
  A vector is shown as its largest values, anything else as its range. -o writes
  a .png (1xHxW or 3xHxW), a .npy or a .json.`;

const summary: Add = (program, output) =>
  command(
    program,
    "summary",
    "lists a network's layers: shapes, parameters, operations, receptive fields",
    ["cnnc summary lenet5.cnn", "cnnc summary lenet5.cnn --memory", "cnnc summary resnet.cnn -D N=3 --format markdown"],
    `
MACs are multiplications with what they are added to, those with padding included
and biases not; FLOPs are twice as many. Memory is a layer's output as float32.
The field is the part of the input that one output depends on, the jump how far it
moves from one output to the next, the start where the first one begins: negative
in the padding.`,
    ["table", "json", "markdown"],
  )
    .argument("<file>", "a .cnn or .onnx file")
    .addOption(define())
    .option("--memory", "which tensor lies where in which buffer, and for how long")
    .action(
      act(async (file: string, options: Given) =>
        (await import("./summary.ts")).summary(file, options as never, output),
      ),
    );

const graph: Add = (program, output) =>
  command(program, "graph", "draws a network as an SVG: layers that are fused share a box", [
    "cnnc graph lenet5.cnn -o lenet5.svg",
    "cnnc graph resnet.cnn -D N=3 --no-fuse > resnet.svg",
  ])
    .argument("<file>", "a .cnn or .onnx file")
    .option("-o, --output <file>", "where the drawing goes; else standard output")
    .addOption(define())
    .option("--no-fuse", "without the boxes")
    .action(
      act(async (file: string, options: Given) => (await import("./graph.ts")).graph(file, options as never, output)),
    );

const explain: Add = (program, output) =>
  command(
    program,
    "explain",
    "says more about a diagnostic, an operator or a standard block; without one lists them all",
    ["cnnc explain CNN0301", "cnnc explain conv", "cnnc explain bottleneck", "cnnc explain"],
  )
    .argument("[topic]", "a diagnostic's code, an operator or a block: CNN0301, conv, fire")
    .action(act(async (word: string | undefined) => (await import("./explain.ts")).explain(word, output)));

const init: Add = (program, output) =>
  command(program, "init", "makes a folder with a network, and programs that use it", [
    "cnnc init mynet",
    "cnnc init edges --template filters",
  ])
    .argument("<folder>", "a new folder, or an empty one")
    .addOption(
      new Option("--template <name>", "what the network is")
        .choices(["lenet", "filters", "mlp"])
        .default("lenet", "lenet: a classifier of digits; filters: of pictures; mlp: two layers"),
    )
    .action(
      act(async (folder: string, options: Given) => (await import("./init.ts")).init(folder, options as never, output)),
    );

const fmt: Add = (program, output) =>
  command(program, "fmt", "puts .cnn files in canonical form", [
    "cnnc fmt models/*.cnn",
    "cnnc fmt --check models/*.cnn",
    "cnnc fmt - < lenet5.cnn",
  ])
    .argument("<file...>", ".cnn files; `-` is standard input, printed to standard output")
    .option("--check", "changes nothing, lists the files that would change, and exits with 1 if there are any")
    .option("--stdout", "prints instead of writing")
    .action(
      act(async (files: string[], options: Given) => (await import("./fmt.ts")).fmt(files, options as never, output)),
    );

const completion: Add = (program, output) =>
  command(program, "completion", "prints a script that lets a shell complete cnnc's commands", [
    'eval "$(cnnc completion bash)"      # in ~/.bashrc; zsh likewise, in ~/.zshrc',
    "cnnc completion fish | source       # in ~/.config/fish/config.fish",
  ])
    .argument("<shell>", "bash, zsh or fish")
    .action(act(async (shell: string) => (await import("./completion.ts")).completion(shell, program, output)));
