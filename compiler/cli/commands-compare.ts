import { Option } from "commander";
import { type Add, act, command, define, type Given } from "./command.ts";
import { duration, integer, names, shard, tolerance } from "./options.ts";

// The commands that compare with something beyond one network: other programs' results and weights, and each other.

export const diff: Add = (program, output) =>
  command(
    program,
    "diff",
    "compares values with those of another program, within a stated tolerance",
    [
      "cnnc diff scores.npy torch.npy",
      'cnnc diff scores.npy torch.npy --atol 1e-6 --rtol 1e-5 --source "same order of sums"',
      "cnnc diff scores.json expected.safetensors --tensor scores --format json",
    ],
    `
b is what is expected. A value passes if |a − b| <= atol + rtol · |b|, as in
NumPy's allclose; without a tolerance it must be equal. A NaN never passes, an
infinity only beside the same one, and 0 equals −0. The exit code is 1 if a value
does not pass.`,
  )
    .argument("<a>", "a .npy, .json or .safetensors file")
    .argument("<b>", "the same values as they should be")
    .addOption(new Option("--rtol <x>", "part of |b| that a value may be off by").argParser(tolerance))
    .addOption(new Option("--atol <x>", "what any value may be off by").argParser(tolerance))
    .option("--source <text>", "why this tolerance; shown beside it")
    .option("--tensor <name>", "which one, of files that hold several")
    .action(
      act(async (a: string, b: string, options: Given) =>
        (await import("./diff.ts")).diff(a, b, options as never, output),
      ),
    );

export const weights: Add = (program, output) =>
  command(
    program,
    "weights",
    "says whether a weights file fits a network, and maps another program's names",
    [
      "cnnc weights lenet5.cnn lenet5.safetensors",
      "cnnc weights resnet50.cnn torchvision.safetensors -o resnet50.safetensors",
      "cnnc weights lenet5.cnn keras.npz --transpose fc1.weight,fc2.weight -o lenet5.safetensors",
      "cnnc weights net.cnn other.safetensors --map names.json",
    ],
    `
Tensors are matched by name; where names differ, layers are by their shapes, and
those that are alike by order: of the text here, of numbers in names there
(layer1.0 before layer1.1). What was guessed so is shown as proposed, and nothing is
written without -o. A batch normalization goes with its convolution, a shortcut with
a shortcut. Where this leaves a choice, it is said, and --map decides:
  { "conv1": "features.0", "fc1.weight": "classifier.weight" }

Nothing is transposed unless --transpose says so. -o converts F16, BF16 and F64 to
F32, and leaves out what the network has no use for. Pickles (.pt, .pth, .bin) can
run code and are not read: the answer says how to convert one.

The exit code is 0 if the file can be used as it is, or was written by -o.`,
  )
    .argument("<model>", "a .cnn file")
    .argument("[file]", "a .safetensors or .npz file; else the one that the .cnn names, beside it")
    .option("-o, --output <file>", "writes a .safetensors file with the network's names")
    .option("--map <file>", "a .json file with names of the weights file by names of the network")
    .addOption(new Option("--transpose <names>", "matrices to write the other way round: fc1.weight").argParser(names))
    .addOption(define())
    .action(
      act(async (model: string, file: string | undefined, options: Given) =>
        (await import("./check-weights.ts")).checkWeights(model, file, options as never, output),
      ),
    );

/** Options that say what is run, of which a merge runs nothing. */
const running = ["seed", "runs", "time", "reach", "only", "variant", "shard", "case", "software"];

export const fuzz: Add = (program, output) =>
  command(
    program,
    "fuzz",
    "verifies random networks on this machine's GPU, and shrinks those that fail",
    [
      "cnnc fuzz",
      "cnnc fuzz --time 10m --only conv,fc --report report.html",
      "cnnc fuzz --seed 7 --runs 10000 --shard 1/4 --json shard1.json",
      "cnnc fuzz --merge shard1.json shard2.json --report report.html",
      "cnnc fuzz --seed 7 --case 42",
    ],
    `
A seed is an endless row of cases, the same ones everywhere. The i-th of n shards
runs every n-th case, from the i-th on. Ctrl-C ends a campaign after its current
case, and the report is written. The exit code is 1 if anything disagrees.

Some kinds of attribute values occur once in ten thousand networks. With --reach,
the seed's further cases are drawn too, and those run that have one not seen yet,
however long --time was.`,
  )
    .option("--seed <n>", "which cases; a random one if absent, which is printed", integer(0))
    .addOption(new Option("--runs <n>", "how many cases (default: 200)").argParser(integer(1)).conflicts("time"))
    .addOption(new Option("--time <t>", "for how long: 30s, 10m, 2h").argParser(duration))
    .option("--reach", "then those alone that have a kind of attribute value not seen yet")
    .addOption(new Option("--only <operators>", "networks of these alone: conv,fc").argParser(names))
    .option("--variant <name>", "one of the programs' variants; else all that this GPU can run")
    .addOption(new Option("--shard <i/n>", "the i-th of n parts of the cases").argParser(shard))
    .addOption(
      new Option("--case <k>", "one case of the seed alone: the replay")
        .argParser(integer(0))
        .conflicts(["runs", "time", "shard", "reach"]),
    )
    .addOption(new Option("--merge <files...>", "joins reports of --json, and runs nothing").conflicts(running))
    .option("--report <file>", "writes the report as a page, a .html that stands alone")
    .option("--json <file>", "writes the report for --merge and other programs")
    .option("--corpus <folder>", "writes each failing network there, as a .cnn")
    .option("--software", "on the CPU, even where there is a GPU")
    .action(act(async (options: Given) => (await import("./fuzz.ts")).fuzz(options as never, output)));
