/** What a value must look like: a type's name, the shape of each entry of a list or a table, fields, or a literal. */
export type Outline =
  | "number"
  | "string"
  | "boolean"
  | { readonly literal: string }
  | { readonly each: Outline; readonly length?: number }
  | { readonly values: Outline }
  | { readonly fields: Readonly<Record<string, Outline>>; readonly optional?: Readonly<Record<string, Outline>> };

/** @throws Error that says what is not as expected, and where: `path` is what the value is called */
export function check(value: unknown, outline: Outline, path: string): void {
  const fail = (expected: string): never => {
    throw new Error(`expected ${path} to be ${expected}`);
  };
  if (typeof outline === "string") {
    if (typeof value !== outline) fail(`a ${outline}`);
  } else if ("literal" in outline) {
    if (value !== outline.literal) fail(`\`${outline.literal}\``);
  } else if ("each" in outline) {
    const list = Array.isArray(value) ? value : fail("a list");
    if (outline.length !== undefined && list.length !== outline.length) fail(`a list of ${outline.length}`);
    for (const [i, entry] of list.entries()) check(entry, outline.each, `${path}[${i}]`);
  } else if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail("an object");
  } else if ("values" in outline) {
    for (const [name, entry] of Object.entries(value)) check(entry, outline.values, `${path}.${name}`);
  } else {
    const entries = value as Readonly<Record<string, unknown>>;
    for (const [name, field] of Object.entries(outline.fields)) check(entries[name], field, `${path}.${name}`);
    for (const [name, field] of Object.entries(outline.optional ?? {}))
      if (entries[name] !== undefined) check(entries[name], field, `${path}.${name}`);
  }
}
