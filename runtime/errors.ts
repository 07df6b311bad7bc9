/** What went wrong, for programs; the message says it to people. */
export type ErrorCode =
  | "no-webgpu"
  | "missing-feature"
  | "missing-limit"
  | "unknown-variant"
  | "batch"
  | "out-of-memory"
  | "shader"
  | "kernels-source"
  | "validation"
  | "weights-source"
  | "weights-header"
  | "weights-truncated"
  | "weights-missing"
  | "weights-shape"
  | "weights-dtype"
  | "weights-not-finite"
  | "input-missing"
  | "input-unknown"
  | "input-picture"
  | "input-type"
  | "input-length"
  | "input-not-finite"
  | "device-lost"
  | "disposed"
  | "aborted";

/** Every error that the runtime throws or rejects with. */
export class CnncError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "CnncError";
    this.code = code;
  }
}

/** The text of anything thrown. */
export function reason(thrown: unknown): string {
  return String((thrown as Partial<Error> | undefined)?.message ?? thrown);
}

/** `a`, `b` and 3 more: so that a message never grows with a file. */
export function list(names: Iterable<string>, most = 8): string {
  const all = [...names];
  const shown = all.slice(0, most).map((name) => `\`${name}\``);
  if (all.length > most) shown.push(`${all.length - most} more`);
  return shown.join(", ") || "none";
}

/** @throws CnncError `aborted` if the signal has fired. */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

const aborted = ({ reason }: AbortSignal) => new CnncError("aborted", "aborted by the caller's signal", reason);

/**
 * The promise, or a rejection as soon as the signal fires. What stands behind the promise goes on: it must check the
 * signal itself.
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
