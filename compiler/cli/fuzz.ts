import { randomInt } from "node:crypto";
import { join } from "node:path";
import { escapeControls } from "../../grammar/escape.ts";
import { closest } from "../../grammar/suggest.ts";
import type { fuzz as campaign, FuzzProgress } from "../../spec/fuzz/campaign.ts";
import type { FuzzFailure, FuzzReport } from "../../spec/fuzz/report.ts";
import { deviceModels, variantName } from "../lower/devices.ts";
import { surfaceOperators } from "../operators/index.ts";
import { openAdapter, openDeviceForAny } from "./device.ts";
import { CliError, exit } from "./errors.ts";
import { expectWritable, readText, replaceFile } from "./files.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { version } from "./package.ts";
import { count, number } from "./text.ts";

export interface FuzzOptions {
  readonly seed?: number;
  readonly runs?: number;
  /** Seconds. */
  readonly time?: number;
  readonly reach?: boolean;
  readonly only?: readonly string[];
  readonly variant?: string;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly case?: number;
  /** Reports to join, instead of running anything. */
  readonly merge?: readonly string[];
  readonly report?: string;
  readonly json?: string;
  readonly corpus?: string;
  readonly software?: boolean;
  /** Instead of the campaign of `spec/fuzz`. */
  readonly campaign?: typeof campaign;
}

/** So many cases where neither a number nor a time is said. */
const defaultRuns = 200;

/** `cnnc fuzz`: verifies random networks on this machine's adapter, or joins what several machines have found. */
export async function fuzz(options: FuzzOptions, output: Output): Promise<number> {
  // Everything that a user can get wrong is looked at before hours are spent.
  checkNames(options);
  for (const path of [options.report, options.json]) if (path !== undefined) expectWritable(path);
  if (options.corpus !== undefined) expectWritable(join(options.corpus, "case.cnn"));
  const report = options.merge ? await merged(options.merge) : await run(options, output);
  if (report.cases === 0) {
    throw new CliError(
      "fuzz-nothing",
      "no case was run, so nothing is shown",
      "give it more `--runs` or more `--time`",
    );
  }
  const [{ text }, { disagreements }] = await Promise.all([
    import("../../spec/fuzz/text.ts"),
    import("../../spec/fuzz/figures.ts"),
  ]);
  // First of all what was found: a file may still fail.
  output.print(text(report, output.colors));
  const written = await write(report, options);
  for (const file of written) output.print(`wrote ${escapeControls(file)}`);
  const ok = disagreements(report) === 0;
  output.result({ ok, report, written, diagnostics: [] });
  return ok ? exit.good : exit.wrong;
}

/** @throws CliError `fuzz-operator`, `unknown-variant` */
function checkNames({ only = [], variant }: FuzzOptions): void {
  const operators = surfaceOperators.map(({ name }) => name);
  const stranger = only.find((name) => !operators.includes(name));
  if (stranger !== undefined) {
    const meant = closest(stranger, operators);
    const help = meant === undefined ? "`cnnc explain` lists them all" : `did you mean \`${meant}\`?`;
    throw new CliError("fuzz-operator", `there is no operator called \`${stranger}\``, help);
  }
  const variants = deviceModels.map(variantName);
  if (variant !== undefined && !variants.includes(variant)) {
    const meant = closest(variant, variants);
    const help = meant === undefined ? `it is one of ${variants.join(", ")}` : `did you mean \`${meant}\`?`;
    throw new CliError("unknown-variant", `programs have no variant \`${variant}\``, help);
  }
}

async function run(options: FuzzOptions, output: Output): Promise<FuzzReport> {
  const { shard, only, variant, case: one, reach } = options;
  const seed = options.seed ?? randomInt(2 ** 31);
  const adapted = await openAdapter(options.software ?? false, output);
  const start = options.campaign ?? (await import("../../spec/fuzz/campaign.ts")).fuzz;
  const device = await openDeviceForAny(adapted);
  // At once, so that it is known even if the machine hangs.
  if (options.seed === undefined && !output.json) output.note(`seed ${seed}`);
  const interrupted = new AbortController();
  const release = onInterrupt(() => {
    output.note("ending early; the report follows");
    interrupted.abort();
  });
  try {
    return await start({
      device,
      adapter: adapted.name,
      compiler: version(),
      seed,
      ...(shard ? { shard } : {}),
      ...length(options),
      ...(reach ? { reach } : {}),
      ...(only ? { only } : {}),
      ...(variant === undefined ? {} : { variant }),
      ...(one === undefined ? {} : { case: one }),
      signal: interrupted.signal,
      onProgress: (progress) => output.progress(progressText(progress)),
    });
  } finally {
    release();
    device.destroy();
  }
}

function length({ runs, time, case: one }: FuzzOptions): { runs?: number; seconds?: number } {
  if (one !== undefined) return {};
  return time === undefined ? { runs: runs ?? defaultRuns } : { seconds: time };
}

function progressText({ cases, of, seconds, failures }: FuzzProgress): string {
  const done = of === undefined ? count(cases, "case") : `${cases} of ${count(of, "case")}`;
  const rate = seconds > 0 ? `, ${number(cases / seconds)} a second` : "";
  return `${done}${rate}, ${count(failures, "failure")}`;
}

/** @throws CliError `fuzz-report` for a file that is none, `fuzz-merge` for reports that do not belong together */
async function merged(files: readonly string[]): Promise<FuzzReport> {
  const [{ readReport }, { merge, MergeError }] = await Promise.all([
    import("../../spec/fuzz/read.ts"),
    import("../../spec/fuzz/merge.ts"),
  ]);
  const reports = files.map((file) => {
    const text = readText(file, "the report");
    try {
      return readReport(text);
    } catch (error) {
      const why = (error as Error).message;
      throw new CliError("fuzz-report", `\`${file}\` is no report: ${why}`, "`cnnc fuzz --json FILE` writes one");
    }
  });
  try {
    return merge(reports);
  } catch (error) {
    if (error instanceof MergeError) throw new CliError("fuzz-merge", error.message);
    throw error;
  }
}

/** The files that were asked for, each whole or not at all. */
async function write(report: FuzzReport, { json, report: html, corpus }: FuzzOptions): Promise<string[]> {
  const files = new Map<string, string>();
  if (json !== undefined) files.set(json, `${JSON.stringify(report)}\n`);
  if (html !== undefined) files.set(html, (await import("../../spec/fuzz/html.ts")).page(report));
  if (corpus !== undefined)
    for (const failure of report.failures) files.set(join(corpus, corpusName(failure)), corpusText(failure));
  for (const [path, data] of files) replaceFile(path, data);
  return [...files.keys()];
}

/** `seed7-case42-a-kernel-stays-within-its-bound.cnn` */
const corpusName = ({ seed, index, law }: FuzzFailure): string =>
  `seed${seed}-case${index}-${law
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)}.cnn`;

/** The network below what is known of it. */
function corpusText({ seed, index, law, message, batch, fuse, replay, text }: FuzzFailure): string {
  const known = [
    `Seed ${seed}, case ${index}, batch ${batch}, ${fuse ? "fused" : "not fused"}: ${law}`,
    ...message.split("\n"),
    replay,
  ];
  return `${known.map((line) => `// ${escapeControls(line)}`).join("\n")}\n${text.trimEnd()}\n`;
}
