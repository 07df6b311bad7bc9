import { countCalls } from "../../calls.ts";
import { timesOf } from "../../samples.ts";
import type { Opened, PageReport, Peer } from "./report.ts";

/** `page.html?peer=ort&model=lenet5&config={…}`: opens a model in one runtime, runs it twice, and stays to be timed. */
const query = new URLSearchParams(location.search);
const model = query.get("model")!;
const config = JSON.parse(query.get("config")!);

async function start(): Promise<PageReport> {
  const peer = (await import(new URL(`${query.get("peer")}.js`, location.href).href)) as Peer;
  const imported = performance.now();
  const { layout, run }: Opened = await peer.open({ folder: `models/${model}/`, model, config });
  const created = performance.now();
  const response = await fetch(`models/${model}/input.${layout}.bin`);
  const input = new Float32Array(await response.arrayBuffer());
  const output = Array.from(await run(input));
  const first = performance.now();
  await run(input);
  globalThis.block = (ms, most) => timesOf(() => run(input), ms, most);
  globalThis.calls = () => countCalls(() => run(input));
  return { layout, output, marks: { imported, created, first, second: performance.now() } };
}

start().then(
  (report) => {
    globalThis.report = report;
  },
  (error: unknown) => {
    globalThis.report = { failure: String(error instanceof Error ? error.message : error) };
  },
);
