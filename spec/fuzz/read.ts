import { type FuzzReport, ratioBins } from "./report.ts";

/**
 * A report from its JSON. Its outline is checked, so that what is made from it later cannot stumble.
 *
 * @throws Error that says what is not as expected
 */
export function readReport(text: string): FuzzReport {
  const report: unknown = JSON.parse(text);
  check(report, whole, "the report");
  return report as FuzzReport;
}

/** What a value must look like: a type's name, the shape of each entry of a list or a table, fields, or a literal. */
type Outline =
  | "number"
  | "string"
  | "boolean"
  | { readonly literal: string }
  | { readonly each: Outline; readonly length?: number }
  | { readonly values: Outline }
  | { readonly fields: Readonly<Record<string, Outline>>; readonly optional?: Readonly<Record<string, Outline>> };

const counts: Outline = { values: "number" };

const whole: Outline = {
  fields: {
    format: { literal: "cnnc-fuzz/1" },
    compiler: "string",
    adapters: { each: "string" },
    seed: "number",
    only: { each: "string" },
    variant: "string",
    shards: { each: { fields: { index: "number", of: "number", cases: "number" } } },
    cases: "number",
    kernels: "number",
    values: "number",
    pipelines: { fields: { asked: "number", compiled: "number" } },
    seconds: "number",
    laws: { each: { fields: { name: "string", checked: "number", failed: "number", exempt: counts } } },
    coverage: { each: { fields: { name: "string", about: "string", rows: counts } } },
    ratios: { values: { each: "number", length: ratioBins.length } },
    failures: {
      each: {
        fields: {
          seed: "number",
          index: "number",
          text: "string",
          batch: "number",
          fuse: "boolean",
          law: "string",
          message: "string",
          replay: "string",
        },
        optional: { kernel: { fields: { name: "string", wgsl: "string" } } },
      },
    },
  },
};

function check(value: unknown, outline: Outline, path: string): void {
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
