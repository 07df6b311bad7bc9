import type { Span } from "./source.ts";

/** What went wrong in a `.cnn` text, as plain data: the terminal, JSON and tests all read this. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** The cause. */
  readonly primary: Label;
  /** The other side of a disagreement, the place where a number came from. */
  readonly secondary: readonly Label[];
  /** Which round of a repetition it is about, and what else has no place in the text. */
  readonly note?: string;
  /** A way out. */
  readonly help?: string;
}

export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** One kind of diagnostic, declared once: its parameters are typed by its message. */
export interface Declaration<P> {
  readonly code: string;
  readonly severity: "error" | "warning";
  /** In a block or a repetition: the text alone is wrong, whatever it is used with, so that uses and rounds are no news. */
  readonly everywhere?: true;
  readonly message: (parameters: P) => string;
  /** The long form that `cnnc explain` prints. */
  readonly explanation: string;
  /** A `.cnn` text that triggers it; a test runs it. */
  readonly example: string;
}

/** Where a diagnostic points. `label` explains the primary span in a few words (the arithmetic, what was found). */
export interface Where {
  readonly at: Span;
  readonly label?: string;
  readonly also?: readonly Label[];
  readonly note?: string;
  readonly help?: string | undefined;
}

/** Makes a diagnostic of a declared kind. */
export const diagnose = <P>(declaration: Declaration<P>, parameters: P, where: Where): Diagnostic => ({
  code: declaration.code,
  severity: declaration.severity,
  message: declaration.message(parameters),
  primary: { span: where.at, text: where.label ?? "" },
  secondary: where.also ?? [],
  ...(where.note === undefined ? {} : { note: where.note }),
  ...(where.help === undefined ? {} : { help: where.help }),
});

/** True if any of them is an error. */
export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.severity === "error");
