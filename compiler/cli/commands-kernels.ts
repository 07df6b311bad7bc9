import { Option } from "commander";
import { type Add, act, baking, command, define, type Given, scheduled } from "./command.ts";
import { CliError } from "./errors.ts";
import { duration, integer, names, tolerance } from "./options.ts";

// The commands that look at each kernel by itself, on this machine's GPU.

export const verify: Add = (program, output) =>
  command(
    program,
    "verify",
    "proves on this machine's GPU that each kernel computes what the file says",
    [
      "cnnc verify lenet5.cnn",
      "cnnc verify lenet5.cnn --variant all --runs 3",
      "cnnc verify lenet5.cnn --layers conv1,fc2 --format json",
      "cnnc verify model.onnx --layers conv1",
      "cnnc verify --cases onnx/backend/test/data/node",
    ],
    `
Each kernel is judged on the inputs that it really had.
  exact        on data chosen so that float32 is exact, results must be equal
  matrix       a small linear layer is read out whole, with one input at a time
  memory       guard bands stay as they are; a second run, and one in memory that
               was filled otherwise, gives the same bits
  error/bound  on real data, the part that was used of what float32 arithmetic
               may be off by: at most 1`,
  )
    .argument("[file]", "a .cnn or .onnx file")
    .option("--cases <folders...>", "instead of a file: folders in the layout of ONNX's backend tests")
    .option("--rtol <r>", "for --cases: relative tolerance, else ONNX's own", tolerance)
    .option("--atol <a>", "for --cases: absolute tolerance, else ONNX's own", tolerance)
    .option("--weights <file>", "a .safetensors file; else the one that the .cnn names, or seeded weights")
    .option("--seed <n>", "for the data", integer(0), 1)
    .option("--runs <n>", "rounds of fresh data", integer(1), 1)
    .addOption(define())
    .option("--variant <name>", "one of the program's variants, or `all` that this GPU can run")
    .option("--layers <names>", "only these, by name: conv1,fc2", names)
    .option("--batch <n>", "images in one run", integer(1), 1)
    .addOption(scheduled())
    .addOption(baking())
    .option("--no-fuse", "verifies the kernels of `build --no-fuse`")
    .option("--software", "on the CPU, even where there is a GPU")
    .action(
      act(async (file: string | undefined, options: Given) => {
        if (options.cases !== undefined)
          return (await import("./verify-cases.ts")).verifyCases(options as never, output);
        if (file !== undefined) return (await import("./verify.ts")).verify(file, options as never, output);
        throw new CliError("no-file", "there is nothing to verify", "name a `.cnn` file, or folders with `--cases`");
      }),
    );

export const tune: Add = (program, output) =>
  command(
    program,
    "tune",
    "measures which kernels are fastest on this machine's GPU",
    [
      "cnnc tune lenet5.cnn",
      "cnnc tune resnet50.cnn --time 10m -o resnet50.tune.json",
      "cnnc tune lenet5.cnn --only conv1,fc2",
      "cnnc build lenet5.cnn -o dist/lenet5 --schedule lenet5.tune.json",
    ],
    `
For each kernel, those that should cost least are checked on data on which float32
is exact, and then measured in turns; one that is wrong is never taken. What is found
goes into a file for \`--schedule\`. A second time, what is in the file already is not
measured again. The exit code is 1 if a kernel was wrong.

Times are of kernels alone, on inputs that may still lie in a cache, and not of what
it takes to compile them. They hold for this adapter: the bundle uses them on all of
its class, GPUs or software adapters.`,
  )
    .argument("<file>", "a .cnn file")
    .option("-o, --output <file>", "where the measurements go; else beside the network, as net.tune.json")
    .addOption(new Option("--only <layers>", "only these, by name: conv1,fc2").argParser(names))
    .addOption(new Option("--time <t>", "for how long at most: 30s, 10m, 2h").argParser(duration))
    .option("--most <n>", "kernels to compare for each layer, beside one of each other schedule", integer(1), 8)
    .option("--batch <n>", "images in one run", integer(1), 1)
    .option(
      "--variant <name>",
      "of this machine's class, with subgroups or without; else with them where there are any",
    )
    .addOption(define())
    .option("--no-fuse", "measures the kernels of `build --no-fuse`")
    .option("--software", "on the CPU, even where there is a GPU")
    .action(
      act(async (file: string, options: Given) => (await import("./tune.ts")).tune(file, options as never, output)),
    );
