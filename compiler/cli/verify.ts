import type { LayerReport, VerifyReport } from "../../spec/verify/index.ts";
import { openAdapter, openDevice, pickVariants } from "./device.ts";
import { exit } from "./errors.ts";
import type { Colors, Output } from "./output.ts";
import { compileFile } from "./source.ts";
import { columns, count, number } from "./text.ts";
import { findWeights } from "./weights.ts";

export interface VerifyOptions {
  readonly weights?: string;
  readonly seed: number;
  readonly runs: number;
  readonly variant?: string;
  readonly batch: number;
  readonly fuse: boolean;
  readonly software: boolean;
}

/** `cnnc verify FILE`: proves on this machine's adapter that each kernel computes what the file says. */
export async function verify(path: string, options: VerifyOptions, output: Output): Promise<number> {
  const ready = await compileFile(path, options, output);
  if (!ready) return exit.wrong;
  const { compiled, source, diagnostics } = ready;
  const weights = findWeights(path, compiled, options.weights, output)?.tensors;
  const { batch, seed, runs } = options;
  const adapted = await openAdapter(options.software, output);
  const variants = pickVariants(compiled.program, adapted.adapter, batch, options.variant);
  const device = await openDevice(adapted, compiled.program, variants, batch);
  const spec = await import("../../spec/verify/index.ts");
  const reports = [];
  for (const { name } of variants) {
    output.progress(`verifying ${name}…`);
    const onLayer = ({ label }: LayerReport) => output.progress(`${name}: ${label}`);
    const report = await spec.verify(compiled, {
      device,
      source,
      variants: [name],
      seed,
      runs,
      batch,
      onLayer,
      ...(weights ? { weights } : {}),
    });
    for (const each of report.variants) output.print(variantText(each, output.colors));
    reports.push(report);
  }
  device.destroy();
  const passed = reports.every((report) => report.passed);
  const layers = reports.flatMap((report) => report.variants.flatMap((each) => each.layers));
  output.print(verdict(layers, { path, seed, adapter: adapted.name }, output.colors));
  output.result({
    ok: passed,
    net: compiled.program.name,
    adapter: adapted.name,
    seed,
    runs,
    batch,
    variants: reports.flatMap((r) => r.variants),
    diagnostics,
  });
  return passed ? exit.good : exit.wrong;
}

function variantText({ name, layers }: VerifyReport["variants"][number], colors: Colors): string {
  const { bold, dim, green, red } = colors;
  const rows = layers.map(({ label, schedule, passed, exact, ratio }) => [
    `  ${passed ? green("ok") : red("FAILED")}`,
    label,
    schedule,
    exact,
    number(ratio),
  ]);
  const head = ["  ", "layer", "schedule", "exact", "error/bound"].map(dim);
  return [bold(name), ...columns([head, ...rows], [4]), ""].join("\n");
}

function verdict(
  layers: readonly LayerReport[],
  told: { path: string; seed: number; adapter: string },
  colors: Colors,
): string {
  const failed = layers.find(({ passed }) => !passed);
  const where = `on ${told.adapter}, seed ${told.seed}`;
  if (!failed) return `${colors.green("passed")}: ${count(layers.length, "kernel")} within their bounds ${where}`;
  const wrong = layers.filter(({ passed }) => !passed).length;
  return `${colors.red("failed")}: ${wrong} of ${count(layers.length, "kernel")} ${where}\n${failureText(failed, told.path)}`;
}

/** The first layer that leaves its bound, and where it does so the most. */
function failureText({ label, variant, schedule, failure }: LayerReport, path: string): string {
  const first = `  first: ${label} (${schedule}, variant ${variant})`;
  if (!failure) return first;
  const { tier, index, got, expected, bound, kernel, line } = failure;
  return [
    `${first} at ${path}:${line}`,
    `  kernel \`${kernel}\`, ${tiers[tier]}: worst at [${index.join(", ")}]: expected ${expected}, found ${got}, bound ${bound}`,
  ].join("\n");
}

const tiers: Readonly<Record<NonNullable<LayerReport["failure"]>["tier"], string>> = {
  exact: "data whose result is exact",
  bound: "real data",
};
