import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { Compiled } from "../compile.ts";
import type { Fingerprint } from "../emit/manifest.ts";
import { CliError, exit } from "./errors.ts";
import { exists, replaceFolder } from "./files.ts";
import { checkWeights } from "./io/weights.ts";
import type { Colors, Output } from "./output.ts";
import { bundled, bundledRuntime, version } from "./package.ts";
import { type CompileFileOptions, compileFile, type Ready } from "./source.ts";
import { columns, count, size } from "./text.ts";
import { findWeights } from "./weights.ts";

export interface BuildOptions extends CompileFileOptions {
  readonly output?: string;
  readonly weights?: string;
  readonly force?: boolean;
  /** With `verify.js`; off by `--no-verify`. */
  readonly verify?: boolean;
  /** Also says how each kernel was chosen; without `output`, only that. */
  readonly explain?: boolean;
}

/** `cnnc build FILE -o DIR`: writes the bundle, whole or not at all; a previous bundle there is replaced. */
export async function build(path: string, options: BuildOptions, output: Output): Promise<number> {
  if (path.endsWith(".onnx")) throw toImport(path);
  if (options.output === undefined && !options.explain) throw noFolder();
  const ready = await compileFile(path, options, output);
  if (!ready) return exit.wrong;
  const explained = options.explain ? await explain(ready, output) : {};
  if (options.output !== undefined)
    return write(path, ready, { ...options, output: options.output }, explained, output);
  output.result({ ok: true, net: ready.compiled.program.name, ...explained, diagnostics: ready.diagnostics });
  return exit.good;
}

const noFolder = (): CliError =>
  new CliError(
    "no-output",
    "there is no folder for the bundle",
    "name one: `-o dist/net`; only `--explain` does without",
  );

/** Prints how each kernel was chosen, and gives it as data. */
async function explain({ compiled, source, decided }: Ready, output: Output) {
  const { choicesIn, choicesText } = await import("./explain-kernels.ts");
  const choices = choicesIn(compiled, source, decided);
  for (const each of choices) output.print(choicesText(each, source, output.colors));
  return { choices };
}

async function write(
  path: string,
  ready: Ready,
  options: BuildOptions & { readonly output: string },
  explained: object,
  output: Output,
): Promise<number> {
  const { compiled, diagnostics } = ready;
  const target = checkTarget(options.output, path, options.force ?? false);
  const file = findWeights(path, compiled, options.weights, output);
  checkNamed(path, compiled, file !== undefined, output);
  const weights = file === undefined ? undefined : await checkWeights(file, compiled.program);
  output.progress("making the bundle…");
  const files = await makeBundle(ready, weights, options.verify ?? true);
  const copies = file === undefined ? [] : [[compiled.graph.weightsFile!, file] as const];
  replaceFolder(target, files, new Map(copies));
  const sizes = [...files].map(([name, data]) => ({ name, bytes: Buffer.byteLength(data) }));
  for (const [name] of copies) sizes.push({ name, bytes: weights!.bytes });
  output.print(listing(sizes, output.colors));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  output.print(`${options.output}: ${compiled.program.name}, ${count(sizes.length, "file")}, ${size(total)}`);
  output.result({
    ok: true,
    net: compiled.program.name,
    folder: options.output,
    files: sizes,
    weights: Boolean(weights),
    ...explained,
    diagnostics,
  });
  return exit.good;
}

const toImport = (path: string): CliError =>
  new CliError(
    "not-a-cnn",
    `a bundle is made of a \`.cnn\` file, and \`${path}\` is an ONNX model`,
    `\`cnnc import ${path} -o ${basename(path, ".onnx")}\` makes one of it, with its weights`,
  );

/** A bundle's weights go by the name that the `.cnn` gives them. @throws CliError `weights-unnamed` */
function checkNamed(path: string, { program, graph }: Compiled, found: boolean, output: Output): void {
  const file = graph.weightsFile;
  if (found && file === undefined) {
    const help = `add \`weights "${basename(path, ".cnn")}.safetensors"\` as the first line of the net`;
    throw new CliError("weights-unnamed", `\`${path}\` names no file for the bundle's weights`, help);
  }
  if (found || program.parameters.length === 0) return;
  const why = file === undefined ? "" : `: \`${file}\` is not beside \`${path}\``;
  output.note(`note: made without weights${why}; pass them to \`create\``);
}

/** A line a file; a folder of the bundle is one line. */
function listing(files: readonly { readonly name: string; readonly bytes: number }[], { dim }: Colors): string {
  const groups = new Map<string, number[]>();
  for (const { name, bytes } of files) {
    const shown = name.includes("/") ? `${name.split("/")[0]}/` : name;
    groups.set(shown, [...(groups.get(shown) ?? []), bytes]);
  }
  const rows = [...groups].map(([name, all]) => [
    `  ${name}`,
    dim(size(all.reduce((sum, bytes) => sum + bytes, 0))),
    name.endsWith("/") ? dim(count(all.length, "file")) : "",
  ]);
  return columns(rows, [1]).join("\n");
}

async function makeBundle({ compiled, source }: Ready, weights: Fingerprint | undefined, verify: boolean) {
  const { bundle } = await import("../emit/bundle.ts");
  const selfCheck = verify ? await checking(compiled) : undefined;
  try {
    return bundle(compiled, { source, runtime: bundledRuntime(), selfCheck, compiler: version(), weights });
  } catch (error) {
    if (error instanceof RangeError) throw new CliError("file-name", error.message, "rename the `.cnn` file");
    throw error;
  }
}

/** What `verify.js` is made of. */
async function checking(compiled: Compiled) {
  const { exactCases } = await import("../../spec/verify/cases.ts");
  return { ...bundled("self-check"), cases: exactCases(compiled) };
}

/**
 * Where the bundle goes. What a user may have there is not lost: a folder that is no bundle, or a bundle to which files were
 * added, is replaced by `--force` only; one with the network itself in it, or the terminal, never.
 *
 * @throws CliError `target-…`
 */
function checkTarget(path: string, source: string, force: boolean): string {
  if (!exists(path)) return resolve(path);
  const target = realpathSync(path);
  if (!statSync(target).isDirectory())
    throw new CliError(
      "target-file",
      `expected a folder for the bundle, found the file \`${path}\``,
      "name another place with `-o`",
    );
  for (const [inner, what] of [
    [process.cwd(), "is the current folder or above it"],
    [realpathSync(source), "holds the network itself"],
  ] as const) {
    if (!relative(target, inner).startsWith("..")) {
      throw new CliError(
        "target-in-use",
        `\`${path}\` ${what}, and a build replaces the whole folder`,
        `name a folder of its own: \`-o ${join(path, "bundle")}\``,
      );
    }
  }
  const foreign = foreignFiles(target);
  if (foreign === undefined || force) return target;
  throw new CliError(
    "target-not-empty",
    `\`${path}\` holds ${foreign}, and a build replaces the whole folder`,
    "name another folder with `-o`, or pass `--force`",
  );
}

/** What is in a folder that no build has put there; undefined if nothing is. */
function foreignFiles(folder: string): string | undefined {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  if (found.length === 0) return undefined;
  const made = bundleFiles(folder);
  if (!made) return "other files than a cnnc bundle's";
  const others = found.filter((name) => !made.has(name));
  return others.length > 0
    ? `\`${others[0]}\`${others.length > 1 ? ` and ${count(others.length - 1, "other file")}` : ""} beside a bundle`
    : undefined;
}

/** The files of a previous bundle, by its manifest; undefined if there is none. */
function bundleFiles(folder: string): Set<string> | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
      compiler?: unknown;
      files?: unknown;
    };
    if (manifest.compiler === undefined || typeof manifest.files !== "object" || manifest.files === null)
      return undefined;
    return new Set(["manifest.json", ...Object.keys(manifest.files)]);
  } catch {
    return undefined;
  }
}
