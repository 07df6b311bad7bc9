import { performance } from "node:perf_hooks";
import { escapeControls } from "../../grammar/escape.ts";
import type { Program } from "../../runtime/program.ts";
import type { WeightsSource } from "../../runtime/weights.ts";
import { openAdapter, openDevice, pickVariants } from "./device.ts";
import { CliError, exit } from "./errors.ts";
import { readText } from "./files.ts";
import type { Output } from "./output.ts";
import { readInputs } from "./run-inputs.ts";
import { describeOutput, destinations, type Results, rank, values, writeOutput } from "./run-outputs.ts";
import { type CompileFileOptions, compileFile } from "./source.ts";
import { weightsToRun } from "./weights.ts";

export interface RunOptions extends Omit<CompileFileOptions, "fuse"> {
  readonly input?: readonly string[];
  readonly weights?: string;
  readonly randomWeights?: number;
  readonly batch?: number;
  readonly top: number;
  readonly output?: readonly string[];
  readonly variant?: string;
  readonly labels?: string;
  readonly raw?: boolean;
  readonly normalize?: boolean;
  readonly software?: boolean;
}

/** `cnnc run FILE [images...]`: compiles, runs once on this machine's adapter, shows or writes what comes out. */
export async function run(
  path: string,
  images: readonly string[],
  options: RunOptions,
  output: Output,
): Promise<number> {
  const ready = await compileFile(path, { ...options, fuse: true }, output);
  if (!ready) return exit.wrong;
  const { program } = ready.compiled;
  const { raw = false, normalize = false } = options;
  // Everything that a user can get wrong is looked at before the GPU is.
  const fed = await readInputs(program, {
    files: [...(options.input ?? []), ...images],
    raw,
    batch: options.batch,
  });
  const targets = destinations(program, options.output ?? [], fed.batch);
  const labels = readLabels(program, options.labels);
  const weights =
    ready.weights && !options.weights ? new Map(ready.weights) : weightsToRun(path, ready.compiled, options, output);
  for (const line of fed.said) if (!output.json) output.note(line);

  const { outputs, variant, adapter, milliseconds } = await compute(program, fed, weights, options, output);
  const results = { batch: fed.batch, outputs };
  for (const target of targets) await writeOutput(target, results, { raw, normalize });
  await show(
    program,
    results,
    targets.map(({ path: file }) => file),
    { ...options, labels },
    output,
  );
  if (!output.json) output.note(output.noteColors.dim(`${variant} on ${adapter}, ${milliseconds.toFixed(1)} ms`));
  output.result({
    ok: true,
    net: program.name,
    adapter,
    variant,
    batch: fed.batch,
    milliseconds,
    inputs: fed.said,
    randomWeights: options.weights === undefined ? options.randomWeights : undefined,
    written: targets.map(({ path: file }) => file),
    outputs: outputData(program, results, options.top, labels, targets.length === 0),
    diagnostics: ready.diagnostics,
  });
  return exit.good;
}

interface Feed {
  readonly batch: number;
  readonly inputs: Results["outputs"];
}

async function compute(
  program: Program,
  { batch, inputs }: Feed,
  weights: WeightsSource,
  options: RunOptions,
  output: Output,
) {
  const { create } = await import("../../runtime/whole.ts");
  const adapted = await openAdapter(options.software ?? false, output);
  const variants = pickVariants(program, adapted.adapter, batch, options.variant);
  output.progress(`running on ${adapted.name}…`);
  const device = await openDevice(adapted, program, variants, batch);
  const net = await create(program, { device, weights, batch, variant: variants[0]!.name });
  for (const warning of net.warnings) output.note(`warning: ${warning}`);
  const start = performance.now();
  const outputs = await net.run(inputs);
  const milliseconds = performance.now() - start;
  await net.dispose();
  device.destroy();
  return { outputs, variant: variants[0]!.name, adapter: adapted.name, milliseconds };
}

async function show(
  program: Program,
  results: Results,
  written: readonly string[],
  { top, labels }: { readonly top: number; readonly labels: Labels | undefined },
  output: Output,
): Promise<void> {
  for (const port of program.outputs) {
    const lines = await describeOutput(results, port, top, labels?.for(port.shape), output.colors);
    output.print(lines.join("\n"));
  }
  for (const file of written) output.print(`wrote ${file}`);
}

/** Per output, the largest of each image for a vector, and all values unless they went to files. */
function outputData(program: Program, results: Results, top: number, labels: Labels | undefined, all: boolean) {
  const data = all ? values(results, program.outputs) : {};
  return program.outputs.map(({ name, shape }) => {
    const length = results.outputs[name]!.length / results.batch;
    const image = (_: unknown, n: number) =>
      rank(results.outputs[name]!.subarray(n * length, (n + 1) * length), top, labels?.for(shape));
    const ranked = shape.length === 1 ? { top: Array.from({ length: results.batch }, image) } : {};
    return { name, shape, ...ranked, ...(all ? { values: data[name] } : {}) };
  });
}

interface Labels {
  /** The labels, for outputs that have as many values. */
  for(shape: readonly number[]): readonly string[] | undefined;
}

/** A text file with a label a line. @throws CliError `labels-count` */
function readLabels({ outputs }: Program, path: string | undefined): Labels | undefined {
  if (path === undefined) return undefined;
  const lines = readText(path, "the labels")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map(escapeControls);
  const vectors = outputs.filter(({ shape }) => shape.length === 1);
  if (!vectors.some(({ shape }) => shape[0] === lines.length)) {
    const sizes = vectors.map(({ name, shape }) => `${shape[0]} for \`${name}\``).join(", ") || "no vector to label";
    throw new CliError(
      "labels-count",
      `expected ${sizes}, found ${lines.length} lines in \`${path}\``,
      "write one label a line, in the order of the values",
    );
  }
  return { for: (shape) => (shape.length === 1 && shape[0] === lines.length ? lines : undefined) };
}
