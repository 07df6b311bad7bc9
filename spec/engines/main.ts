import { parseArgs } from "node:util";
import { bundled, bundledRuntime, packageFolder } from "../../compiler/cli/package.ts";
import { columns } from "../../compiler/cli/text.ts";
import { compareEngines, type EngineReport } from "./compare.ts";
import { engines } from "./engines.ts";
import { engineNetworks } from "./networks.ts";

const help = `npm run engines -- [--only NAME]… [--format json]

Checks the same bundles in every WebGPU engine that is installed, and says which it skipped.
Engines: ${engines.map(({ name }) => name).join(", ")}.`;

/** `npm run engines`. @returns the exit code: 1 if any engine disagrees, 2 for wrong usage */
async function main(args: readonly string[]): Promise<number> {
  const options = { only: { type: "string", multiple: true }, format: { type: "string" }, help: { type: "boolean" } };
  const { values } = parseArgs({ args: [...args], options: options as never }) as {
    values: { only?: string[]; format?: string; help?: boolean };
  };
  const unknown = values.only?.find((name) => !engines.some((engine) => engine.name === name));
  if (values.help || unknown !== undefined) {
    console.error(unknown === undefined ? help : `unknown engine \`${unknown}\`\n\n${help}`);
    return values.help ? 0 : 2;
  }
  const json = values.format === "json";
  const root = packageFolder();
  const reports = await compareEngines({
    root,
    engines: engines.filter(({ name }) => values.only?.includes(name) ?? true),
    networks: engineNetworks(root),
    modules: { runtime: bundledRuntime(), selfCheck: bundled("self-check") },
    onEngine: ({ engine, seconds }) => json || console.error(`${engine}: ${seconds.toFixed(0)} s`),
  });
  console.log(json ? JSON.stringify(reports, undefined, 2) : table(reports));
  return reports.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

function table(reports: readonly EngineReport[]): string {
  const head = ["engine", "version", "WGSL", "adapter", "networks", "kernels", ""];
  const rows = reports.map(({ engine, version, compiler, adapter, networks, kernels, skipped, failures }) => [
    engine,
    version ?? "",
    compiler,
    adapter ?? "",
    skipped ? "" : String(networks),
    skipped ? "" : String(kernels),
    skipped ? `skipped: ${skipped}` : failures.length > 0 ? `FAILED: ${failures.length}` : "passed",
  ]);
  const told = reports.flatMap(({ engine, lacks, failures }) => [
    ...failures.map((failure) => `${engine}: FAILED: ${failure}`),
    ...(lacks.length > 0 ? [`${engine}: ${lacks.length} variants not for this device, such as ${lacks[0]}`] : []),
  ]);
  return [...columns([head, ...rows], [4, 5]), "", ...told].join("\n");
}

process.exitCode = await main(process.argv.slice(2));
// Firefox and Dawn may leave handles open.
process.exit();
