import {
  constants as access,
  accessSync,
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";
import { CliError } from "./errors.ts";

/**
 * Reads a file that the user named.
 *
 * @param what it is to the user: `the weights`
 * @throws CliError `no-such-file`, `unreadable`
 */
export function readBytes(path: string, what: string): Uint8Array<ArrayBuffer> {
  try {
    const read = readFileSync(path);
    // Small files share one of Node's pools, at any alignment: those are copied.
    const own = read.buffer instanceof ArrayBuffer && read.buffer.byteLength === read.byteLength;
    return own ? new Uint8Array(read.buffer) : new Uint8Array(read);
  } catch (error) {
    throw fileError(error, path, `cannot read ${what}`);
  }
}

/**
 * Reads a large file from its beginning, as far as it is asked to.
 *
 * @param work gets the file's size, and a function for its next bytes: fewer than asked for where it ends
 * @throws CliError `no-such-file`, `unreadable`
 */
export function readBeginning<T>(
  path: string,
  what: string,
  work: (size: number, next: (bytes: number) => Uint8Array) => T,
): T {
  let file: number | undefined;
  try {
    const opened = openSync(path, "r");
    file = opened;
    const stat = fstatSync(opened);
    // What comes out of a pipe can be read only once.
    if (!stat.isFile() && !stat.isDirectory())
      throw new CliError("unreadable", `cannot read ${what}: \`${path}\`: it is not a file that lies on a disk`);
    return work(stat.size, (bytes) => {
      const read = new Uint8Array(bytes);
      let at = 0;
      for (let n = -1; n !== 0 && at < bytes; at += n) n = readSync(opened, read, at, bytes - at, null);
      return read.subarray(0, at);
    });
  } catch (error) {
    throw fileError(error, path, `cannot read ${what}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** As `readBytes`, for UTF-8 text. @throws CliError `not-text` also */
export function readText(path: string, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readBytes(path, what));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      "not-text",
      `expected a text file in UTF-8, found other bytes in \`${path}\``,
      "is it the right file?",
    );
  }
}

/**
 * Makes sure, before long work, that its result can be written there; makes the folder.
 *
 * @throws CliError `unreadable`
 */
export function expectWritable(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), access.W_OK);
  } catch (error) {
    throw fileError(error, path, "cannot write");
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new CliError("unreadable", `cannot write: \`${path}\`: it is a folder`);
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Puts a file or a folder in its place whole, or not at all: `write` makes it beside its place, a rename brings it there.
 * What was there is replaced. Ctrl-C waits for the end of it.
 */
export function replace(path: string, write: (temporary: string) => void): void {
  const beside = (kind: string) => join(dirname(path), `.${basename(path)}.${process.pid}.${kind}`);
  const [made, old] = [beside("new"), beside("old")];
  const release = holdSignals();
  try {
    mkdirSync(dirname(path), { recursive: true });
    write(made);
    swap(path, made, old);
  } catch (error) {
    throw fileError(error, path, "cannot write");
  } finally {
    rmSync(made, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
    release();
  }
}

/** A signal with a handler waits until the current turn of the event loop is over; without one it ends the process at once. */
function holdSignals(): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = (signal: (typeof signals)[number]) => process.exit(128 + constants.signals[signal]);
  for (const signal of signals) process.on(signal, stop);
  return () => {
    // After the turn in which a signal that has waited is handed over.
    setImmediate(() => {
      for (const signal of signals) process.off(signal, stop);
    });
  };
}

/** A rename cannot replace a folder that has something in it: it steps aside first, and comes back if that fails. */
function swap(path: string, made: string, old: string): void {
  const aside = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (aside) renameSync(path, old);
  try {
    renameSync(made, path);
  } catch (error) {
    if (aside) renameSync(old, path);
    throw error;
  }
}

export function replaceFile(path: string, data: string | Uint8Array): void {
  replace(path, (temporary) => writeFileSync(temporary, data));
}

/** As `replaceFile`, a part after the other: all of them need not be in memory at once. */
export function replaceFileByParts(path: string, parts: Iterable<Uint8Array>): void {
  replace(path, (temporary) => writeParts(temporary, parts));
}

export function writeParts(path: string, parts: Iterable<Uint8Array>): void {
  const file = openSync(path, "w");
  try {
    for (const part of parts) writeFileSync(file, part);
  } finally {
    closeSync(file);
  }
}

/** @param copies what each is a copy of */
export function replaceFolder(
  path: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  copies: ReadonlyMap<string, string> = new Map(),
): void {
  replace(path, (temporary) => {
    mkdirSync(temporary);
    const place = (name: string): string => {
      mkdirSync(dirname(join(temporary, name)), { recursive: true });
      return join(temporary, name);
    };
    for (const [name, data] of files) writeFileSync(place(name), data);
    for (const [name, from] of copies) copyFileSync(from, place(name), access.COPYFILE_FICLONE);
  });
}

function fileError(error: unknown, path: string, what: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof CliError || typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return error;
  if (code === "ENOENT") return new CliError("no-such-file", `${what}: no such file: \`${path}\``);
  const reasons: Record<string, string> = {
    EISDIR: "it is a folder",
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOTDIR: "a part of its path is a file",
    ENOSPC: "the disk is full",
    EROFS: "the disk is read-only",
  };
  return new CliError("unreadable", `${what}: \`${path}\`: ${reasons[code] ?? message}`);
}
