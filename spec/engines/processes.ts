import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The first that is there and can be run: what the environment variable says, then the paths, then the names on PATH.
 */
export function findProgram(variable: string, paths: readonly string[], names: readonly string[]): string | undefined {
  const said = process.env[variable];
  if (said) return said;
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [...paths, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error if it fails, or takes longer than `limit` ms */
export async function run(
  program: string,
  args: readonly string[],
  limit: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const timer = setTimeout(() => child.kill("SIGKILL"), limit);
  const code = await ended(child);
  clearTimeout(timer);
  const [stdout, stderr] = [out(), err()];
  if (code !== 0) throw new Error(`${program} ended with ${code ?? "a signal"}: ${stderr.trim().slice(-500)}`);
  return { stdout, stderr };
}

/** Starts a program that ends by being told to. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  const stderr = collect(child.stderr);
  const end = ended(child);
  return {
    end,
    stderr,
    async stop(): Promise<void> {
      const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
      child.kill();
      await end;
      clearTimeout(timer);
    },
  };
}

/** The exit code; null for a signal. */
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString();
}
