import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "tsdown";
import { onTestFinished } from "vitest";
import { type Output, openOutput, reportError } from "../../compiler/cli/output.ts";
import { bundledLibraries } from "../../tsdown.config.ts";
import { buildRuntime } from "../emit/build-runtime.ts";

const root = join(import.meta.dirname, "../..");

let entry: Promise<string> | undefined;

/** The path of a built `cli.js`, kept in `node_modules/.cache` until a source changes. */
export function cliPath(): Promise<string> {
  entry ??= buildCli();
  return entry;
}

async function buildCli(): Promise<string> {
  const cache = join(root, "node_modules/.cache/cnnc");
  const kept = join(cache, `cli-${fingerprint()}`);
  const path = join(kept, "cli.js");
  try {
    readFileSync(path);
  } catch {
    mkdirSync(cache, { recursive: true });
    const made = mkdtempSync(join(cache, "making-"));
    await build({
      config: false,
      cwd: root,
      entry: { cli: "compiler/cli/main.ts", start: "examples/start.ts", node: "runtime/node/adapter.ts" },
      outDir: made,
      platform: "node",
      target: "node20",
      dts: false,
      fixedExtension: false,
      logLevel: "error",
      deps: { alwaysBundle: bundledLibraries, onlyBundle: false },
    });
    const { runtime, selfCheck } = await buildRuntime();
    const pictures = { ...runtime, js: runtime.pictures };
    const modules = { runtime, "runtime-pictures": pictures, "self-check": selfCheck };
    for (const [name, { js, dts }] of Object.entries(modules)) {
      writeFileSync(join(made, `bundle-${name}.js`), js);
      writeFileSync(join(made, `bundle-${name}.d.ts`), dts);
    }
    try {
      renameSync(made, kept);
    } catch {
      rmSync(made, { recursive: true }); // another test process was first, with an equal one
    }
  }
  return path;
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const folder of ["grammar", "compiler", "runtime", "spec", "examples"]) {
    const names = readdirSync(join(root, folder), { recursive: true }).map(String).sort();
    for (const name of names.filter((each) => /(?<!\.spec|\.d)\.ts$/.test(each))) {
      hash.update(name).update(readFileSync(join(root, folder, name)));
    }
  }
  return hash
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex")
    .slice(0, 16);
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
}

/** Runs `cnnc` as a process with the software adapter, without colours unless `env` asks for them. */
export async function cnnc(words: readonly string[], options: Options = {}): Promise<Ended> {
  return runNode([await cliPath(), ...words], options);
}

/** Runs Node as `cnnc` does. */
export async function runNode(words: readonly string[], options: Options = {}): Promise<Ended> {
  const child = spawn(process.execPath, words, {
    cwd: options.cwd ?? root,
    env: { ...plainEnvironment(), ...options.env },
  });
  child.stdin.end(options.input);
  const parts: { out: Buffer[]; err: Buffer[] } = { out: [], err: [] };
  child.stdout.on("data", (part: Buffer) => parts.out.push(part));
  child.stderr.on("data", (part: Buffer) => parts.err.push(part));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { code, stdout: Buffer.concat(parts.out).toString(), stderr: Buffer.concat(parts.err).toString() };
}

/** This process's own, without what colours terminals, and with SwiftShader on every machine. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, CNNC_DEBUG: ___, ...inherited } = process.env;
  return { ...inherited, CNNC_ADAPTER: "software", COLUMNS: "80" };
}

/** Runs a command's function in this process: what it prints, and what its `--format json` prints. */
export async function called(
  command: (output: Output) => number | Promise<number>,
  { json = false } = {},
): Promise<Ended & { readonly data: ReturnType<typeof JSON.parse> }> {
  const written = { out: "", err: "" };
  const stream = (to: keyof typeof written) => ({
    write: (part: string) => {
      written[to] += part;
      return true;
    },
  });
  const output = openOutput(json, stream("out") as NodeJS.WriteStream, stream("err") as NodeJS.WriteStream);
  let code: number;
  try {
    code = await command(output);
  } catch (error) {
    code = reportError(error, output);
  }
  const { out: stdout, err: stderr } = written;
  return { code, stdout, stderr, data: json ? JSON.parse(stdout) : undefined };
}

/** A folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cnnc-spec-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
  return folder;
}

/** A net without parameters: `doubled` is twice the picture. */
export const doubling = `net Doubling(picture: 1x2x3) {
  doubled = picture -> conv(1, 1x1, weights=[[[[2]]]], bias=false)
  return doubled
}
`;

/** A net with parameters `fc1.weight` 3x2 and `fc1.bias` 3. */
export const learning = `net Learning(x: 2) {
  weights "learning.safetensors"
  scores = x -> fc(3)
  return scores
}
`;
