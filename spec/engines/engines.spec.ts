import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildRuntime } from "../emit/build-runtime.ts";
import { type CompareOptions, compareEngines, type EngineReport } from "./compare.ts";
import type { Engine, Run } from "./engine.ts";
import { engines } from "./engines.ts";
import { awkward } from "./networks.ts";

/** A slice of what `npm run engines` asks: convolutions, and what is no convolution. */
const networks = [awkward(0, 8), awkward(24, 32)];

const options = async (asked: readonly Engine[]): Promise<CompareOptions> => ({
  root: join(import.meta.dirname, "../.."),
  engines: asked,
  networks,
  modules: await buildRuntime(),
});

describe("the exact cases hold in", () => {
  let reports: readonly EngineReport[];
  beforeAll(async () => {
    reports = await compareEngines({ ...(await options(engines)), limit: 120_000 });
  }, 400_000);

  test.for(engines)("$name", ({ name }, { skip }) => {
    const report = reports.find(({ engine }) => engine === name)!;
    expect(report.failures).toEqual([]);
    if (report.skipped) skip(`${name}: ${report.skipped}`);
    expect(report.networks).toBe(networks.length);
    expect(report.kernels).toBeGreaterThan(8 * networks.length);
  });
});

describe("an engine that", () => {
  const engine = (check: () => Promise<unknown>): Engine => ({
    name: "made-up",
    compiler: "naga",
    install: "make it up",
    find: async () => ({ version: "1", check: check as never }),
  });
  const asked = async (one: Engine) => (await compareEngines({ ...(await options([one])), networks: [] }))[0]!;

  test("is not here is skipped, with how to get it", async () => {
    const report = await asked({ ...engine(async () => undefined), find: async () => undefined });
    expect(report).toMatchObject({ skipped: "not installed (make it up)", failures: [] });
  });

  test("has no adapter is skipped, and says so", async () => {
    const report = await asked(engine(async () => ({ noAdapter: "WebGPU found no adapter" })));
    expect(report).toMatchObject({ skipped: "WebGPU found no adapter (make it up)", version: "1", failures: [] });
  });

  test("gives something else has failed, and what its device lacks is no failure", async () => {
    const runs: Run[] = [
      { network: "a", variant: "portable", kernels: 2, failure: "conv1 is wrong" },
      { network: "a", variant: "subgroups", kernels: 0, lacks: "wants the feature `subgroups`" },
    ];
    const report = await asked(engine(async () => ({ adapter: "none", runs })));
    expect(report).toMatchObject({
      networks: 1,
      kernels: 2,
      failures: ["a, portable: conv1 is wrong"],
      lacks: ["a, subgroups: wants the feature `subgroups`"],
    });
  });

  test("breaks has failed", async () => {
    const report = await asked(engine(() => Promise.reject(new Error("it fell over"))));
    expect(report.failures).toEqual(["it fell over"]);
  });
});
