import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "tsdown";
import { afterAll, beforeAll } from "vitest";

/** Bundled once for each spec file that asks, into the repository's ignored `dist`: dependencies must be found from there. */
export const cliFolder = resolve("dist/.spec", String(process.pid));

/** What `npm run build` does for the command line; parsers and such are taken in, since hundreds of small files start slowly. */
export async function buildCli(): Promise<string> {
  await build({
    config: false,
    entry: { cli: "compiler/cli/main.ts" },
    outDir: cliFolder,
    platform: "node",
    target: "node20",
    dts: false,
    fixedExtension: false,
    logLevel: "silent",
    deps: {
      alwaysBundle: [/^chevrotain$/, /^commander$/, /^picocolors$/, /^string-width$/, /^fast-png$/],
      onlyBundle: false,
    },
  });
  return join(cliFolder, "cli.js");
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let built: Promise<string> | undefined;
const entry = (): Promise<string> => {
  built ??= buildCli();
  return built;
};

/** Runs `cnnc` as a process, without colours unless asked. */
export async function cnnc(
  words: readonly string[],
  { cwd = process.cwd(), env = {} }: RunSettings = {},
): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [await entry(), ...words], { cwd, env: { ...inherited, ...env } });
  const [out, err]: Buffer[][] = [[], []];
  child.stdout.on("data", (part: Buffer) => out!.push(part));
  child.stderr.on("data", (part: Buffer) => err!.push(part));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, stdout: Buffer.concat(out!).toString(), stderr: Buffer.concat(err!).toString() };
}
