import { check, type Outline } from "../../compiler/cli/io/outline.ts";
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
