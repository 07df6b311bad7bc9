import { basename } from "node:path";
import { type Diagnostic, hasErrors, type Label } from "../../grammar/diagnostic.ts";
import { escapeControls } from "../../grammar/escape.ts";
import { parse } from "../../grammar/parser.ts";
import { renderAll } from "../../grammar/render.ts";
import { positionOf, type Source } from "../../grammar/source.ts";
import { check } from "../check/check.ts";
import type { Compiled, CompileOptions, compile } from "../compile.ts";
import type { Graph } from "../graph/graph.ts";
import type { Imported } from "../import/index.ts";
import type { Resolved } from "../lower/choices.ts";
import type { Choose } from "../lower/lower.ts";
import { readText } from "./files.ts";
import type { Colors, Output } from "./output.ts";

/** A `.cnn` file under the path that the user gave. */
export const readSource = (path: string): Source => ({ name: path, text: readText(path, "the network") });

/** The same text under its bare name, for what is generated from it: no path of this machine belongs in a bundle. */
export const bare = ({ name, text }: Source): Source => ({ name: basename(name), text });

/** For people. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[], source: Source, colors: Colors): string =>
  renderAll(diagnostics, source, { color: colors.isColorSupported });

/** For programs: the diagnostic itself, with its file, and each span's lines and columns, counted from 1. */
export function diagnosticData(diagnostic: Diagnostic, { name, text }: Source): Record<string, unknown> {
  const label = ({ span, text: says }: Label) => {
    const [from, to] = [positionOf(text, span.start), positionOf(text, span.end)];
    return { span: { ...span, ...from, endLine: to.line, endColumn: to.column }, text: says };
  };
  const { primary, secondary } = diagnostic;
  return { file: name, ...diagnostic, primary: label(primary), secondary: secondary.map(label) };
}

/** The network as it is written, before any pass; absent if a diagnostic is an error. */
export function checkSource(
  source: Source,
  parameters: Readonly<Record<string, number>> = {},
): { readonly graph?: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const parsed = parse(source);
  if (hasErrors(parsed.diagnostics)) return { diagnostics: parsed.diagnostics };
  const checked = check(parsed.file, parameters);
  return { ...checked, diagnostics: [...parsed.diagnostics, ...checked.diagnostics] };
}

/** A network that a command goes on with. */
export interface Ready {
  readonly compiled: Compiled;
  readonly source: Source;
  /** Of an ONNX file, which has them in it. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Warnings, as `diagnosticData`. */
  readonly diagnostics: readonly Record<string, unknown>[];
  /** Of `--schedule`: who chose which kernel. */
  readonly decided?: Resolved["decided"];
}

/** What every command that compiles takes. */
export interface CompileFileOptions {
  readonly fuse: boolean;
  /** `-D N=3`: values for net parameters. */
  readonly define?: Readonly<Record<string, number>>;
  /** For which classes of devices; all unless said. */
  readonly devices?: CompileOptions["devices"];
  /** A file with choices of kernels. */
  readonly schedule?: string;
  /** Layers whose weights are to be in their kernels' text. */
  readonly bake?: readonly string[];
  /** The file that they are in; else the one that the `.cnn` names. */
  readonly weights?: string;
  /** Another compiler; for tests that need a wrong kernel. */
  readonly compile?: typeof compile;
}

/** Compiles the file, `.cnn` or `.onnx`; undefined if it is wrong: then that has been said, and the command is over. */
export async function compileFile(
  path: string,
  options: CompileFileOptions,
  output: Output,
): Promise<Ready | undefined> {
  const imported = path.endsWith(".onnx") ? await importFile(path, output) : undefined;
  if (imported && !imported.source) return undefined;
  const source = imported?.source ?? readSource(path);
  const { fuse, devices, define: parameters = {} } = options;
  const run = options.compile ?? (await import("../compile.ts")).compile;
  const schedule = options.schedule === undefined ? undefined : await import("./schedule.ts");
  const chosen = schedule?.readSchedule(options.schedule!);
  output.progress(`compiling ${escapeControls(path)}…`);
  const given = { fuse, parameters, ...(devices ? { devices } : {}) };
  const { compiled: plain, diagnostics } = run(bare(source), given);
  output.progress("");
  const data = diagnostics.map((d) => diagnosticData(d, source));
  if (diagnostics.length > 0 && !output.json) {
    output.note(`${diagnosticsText(diagnostics, source, output.noteColors)}\n`);
  }
  if (!plain) {
    output.result({ ok: false, diagnostics: data });
    return undefined;
  }
  const weights = weightsOf(imported);
  const baking = options.bake && (await import("./bake.ts"));
  const bake = await baking?.readBake(options.bake!, path, { compiled: plain, ...weights }, options.weights, output);
  const settings = bake ? { ...given, bake } : given;
  const predicted = bake ? run(bare(source), settings).compiled! : plain;
  baking?.checkBaked(options.bake!, predicted);
  const again = (choose: Choose) => run(bare(source), { ...settings, choose }).compiled!;
  const made = chosen ? schedule!.applySchedule(chosen, predicted, again, output) : { compiled: predicted };
  return { ...made, source: bare(source), diagnostics: data, ...weights };
}

async function importFile(path: string, output: Output): Promise<Imported> {
  const imported = (await import("./import.ts")).readModel(path, { batch: "first" }, output);
  if (!imported.source) output.result({ ok: false, diagnostics: imported.diagnostics });
  return imported;
}

const weightsOf = (imported: Imported | undefined): Pick<Ready, "weights"> =>
  imported ? { weights: new Map([...imported.weights].map(([name, { data }]) => [name, data])) } : {};
