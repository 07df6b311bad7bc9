import type { VariantReport, VerifyReport } from "../../spec/verify/index.ts";
import type { Compiled } from "../compile.ts";
import { layersOf } from "../lower/program.ts";
import { openAdapter, openDevice, pickVariants } from "./device.ts";
import { exit } from "./errors.ts";
import { readWeights } from "./io/weights.ts";
import { unknownLayer } from "./layers.ts";
import type { Colors, Output } from "./output.ts";
import { type CompileFileOptions, compileFile } from "./source.ts";
import { columns, count, number } from "./text.ts";
import { findWeights } from "./weights.ts";

export interface VerifyOptions extends CompileFileOptions {
  readonly weights?: string;
  readonly seed: number;
  readonly runs: number;
  readonly variant?: string;
  readonly batch: number;
  readonly layers?: readonly string[];
  readonly software?: boolean;
}

/** `cnnc verify FILE`: proves on this machine's adapter that each kernel computes what the file says. */
export async function verify(path: string, options: VerifyOptions, output: Output): Promise<number> {
  const ready = await compileFile(path, options, output);
  if (!ready) return exit.wrong;
  const { compiled, source, diagnostics } = ready;
  const file = ready.weights ? options.weights : findWeights(path, compiled, options.weights, output);
  const weights = file === undefined ? ready.weights : await readWeights(file, compiled.program);
  const { batch, seed, runs, layers } = options;
  if (layers) checkLayers(layers, compiled);
  const adapted = await openAdapter(options.software ?? false, output);
  const variants = pickVariants(compiled.program, adapted.adapter, batch, options.variant);
  const device = await openDevice(adapted, compiled.program, variants, batch);
  const spec = await import("../../spec/verify/index.ts");
  const reports: VerifyReport[] = [];
  for (const { name } of variants) {
    output.progress(`verifying ${name}…`);
    const given = {
      device,
      source,
      variants: [name],
      seed,
      runs,
      batch,
      ...(weights ? { weights } : {}),
      ...(layers ? { layers } : {}),
    };
    const one = await spec.verify(compiled, given);
    for (const each of one.variants) output.print(variantText(each, output.colors));
    for (const warning of one.variants.flatMap((each) => each.warnings)) output.note(`warning: ${warning}`);
    reports.push(one);
  }
  device.destroy();
  const report = { passed: reports.every((one) => one.passed), seed, variants: reports.flatMap((one) => one.variants) };
  const failure = spec.describeFailure(report);
  output.print(verdict(report, { path, adapter: adapted.name, failure }, output.colors));
  output.result({
    ok: report.passed,
    net: compiled.program.name,
    adapter: adapted.name,
    seed,
    runs,
    batch,
    variants: report.variants,
    ...(failure === undefined ? {} : { failure }),
    diagnostics,
  });
  return report.passed ? exit.good : exit.wrong;
}

/** @throws CliError `unknown-layer` */
export function checkLayers(names: readonly string[], { plans }: Compiled): void {
  const known = new Set(
    plans.flatMap(({ steps }) =>
      steps.flatMap((step) => layersOf(step).flatMap((node) => [node, ...node.epilogue].map(({ name }) => name))),
    ),
  );
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownLayer(unknown, known, `the network has no kernel for a layer \`${unknown}\``);
}

function variantText({ name, layers }: VariantReport, colors: Colors): string {
  const { bold, dim, green, red } = colors;
  const rows = layers.map(({ label, schedule, passed, exact, complete, memory, ratio }) => [
    `  ${passed ? green("ok") : red("FAILED")}`,
    label,
    schedule,
    exact,
    complete,
    memory,
    number(ratio),
  ]);
  const head = ["  ", "layer", "schedule", "exact", "matrix", "memory", "error/bound"].map(dim);
  return [bold(name), ...columns([head, ...rows], [6]), ""].join("\n");
}

/** The first layer that leaves its bound is named, and where it does so the most. */
function verdict(
  report: VerifyReport,
  { path, adapter, failure }: { path: string; adapter: string; failure: string | undefined },
  { green, red }: Colors,
): string {
  const layers = report.variants.flatMap((each) => each.layers);
  const sampled = layers.filter(({ places }) => places !== undefined).length;
  const large = sampled > 0 ? `, ${sampled} large ones at chosen places` : "";
  const where = `on ${adapter}, seed ${report.seed}${large}`;
  if (report.passed) return `${green("passed")}: ${count(layers.length, "kernel")} within their bounds ${where}`;
  const wrong = layers.filter(({ passed }) => !passed);
  const at = wrong[0]?.failure ? `${path}:${wrong[0].failure.line}: ` : "";
  return `${red("failed")}: ${wrong.length} of ${count(layers.length, "kernel")} ${where}\n  ${at}${failure ?? ""}`;
}
