import type { Declaration, Diagnostic } from "../../grammar/diagnostic.ts";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { escapeControls } from "../../grammar/escape.ts";
import { renderAll } from "../../grammar/render.ts";
import type { Source } from "../../grammar/source.ts";
import { closest } from "../../grammar/suggest.ts";
import { libraryNames, libraryText } from "../check/library.ts";
import { findOperator, surfaceOperators } from "../operators/index.ts";
import { CliError, exit } from "./errors.ts";
import { operatorData, operatorText } from "./explain-operator.ts";
import type { Output } from "./output.ts";
import { checkSource } from "./source.ts";
import { columns, wrap } from "./text.ts";

/** `cnnc explain [CODE | OPERATOR | BLOCK]`: the long form of a diagnostic, an operator or a block; without one, the list of all. */
export function explain(word: string | undefined, output: Output): number {
  if (word === undefined) return list(output);
  const code = codeOf(word);
  const declaration = diagnostics.find((each) => each.code === code);
  const operator = findOperator(word) ?? findOperator(word.toLowerCase());
  const block = libraryText(word);
  if (declaration) explainDiagnostic(declaration, output);
  else if (operator) {
    output.print(operatorText(operator, output.colors));
    output.result({ ok: true, ...operatorData(operator), diagnostics: [] });
  } else if (block) {
    output.print([`${output.colors.bold(word)}, a standard block`, "", block].join("\n"));
    output.result({ ok: true, block: word, text: block, diagnostics: [] });
  } else throw unknown(word, code);
  return exit.good;
}

/** `cnn301`, `301` and `CNN0301` are one code. */
const codeOf = (word: string): string => {
  const [, digits] = /^(?:cnn)?(\d{1,4})$/i.exec(word) ?? [];
  return digits === undefined ? word.toUpperCase() : `CNN${digits.padStart(4, "0")}`;
};

function unknown(word: string, code: string): CliError {
  const known = [
    ...diagnostics.map((each) => each.code),
    ...surfaceOperators.map(({ name }) => name),
    ...libraryNames(),
  ];
  const meant = closest(word, known) ?? closest(code, known);
  const help = meant === undefined ? "`cnnc explain` lists them all" : `did you mean \`${meant}\`?`;
  return new CliError("explain-unknown", `there is no diagnostic, operator or block called \`${word}\``, help);
}

function list(output: Output): number {
  const { bold } = output.colors;
  const codes = diagnostics.map((each) => ({
    ...heading(each),
    summary: escapeControls(shown(each).diagnostic?.message ?? ""),
  }));
  output.print(
    [
      bold("Operators"),
      ...columns(surfaceOperators.map(({ name, summary }) => [`  ${name}`, summary])),
      "",
      bold("Standard blocks"),
      ...libraryNames().map((name) => `  ${name}`),
      "",
      bold("Diagnostics, as in their examples"),
      ...columns(codes.map(({ code, severity, summary }) => [`  ${code}`, severity, summary])),
    ].join("\n"),
  );
  const operators = surfaceOperators.map(({ name, summary }) => ({ name, summary }));
  output.result({ ok: true, operators, blocks: libraryNames(), codes, diagnostics: [] });
  return exit.good;
}

const heading = ({ code, severity }: Declaration<never>) => ({ code, severity });

const sourceOf = ({ example }: Declaration<never>): Source => ({ name: "example.cnn", text: example });

/** A parameter from outside: one kind of diagnostic is about it, and no text alone gives that. */
const outside = { N: 3 };

/** What the example makes the checker say, of this kind, and whether that takes a parameter from outside. */
function shown(declaration: Declaration<never>): { readonly diagnostic?: Diagnostic; readonly defined: boolean } {
  const find = (parameters: Readonly<Record<string, number>>) =>
    checkSource(sourceOf(declaration), parameters).diagnostics.find(({ code }) => code === declaration.code);
  const alone = find({});
  const diagnostic = alone ?? find(outside);
  return { ...(diagnostic ? { diagnostic } : {}), defined: alone === undefined };
}

function explainDiagnostic(declaration: Declaration<never>, output: Output): void {
  const { code, severity, explanation, example } = declaration;
  const { bold, red, yellow, isColorSupported: color } = output.colors;
  const { diagnostic, defined } = shown(declaration);
  const rendered = renderAll(diagnostic ? [diagnostic] : [], sourceOf(declaration), { color });
  const paint = severity === "error" ? red : yellow;
  const indent = (text: string) => text.trimEnd().replace(/^(?=.)/gm, "  ");
  output.print(
    [
      `${bold(code)}, ${paint(severity === "error" ? "an error" : "a warning")}`,
      "",
      ...wrap(explanation, 78),
      "",
      `For example${defined ? ", with `-D N=3`" : ""}`,
      "",
      indent(example.split("\n").map(escapeControls).join("\n")),
      "",
      "gives",
      "",
      indent(rendered),
    ].join("\n"),
  );
  output.result({ ok: true, code, severity, explanation, example, rendered, diagnostics: [] });
}
