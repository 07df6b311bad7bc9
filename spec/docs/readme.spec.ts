import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "../../compiler/cli/commands.ts";
import { openOutput } from "../../compiler/cli/output.ts";
import { verify } from "../../compiler/cli/verify.ts";
import { compile } from "../../compiler/compile.ts";
import { fences, replaceFences } from "./markdown.ts";
import { diagnosticsOf, samples, shapeOf, withRenderedDiagnostics } from "./networks.ts";
import { expectUpToDate, readPage } from "./update.ts";

const root = join(import.meta.dirname, "../..");
const readme = readPage("README.md");
const lenet5 = "examples/lenet5/lenet5.cnn";

test.each(samples(readme).map((sample) => [`README.md:${sample.line}`, sample] as const))(
  "%s means what the page says",
  (_, sample) => {
    expect([...new Set(diagnosticsOf(sample).map(({ code }) => code))]).toEqual(sample.codes);
    if (sample.gives) expect(shapeOf(sample)).toBe(sample.gives);
  },
);

test("the errors are those of the compiler, and the programs those that a bundle comes with", () => {
  // These are type-checked: spec/emit/types.spec.ts.
  const [page, node] = fences(readPage("examples/lenet5/golden/README.md"));
  const programs: Record<string, string> = { "ts page": page!.text, "ts node": node!.text };
  const made = replaceFences(withRenderedDiagnostics(readme), ({ info }) => programs[info]);
  expectUpToDate("README.md", made);
});

const blockOf = (info: string): string => fences(readPage("README.md")).find((fence) => fence.info === info)!.text;

test("the output of `verify` has the layers and schedules that are compiled", () => {
  const { compiled } = compile({ name: "lenet5.cnn", text: readPage(lenet5) });
  const { steps } = compiled!.plans.find(({ variant }) => variant === "software-subgroups")!;
  const rows = [...blockOf("text verify").matchAll(/^ {2}ok {2}(.+?) {2,}(.+?) {2,}/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(
    steps.map(({ node, schedule }) => [[node, ...node.epilogue].map(({ name }) => name).join(" + "), schedule]),
  );
});

/** A compiler whose first convolution looks one row too far down, whatever the device. */
const planted: typeof compile = (source, options) => {
  const { compiled, ...rest } = compile(source, { ...options, devices: ["portable"] });
  const kernels = compiled!.program.kernels.map((kernel) =>
    kernel.name === "conv1" ? { ...kernel, wgsl: kernel.wgsl.replace("oy + ky - 2u", "oy + ky - 1u") } : kernel,
  );
  return { ...rest, compiled: { ...compiled!, program: { ...compiled!.program, kernels } } };
};

test("the failing output is what a kernel with a bug gives", async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0 } as NodeJS.WriteStream;
  const notes = { write: () => true } as unknown as NodeJS.WriteStream;
  const options = { compile: planted, variant: "portable", fuse: true, seed: 1, runs: 1, batch: 1 };
  expect(await verify(join(root, lenet5), options, openOutput(false, stream, notes))).toBe(1);
  const text = `$ cnnc verify lenet5.cnn --variant portable\n${written.join("").replaceAll(/\S*lenet5\.cnn/g, "lenet5.cnn")}`;
  if (process.env.UPDATE_DOCS) {
    const page = readPage("README.md");
    expectUpToDate(
      "README.md",
      replaceFences(page, ({ info }) => (info === "text planted" ? text : undefined)),
    );
  }
  // Which element is the worst, by how much, and the adapter's name are matters of the device.
  const shape = (output: string) =>
    output
      .replace(/ on .*, seed/, " on …, seed")
      .replaceAll(/-?\d+(\.\d+)?(e[+-]\d+)?/g, "0")
      .replaceAll(/ +/g, " ")
      .trim();
  expect(shape(blockOf("text planted"))).toBe(shape(text));
}, 60_000);

test("the table has every command", () => {
  const { commands } = commandLine(openOutput(false));
  const listed = [...readme.matchAll(/^\| `cnnc (\w+)/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(commands.map((command) => command.name()).sort());
});

test.each(["README.md", "CONTRIBUTING.md", "spec/language.md"])("%s: what it links to is there", (page) => {
  const links = [...readPage(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, path]) => path!);
  const missing = links.filter((path) => !/^https?:/.test(path) && !existsSync(join(root, dirname(page), path)));
  expect(missing).toEqual([]);
});
