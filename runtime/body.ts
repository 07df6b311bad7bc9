import { CnncError, checkAborted, reason } from "./errors.ts";
import type { LoadOptions } from "./weights.ts";

/** A file from its beginning to its end, in whatever pieces it comes. */
export interface Body {
  /** The next bytes; undefined at the end. */
  readonly next: () => Promise<Uint8Array | undefined>;
  /** Nobody asks for the rest. */
  readonly close?: () => unknown;
  /** Bytes of all, where that is known. */
  readonly total?: number | undefined;
}

/** What an address or an answer brings. */
export async function openBody(from: string | URL | Response, signal: AbortSignal | undefined): Promise<Body> {
  if (!isResponse(from) && String(from).startsWith("file:")) return openFile(from);
  const response = isResponse(from) ? from : await fetch(from, signal ? { signal } : {});
  const { ok, url, status, statusText, headers, body } = response;
  if (!ok) throw new Error(`${url} answered ${status} ${statusText}`);
  const stream = body?.getReader();
  const close = () => {
    signal?.removeEventListener("abort", close);
    stream?.cancel().catch(() => {});
  };
  signal?.addEventListener("abort", close);
  // Of a compressed answer, the header tells the compressed length.
  const total = headers.has("content-encoding") ? undefined : Number(headers.get("content-length")) || undefined;
  return { next: async () => (await stream?.read())?.value, close, total };
}

/** Node's fetch does not read files; asking the process keeps Node's modules out of a page's bundle. */
function openFile(address: string | URL): Body {
  const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => typeof import("node:fs") } }).process;
  const fs = node?.getBuiltinModule?.("node:fs");
  if (!fs) throw new Error("files are not read here");
  const stream = fs.createReadStream(new URL(address), { highWaterMark: 2 ** 20 });
  const pieces: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  return { next: async () => (await pieces.next()).value, close: () => stream.destroy() };
}

export function isResponse(value: unknown): value is Response {
  return typeof Response !== "undefined" && value instanceof Response;
}

/** Reads on, into an array if one is given. @returns as many bytes as were left, up to `length` */
export type Read = (length: number, into?: Uint8Array) => Promise<number>;

/** @throws CnncError `weights-source` and `aborted`, when it is called */
export function reader({ next, total }: Body, { signal, onProgress }: LoadOptions): Read {
  let piece: Uint8Array = new Uint8Array();
  let loaded = 0;
  const more = async () => {
    const found = await next();
    // An abort ends an answer as if it were over.
    checkAborted(signal);
    loaded += found?.length ?? 0;
    if (found) onProgress?.({ phase: "weights", loaded, total });
    return found;
  };
  return async (length, into) => {
    let at = 0;
    while (at < length) {
      const found: Uint8Array | undefined = piece.length > 0 ? piece : await orSourceError(more, signal);
      if (!found) break;
      const some = found.subarray(0, length - at);
      into?.set(some, at);
      at += some.length;
      piece = found.subarray(some.length);
    }
    return at;
  };
}

/** Does the work. @throws CnncError `aborted` if it fails for that, its own, else `weights-source` */
export async function orSourceError<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await work();
  } catch (error) {
    checkAborted(signal);
    if (error instanceof CnncError) throw error;
    const hint = "check the address, or pass the file's bytes as `weights`";
    throw new CnncError("weights-source", `the weights could not be had: ${reason(error)}; ${hint}`, error);
  }
}
