import { dirname, resolve } from "node:path";
import { escapeControls } from "../../grammar/escape.ts";
import { type Output, reportError } from "./output.ts";

/** Editors write a file in several steps: a run waits for so many milliseconds without a change. */
const settled = 100;

/**
 * Does the work now, and again after each change of one of the files, until Ctrl-C, which ends the process well. What
 * goes wrong is said, and the next change waited for. Changes during a run make one more run.
 *
 * @param paths files that the work reads; they may be absent for a while, their folders may not
 */
export async function watch(
  paths: readonly string[],
  work: () => number | Promise<number>,
  output: Output,
): Promise<never> {
  const { watch: open } = await import("chokidar");
  const wanted = new Map(paths.map((path) => [resolve(path), path]));
  // Folders, not files: an editor may put a new file in the old one's place, and a watch on that would be lost.
  const watcher = open([...new Set([...wanted.keys()].map((path) => dirname(path)))], {
    depth: 0,
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !wanted.has(path),
  });
  let wake = () => {};
  let changed: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (_, path) => {
    if (!wanted.has(path)) return;
    changed = wanted.get(path);
    clearTimeout(timer);
    timer = setTimeout(() => wake(), settled);
  });
  watcher.on("error", (error) => reportError(error, output));
  process.once("SIGINT", () => process.exit(0));
  await new Promise<void>((ready) => watcher.once("ready", ready));
  for (;;) {
    changed = undefined;
    await attempt(work, output);
    output.note(output.noteColors.dim(`watching ${escapeControls([...wanted.values()].join(", "))}; Ctrl-C ends it`));
    if (changed === undefined)
      await new Promise<void>((resume) => {
        wake = resume;
      });
    output.note(separator(changed, output));
  }
}

async function attempt(work: () => number | Promise<number>, output: Output): Promise<void> {
  try {
    await work();
  } catch (error) {
    reportError(error, output);
  }
}

/** A line across, with the time, so that one sees where the last run begins. */
function separator(changed: string | undefined, { noteColors }: Output): string {
  const time = new Date().toTimeString().slice(0, 8);
  return `\n${noteColors.cyan(`──── ${time} ${escapeControls(changed ?? "")} changed ${"─".repeat(30)}`)}\n`;
}
