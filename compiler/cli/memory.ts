import type { Program } from "../../runtime/program.ts";
import { showShape } from "../graph/graph.ts";
import type { BufferUse, Tenancy, VariantStatistics } from "../lower/statistics.ts";
import type { Colors } from "./output.ts";
import { columns, count, markdown, size } from "./text.ts";

/** With more dispatches than this, lives are numbers, not bars: a line of a terminal ends somewhere. */
const widest = 48;

const heads = ["tensor", "shape", "layout", "from", "to", "dispatches"];

/** The plans of the variants' buffers: what lies where, and while which dispatches run. Equal plans are shown once. */
export function memoryText(
  variants: readonly VariantStatistics[],
  program: Program,
  format: "table" | "json" | "markdown",
  colors: Colors,
): string {
  const write = format === "markdown" ? asMarkdown : asText;
  const plans = new Map<string, string[]>();
  for (const variant of variants) {
    const run = program.variants.find(({ name }) => name === variant.name)?.entryPoints.run ?? [];
    const text = write(
      variant,
      run.map(({ label }) => label),
      colors,
    );
    plans.set(text, [...(plans.get(text) ?? []), variant.name]);
  }
  const head = (names: readonly string[]) =>
    format === "markdown" ? `### Memory of ${names.join(", ")}\n` : colors.bold(names.join(", "));
  return [...plans].map(([text, names]) => `${head(names)}\n${text}`).join("\n\n");
}

function asText({ buffers }: VariantStatistics, labels: readonly string[], { dim }: Colors): string {
  const rows = buffers.flatMap((buffer) => listed(buffer).map((tensor) => row(tensor, labels.length)));
  // All buffers in one table, so that their columns agree.
  const [head, ...lines] = columns([heads, ...rows], [3, 4]);
  const width = String(labels.length - 1).length;
  return [
    ...labels.map((label, i) => dim(`  ${String(i).padStart(width)}  ${label}`)),
    dim(`  ${head}`),
    ...buffers.flatMap((buffer) => [
      title(buffer),
      ...lines.splice(0, listed(buffer).length).map((line) => `  ${line}`),
    ]),
  ].join("\n");
}

function asMarkdown({ buffers }: VariantStatistics, labels: readonly string[]): string {
  const parts = buffers.map((buffer) => {
    const rows = listed(buffer).map((tensor) => row(tensor, Number.POSITIVE_INFINITY));
    return [title(buffer), ...(rows.length > 0 ? ["", ...markdown([heads, ...rows], 3, 5)] : [])].join("\n");
  });
  return [labels.map((label, i) => `${i}. ${label}`).join("\n"), ...parts].join("\n\n");
}

function title({ name, kind, bytes, perImage, tensors }: BufferUse): string {
  const what = kind === "weights" ? `: ${count(tensors.length, "tensor")}, at all times` : "";
  return `${name}, ${size(bytes)}${perImage ? " an image" : ""}${what}`;
}

/** Weights lie side by side for ever: there is nothing to see. */
const listed = ({ kind, tensors }: BufferUse): readonly Tenancy[] => (kind === "weights" ? [] : tensors);

function row({ name, offset, bytes, tensor, first, last }: Tenancy, dispatches: number): string[] {
  const shape = tensor ? showShape(tensor.shape) : "";
  const bar = () => "·".repeat(first) + "█".repeat(last - first + 1) + "·".repeat(dispatches - last - 1);
  const life = dispatches > widest ? `${first}–${last}` : bar();
  return [name, shape, tensor?.layout ?? "packed", String(offset), String(offset + bytes), life];
}
