import type { IToken } from "chevrotain";
import { Balance } from "./balance.ts";
import { placeBranches } from "./branches.ts";
import { placeKeywords } from "./keywords.ts";
import type { Reports } from "./reports.ts";

/**
 * Three passes over the tokens, before the parser. The first finds the branches of `if`s. The second closes what is left open
 * and drops what closes nothing, so that the parser sees brackets that match. The third finds where statements begin and
 * turns names into keywords.
 *
 * The parser gains three things: an unclosed bracket is reported where it opens and not at the end of the file, an error in
 * one statement cannot reach the next, and its recursion has a bound.
 */
export function layout(tokens: readonly IToken[], text: string, reports: Reports): IToken[] {
  placeBranches(tokens);
  const balanced = new Balance(text, reports).run(tokens);
  placeKeywords(balanced, reports);
  return balanced;
}
