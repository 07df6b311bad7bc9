import { escapeControls } from "../../grammar/escape.ts";
import { type CaseResult, runCase } from "./cases/case.ts";
import { findCases } from "./cases/folders.ts";
import { openAdapter, openDeviceForAny } from "./device.ts";
import { exit } from "./errors.ts";
import type { Colors, Output } from "./output.ts";
import { columns, count, number } from "./text.ts";

export interface CasesOptions {
  readonly cases: readonly string[];
  readonly rtol?: number;
  readonly atol?: number;
  readonly software?: boolean;
}

/** The tolerance of ONNX's own check of its backends. */
const onnx = { relative: 1e-3, absolute: 1e-7, source: "onnx/backend/test/runner" };

/** `cnnc verify --cases DIR…`: ONNX's backend tests, and whatever has their layout, each by itself. */
export async function verifyCases(options: CasesOptions, output: Output): Promise<number> {
  const folders = findCases(options.cases);
  const { rtol: relative = onnx.relative, atol: absolute = onnx.absolute } = options;
  const own = options.rtol !== undefined || options.atol !== undefined;
  const tolerance = { relative, absolute, source: own ? "the command line" : onnx.source };
  const adapted = await openAdapter(options.software ?? false, output);
  let device = await openDeviceForAny(adapted);
  const cases: CaseResult[] = [];
  for (const folder of folders) {
    output.progress(`case ${cases.length + 1} of ${folders.length}: ${folder.dir}`);
    cases.push(await runCase(folder, device, tolerance));
    // What took the device with it must not fail the cases behind it.
    const lost = await Promise.race([device.lost, undefined]);
    if (lost) device = await openDeviceForAny(adapted);
  }
  output.progress("");
  device.destroy();
  const totals = { pass: 0, fail: 0, unsupported: 0 };
  for (const { status } of cases) totals[status]++;
  output.print(report(cases, output.colors));
  const { green, red } = output.colors;
  const verdict = totals.fail === 0 ? green("passed") : red("failed");
  const within = `within ${number(absolute)} + ${number(relative)} · |expected| (${tolerance.source})`;
  output.print(`${verdict}: ${tally(totals)} of ${count(cases.length, "case")} on ${adapted.name}, ${within}`);
  output.result({ ok: totals.fail === 0, adapter: adapted.name, tolerance, totals, cases, diagnostics: [] });
  return totals.fail === 0 ? exit.good : exit.wrong;
}

const tally = ({ pass, fail, unsupported }: Readonly<Record<CaseResult["status"], number>>): string =>
  [`${pass} pass`, `${fail} fail`, `${unsupported} unsupported`].join(", ");

/** What did not pass, with the reason. */
function report(cases: readonly CaseResult[], { red, yellow }: Colors): string {
  const paint = { pass: String, fail: red, unsupported: yellow };
  const rows = cases
    .filter(({ status }) => status !== "pass")
    .map(({ dir, status, reason = "" }) => [paint[status](status), escapeControls(dir), reason]);
  return columns(rows).join("\n");
}
