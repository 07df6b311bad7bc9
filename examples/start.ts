import { join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { build } from "../compiler/cli/build.ts";
import { openAdapter } from "../compiler/cli/device.ts";
import { openOutput, reportError } from "../compiler/cli/output.ts";
import { packageFolder } from "../compiler/cli/package.ts";
import { verify } from "../compiler/cli/verify.ts";
import { type Bundle as Filters, run as runFilters } from "./filters/run.ts";
import { type Bundle as Gabor, run as runGabor } from "./gabor/run.ts";
import { type Bundle as LeNet5, run as runLeNet5 } from "./lenet5/run.ts";

/** `npm start`: each example from its `.cnn` to a bundle, the bundle on a real picture, and the proof that it is right. */
const output = openOutput(false);
const root = packageFolder();
/** As short as it can be said from here. */
const place = (...path: string[]): string => relative(process.cwd(), join(root, ...path));
const folder = (name: string): string => place("dist", "examples", name);

async function example<Bundle>(
  name: string,
  show: (bundle: Bundle, adapter: GPUAdapter) => Promise<void>,
): Promise<void> {
  const source = place("examples", name, `${name}.cnn`);
  heading(`${name}: build`);
  let code = await build(source, { output: folder(name), fuse: true }, output);
  heading(`${name}: run`);
  const { adapter } = await openAdapter(false, quiet);
  await show((await import(pathToFileURL(join(root, "dist", "examples", name, `${name}.js`)).href)) as Bundle, adapter);
  heading(`${name}: verify`);
  code ||= await verify(source, { seed: 1, runs: 1, batch: 1, fuse: true }, quiet);
  process.exitCode ||= code;
}

/** What kind of adapter it is has been said once. */
const quiet = { ...output, note: () => {} };

const heading = (text: string): void => output.print(`\n${output.colors.bold(text)}`);

const start = performance.now();
try {
  output.print(`adapter: ${(await openAdapter(false, output)).name}`);
  await example<LeNet5>("lenet5", runLeNet5);
  await example<Filters>("filters", async (bundle, adapter) => {
    const [sheet, ...pictures] = await runFilters(bundle, adapter, folder("pictures"));
    output.print(`wrote ${sheet}\nand ${pictures.length} pictures beside it`);
  });
  await example<Gabor>("gabor", async (bundle, adapter) => {
    output.print(`wrote ${await runGabor(bundle, adapter, folder("pictures"))}`);
  });
} catch (error) {
  process.exitCode = reportError(error, output);
}
output.print(`\n${((performance.now() - start) / 1000).toFixed(1)} s in all`);
