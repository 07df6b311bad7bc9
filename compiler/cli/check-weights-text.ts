import { escapeControls } from "../../grammar/escape.ts";
import { listed, type Problem, shapeText } from "../weights/explain.ts";
import type { FileTensor, Wanted } from "../weights/layers.ts";
import type { Fit, How, Matching } from "../weights/match.ts";
import { needless } from "../weights/names.ts";
import type { Colors } from "./output.ts";
import { columns, count, size } from "./text.ts";
import { isReadable, type Taken, takenOf } from "./weights-values.ts";

/** What has been found out about a file. */
export interface Checked {
  readonly net: string;
  readonly file: string;
  /** How many the file has. */
  readonly tensors: number;
  readonly matching: Matching;
  readonly problems: readonly Problem[];
  /** What may be wrong and cannot be seen. */
  readonly notes: readonly string[];
  /** The file that was not written, for all that is wrong. */
  readonly refused: string | undefined;
  readonly written: { readonly file: string; readonly bytes: number } | undefined;
  readonly ok: boolean;
}

/** For people. Names are the file's, and might be made to obey a terminal. */
export function checkedText(checked: Checked, colors: Colors): string {
  const { net, file, tensors, matching, problems, notes } = checked;
  const { bold, cyan } = colors;
  const wanted = matching.fits.size;
  const surplus = surplusText(matching.surplus);
  return [
    `${bold(net)}: ${count(wanted, "parameter tensor")}; ${escapeControls(file)}: ${count(tensors, "tensor")}`,
    ...(wanted > 0 ? ["", ...table(matching, colors)] : []),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `${bold(cyan("note"))}: ${escapeControls(note)}`)] : []),
    ...(problems.length > 0 ? ["", ...problemLines(problems, colors)] : []),
    ...(surplus.length > 0 ? ["", ...surplus] : []),
    "",
    ...verdict(checked, colors),
  ].join("\n");
}

const heads = ["", "parameter", "shape", "in the file", "shape", ""];

function table({ fits }: Matching, { dim, green, yellow, red }: Colors): string[] {
  const rows = [...fits].map(([wanted, fit]) => {
    const [state, ...cells] = row(wanted, fit);
    const color = { ok: green, convert: green, proposed: yellow }[state!] ?? red;
    return [color(state!), ...cells.map(escapeControls)];
  });
  return columns([heads.map(dim), ...rows]).map((line) => `  ${line}`);
}

function row({ name, shape }: Wanted, fit: Fit): string[] {
  const expected = shapeText(shape);
  switch (fit.kind) {
    case "taken": {
      const { tensor } = fit;
      const found = fit.change === "none" ? "" : shapeText(tensor.shape);
      return [stateOf(fit), name, expected, tensor.name, found, reason(fit)];
    }
    case "shape":
      return ["shape", name, expected, fit.tensor.name, shapeText(fit.tensor.shape), ""];
    default:
      return [fit.kind, name, expected, "", "", ""];
  }
}

const isGuess = ({ how }: Taken): boolean => how !== "name" && how !== "map";
const isConverted = ({ change, tensor }: Taken): boolean => change !== "none" || tensor.dtype !== "F32";
const stateOf = (fit: Taken): string =>
  isReadable(fit.tensor) ? (isGuess(fit) ? "proposed" : isConverted(fit) ? "convert" : "ok") : "type";

const reasons: Readonly<Record<How, string>> = {
  name: "",
  map: "by --map",
  spelling: "by name",
  beside: "beside its convolution",
  shape: "the only one of its shapes",
  order: "by shapes and order",
};

function reason({ how, change, tensor }: Taken): string {
  const changes = { none: "", reshape: "reshaped", transpose: "transposed", "filters-last": "", impossible: "" };
  const type = tensor.dtype === "F32" ? "" : isReadable(tensor) ? `${tensor.dtype} to F32` : tensor.dtype;
  return [reasons[how], changes[change], type].filter((text) => text !== "").join(", ");
}

/** So many are told; the rest is counted. */
const mostProblems = 12;

function problemLines(problems: readonly Problem[], { bold, cyan, red }: Colors): string[] {
  const lines = problems
    .slice(0, mostProblems)
    .flatMap(({ message, help }) => [
      `${red("wrong")}: ${escapeControls(message)}`,
      ...(help === undefined ? [] : [`${bold(cyan("help"))}: ${escapeControls(help)}`]),
    ]);
  const more = problems.length - mostProblems;
  return more > 0 ? [...lines, `and ${more} more; \`--format json\` has them all`] : lines;
}

/** What is there for nothing, each kind in a line. */
function surplusText(surplus: readonly FileTensor[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const { name } of surplus) {
    const kind = needless(name) ?? "";
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds].map(([kind, names]) => {
    const what = `${names.length} not used${kind === "" ? "" : `, ${kind}`}`;
    return `surplus: ${what}: ${escapeControls(listed(names, 3))}`;
  });
}

function verdict({ net, matching, problems, refused, written, ok }: Checked, { green, yellow, red }: Colors): string[] {
  const all = count(matching.fits.size, "parameter tensor");
  if (problems.length > 0) {
    const bad = new Set(problems.flatMap(({ names }) => names));
    const good = takenOf(matching).filter(([{ name }]) => !bad.has(name)).length;
    return [
      `${red("failed")}: ${good} of ${all} have theirs, ${count(problems.length, "problem")}`,
      ...(refused === undefined ? [] : [`not written: ${escapeControls(refused)}`]),
    ];
  }
  const taken = takenOf(matching).map(([, fit]) => fit);
  const [guessed, converted] = [taken.filter(isGuess).length, taken.filter(isConverted).length];
  if (written) {
    const notes = [
      ...(guessed > 0 ? [`${guessed} guessed`] : []),
      ...(converted > 0 ? [`${converted} converted`] : []),
      size(written.bytes),
    ];
    return [`${green("wrote")} ${escapeControls(written.file)}: ${all}, ${notes.join(", ")}`];
  }
  if (ok) return [`${green("fits")}: ${all} of ${net}, by name`];
  const write = "`-o FILE.safetensors` writes a file that fits";
  if (guessed === 0) return [`${yellow("not as it is")}: ${all} of ${net} are there; ${write}`];
  return [`${yellow("proposed")}: ${all} of ${net}, ${guessed} of them guessed; once they look right, ${write}`];
}
