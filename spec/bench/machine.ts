import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { version } from "../../compiler/cli/package.ts";

/** Where and on what something was measured. */
export interface Machine {
  readonly date: string;
  readonly cnnc: string;
  /** Of the working tree; `+` where it has changes. Absent outside a clone. */
  readonly commit?: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Processes that wanted to run in the last minute, before anything was measured. */
  readonly load: number;
  /** Vendor, architecture and description. */
  readonly adapter: string;
  readonly subgroups: boolean;
  /** Others that took part, with their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What an adapter says of itself. */
export interface AdapterFacts {
  readonly info: Pick<GPUAdapterInfo, "vendor" | "architecture" | "description">;
  readonly subgroups: boolean;
}

export function machineOf(root: string, { info, subgroups }: AdapterFacts, versions: Machine["versions"]): Machine {
  const commit = commitOf(root);
  return {
    date: new Date().toISOString().slice(0, 10),
    cnnc: version(),
    ...(commit === undefined ? {} : { commit }),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: Number(loadavg()[0]!.toFixed(2)),
    adapter: [info.vendor, info.architecture, info.description].filter(Boolean).join(" "),
    subgroups,
    versions,
  };
}

function commitOf(root: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") && "+");
  } catch {
    return undefined;
  }
}
