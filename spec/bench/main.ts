import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { packageFolder } from "../../compiler/cli/package.ts";
import { requestAdapter } from "../../runtime/node/adapter.ts";
import { writeBars } from "./bars.ts";
import { besideCeilings } from "./ceilings/beside.ts";
import { ceilings } from "./ceilings/index.ts";
import { compare } from "./compare.ts";
import { costsOf } from "./costs.ts";
import { machineOf } from "./machine.ts";
import { measure } from "./measured.ts";
import { counted, examplePath, modelPath, models, readNetwork } from "./networks.ts";
import { asText, benchSection, writeSection } from "./page.ts";
import { measurePeak } from "./peak.ts";
import { type BenchResult, figuresOf, type NetworkResult, toJson } from "./result.ts";
import { kernelTable, tablesOf } from "./tables.ts";

const help = `npm run bench -- [options] [file.cnn]…

Measures networks on this machine's adapter: each kernel and the whole run, in GFLOP/s and as a share of what the adapter
can do; the compiler; the size of code and memory; the calls of a run. Nothing else heavy should run meanwhile.

  --only NAME      this network alone; may be repeated (${models.join(", ")})
  --rounds N       rounds of taking turns (7)
  --ms N           how long a network runs in each round (150)
  --kernels        shows every kernel of every network
  --compare FILE   shows what has changed since an earlier result
  --json FILE      writes the result, to be compared with
  --save           writes spec/bench/results/bench.json and its part of spec/bench/RESULTS.md
  --help

Files are measured instead of the models.`;

const options = {
  only: { type: "string", multiple: true },
  rounds: { type: "string", default: "7" },
  ms: { type: "string", default: "150" },
  kernels: { type: "boolean" },
  compare: { type: "string" },
  json: { type: "string" },
  save: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** What is to be measured, by name. */
interface Chosen {
  readonly name: string;
  readonly path: string;
  /** Counted only. */
  readonly large?: boolean;
}

function choose(root: string, files: readonly string[], only: readonly string[] | undefined): Chosen[] {
  if (files.length > 0) return files.map((path) => ({ name: basename(path, ".cnn"), path }));
  const unknown = only?.find((name) => !(models as readonly string[]).includes(name));
  if (unknown !== undefined) throw new TypeError(`unknown network \`${unknown}\``);
  const chosen = models
    .filter((name) => only?.includes(name) ?? true)
    .map((name) => ({ name, path: modelPath(root, name) }));
  const large = only
    ? []
    : counted.map((name) => ({ name: `${name} of examples`, path: examplePath(root, name), large: true }));
  return [...chosen, ...large];
}

const progress = (text: string): void => console.error(`… ${text}`);

async function bench(root: string, chosen: readonly Chosen[], effort: BenchResult["effort"]): Promise<BenchResult> {
  const adapter = await requestAdapter();
  const subgroups = adapter.features.has("subgroups");
  const machine = machineOf(root, { info: adapter.info, subgroups }, {});
  const requiredFeatures: GPUFeatureName[] = subgroups ? ["subgroups"] : [];
  const device = await adapter.requestDevice({ requiredFeatures });
  progress("what the adapter can do");
  const peak = await measurePeak(device);
  const networks: NetworkResult[] = [];
  const beside: Record<string, BenchResult["besideCeilings"][string]> = {};
  for (const { name, path, large } of chosen) {
    progress(name);
    const network = readNetwork(path);
    const costs = costsOf(network);
    networks.push({ name, costs, ...(large ? {} : { measured: await measure(network, device, effort) }) });
    if (path === modelPath(root, name) && ceilings[name])
      beside[name] = await besideCeilings(name, network, device, effort.rounds);
  }
  return { format: "cnnc-bench/1", machine, effort, peak, networks, besideCeilings: beside };
}

/** `npm run bench`. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const partial = values.only !== undefined || positionals.length > 0;
  if (values.save && partial) throw new TypeError("`--save` keeps a whole result: leave out `--only` and files");
  const before =
    values.compare === undefined ? undefined : (JSON.parse(readFileSync(values.compare, "utf8")) as BenchResult);
  const root = packageFolder();
  const effort = { rounds: Number(values.rounds), ms: Number(values.ms) };
  const result = await bench(root, choose(root, positionals, values.only), effort);
  const kernels = values.kernels ? result.networks.filter(({ measured }) => measured) : [];
  for (const table of [
    ...kernels.map((network) => kernelTable(network, result)),
    ...tablesOf(result),
    ...(before ? [compare(figuresOf(before), figuresOf(result))] : []),
  ])
    console.log(asText(table));
  if (values.json !== undefined) writeFileSync(values.json, toJson(result));
  if (values.save) {
    const folder = join(root, "spec/bench");
    // The page is of the numbers that are kept, which are rounded.
    const kept = JSON.parse(toJson(result)) as BenchResult;
    writeFileSync(join(folder, "results/bench.json"), toJson(kept));
    writeSection(join(folder, "RESULTS.md"), "bench", benchSection(kept));
    writeBars(folder);
  }
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // `parseArgs` says so too.
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
// Dawn may leave handles open.
process.exit();
