import type { Page } from "playwright-core";
import { interleave, sample } from "../samples.ts";
import { type BrowserOptions, launch, openPage } from "./chromium.ts";
import type { Report } from "./page/report.ts";
import { type PeerConfig, reference } from "./peers.ts";
import type { Failure, Warm, WarmResult } from "./result.ts";
import type { Site } from "./server.ts";
import { errorOf, type Model } from "./site.ts";

export interface WarmOptions extends BrowserOptions {
  readonly rounds: number;
  /** How long one turn goes on, and how many runs it has at most. */
  readonly ms: number;
  readonly most: number;
  /** For a page to give its second result, in ms. */
  readonly timeout: number;
}

/** All runtimes in one browser, a page each; they take turns of `ms`, once to warm up and then `rounds` times. */
export async function measureWarm(
  site: Site,
  model: Model,
  configs: readonly PeerConfig[],
  options: WarmOptions,
): Promise<WarmResult> {
  const { rounds, ms, most, timeout } = options;
  const browser = await launch(options);
  try {
    const failures: Record<string, Failure> = {};
    const open = new Map<PeerConfig, { page: Page; report: Report }>();
    for (const config of configs) {
      const { page, report } = await openPage(browser, site.url, config, model.name, timeout);
      if ("failure" in report) {
        failures[config.name] = report;
        await page.close();
      } else open.set(config, { page, report });
    }
    const right = [...open].find(([{ name }]) => name === reference)?.[1].report.output;
    const turn = (page: Page) => page.evaluate(([a, b]) => globalThis.block(a!, b!), [ms, most]);
    const turns = [...open].map(([config, { page }]) => [config, () => turn(page)] as const);
    for (const [, measure] of turns) await measure();
    const times = await interleave(new Map(turns), rounds);
    const found: Record<string, Warm> = {};
    for (const [config, { page, report }] of open)
      found[config.name] = {
        run: sample(times.get(config)!),
        ...(right ? { error: errorOf(model, report.layout, report.output, right) } : {}),
        ...(config.webgpu ? { calls: await page.evaluate(() => globalThis.calls()) } : {}),
      };
    return { model: model.name, macs: model.macs, peers: { ...found, ...failures } };
  } finally {
    await browser.close();
  }
}
