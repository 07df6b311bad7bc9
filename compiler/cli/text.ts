import stringWidth from "string-width";

/** `1 file`, `2 files`. */
export const count = (n: number, noun: string): string => `${thousands(n)} ${noun}${n === 1 ? "" : "s"}`;

/** `61,706` */
export const thousands = (n: number): string => n.toLocaleString("en-US");

/** `1.2 KB` */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [scale, unit] = bytes < 1_000_000 ? [1000, "KB"] : [1_000_000, "MB"];
  return `${(bytes / scale).toFixed(1)} ${unit}`;
}

/** `840`, `416.5 k`, `4.09 G`: a number of operations. */
export function scaled(n: number): string {
  const units = ["", " k", " M", " G", " T", " P"];
  const unit = Math.min(units.length - 1, n < 1000 ? 0 : Math.floor(Math.log10(n) / 3));
  return unit === 0 ? String(n) : `${(n / 1000 ** unit).toPrecision(4).replace(/\.?0+$/, "")}${units[unit]}`;
}

/** `0.00123`, `12.3`: as many digits as one compares by eye. */
export const number = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);

/** Rows as aligned columns, two spaces apart. A column whose name in `right` is set is aligned to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell));
    });
  const pad = (cell: string, i: number): string => {
    const room = " ".repeat(widths[i]! - stringWidth(cell));
    return right.includes(i) ? room + cell : cell + room;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd());
}

/** Rows as a Markdown table, the first one its head; columns from `right` to `left` are aligned to the right. */
export function markdown(
  rows: readonly (readonly string[])[],
  right: number,
  left = Number.POSITIVE_INFINITY,
): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/[\\|`*_<>[\]]/g, "\\$&")).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${head.map((_, i) => (i >= right && i < left ? "--:" : "---")).join("|")}|`, ...body.map(line)];
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `share` (0 to 1) of `width` characters. */
export function bar(share: number, width: number): string {
  const parts = Math.round(Math.min(1, Math.max(0, share || 0)) * width * 8);
  return "█".repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
}

/** Lines of at most `width` characters, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && stringWidth(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
