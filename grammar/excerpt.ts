import { escapeControls } from "./escape.ts";

/** A line of the source as it can be shown, and where in it an offset of the line falls. */
export interface Excerpt {
  readonly text: string;
  /** Terminal cells before the character at this offset of the source line. */
  readonly column: (offset: number) => number;
}

/** Wider than the printer's lines, so that only text made by a program is cut. */
const widest = 120;
/** What stays visible beside the marked part when a line is cut. */
const margin = 24;
const tab = "  ";

/** One cell or none for most characters, two for East Asian wide ones and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const combining = /^\p{M}/u;

const cellsOf = (shown: string): number => {
  if (combining.test(shown)) return 0;
  return wide.test(shown) ? 2 : shown.length === 2 && /^[\ud800-\udbff]/.test(shown) ? 1 : shown.length;
};

/**
 * A line with its tabs as spaces and its control characters escaped. If it is long, what is far from `start` and `end`, the
 * marked part, is left out, and so is the middle of a marked part that alone is too long.
 */
export function cut(line: string, start: number, end: number): Excerpt {
  if (line.length <= widest) return show(line, 0, false, false);
  const from = Math.max(0, Math.min(start, line.length) - margin);
  const to = Math.min(line.length, Math.max(from + widest - 2 * margin, Math.min(end + margin, from + widest)));
  return show(line.slice(from, to), from, from > 0, to < line.length);
}

function show(part: string, from: number, before: boolean, after: boolean): Excerpt {
  const columns: number[] = [];
  let text = before ? "…" : "";
  let column = text.length;
  for (const character of part) {
    for (let unit = 0; unit < character.length; unit++) columns.push(column);
    const shown = character === "\t" ? tab : escapeControls(character);
    text += shown;
    column += cellsOf(shown);
  }
  const last = column;
  return { text: after ? `${text}…` : text, column: (offset) => columns[Math.max(0, offset - from)] ?? last };
}
