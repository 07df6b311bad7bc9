import { readFileSync, writeFileSync } from "node:fs";
import { columns, count, markdown } from "../../compiler/cli/text.ts";
import { replaceSection, wrap } from "../docs/markdown.ts";
import type { Machine } from "./machine.ts";
import type { BenchResult } from "./result.ts";
import { kernelTable, type Table, tablesOf } from "./tables.ts";

/** For a terminal. */
export function asText({ title, about, rows, numbers }: Table): string {
  const right = rows[0]!.map((_, i) => i).filter((i) => i >= numbers);
  return [title, "", ...columns(rows, right).map((line) => `  ${line}`), "", wrap(about), ""].join("\n");
}

export function asMarkdown({ title, about, rows, numbers }: Table): string {
  return [`### ${title}`, "", wrap(about), "", ...markdown(rows, numbers), ""].join("\n");
}

/** One paragraph: when, on what, with what. */
export function machineText({
  date,
  cnnc,
  commit,
  node,
  cpu,
  cores,
  memoryGb,
  load,
  adapter,
  versions,
}: Machine): string {
  const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const mine = `cnnc ${cnnc}${commit === undefined ? "" : ` (${commit})`}`;
  return wrap(
    `Measured on ${date} with ${[mine, `Node ${node}`, ...others].join(", ")}, on ${cpu}, ${count(cores, "core")}, ${memoryGb} GB, adapter ${adapter}. Load before: ${load}.`,
  );
}

/** What `npm run bench` has found, as a section of RESULTS.md. */
export function benchSection(result: BenchResult): string {
  const kernels = result.networks.filter(({ measured }) => measured && measured.kernels.length > 1);
  const details = kernels.flatMap((network) => {
    const { title, about, rows, numbers } = kernelTable(network, result);
    return [`<details><summary>${title}. ${about}</summary>`, "", ...markdown(rows, numbers), "", "</details>", ""];
  });
  return [machineText(result.machine), "", ...tablesOf(result).map(asMarkdown), "### Kernels", "", ...details].join(
    "\n",
  );
}

/** Exchanges one of the generated sections of RESULTS.md. */
export function writeSection(path: string, name: string, content: string): void {
  writeFileSync(path, replaceSection(readFileSync(path, "utf8"), name, content));
}
