import { asMarkdown, machineText } from "../page.ts";
import type { Failure, PeersResult } from "./result.ts";
import { tablesOf } from "./tables.ts";

/** What `npm run bench:peers` has found, as a section of RESULTS.md. */
export function peersSection(result: PeersResult): string {
  const failures = [...result.warm, ...result.cold].flatMap(({ model, peers }) =>
    Object.entries(peers).flatMap(([name, found]) => ("failure" in found ? [told(model, name, found)] : [])),
  );
  return [
    machineText(result.machine),
    "",
    "![Warm latency of each model in each runtime, on a logarithmic scale](results/warm.svg)",
    "",
    ...tablesOf(result).map(asMarkdown),
    ...(failures.length > 0 ? ["What did not run:", "", ...new Set(failures)] : []),
  ].join("\n");
}

const told = (model: string, name: string, { failure }: Failure): string =>
  `- ${model} in ${name}: ${failure.split("\n")[0]!.slice(0, 160)}`;
