import { performance } from "node:perf_hooks";
import { escapeControls } from "../../grammar/escape.ts";
import { variantName } from "../lower/devices.ts";
import type { Lowered, lower } from "../lower/lower.ts";
import { type Adapted, openAdapter, openDeviceForAny } from "./device.ts";
import { exit } from "./errors.ts";
import { exists, expectWritable, replaceFile } from "./files.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { format, readScheduleFile, type ScheduleFile, type Tuned, type TunedWork } from "./schedule-file.ts";
import { type CompileFileOptions, compileFile, type Ready } from "./source.ts";
import { count } from "./text.ts";
import { alsoPlain, conditions, knownWorks, pickModel } from "./tuning/conditions.ts";
import type { Contest } from "./tuning/contest.ts";
import type { Work } from "./tuning/works.ts";
import { checkLayers } from "./verify.ts";

export interface TuneOptions extends Omit<CompileFileOptions, "schedule" | "devices"> {
  readonly output?: string;
  readonly only?: readonly string[];
  /** Seconds. */
  readonly time?: number;
  readonly most: number;
  readonly batch: number;
  readonly variant?: string;
  readonly software?: boolean;
  /** Another lowering; for tests that need a wrong kernel. */
  readonly lower?: typeof lower;
}

/** `cnnc tune FILE`: measures which kernels are fastest on this machine's adapter, and writes it down for `--schedule`. */
export async function tune(path: string, options: TuneOptions, output: Output): Promise<number> {
  // Everything that a user can get wrong is looked at before anything is measured.
  const target = options.output ?? `${path.replace(/\.(cnn|onnx)$/, "")}.tune.json`;
  expectWritable(target);
  const earlier = exists(target) ? readScheduleFile(target) : undefined;
  const ready = await compileFile(path, options, output);
  if (!ready) return exit.wrong;
  if (options.only) checkLayers(options.only, ready.compiled);
  const adapted = await openAdapter(options.software ?? false, output);
  const base = pickModel(ready.compiled, adapted, options.variant);
  const known = knownWorks(earlier?.tuned, target, conditions(adapted, base, options.batch), output);
  const found = await measure(ready, base, { ...options, known, adapted }, output);
  const variant = variantName(base.model);
  const works = { ...known[variant], ...found.tuned };
  const tuned = {
    ...conditions(adapted, base, options.batch),
    clock: found.clock,
    works: { ...known, [variant]: works },
  };
  const file: ScheduleFile = {
    format,
    ...(earlier?.layers ? { layers: earlier.layers } : {}),
    tuned: alsoPlain(tuned, ready, base, options.fuse),
  };
  replaceFile(target, `${JSON.stringify(file, undefined, 2)}\n`);
  return report(
    { path, target, variant, adapter: adapted.name, batch: options.batch, ready, base, works, found },
    output,
  );
}

interface Measured {
  readonly tuned: Record<string, TunedWork>;
  readonly contests: readonly { readonly work: Work; readonly contest: Contest }[];
  /** That there was no time for. */
  readonly left: readonly Work[];
  readonly clock: string;
}

async function measure(
  { compiled, source }: Ready,
  base: Lowered,
  { known, adapted, ...options }: TuneOptions & { readonly known: Tuned["works"]; readonly adapted: Adapted },
  output: Output,
): Promise<Measured> {
  const [{ contest }, { entrants, worksOf }, { stopwatch }] = await Promise.all([
    import("./tuning/contest.ts"),
    import("./tuning/works.ts"),
    import("./tuning/stopwatch.ts"),
  ]);
  const { only, batch, most, time = Number.POSITIVE_INFINITY } = options;
  const before = known[variantName(base.model)] ?? {};
  const wanted = worksOf(base).filter(({ key, names, kernels }) =>
    only ? names.some((name) => only.includes(name)) : !kernels.includes(before[key]?.kernel ?? ""),
  );
  const entriesOf = entrants(compiled, source, base, { most, fuse: options.fuse }, options.lower);
  const device = await openDeviceForAny(adapted, ["timestamp-query"]);
  const clock = stopwatch(device);
  const end = performance.now() + time * 1000;
  const contests: { work: Work; contest: Contest }[] = [];
  let interrupted = false;
  const release = onInterrupt(() => {
    output.note("ending early; what was measured follows");
    interrupted = true;
  });
  try {
    for (const [i, work] of wanted.entries()) {
      if (interrupted || (i > 0 && performance.now() > end)) break;
      const onStep = (what: string) =>
        output.progress(`${i + 1} of ${wanted.length}, ${escapeControls(work.labels[0]!)}: ${what}`);
      const found = await contest(entriesOf(work), { device, clock, graph: compiled.graph, batch, onStep });
      for (const { kernel, wrong } of found.results)
        if (wrong !== undefined)
          output.note(output.noteColors.red(`WRONG, never taken: ${work.labels[0]} as ${kernel}: ${wrong}`));
      contests.push({ work, contest: found });
    }
  } finally {
    release();
    device.destroy();
  }
  output.progress("");
  const tuned = contests.flatMap(({ work, contest: found }) => tunedWork(work, found));
  return { tuned: Object.fromEntries(tuned), contests, left: wanted.slice(contests.length), clock: clock.clock };
}

/** As it is written down; nothing if no kernel was right. */
function tunedWork({ key, labels }: Work, { results, winner }: Contest): [string, TunedWork][] {
  if (!winner) return [];
  const [predicted] = results as [Contest["results"][number]];
  const work: TunedWork = {
    layers: labels,
    kernel: winner.kernel,
    ms: winner.ms!,
    predicted: predicted.kernel,
    ...(predicted.ms === undefined ? {} : { predictedMs: predicted.ms }),
    measured: results.filter(({ ms }) => ms !== undefined).length,
  };
  return [[key, work]];
}

interface Done {
  readonly path: string;
  readonly target: string;
  readonly variant: string;
  readonly adapter: string;
  readonly batch: number;
  readonly ready: Ready;
  readonly base: Lowered;
  readonly works: Readonly<Record<string, TunedWork>>;
  readonly found: Measured;
}

async function report(done: Done, output: Output): Promise<number> {
  const { path, target, variant, adapter, batch, ready, base, works, found } = done;
  const [{ tuneText, totalOf }, { worksOf }] = await Promise.all([
    import("./tuning/report.ts"),
    import("./tuning/works.ts"),
  ]);
  // The file may have more: of other networks, or of this one with other parameters.
  const own = worksOf(base).flatMap(({ key, labels }) => (works[key] ? [{ ...works[key], layers: labels }] : []));
  const { contests, left, clock } = found;
  const taken = contests.filter(({ contest }) => contest.winner).length;
  const known = own.length > taken ? `, ${own.length - taken} known from before` : "";
  output.print(tuneText(variant, own, output.colors));
  output.print(`${count(contests.length, "kernel")} measured on ${adapter}, batch ${batch}${known}`);
  if (left.length > 0)
    output.note(`note: there was no time for ${count(left.length, "kernel")}: the same command goes on from here`);
  const [net, file] = [escapeControls(path), escapeControls(target)];
  output.print(`wrote ${file}: \`cnnc build ${net} -o DIR --schedule ${file}\` takes it`);
  const ok = contests.every(({ contest }) => contest.results.every(({ wrong }) => wrong === undefined));
  output.result({
    ok,
    net: ready.compiled.program.name,
    adapter,
    variant,
    batch,
    clock,
    written: target,
    total: totalOf(own),
    works: own,
    contests: contests.map(({ work, contest }) => ({
      ...work,
      kernels: contest.results,
      winner: contest.winner?.kernel,
    })),
    left: left.flatMap(({ labels }) => labels),
    diagnostics: ready.diagnostics,
  });
  return ok ? exit.good : exit.wrong;
}
