import type { Diagnostic, Label } from "./diagnostic.ts";
import { escapeControls } from "./escape.ts";
import { cut, type Excerpt } from "./excerpt.ts";
import type { Source } from "./source.ts";

export interface RenderOptions {
  /** ANSI colours, for a terminal. */
  readonly color?: boolean;
}

type Style = "error" | "warning" | "frame" | "help" | "bold";
type Paint = (style: Style, text: string) => string;

const codes: Record<Style, string> = { error: "1;31", warning: "1;33", frame: "1;34", help: "1;36", bold: "1" };
const paintAnsi: Paint = (style, text) => (text === "" ? "" : `\u001b[${codes[style]}m${text}\u001b[0m`);
const paintNothing: Paint = (_, text) => text;

/**
 * A diagnostic as a person reads it: its message, its place, the lines it is about with what is underlined there, and a way out.
 * Nothing of the source reaches the terminal raw: characters that cannot be seen, or would move the cursor, are escaped.
 */
export function render(diagnostic: Diagnostic, source: Source, options: RenderOptions = {}): string {
  const paint = options.color ? paintAnsi : paintNothing;
  const { code, severity, message, primary, secondary, note, help } = diagnostic;
  const lines = new Lines(source.text);
  const at = lines.position(primary.span.start);
  const marks = [mark(lines, primary, true), ...secondary.map((label) => mark(lines, label, false))];
  const gutter = " ".repeat(String(Math.max(...marks.map((m) => m.line))).length + 2);
  return [
    `${paint(severity, `${severity}[${code}]`)}${paint("bold", `: ${escapeControls(message)}`)}`,
    `${gutter.slice(1)}${paint("frame", "-->")} ${escapeControls(source.name)}:${at.line}:${at.column}`,
    ...excerpts(lines, marks, gutter, severity, paint),
    ...(note === undefined ? [] : [`${paint("frame", "note")}: ${escapeControls(note)}`]),
    ...(help === undefined ? [] : [`${paint("help", "help")}: ${escapeControls(help)}`]),
  ].join("\n");
}

/** All of them with a blank line between. */
export const renderAll = (diagnostics: readonly Diagnostic[], source: Source, options?: RenderOptions): string =>
  diagnostics.map((d) => render(d, source, options)).join("\n\n");

/** A label on its line; a span that goes on further is underlined to the end of its first line. */
interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly primary: boolean;
}

function mark(lines: Lines, { span, text }: Label, primary: boolean): Mark {
  const { line, column } = lines.position(span.start);
  const start = column - 1;
  const length = Math.max(0, span.end - span.start);
  return { line, start, end: Math.min(start + length, Math.max(start, lines.text(line).length)), text, primary };
}

/** The lines with marks in order, each with its underlines below; `...` where lines are left out. */
function excerpts(lines: Lines, marks: Mark[], gutter: string, severity: "error" | "warning", paint: Paint): string[] {
  const numbers = [...new Set(marks.map((m) => m.line))].sort((a, b) => a - b);
  return numbers.flatMap((line, i) => {
    const here = marks
      .filter((m) => m.line === line)
      .sort((a, b) => b.start - a.start || Number(b.primary) - Number(a.primary));
    const excerpt = cut(lines.text(line), Math.min(...here.map((m) => m.start)), Math.max(...here.map((m) => m.end)));
    const number = String(line).padStart(gutter.length);
    const gap = i > 0 && line > numbers[i - 1]! + 1 ? [`${paint("frame", "...")}`] : [];
    return [
      ...gap,
      `${paint("frame", `${number} |`)} ${excerpt.text}`.trimEnd(),
      ...here.map((m) => `${paint("frame", `${gutter} |`)} ${underline(m, excerpt, severity, paint)}`),
    ];
  });
}

function underline(m: Mark, excerpt: Excerpt, severity: "error" | "warning", paint: Paint): string {
  const from = excerpt.column(m.start);
  const width = Math.max(1, excerpt.column(m.end) - from);
  const label = m.text === "" ? "" : ` ${escapeControls(m.text)}`;
  return " ".repeat(from) + paint(m.primary ? severity : "frame", (m.primary ? "^" : "-").repeat(width) + label);
}

/** The lines of a text, found once: a diagnostic has several labels and a text may be long. */
class Lines {
  readonly #text: string;
  readonly #starts = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  position(offset: number): { line: number; column: number } {
    const at = Math.min(Math.max(0, offset), this.#text.length);
    const line = this.#starts.findLastIndex((start) => start <= at);
    return { line: line + 1, column: at - this.#starts[line]! + 1 };
  }

  /** Without its line break; lines count from 1. */
  text(line: number): string {
    const end = this.#starts[line] === undefined ? this.#text.length : this.#starts[line]! - 1;
    return this.#text.slice(this.#starts[line - 1], end).replace(/\r$/, "");
  }
}
