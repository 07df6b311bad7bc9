import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../errors.ts";
import { exists, readBytes } from "../files.ts";

/** A folder in the layout of ONNX's backend tests. */
export interface CaseFolder {
  readonly dir: string;
  readonly model: string;
  /** Folders with `input_0.pb`, … and `output_0.pb`, …. */
  readonly sets: readonly string[];
}

/**
 * The cases in folders: each is one itself, or holds some at any depth. In the order of their names.
 *
 * @throws CliError `no-cases` for a folder without any
 */
export function findCases(dirs: readonly string[]): CaseFolder[] {
  return dirs.flatMap((dir) => {
    const found = casesIn(dir);
    if (found.length > 0) return found;
    throw new CliError(
      "no-cases",
      `\`${dir}\` holds no case: expected folders with a \`model.onnx\``,
      "a case is a `model.onnx` beside `test_data_set_0/input_0.pb`, … and `output_0.pb`, …",
    );
  });
}

function casesIn(dir: string): CaseFolder[] {
  const { files, folders } = namesIn(dir);
  if (!files.includes("model.onnx")) return folders.flatMap((name) => casesIn(join(dir, name)));
  const sets = folders.filter((name) => /^test_data_set_\d+$/.test(name));
  return [{ dir, model: join(dir, "model.onnx"), sets: sets.map((name) => join(dir, name)) }];
}

/** Sorted as people count: `test_2` before `test_10`. Nothing for what is no folder. */
function namesIn(dir: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  try {
    const entries = readdirSync(dir, { withFileTypes: true });
    const names = (wanted: boolean) =>
      entries
        .filter((entry) => entry.isDirectory() === wanted)
        .map(({ name }) => name)
        .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    return { files: names(false), folders: names(true) };
  } catch {
    return { files: [], folders: [] };
  }
}

/** The bytes of `input_0.pb`, `input_1.pb`, … of a set, or of its outputs. A gap in the numbers ends the list. */
export function tensorFiles(set: string, kind: "input" | "output"): Uint8Array[] {
  const files: Uint8Array[] = [];
  for (let path = join(set, `${kind}_0.pb`); exists(path); path = join(set, `${kind}_${files.length}.pb`))
    files.push(readBytes(path, "a tensor"));
  return files;
}
