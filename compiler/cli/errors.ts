import { CnncError, type ErrorCode } from "../../runtime/errors.ts";
import type { AdapterError } from "../../runtime/node/adapter.ts";

/** What the process ends with. */
export const exit = {
  good: 0,
  /** The network, a check or a verification is wrong. */
  wrong: 1,
  /** Wrong usage or environment: no such file, an unknown option, no GPU. */
  usage: 2,
  /** A bug of cnnc's own. */
  bug: 70,
} as const;

/** A mistake that the user can repair: said in one line, with a way out. */
export class CliError extends Error {
  readonly code: string;
  readonly help: string | undefined;

  constructor(code: string, message: string, help?: string) {
    super(message);
    this.name = "CliError";
    this.code = code;
    this.help = help;
  }
}

/** An error as it is printed, and as `--format json` gives it. */
export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly exit: number;
}

/** The runtime says these of a program that does not hold together: nobody but cnnc can have caused them here. */
const ours: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["shader", "validation"]);

/** What to say about anything thrown, and what to exit with. */
export function explain(thrown: unknown): Explained {
  if (thrown instanceof CliError) {
    const { code, message, help } = thrown;
    return { code, message, ...(help === undefined ? {} : { help }), exit: exit.usage };
  }
  if (isAdapterError(thrown) || (thrown instanceof CnncError && !ours.has(thrown.code))) {
    return { code: thrown.code, message: thrown.message, exit: exit.usage };
  }
  const message = `internal: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return { code: "bug", message, help: howToReport, exit: exit.bug };
}

/** By its name: its module loads drivers' machinery that `check` can do without. */
const isAdapterError = (thrown: unknown): thrown is AdapterError =>
  thrown instanceof Error && thrown.name === ("AdapterError" satisfies AdapterError["name"]);

const howToReport =
  "this is a bug in cnnc: please report it with the `.cnn` file and the command; CNNC_DEBUG=1 prints the stack";
