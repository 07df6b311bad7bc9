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

/** A compiler whose first convolution looks one row too far down, whatever the device. */
const planted: typeof compile = (source, options) => {
  const { compiled, ...rest } = compile(source, options);
  const kernels = compiled!.program.kernels.map((kernel) => ({
    ...kernel,
    wgsl: kernel.wgsl.replace("oy + ky - 2u", "oy + ky - 1u"),
  }));
  return { ...rest, compiled: { ...compiled!, program: { ...compiled!.program, kernels } } };
};

/** What `verify` prints for LeNet-5, with the command before it. */
async function verified(compiler: typeof compile, variant: string): Promise<string> {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0 } as NodeJS.WriteStream;
  const notes = { write: () => true } as unknown as NodeJS.WriteStream;
  const options = { compile: compiler, variant, fuse: true, seed: 1, runs: 1, batch: 1 };
  await verify(join(root, "examples/lenet5/lenet5.cnn"), options, openOutput(false, stream, notes));
  const output = written.join("").replaceAll(/\S*lenet5\.cnn/g, "lenet5.cnn");
  return `$ cnnc verify lenet5.cnn --variant ${variant}\n${output}`;
}

/** Which element is the worst, by how much, and the adapter's name are matters of the device. */
const withoutNumbers = (output: string): string =>
  output
    .replace(/ on .*, seed/, " on …, seed")
    .replaceAll(/-?\d+(\.\d+)?(e[+-]\d+)?/g, "0")
    .replaceAll(/ +/g, " ")
    .trim();

test.each([
  ["what a right network gives", "text verify", compile, "software"],
  ["what a kernel with a bug gives", "text planted", planted, "portable"],
] as const)("the output of `verify` is %s", async (_, info, compiler, variant) => {
  const text = await verified(compiler, variant);
  if (process.env.UPDATE_DOCS)
    expectUpToDate(
      "README.md",
      replaceFences(readPage("README.md"), (fence) => (fence.info === info ? text : undefined)),
    );
  const shown = fences(readPage("README.md")).find((fence) => fence.info === info)!.text;
  const hint = "if the change is meant: UPDATE_DOCS=1 npx vitest run spec/docs";
  expect(withoutNumbers(shown), hint).toBe(withoutNumbers(text));
});

test("the table has every command", () => {
  const { commands } = commandLine(openOutput(false));
  const listed = [...readme.matchAll(/^\| `cnnc (\w+)/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(commands.map((command) => command.name()).sort());
});

/** The anchors that a page's headings get. */
const anchors = (page: string): Set<string> =>
  new Set(
    [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    ),
  );

test.each(["README.md", "CONTRIBUTING.md", "spec/language.md"])("%s: what it links to is there", (page) => {
  const links = [...readPage(page).matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)].filter(
    ([, path]) => !path!.includes(":"),
  );
  const missing = links.filter(([, path, anchor]) => {
    const file = path ? join(dirname(page), path) : page;
    return !existsSync(join(root, file)) || (anchor && !anchors(file).has(anchor));
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});
