import { escapeControls } from "../../grammar/escape.ts";
import { type Comparison, compare, type Tolerance, type Worst } from "./compare.ts";
import { CliError, exit } from "./errors.ts";
import { shortest } from "./io/json.ts";
import { readStored, type Stored } from "./io/stored.ts";
import { shapeText } from "./io/tensor.ts";
import type { Colors, Output } from "./output.ts";
import { bar, columns, count, number, thousands } from "./text.ts";

export interface DiffOptions {
  readonly rtol?: number;
  readonly atol?: number;
  /** Why this tolerance: a paper, a bound, a library's own tests. */
  readonly source?: string;
  readonly tensor?: string;
}

/** `cnnc diff A B`: whether A's values are B's, within a tolerance that was stated, or else exactly. */
export function diff(pathA: string, pathB: string, options: DiffOptions, output: Output): number {
  const { atol, rtol, source, tensor } = options;
  const read = (path: string) => readStored(path, "the values", tensor);
  const files: Files = { a: { path: pathA, stored: read(pathA) }, b: { path: pathB, stored: read(pathB) } };
  const dtype = commonType(files, tensor);
  // JSON has no types: its numbers are decimals of the other side's.
  const [a, b] = [files.a, files.b].map(({ stored: { data } }) =>
    dtype === "float32" ? Float32Array.from(data) : data,
  ) as [ArrayLike<number>, ArrayLike<number>];
  const stated = atol !== undefined || rtol !== undefined;
  const tolerance = { absolute: atol ?? 0, relative: rtol ?? 0 };
  const { shape } = files.b.stored;
  const found = compare(a, b, shape, tolerance);
  const ok = found.exceed === 0;
  const facts = { files, dtype, stated, tolerance, source };
  output.print(report(facts, found, output.colors));
  const { decades, ...counts } = found;
  output.result({
    ok,
    a: pathA,
    b: pathB,
    ...(tensor === undefined ? {} : { tensor }),
    dtype: dtype ?? null,
    shape,
    tolerance: stated ? { atol: tolerance.absolute, rtol: tolerance.relative } : null,
    ...(source === undefined ? {} : { source }),
    ...counts,
    decades: Object.fromEntries([...decades].sort(([x], [y]) => x - y).map(([power, n]) => [`1e${power}`, n])),
    diagnostics: [],
  });
  return ok ? exit.good : exit.wrong;
}

interface Files {
  readonly a: { readonly path: string; readonly stored: Stored };
  readonly b: { readonly path: string; readonly stored: Stored };
}

/** What both sides are, if they can be compared. @throws CliError `diff-shape`, `diff-dtype`, `diff-empty`, `diff-no-tensor` */
function commonType({ a, b }: Files, tensor: string | undefined): Stored["dtype"] {
  if (tensor !== undefined && a.stored.name === undefined && b.stored.name === undefined) {
    throw new CliError("diff-no-tensor", `neither file names its tensors, so neither has \`${tensor}\``);
  }
  const [shapeA, shapeB] = [shapeText(a.stored.shape), shapeText(b.stored.shape)];
  if (shapeA !== shapeB) {
    throw new CliError(
      "diff-shape",
      `expected ${shapeB} as in \`${b.path}\`, found ${shapeA} in \`${a.path}\``,
      a.stored.data.length === b.stored.data.length
        ? "both have as many values: reshape one, if their order is the same"
        : "nothing is broadcast",
    );
  }
  const [typeA, typeB] = [a.stored.dtype ?? b.stored.dtype, b.stored.dtype ?? a.stored.dtype];
  if (typeA !== typeB) {
    throw new CliError(
      "diff-dtype",
      `expected ${typeB} as in \`${b.path}\`, found ${typeA} in \`${a.path}\``,
      "convert one with `array.astype(…)`, so that it is said which rounding is meant",
    );
  }
  if (b.stored.data.length === 0) {
    throw new CliError("diff-empty", `\`${b.path}\` has no values (${shapeB}): comparing nothing shows nothing`);
  }
  return typeB;
}

interface Facts {
  readonly files: Files;
  readonly dtype: Stored["dtype"];
  readonly stated: boolean;
  readonly tolerance: Tolerance;
  readonly source: string | undefined;
}

function report(facts: Facts, found: Comparison, colors: Colors): string {
  const { files, dtype, stated, tolerance, source } = facts;
  const { a, b } = files;
  const title = (side: Files["a"]) => escapeControls(side.path + (side.stored.name ? `:${side.stored.name}` : ""));
  const allowed = `|a − b| ≤ ${tolerance.absolute} + ${tolerance.relative} · |b|`;
  const rows = [
    ["a", title(a)],
    ["b", title(b)],
    ["shape", `${shapeText(b.stored.shape)}, ${dtype ?? "JSON numbers"}`],
    ["tolerance", stated ? allowed : "none: values must be equal"],
    ...(source === undefined ? [] : [["source", escapeControls(source)]]),
    ["values", thousands(found.count)],
    ["differ", thousands(found.differ)],
    ...(stated ? [["exceed", thousands(found.exceed)]] : []),
    ["largest |a − b|", found.absolute ? worst(found.absolute, dtype) : "0"],
    ["largest |a − b| / |b|", found.relative ? worst(found.relative, dtype) : found.absolute ? "b is 0 there" : "0"],
    ...nonFinite(found, a.stored.dtype === undefined || b.stored.dtype === undefined),
  ].map(([name, value]) => [colors.dim(name!), value!]);
  const bars = found.decades.size > 0 ? ["", ...histogram(found, colors)] : [];
  return [...columns(rows), ...bars, "", verdict(facts, found, colors)].join("\n");
}

function worst(place: Worst, dtype: Stored["dtype"]): string {
  const show = (value: number) => String(dtype === "float32" ? shortest(value) : value);
  const at = place.index.length > 0 ? ` at [${place.index.join(", ")}]` : "";
  return `${number(place.difference)}${at}: a is ${show(place.a)}, b is ${show(place.b)}`;
}

function nonFinite({ nan, infinite }: Comparison, json: boolean): string[][] {
  const rows: string[][] = [];
  const nulls = json ? "; null in JSON counts as one" : "";
  if (nan.a + nan.b + nan.both > 0)
    rows.push(["NaN", `${nan.a} in a, ${nan.b} in b, ${nan.both} in both: none passes${nulls}`]);
  if (infinite.equal + infinite.unequal > 0)
    rows.push(["infinity", `${infinite.equal} the same in both, ${infinite.unequal} not`]);
  return rows;
}

/** So many powers of ten are told apart; what is smaller shares a row. */
const mostDecades = 14;

function histogram({ equal, decades }: Comparison, { dim, cyan }: Colors): string[] {
  const powers = [...decades.keys()];
  const top = Math.max(...powers);
  const least = Math.max(Math.min(...powers), top - mostDecades + 1);
  const bins: [string, number][] = [["equal", equal]];
  const below = powers.filter((power) => power < least).reduce((sum, power) => sum + decades.get(power)!, 0);
  if (below > 0) bins.push([`below 1e${least}`, below]);
  for (let power = least; power <= top; power++) bins.push([`1e${power} to 1e${power + 1}`, decades.get(power) ?? 0]);
  const most = Math.max(...bins.map(([, n]) => n));
  // Logarithmic, so that one value among millions is seen.
  const rows = bins.map(([name, n]) => [name, thousands(n), cyan(bar(Math.log1p(n) / Math.log1p(most), 24))]);
  return columns([["|a − b|", "values", "logarithmic"].map(dim), ...rows], [1]);
}

function verdict({ stated }: Facts, { count: all, differ, exceed }: Comparison, { green, red }: Colors): string {
  if (exceed > 0) {
    const what = stated ? "beyond the tolerance" : "different";
    return `${red("failed")}: ${thousands(exceed)} of ${count(all, "value")} ${what}`;
  }
  const equal = differ === 0 ? `${count(all, "value")} equal` : `${count(all, "value")} within the tolerance`;
  return `${green("passed")}: ${equal}`;
}
