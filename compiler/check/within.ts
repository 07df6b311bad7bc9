import type { Name } from "../../grammar/ast.ts";
import type { Label, Where } from "../../grammar/diagnostic.ts";
import { inLibrary } from "./library.ts";

/** What is unrolled around a place: the use of a block, or a round of a repetition. */
export type Frame = Use | Round;

interface Use {
  readonly kind: "use";
  readonly name: Name;
  /** Of a block of the library. */
  readonly standard: boolean;
}

interface Round {
  readonly kind: "round";
  readonly i: number;
  readonly rounds: number;
  readonly index: string | undefined;
}

/** Of uses inside each other, so many are shown: the innermost. */
const mostUses = 3;

/** Where a mistake is, and which use of a block and which round it comes from: `within` has the outermost first. */
export function placed(where: Where, within: readonly Frame[]): Where {
  const standard = within.findIndex((frame) => frame.kind === "use" && frame.standard);
  const written = standard < 0 ? within : within.slice(0, standard);
  const inside = standard < 0 ? { where, notes: [] } : insideStandard(where, within[standard] as Use);
  const uses = written
    .filter((frame) => frame.kind === "use")
    .reverse()
    .slice(0, mostUses);
  const rounds = written.filter((frame) => frame.kind === "round").map(roundText);
  const notes = [...(rounds.length > 0 ? [`in ${rounds.join(", in it ")}`] : []), ...inside.notes];
  return {
    ...inside.where,
    also: [...(inside.where.also ?? []), ...uses.map(useLabel)],
    ...(notes.length > 0 && { note: notes.join("; ") }),
  };
}

const useLabel = ({ name }: Use): Label => ({ span: name.span, text: `in this use of \`${name.text}\`` });

const roundText = ({ i, rounds, index }: Round): string =>
  index === undefined ? `round ${i + 1} of ${rounds}` : `round ${index} = ${i}`;

/**
 * What is said about a standard block points at its use, since the block lies in no file of the user's: so its own line is
 * quoted, and what the labels say of other places in it.
 */
function insideStandard({ also = [], at, ...where }: Where, { name }: Use): { where: Where; notes: string[] } {
  const line = inLibrary(at)?.line;
  const sides = also.flatMap(({ span, text }) => {
    const there = inLibrary(span);
    return there ? [`\`${there.words}\`: ${text}`] : [];
  });
  const place = `in the standard block \`${name.text}\`${line === undefined ? "" : `, at \`${line}\``}`;
  const outside = also.filter(({ span }) => inLibrary(span) === undefined);
  return { where: { ...where, at: { start: at.start, end: at.end }, also: outside }, notes: [place, ...sides] };
}
