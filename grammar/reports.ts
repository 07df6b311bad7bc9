import type { Diagnostic } from "./diagnostic.ts";
import { diagnose } from "./diagnostic.ts";
import type { Span } from "./source.ts";
import { tooManyErrors } from "./syntax-diagnostics.ts";

/** After this many errors a reader has stopped reading, and a hostile text must not cost more. */
export const errorLimit = 50;

/** Thrown to leave all passes at once; `parse` catches it, nobody else sees it. */
export class GiveUp extends Error {}

/** The diagnostics of one parse. A place is reported once: what follows at the same place is an echo of the first. */
export class Reports {
  readonly #found: Diagnostic[] = [];
  readonly #places = new Set<number>();

  add(diagnostic: Diagnostic): void {
    if (this.#found.length >= errorLimit) throw new GiveUp();
    const { span } = diagnostic.primary;
    if (this.#places.has(span.start)) return;
    this.#places.add(span.start);
    this.#found.push(diagnostic);
    if (this.#found.length < errorLimit) return;
    this.#found.push(diagnose(tooManyErrors, { limit: errorLimit }, { at: span, label: "the last one reported" }));
    throw new GiveUp();
  }

  /** The same for what explains all that has been said of a stretch of the text so far. */
  addInstead(diagnostic: Diagnostic, { start, end }: Span): void {
    const others = this.#found.filter(({ primary: { span } }) => span.start < start || span.start >= end);
    this.#found.splice(0, this.#found.length, ...others);
    this.#places.delete(diagnostic.primary.span.start);
    this.add(diagnostic);
  }

  get count(): number {
    return this.#found.length;
  }

  /** In source order; the passes find them in another. */
  sorted(): Diagnostic[] {
    const last = (d: Diagnostic) => (d.code === tooManyErrors.code ? 1 : 0);
    return this.#found.toSorted((a, b) => last(a) - last(b) || a.primary.span.start - b.primary.span.start);
  }
}
