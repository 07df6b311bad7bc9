import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageFolder } from "../../../compiler/cli/package.ts";
import { writeBars } from "../bars.ts";
import { compare } from "../compare.ts";
import { type Machine, machineOf } from "../machine.ts";
import { models } from "../networks.ts";
import { asText, writeSection } from "../page.ts";
import { toJson } from "../result.ts";
import { digits } from "../tables.ts";
import { type BrowserOptions, launch } from "./chromium.ts";
import { measureCold } from "./cold.ts";
import { installPeers } from "./install.ts";
import { peersSection } from "./page.ts";
import { type PeerConfig, peers, reference } from "./peers.ts";
import { plot } from "./plot.ts";
import { bestPeer, figuresOf, type PeersResult } from "./result.ts";
import { type Site, serve } from "./server.ts";
import { makeModel, makePages } from "./site.ts";
import { tablesOf } from "./tables.ts";
import { measureWarm } from "./warm.ts";

const cold = ["lenet5", "squeezenet11"];

const help = `npm run bench:peers -- [options]

Measures cnnc beside other runtimes for the web, in one Chromium on one adapter: warm latency of ${models.length} models, then the
cold start of ${cold.join(" and ")}. The runtimes are installed on first use. Nothing else heavy should run meanwhile.

  --only NAME       this model alone; may be repeated (${models.join(", ")})
  --peer NAME       cnnc and this runtime alone; may be repeated (${peers.map(({ name }) => name).join(", ")})
  --rounds N        rounds of taking turns (5)
  --ms N            how long one turn goes on (300)
  --colds N         cold starts of each, 0 for none (3)
  --no-warm         cold starts alone
  --chromium FILE   the browser; else CNNC_CHROMIUM, the system's, or the one that npm installs
  --gpu             the browser's own choice of adapter, instead of the software adapter
  --compare FILE    shows what has changed since an earlier result
  --json FILE       writes the result
  --save            writes spec/bench/results/peers.json, its plot, and its part of spec/bench/RESULTS.md
  --help`;

const options = {
  only: { type: "string", multiple: true },
  peer: { type: "string", multiple: true },
  rounds: { type: "string", default: "5" },
  ms: { type: "string", default: "300" },
  colds: { type: "string", default: "3" },
  "no-warm": { type: "boolean" },
  chromium: { type: "string" },
  gpu: { type: "boolean" },
  compare: { type: "string" },
  json: { type: "string" },
  save: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const progress = (text: string): void => console.error(`… ${text}`);

/** In how many ms a page must have given two results. */
const TIMEOUT = 120_000;
/** Runs in one turn at most. */
const MOST = 100;

/** Those that are named, or all. @throws TypeError for a name that there is not */
function named<T>(all: readonly T[], nameOf: (each: T) => string, names: readonly string[] | undefined): T[] {
  const unknown = names?.find((name) => !all.some((each) => nameOf(each) === name));
  if (unknown !== undefined) throw new TypeError(`\`${unknown}\` is not one of ${all.map(nameOf).join(", ")}`);
  return all.filter((each) => names?.includes(nameOf(each)) ?? true);
}

async function machineIn(root: string, browserOptions: BrowserOptions, site: Site, versions: Machine["versions"]) {
  const browser = await launch(browserOptions);
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/blank.html`);
    const found = await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return undefined;
      const { vendor, architecture, description } = adapter.info;
      return { info: { vendor, architecture, description }, subgroups: adapter.features.has("subgroups") };
    });
    if (!found) throw new Error(`Chromium ${browser.version()} has no WebGPU adapter here`);
    return machineOf(root, found, { Chromium: browser.version(), ...versions });
  } finally {
    await browser.close();
  }
}

interface Plan extends BrowserOptions {
  readonly models: readonly string[];
  readonly configs: readonly PeerConfig[];
  readonly effort: PeersResult["options"];
  readonly warm: boolean;
}

async function measure(root: string, { models, configs, effort, warm, ...browser }: Plan): Promise<PeersResult> {
  const folder = join(root, "spec/bench/peers");
  const versions = installPeers(folder, [...new Set(configs.flatMap(({ from }) => from ?? []))]);
  const home = join(root, "dist/bench/site");
  progress("bundles");
  await makePages(root, home);
  const site = await serve(home, join(folder, "node_modules"));
  try {
    const machine = await machineIn(root, browser, site, versions);
    const result = { warm: [] as PeersResult["warm"][number][], cold: [] as PeersResult["cold"][number][] };
    for (const name of models) {
      const model = await makeModel(root, home, name);
      if (!warm) continue;
      progress(name);
      const found = await measureWarm(site, model, configs, { ...browser, ...effort, most: MOST, timeout: TIMEOUT });
      result.warm.push(found);
      const best = bestPeer(found);
      if (best) progress(`${name}: ${best.name} takes ${digits(best.ratio)} times as long as cnnc`);
    }
    for (const name of effort.colds > 0 ? models.filter((each) => cold.includes(each)) : []) {
      progress(`${name}, cold`);
      result.cold.push(await measureCold(site, name, configs, { ...browser, ...effort, timeout: TIMEOUT }));
    }
    return { format: "cnnc-peers/1", machine, options: effort, ...result };
  } finally {
    site.close();
  }
}

/** `npm run bench:peers`. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    console.log(help);
    return 0;
  }
  if (values.save && (values.only || values.peer || values["no-warm"]))
    throw new TypeError("`--save` keeps a whole result: leave out `--only`, `--peer` and `--no-warm`");
  const before =
    values.compare === undefined ? undefined : (JSON.parse(readFileSync(values.compare, "utf8")) as PeersResult);
  const chosen = values.peer && [...values.peer, "cnnc", reference];
  const root = packageFolder();
  const result = await measure(root, {
    models: named(models, (name) => name, values.only),
    configs: named(peers, ({ name }) => name, chosen),
    effort: { rounds: Number(values.rounds), ms: Number(values.ms), colds: Number(values.colds) },
    warm: !values["no-warm"],
    chromium: values.chromium,
    gpu: values.gpu,
  });
  for (const table of [...tablesOf(result), ...(before ? [compare(figuresOf(before), figuresOf(result))] : [])])
    console.log(asText(table));
  if (values.json !== undefined) writeFileSync(values.json, toJson(result));
  if (values.save) {
    const folder = join(root, "spec/bench");
    // The page is of the numbers that are kept, which are rounded.
    const kept = JSON.parse(toJson(result)) as PeersResult;
    writeFileSync(join(folder, "results/peers.json"), toJson(kept));
    writeFileSync(join(folder, "results/warm.svg"), plot(kept));
    writeSection(join(folder, "RESULTS.md"), "peers", peersSection(kept));
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
