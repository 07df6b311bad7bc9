import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Source } from "../../grammar/source.ts";
import { serveFolder } from "../browser/server.ts";
import type { Engine, Said, Site } from "./engine.ts";
import { type Modules, makeSite } from "./site.ts";

/** What became of an engine. */
export interface EngineReport {
  readonly engine: string;
  readonly compiler: string;
  readonly version?: string;
  /** Why nothing was checked. */
  readonly skipped?: string;
  readonly adapter?: string;
  readonly networks: number;
  readonly kernels: number;
  /** Variants that the device falls short of, and in what. */
  readonly lacks: readonly string[];
  readonly failures: readonly string[];
  readonly seconds: number;
}

export interface CompareOptions {
  /** Of this project. */
  readonly root: string;
  readonly engines: readonly Engine[];
  readonly networks: readonly Source[];
  readonly modules: Modules;
  /** For one engine, in ms. */
  readonly limit?: number;
  readonly onEngine?: (report: EngineReport) => void;
}

/** Asks every engine that is here to check the same bundles; those that are not are said to be skipped. */
export async function compareEngines(options: CompareOptions): Promise<EngineReport[]> {
  const { root, engines, networks, modules, limit = 600_000, onEngine } = options;
  const folder = await mkdtemp(join(tmpdir(), "cnnc-engines-"));
  let arrived: (said: Said) => void = () => undefined;
  const names = await makeSite(folder, root, networks, modules);
  const server = await serveFolder(folder, (body) => arrived(JSON.parse(body)));
  const report = () =>
    new Promise<Said>((resolve) => {
      arrived = resolve;
    });
  try {
    const reports: EngineReport[] = [];
    for (const engine of engines) {
      reports.push(await ask(engine, { folder, url: server.url, networks: names, report }, limit));
      onEngine?.(reports.at(-1)!);
    }
    return reports;
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(
  { name: engine, compiler, install, find }: Engine,
  site: Site,
  limit: number,
): Promise<EngineReport> {
  const began = performance.now();
  const nothing = { engine, compiler, networks: 0, kernels: 0, lacks: [], failures: [], seconds: 0 };
  let version: string | undefined;
  try {
    const found = await find();
    if (!found) return { ...nothing, skipped: `not installed (${install})` };
    version = found.version;
    const said = await found.check(site, limit);
    const seconds = (performance.now() - began) / 1000;
    if ("noAdapter" in said) return { ...nothing, version, seconds, skipped: `${said.noAdapter} (${install})` };
    const { adapter, runs } = said;
    const told = (key: "lacks" | "failure") =>
      runs.flatMap((run) => (run[key] === undefined ? [] : [`${run.network}, ${run.variant}: ${run[key]}`]));
    return {
      ...nothing,
      version,
      adapter,
      networks: new Set(runs.map(({ network }) => network)).size,
      kernels: runs.reduce((sum, { kernels }) => sum + kernels, 0),
      lacks: told("lacks"),
      failures: told("failure"),
      seconds,
    };
  } catch (error) {
    // An engine that is here and breaks is worth knowing of.
    const failures = [String((error as Error).message ?? error)];
    return { ...nothing, ...(version ? { version } : {}), failures, seconds: (performance.now() - began) / 1000 };
  }
}
