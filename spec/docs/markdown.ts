/** A fenced block of a Markdown text. */
export interface Fence {
  /** What stands behind the opening fence: `cnn error CNN0301`. */
  readonly info: string;
  readonly text: string;
  /** Of its first line of content; lines count from 1. */
  readonly line: number;
}

const fencePattern = /^```([^\n`]*)\n(.*?)^```$/gms;

/** Every fenced block, in order. */
export const fences = (markdown: string): Fence[] =>
  [...markdown.matchAll(fencePattern)].map(({ 1: info, 2: text, index }) => ({
    info: info!.trim(),
    text: text!,
    line: markdown.slice(0, index).split("\n").length + 1,
  }));

/** The text with the content of some of its blocks exchanged; undefined leaves one as it is. */
export function replaceFences(
  markdown: string,
  content: (fence: Fence, before: Fence | undefined) => string | undefined,
): string {
  const all = fences(markdown);
  let i = 0;
  return markdown.replace(fencePattern, (whole, info: string) => {
    const text = content(all[i]!, all[i - 1]);
    i++;
    return text === undefined ? whole : fenced(info, text);
  });
}

export const fenced = (info: string, text: string): string => `\`\`\`${info}\n${text.trimEnd()}\n\`\`\``;

/** Between `<!-- generated: name -->` and `<!-- end of name -->`. @throws Error where the markers are missing */
export function replaceSection(markdown: string, name: string, content: string): string {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [markdown.indexOf(open), markdown.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`expected the markers ${open} and ${close}`);
  return `${markdown.slice(0, from + open.length)}\n\n${content.trim()}\n\n${markdown.slice(to)}`;
}

/** A paragraph in lines of at most `width` characters; what stands between backticks is not broken. */
export function wrap(text: string, width = 118): string {
  const words =
    text
      .replaceAll(/\s+/g, " ")
      .trim()
      .match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** A table; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${"---|".repeat(head.length)}`, ...body.map(line)].join("\n");
}
