import { mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { safetensorsParts } from "../../runtime/safetensors.ts";
import { type ImportDiagnostic, type Imported, importOnnx, type Weight } from "../import/index.ts";
import { CliError, exit } from "./errors.ts";
import { exists, readBytes, replace, writeParts } from "./files.ts";
import { filesBeside } from "./io/beside.ts";
import type { Colors, Output } from "./output.ts";
import { columns, count, size, thousands } from "./text.ts";

export interface ImportModelOptions {
  readonly output: string;
  readonly name?: string;
  readonly batch: "first" | "none";
  readonly dim?: Readonly<Record<string, number>>;
}

/** The network of an ONNX file. What is wrong with it, or lost, is said. */
export function readModel(path: string, options: Omit<ImportModelOptions, "output">, output: Output): Imported {
  output.progress("reading the model…");
  const bytes = readBytes(path, "the model");
  output.progress("importing…");
  const imported = importOnnx(bytes, {
    name: options.name ?? basename(path, extname(path)),
    batch: options.batch,
    dimensions: options.dim ?? {},
    external: filesBeside(path),
  });
  output.progress("");
  const { diagnostics } = imported;
  if (diagnostics.length > 0 && !output.json)
    output.note(diagnostics.map((each) => diagnosticText(each, output.noteColors)).join("\n\n"));
  return imported;
}

/** `cnnc import MODEL -o DIR`: a `.cnn` file and its weights, both or neither. */
export function importModel(path: string, options: ImportModelOptions, output: Output): number {
  const imported = readModel(path, options, output);
  const { source, weights, diagnostics } = imported;
  if (!source) {
    output.note(`${path}: not imported, and nothing was written`);
    output.result({ ok: false, diagnostics });
    return exit.wrong;
  }
  checkTarget(options.output, new Set([source.name, weightsName(source.name)]));
  output.progress("writing…");
  replace(options.output, (folder) => write(folder, source, weights));
  const sizes = readdirSync(options.output).map((name) => ({ name, bytes: statSync(join(options.output, name)).size }));
  output.print(summary(options.output, imported, sizes, output.colors));
  const { inputs, outputs } = imported;
  output.result({ ok: true, folder: options.output, files: sizes, inputs, outputs, diagnostics });
  return exit.good;
}

const weightsName = (source: string): string => `${basename(source, ".cnn")}.safetensors`;

/** Tensor by tensor, so that a large model is in memory once. */
function write(folder: string, source: { name: string; text: string }, weights: Imported["weights"]): void {
  mkdirSync(folder);
  writeFileSync(join(folder, source.name), source.text);
  if (weights.size === 0) return;
  writeParts(join(folder, weightsName(source.name)), safetensorsParts(weights));
}

/**
 * What else is in a folder is never lost: it must be new, empty, or hold an import of the same name.
 *
 * @throws CliError `target-…`
 */
function checkTarget(folder: string, own: ReadonlySet<string>): void {
  if (!exists(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new CliError(
      "target-file",
      `expected a folder, found the file \`${folder}\``,
      "name another place with `-o`",
    );
  if (!relative(realpathSync(folder), process.cwd()).startsWith(".."))
    throw new CliError("target-in-use", `\`${folder}\` is the current folder or above it`, "name a folder of its own");
  const other = readdirSync(folder).find((name) => !own.has(name));
  if (other !== undefined)
    throw new CliError("target-not-empty", `\`${folder}\` holds \`${other}\``, "name a new folder with `-o`");
}

function diagnosticText({ code, severity, node, message, help }: ImportDiagnostic, colors: Colors): string {
  const { bold, red, yellow, cyan } = colors;
  const what = (severity === "error" ? red : yellow)(`${severity}[${code}]`);
  const where = node ? `${node.operator} \`${node.name}\`: ` : "";
  const head = `${bold(what)}${bold(`: ${where}${message}`)}`;
  return help === undefined ? head : `${head}\n${bold(cyan("help"))}: ${help}`;
}

function summary(
  folder: string,
  { source, weights, inputs, outputs }: Imported,
  sizes: readonly { readonly name: string; readonly bytes: number }[],
  { dim }: Colors,
): string {
  const path = join(folder, source!.name);
  const values = [...weights.values()].reduce((sum, weight) => sum + elements(weight), 0);
  const ports = (list: Imported["inputs"]) => list.map(({ cnn, shape }) => `${cnn} (${shape.join("x")})`).join(", ");
  return [
    ...columns(
      sizes.map(({ name, bytes }) => [`  ${name}`, dim(size(bytes))]),
      [1],
    ),
    `${folder}: ${ports(inputs)} to ${ports(outputs)}; ${count(weights.size, "tensor")}, ${thousands(values)} values. Next:`,
    `  cnnc summary ${path}`,
    `  cnnc verify ${path}`,
    `  cnnc build ${path} -o ${`${folder}-bundle`}`,
  ].join("\n");
}

const elements = ({ shape }: Weight): number => shape.reduce((a, b) => a * b, 1);
