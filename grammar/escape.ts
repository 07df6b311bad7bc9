// Characters that move the cursor, change the direction of text or cannot be seen: C0 and C1 controls, soft hyphen, zero-width
// and bidirectional marks, line and paragraph separators, no-break and other odd spaces, surrogate halves, private use, tags.
const unprintable =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u00a0\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0]/u;
const everyUnprintable = new RegExp(unprintable.source, "gu");

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");

/** `text` with every character that a terminal might obey, or nobody could see, as `\u{…}`. Line breaks too. */
export const escapeControls = (text: string): string => text.replace(everyUnprintable, (c) => `\\u{${hex(c)}}`);

/** One character for a message: in backticks, or by its number where it cannot be seen. */
export const show = (character: string): string =>
  unprintable.test(character) ? `U+${hex(character)}` : `\`${character}\``;

/** At most `limit` UTF-16 units of `text`, never half a character. */
export function shorten(text: string, limit = 30): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
