import { compile } from "../../compiler/compile.ts";
import { nodeById, showShape } from "../../compiler/graph/graph.ts";
import type { Diagnostic } from "../../grammar/diagnostic.ts";
import { renderAll } from "../../grammar/render.ts";
import type { Source } from "../../grammar/source.ts";
import { type Fence, fences, replaceFences } from "./markdown.ts";

/** A fenced block of `.cnn`, and what its info string says of it. */
export interface Sample {
  readonly source: Source;
  /** Codes of the diagnostics that it must give, each at least once. */
  readonly codes: readonly string[];
  /** The shape of the first output, where it is said. */
  readonly gives?: string | undefined;
  readonly line: number;
}

/**
 * The `cnn` blocks of a page. The words behind `cnn` say what is expected and how it is wrapped:
 *
 *   cnn                          a whole file without any diagnostic
 *   cnn error CNN0301            one that gives this code and no other; `warning` likewise
 *   cnn stages 1x28x28           what follows `x ->` in a net with this input
 *   cnn body 1x28x28             the statements of a net whose input `x` has this shape
 *   cnn file lenet5.cnn          the file's name in messages
 *   cnn gives 6x28x28            the shape of the first output
 */
export const samples = (markdown: string): Sample[] => fences(markdown).flatMap((fence) => sampleOf(fence) ?? []);

export function sampleOf({ info, text, line }: Fence): Sample | undefined {
  const [language, ...words] = info.split(" ");
  if (language !== "cnn") return undefined;
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1 || words.length];
  const [stages, body] = [after("stages"), after("body")];
  const whole = stages
    ? `net Net(x: ${stages}) {\n  return x -> ${text.trim().replace(/^-> /, "")}\n}\n`
    : body
      ? `net Net(x: ${body}) {\n${text}}\n`
      : text;
  const codes = words.filter((word) => /^CNN\d{4}$/.test(word));
  return { source: { name: after("file") ?? "net.cnn", text: whole }, codes, gives: after("gives"), line };
}

const compiledBefore = new Map<string, ReturnType<typeof compile>>();

/** Compiled for no device, and only once: a page shows the same text to several tests. */
function compileOnce(source: Source): ReturnType<typeof compile> {
  const key = `${source.name}\n${source.text}`;
  const result = compiledBefore.get(key) ?? compile(source, { devices: [] });
  compiledBefore.set(key, result);
  return result;
}

export const diagnosticsOf = ({ source }: Pick<Sample, "source">): readonly Diagnostic[] =>
  compileOnce(source).diagnostics;

/** The shape of the first output; undefined where there is an error. */
export function shapeOf({ source }: Sample): string | undefined {
  const graph = compileOnce(source).compiled?.graph;
  return graph && showShape(nodeById(graph)(graph.outputs[0]!.node).shape);
}

/** Every `text` block right behind a `cnn` block that must fail, with the rendered diagnostics as its content. */
export const withRenderedDiagnostics = (markdown: string): string =>
  replaceFences(markdown, ({ info }, before) => {
    const sample = before && sampleOf(before);
    if (info !== "text" || !sample || sample.codes.length === 0) return undefined;
    return rendered(sample);
  });

/** What a reader would see; of several errors only those that the sample is about. */
export function rendered(sample: Sample): string {
  const about = diagnosticsOf(sample).filter(({ code }) => sample.codes.includes(code));
  return renderAll(about, sample.source);
}
