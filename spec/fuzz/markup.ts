import { escapeControls } from "../../grammar/escape.ts";

/** Text that is HTML already; a string never is. */
export interface Markup {
  readonly markup: string;
}

type Inserted = string | number | Markup | readonly Markup[] | undefined;

/** HTML in which every string that is put in is escaped, so that none can be forgotten. Undefined leaves nothing. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return { markup: parts.map((part, i) => part + (i < inserted.length ? written(inserted[i]) : "")).join("") };
}

function written(value: Inserted): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

/** HTML knows few control characters; those that are seen as nothing are shown as what they are. Line breaks stay. */
const escaped = (raw: string): string =>
  raw
    .split("\n")
    .map(escapeControls)
    .join("\n")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
