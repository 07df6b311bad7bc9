import { sample } from "../samples.ts";
import { type BrowserOptions, launch, openPage } from "./chromium.ts";
import type { Marks } from "./page/report.ts";
import type { PeerConfig } from "./peers.ts";
import type { Cold, ColdResult, Failure } from "./result.ts";
import type { Served, Site } from "./server.ts";

export interface ColdOptions extends BrowserOptions {
  readonly colds: number;
  readonly timeout: number;
}

/** What is a runtime's code: neither the model nor what measures. */
const isCode = ({ path }: Served): boolean => /\.m?js$|\.wasm$/.test(path) && path !== "/page.js";

/** Each runtime `colds` times in a browser of its own, without caches, whose GPU process is up; another one first in each. */
export async function measureCold(
  site: Site,
  model: string,
  configs: readonly PeerConfig[],
  options: ColdOptions,
): Promise<ColdResult> {
  const marks = new Map<string, Marks[]>();
  const sizes = new Map<string, Pick<Cold, "bytes" | "gzip">>();
  const failures: Record<string, Failure> = {};
  for (let i = 0; i < options.colds; i++)
    for (const config of [...configs.slice(i % configs.length), ...configs.slice(0, i % configs.length)]) {
      if (failures[config.name]) continue;
      const found = await once(site, model, config, options);
      if ("failure" in found) failures[config.name] = found;
      else {
        marks.set(config.name, [...(marks.get(config.name) ?? []), found.marks]);
        sizes.set(config.name, found.size);
      }
    }
  const complete = [...marks].filter(([name]) => !failures[name]);
  const peers = complete.map(([name, all]): [string, Cold] => {
    const of = (key: keyof Marks) => sample(all.map((each) => each[key]));
    return [name, { imported: of("imported"), created: of("created"), first: of("first"), ...sizes.get(name)! }];
  });
  return { model, peers: { ...Object.fromEntries(peers), ...failures } };
}

async function once(site: Site, model: string, config: PeerConfig, options: ColdOptions) {
  const browser = await launch(options);
  try {
    const blank = await browser.newPage();
    await blank.goto(`${site.url}/blank.html`);
    await blank.evaluate(async () => (await navigator.gpu.requestAdapter())?.requestDevice().then(() => undefined));
    site.served();
    const { report } = await openPage(browser, site.url, config, model, options.timeout);
    if ("failure" in report) return report;
    const code = [...new Map(site.served().map((each) => [each.path, each])).values()].filter(isCode);
    const gzipped = await Promise.all(code.map(({ path }) => site.gzipped(path)));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    return { marks: report.marks, size: { bytes: sum(code.map(({ bytes }) => bytes)), gzip: sum(gzipped) } };
  } finally {
    await browser.close();
  }
}
