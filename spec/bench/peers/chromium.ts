import { type Browser, chromium, type Page } from "playwright-core";
import { launchChromium, webgpuOnSwiftShader } from "../../browser/chromium.ts";
import { findProgram } from "../../engines/processes.ts";
import type { PageReport } from "./page/report.ts";
import type { PeerConfig } from "./peers.ts";

export interface BrowserOptions {
  /** A program; else the one that CNNC_CHROMIUM names, the system's, or the one that npm installs. */
  readonly chromium?: string | undefined;
  /** The browser's own choice of adapter, instead of the software one. */
  readonly gpu?: boolean | undefined;
}

/** A page that nobody looks at must not be slowed down for it. */
const awake = [
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  "--disable-background-networking",
];

export async function launch({ chromium: given, gpu }: BrowserOptions): Promise<Browser> {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const program = given ?? findProgram("CNNC_CHROMIUM", [], names);
  if (program === undefined && !gpu) return launchChromium();
  if (program === undefined) throw new Error("no Chromium on PATH: give one with `--chromium FILE`");
  const adapter = gpu ? ["--enable-unsafe-webgpu", "--enable-features=Vulkan"] : webgpuOnSwiftShader;
  return chromium.launch({ executablePath: program, args: ["--headless=new", "--no-sandbox", ...adapter, ...awake] });
}

/** Opens a model in a runtime, and waits for its second result. The page stays open, whatever came of it. */
export async function openPage(
  browser: Browser,
  url: string,
  { module, config }: PeerConfig,
  model: string,
  timeout: number,
): Promise<{ readonly page: Page; readonly report: PageReport }> {
  const page = await browser.newPage();
  const query = new URLSearchParams({ peer: module, model, config: JSON.stringify(config) });
  try {
    await page.goto(`${url}/page.html?${query}`, { waitUntil: "commit" });
    const found = await page.waitForFunction(() => globalThis.report, null, { timeout, polling: 20 });
    return { page, report: (await found.jsonValue())! };
  } catch (error) {
    return { page, report: { failure: (error as Error).message.split("\n")[0]! } };
  }
}
