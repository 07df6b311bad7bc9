import { chmodSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { hasErrors } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parser.ts";
import { print } from "../../grammar/print.ts";
import type { Source } from "../../grammar/source.ts";
import { CliError, exit } from "./errors.ts";
import { replace } from "./files.ts";
import type { Output } from "./output.ts";
import { diagnosticData, diagnosticsText, readSource } from "./source.ts";
import { count } from "./text.ts";

export interface FmtOptions {
  /** Changes nothing, and says which files would change. */
  readonly check?: boolean;
  /** Prints instead of writing. */
  readonly stdout?: boolean;
}

/**
 * `cnnc fmt FILE...`: puts files in canonical form. A file with a syntax error is left as it is; the others are written.
 * `-` is standard input, printed to standard output.
 */
export function fmt(paths: readonly string[], options: FmtOptions, output: Output): number {
  const sources = paths.map((path) => (path === "-" ? { name: "-", text: standardInput() } : readSource(path)));
  const done = sources.map((source) => ({ source, ...format(source) }));
  for (const { source, diagnostics } of done)
    if (diagnostics.length > 0 && !output.json)
      output.note(`${diagnosticsText(diagnostics, source, output.noteColors)}\n`);
  const changed = done.filter(({ source, text }) => text !== undefined && text !== source.text);
  for (const each of done) {
    const { source, text } = each;
    if (text === undefined || options.check) continue;
    if (options.stdout || source.name === "-") output.print(text.replace(/\n$/, ""));
    else if (changed.includes(each)) writeBack(source.name, text);
  }
  const wrong = done.some(({ text }) => text === undefined);
  say(
    changed.map(({ source }) => source.name),
    paths,
    options,
    output,
  );
  const ok = !wrong && !(options.check && changed.length > 0);
  output.result({
    ok,
    files: done.map((each) => ({
      file: each.source.name,
      changed: changed.includes(each),
      ...(options.stdout || each.source.name === "-" ? { text: each.text } : {}),
    })),
    diagnostics: done.flatMap(({ source, diagnostics }) => diagnostics.map((d) => diagnosticData(d, source))),
  });
  return ok ? exit.good : exit.wrong;
}

/** The canonical text; undefined where the file is not understood. */
function format(source: Source) {
  const { file, diagnostics } = parse(source);
  if (hasErrors(diagnostics)) return { diagnostics };
  const text = print(file);
  // A printer's bug must not cost anybody a file.
  if (hasErrors(parse({ ...source, text }).diagnostics)) throw new Error(`${source.name} was printed wrongly`);
  return { text, diagnostics: [] };
}

function say(changed: readonly string[], paths: readonly string[], options: FmtOptions, output: Output): void {
  if (options.stdout && !options.check) return;
  const files = changed.filter((name) => name !== "-" || options.check);
  for (const name of files) output.print(`${options.check ? "would change" : "formatted"} ${name}`);
  if (paths.includes("-") && !options.check) return;
  const verb = options.check ? "would change" : "changed";
  output.print(
    `${count(paths.length, "file")}: ${files.length === 0 ? "nothing to change" : `${files.length} ${verb}`}`,
  );
}

/** Keeps the file's permissions; through a link, the file that it leads to is written. */
function writeBack(path: string, text: string): void {
  const target = realpathSync(path);
  const { mode } = statSync(target);
  replace(target, (temporary) => {
    writeFileSync(temporary, text);
    chmodSync(temporary, mode & 0o7777);
  });
}

function standardInput(): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(0));
  } catch (error) {
    throw new CliError("not-text", `expected a text in UTF-8 on standard input: ${(error as Error).message}`);
  }
}
