import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { commandLine } from "../../compiler/cli/commands.ts";
import { CliError, explain } from "../../compiler/cli/errors.ts";
import { openOutput, reportError } from "../../compiler/cli/output.ts";
import { CnncError } from "../../runtime/errors.ts";
import { AdapterError } from "../../runtime/node/adapter.ts";
import { cliPath, cnnc, doubling, folderWith, plainEnvironment } from "./cli.ts";

const lenet5 = "examples/lenet5/lenet5.cnn";

test("the help lists the commands with examples", async () => {
  const { code, stdout, stderr } = await cnnc(["--help"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: cnnc [options] [command]

    Compiles .cnn files, networks in a small language, to WebGPU: checks, builds,
    runs and verifies them.

    Options:
      -V, --version                     output the version number
      -h, --help                        display help for command

    Commands:
      init [options] <folder>           makes a folder with a network, and programs
                                        that use it
      import [options] <file>           makes a .cnn file and its weights of an ONNX
                                        model
      check [options] <file...>         finds what is wrong with networks, without
                                        compiling them
      build [options] <file>            writes a self-contained bundle for web pages
                                        and Node
      run [options] <file> [images...]  runs a network once on this machine's GPU
      verify [options] [file]           proves on this machine's GPU that each
                                        kernel computes what the file says
      tune [options] <file>             measures which kernels are fastest on this
                                        machine's GPU
      weights [options] <model> [file]  says whether a weights file fits a network,
                                        and maps another program's names
      diff [options] <a> <b>            compares values with those of another
                                        program, within a stated tolerance
      fuzz [options]                    verifies random networks on this machine's
                                        GPU, and shrinks those that fail
      summary [options] <file>          lists a network's layers: shapes,
                                        parameters, operations, receptive fields
      graph [options] <file>            draws a network as an SVG: layers that are
                                        fused share a box
      explain [options] [topic]         says more about a diagnostic, an operator or
                                        a standard block; without one lists them all
      fmt [options] <file...>           puts .cnn files in canonical form
      completion [options] <shell>      prints a script that lets a shell complete
                                        cnnc's commands
      help [command]                    display help for command

    Examples:
      $ cnnc init mynet
      $ cnnc check lenet5.cnn --watch
      $ cnnc build lenet5.cnn -o dist/lenet5
      $ cnnc run lenet5.cnn digit.png
      $ cnnc verify lenet5.cnn
    "
  `);
});

test("the help of each command says what it takes and shows examples", async () => {
  const helped = (words: string[]) => {
    let text = "";
    const program = commandLine(openOutput(true)).configureOutput({ writeOut: (part) => (text += part) });
    for (const each of program.commands) each.configureOutput(program.configureOutput());
    expect(() => program.parse(["node", "cnnc", ...words])).toThrow("(outputHelp)");
    return text;
  };
  for (const name of [
    "init",
    "check",
    "build",
    "run",
    "verify",
    "tune",
    "diff",
    "summary",
    "graph",
    "explain",
    "fmt",
  ]) {
    const help = helped([name, "--help"]);
    expect(help).toMatch(new RegExp(`^Usage: cnnc ${name} \\[options\\] [<[]\\w`));
    expect(help).toContain(`\nExamples:\n  $ cnnc ${name}`);
    expect(help).toContain("--format <how>");
    expect(help.includes("-D, --define")).toBe(
      ["check", "build", "run", "verify", "tune", "summary", "graph"].includes(name),
    );
    expect(help.includes("--watch")).toBe(["check", "build", "run"].includes(name));
  }
});

test("the help of run says what is done to a picture", async () => {
  const { stdout } = await cnnc(["run", "--help"]);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: cnnc run [options] <file> [images...]

    Runs a network once on this machine's GPU.

    Arguments:
      file                        a .cnn or .onnx file
      images                      files for the only input of the network, as
                                  --input

    Options:
      --format <how>              of what is printed (choices: "text", "json",
                                  default: "text")
      -i, --input <name=file>     a file for an input; may be repeated
      --weights <file>            a .safetensors file; else the one that the .cnn
                                  names, beside it
      --random-weights <seed>     made-up weights, to try a network out
      --batch <n>                 images in one run; a single image is repeated
      --top <k>                   how many values of a vector to show (default: 5)
      --labels <file>             names of a vector's values, one a line
      -o, --output <[name=]file>  writes an output to a .png, .npy or .json; may be
                                  repeated
      --raw                       keeps a PNG's values 0 to 255, in and out
      --normalize                 a PNG shows the least value as black and the
                                  largest as white, instead of clamping (default:
                                  false)
      -D, --define <name=value>   a value for a net parameter; may be repeated
      --variant <name>            which of the program's variants; else the one that
                                  suits the GPU
      --software                  on the CPU, even where there is a GPU
      --schedule <file>           a .json file that says which kernels to take, of
                                  \`cnnc tune\` or by hand
      --watch                     does it again whenever a file changes, until
                                  Ctrl-C
      -h, --help                  display help for command

    Inputs:
      .png   8 bits, gray, RGB or RGBA, of exactly the input's size and channels; its
             values are divided by 255, unless --raw or an input that the
             .cnn calls rgb or gray: what is done to those is said there
      .npy   float32, float64 or uint8 in C order; values as they are
      .json  nested arrays; values as they are
      Shapes are channels first. Several files for one input are several images.

    Outputs:
      A vector is shown as its largest values, anything else as its range. -o writes
      a .png (1xHxW or 3xHxW), a .npy or a .json.

    Examples:
      $ cnnc run lenet5.cnn digit.png --labels digits.txt
      $ cnnc run lenet5.cnn --input image=digits.npy --top 3
      $ cnnc run filters.cnn photo.png -o edges=edges.png --normalize
      $ cnnc run lenet5.cnn digit.png --random-weights 1
    "
  `);
});

test("the version is the package's", async () => {
  const { code, stdout } = await cnnc(["--version"]);
  expect([code, stdout]).toEqual([0, `${process.env.npm_package_version ?? "0.1.0"}\n`]);
});

test.each([
  [["chek", lenet5], "error: unknown command 'chek'\n(Did you mean check?)"],
  [["check"], "error: missing required argument 'file'"],
  [["check", "--frmat", "json", lenet5], "error: unknown option '--frmat'\n(Did you mean --format?)"],
  [["check", "--format", "xml", lenet5], "argument 'xml' is invalid. Allowed choices are text, json."],
  [["build", lenet5], "error[no-output]: there is no folder for the bundle\nhelp: name one: `-o dist/net`"],
  [["summary", lenet5, "-D", "N"], "argument 'N' is invalid. Expected a name and a number, such as N=3."],
  [["graph", lenet5, "-D", "N=1e999"], "Expected a name and a number, such as N=3."],
  [
    ["completion", "bahs"],
    "error[unknown-shell]: expected bash, zsh or fish, found `bahs`\nhelp: did you mean `bash`?",
  ],
  [["run", lenet5, "--batch", "0"], "argument '0' is invalid. Expected a whole number from 1."],
  [["run", lenet5, "--batch", "1e9x"], "Expected a whole number from 1."],
  [["check", "no/such.cnn"], "error[no-such-file]: cannot read the network: no such file: `no/such.cnn`"],
  [["check", "examples"], "error[unreadable]: cannot read the network: `examples`: it is a folder"],
  [["check", process.execPath], "error[not-text]: expected a text file in UTF-8"],
])("%j is wrong usage: exit code 2, said on stderr without a stack", async (words, message) => {
  const { code, stdout, stderr } = await cnnc(words);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test("wrong usage is JSON under --format json", async () => {
  const missing = await cnnc(["check", "no/such.cnn", "--format", "json"]);
  expect([missing.code, missing.stderr]).toEqual([2, ""]);
  expect(JSON.parse(missing.stdout)).toEqual({
    ok: false,
    diagnostics: [],
    error: { code: "no-such-file", message: "cannot read the network: no such file: `no/such.cnn`" },
  });
  const unknown = await cnnc(["check", "--format=json", "--colour", lenet5]);
  expect(unknown.code).toBe(2);
  expect(JSON.parse(unknown.stdout).error).toEqual({
    code: "usage-unknownOption",
    message: "unknown option '--colour'",
  });
});

const styled = "\u001b[";

test("colours are for terminals; FORCE_COLOR asks for them, NO_COLOR forbids them", async () => {
  const coloured = async (env: Record<string, string>, ...more: string[]) =>
    (await cnnc(["check", lenet5, ...more], { env })).stdout.includes(styled);
  const asked = { FORCE_COLOR: "1" };
  const [none, ci, forced, zero, forbidden, json] = await Promise.all([
    coloured({}),
    coloured({ CI: "1" }),
    coloured(asked),
    coloured({ FORCE_COLOR: "0" }),
    coloured({ ...asked, NO_COLOR: "1" }),
    coloured(asked, "--format=json"),
  ]);
  expect({ none, ci, forced, zero, forbidden, json }).toEqual({
    none: false,
    ci: false,
    forced: true,
    zero: false,
    forbidden: false,
    json: false,
  });
});

test("completion scripts are what their shells can read, and complete commands and their words", async () => {
  const folder = folderWith({ "net.cnn": doubling });
  const { stdout } = await cnnc(["completion", "bash"]);
  const ask = (line: string) =>
    `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _cnnc; echo "\${COMPREPLY[*]}"`;
  const lines = ["cnnc ver", "cnnc explain sof", "cnnc check --wa", "cnnc init --template fi", "cnnc check ne"];
  const script = [stdout, ...lines.map(ask)].join("\n");
  const answers = (await promisify(execFile)("bash", ["-c", script], { cwd: folder })).stdout.trim().split("\n");
  expect(answers).toEqual(["verify", "softmax softplus softsign", "--watch", "filters", "net.cnn"]);
  expect((await cnnc(["completion", "zsh"])).stdout).toBe(`autoload -Uz bashcompinit && bashcompinit\n${stdout}`);
  const fish = (await cnnc(["completion", "fish"])).stdout;
  expect(fish).toContain("complete -c cnnc -n '__fish_seen_subcommand_from init' -l template");
});

test("a reader that goes away is no error", async () => {
  const folder = folderWith({ "doubling.cnn": doubling });
  const command = `"$0" "$1" check ${`${folder}/doubling.cnn `.repeat(2000)} | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const words = ["-c", command, process.execPath, await cliPath()];
  const { stdout, stderr } = await promisify(execFile)("bash", words, { env: plainEnvironment() });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^.*Doubling.*\n0\n$/);
});

test("check starts within half a second, on a machine that does nothing else", async () => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await cnnc(["check", lenet5]);
    times.push(performance.now() - start);
  }
  // It takes 0.2 s; other tests run beside this one.
  expect(Math.min(...times)).toBeLessThan(1000);
});

test("errors are explained by their kind", () => {
  expect(explain(new CliError("x", "y", "z"))).toEqual({ code: "x", message: "y", help: "z", exit: 2 });
  expect(explain(new AdapterError("no WebGPU adapter"))).toMatchObject({ code: "no-adapter", exit: 2 });
  expect(explain(new CnncError("weights-dtype", "expected F32"))).toMatchObject({ code: "weights-dtype", exit: 2 });
  expect(explain(new CnncError("shader", "no such function"))).toMatchObject({ code: "bug", exit: 70 });
  expect(explain("thrown")).toMatchObject({ code: "bug", message: "internal: thrown", exit: 70 });
});

test("a bug says how to report it; its stack is for CNNC_DEBUG", () => {
  const said = (debug: string) => {
    process.env.CNNC_DEBUG = debug;
    let text = "";
    const write = (part: string) => {
      text += part;
      return true;
    };
    const stream = { write } as NodeJS.WriteStream;
    expect(reportError(new Error("no such node"), openOutput(false, stream, stream))).toBe(70);
    delete process.env.CNNC_DEBUG;
    return text;
  };
  expect(said("")).toMatchInlineSnapshot(`
    "error[bug]: internal: no such node
    help: this is a bug in cnnc: please report it with the \`.cnn\` file and the command; CNNC_DEBUG=1 prints the stack
    "
  `);
  expect(said("1")).toMatch(/^\s+at /m);
});
