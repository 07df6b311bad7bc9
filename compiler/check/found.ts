import { type Declaration, type Diagnostic, diagnose, type Where } from "../../grammar/diagnostic.ts";
import { type Frame, placed } from "./within.ts";

/** What was found in a network, each mistake once. */
export class Found {
  readonly #mistakes = new Map<string, Mistake>();

  /**
   * The same mistake at the same place is told once, however often a block or a round repeats it. `within`: what is unrolled
   * around it, the same array in one use or round.
   */
  readonly report = <P>(
    declaration: Declaration<P>,
    parameters: P,
    where: Where,
    within: readonly Frame[] = [],
  ): void => {
    const diagnostic = diagnose(declaration, parameters, declaration.everywhere ? where : placed(where, within));
    const key = `${diagnostic.code} ${where.at.start} ${diagnostic.message}`;
    const before = this.#mistakes.get(key);
    if (!before) this.#mistakes.set(key, { diagnostic, places: new Set([within]) });
    else if (!declaration.everywhere) before.places.add(within);
  };

  get diagnostics(): Diagnostic[] {
    return [...this.#mistakes.values()].map(({ diagnostic: { note, ...rest }, places }) => {
      const others = places.size - 1;
      const more = others === 0 ? [] : [others === 1 ? "the same once more" : `the same ${others} times more`];
      const notes = [...(note === undefined ? [] : [note]), ...more];
      return notes.length > 0 ? { ...rest, note: notes.join("; ") } : rest;
    });
  }
}

interface Mistake {
  readonly diagnostic: Diagnostic;
  readonly places: Set<readonly Frame[]>;
}
