import pc from "picocolors";
import { escapeControls } from "../../grammar/escape.ts";
import { type Explained, explain } from "./errors.ts";

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command writes to. Standard output carries the result and nothing else, so that it can be piped. */
export interface Output {
  readonly json: boolean;
  readonly colors: Colors;
  /** Colours of what goes to standard error, which may be a terminal when the other is a pipe. */
  readonly noteColors: Colors;
  /** A part of the result, for people: silent under `--format json`. */
  print(text: string): void;
  /** Something to know beside the result. */
  note(text: string): void;
  /** The whole result, for programs: silent unless `--format json`. */
  result(data: Readonly<Record<string, unknown>>): void;
  /** One line that the next one replaces; silent where nobody watches. */
  progress(text: string): void;
}

type Stream = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

/** https://no-color.org, https://force-color.org; else colours for terminals only. */
function wantsColor(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return Boolean(stream.isTTY) && env.TERM !== "dumb";
}

export function openOutput(json: boolean, out: Stream = process.stdout, err: Stream = process.stderr): Output {
  const colors = pc.createColors(!json && wantsColor(out, process.env));
  const noteColors = pc.createColors(wantsColor(err, process.env));
  const line = err.isTTY && !json ? (text: string) => err.write(`\r\u001b[K${text}`) : () => true;
  return {
    json,
    colors,
    noteColors,
    print: (text) => {
      line("");
      if (!json) out.write(`${text}\n`);
    },
    note: (text) => {
      line("");
      err.write(`${text}\n`);
    },
    result: (data) => {
      if (json) out.write(`${JSON.stringify(data, null, 2)}\n`);
    },
    progress: line,
  };
}

/** Says what went wrong, in one line and a way out; returns what to exit with. */
export function reportError(thrown: unknown, output: Output): number {
  const explained = explain(thrown);
  if (output.json) {
    const { exit: _, ...error } = explained;
    output.result({ ok: false, diagnostics: [], error });
  } else output.note(errorText(explained, output.noteColors));
  if (explained.code === "bug" && process.env.CNNC_DEBUG) output.note((thrown as Error).stack ?? String(thrown));
  return explained.exit;
}

function errorText({ code, message, help }: Explained, { bold, red, cyan }: Colors): string {
  const head = `${bold(red(`error[${code}]`))}${bold(`: ${escapeControls(message)}`)}`;
  return help === undefined ? head : `${head}\n${bold(cyan("help"))}: ${escapeControls(help)}`;
}
