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
 * The `cnn` blocks of a page. The words behind `cnn` say what is expected:
 *
 *   cnn                          a whole file without any diagnostic
 *   cnn error CNN0301            one that gives this code and no other; `warning` likewise
 *   cnn file lenet5.cnn          the file's name in messages
 *   cnn gives 6x28x28            the shape of the first output
 *   cnn stages                   each line by itself: `conv(6, 5x5)  // 1x28x28 -> 6x24x24`, and perhaps a code behind it
 */
export const samples = (markdown: string): Sample[] =>
  fences(markdown).flatMap((fence) => (fence.info === "cnn stages" ? stageLines(fence) : (sampleOf(fence) ?? [])));

/** The sample of a block that is a whole file. */
export function sampleOf({ info, text, line }: Fence): Sample | undefined {
  const [language, ...words] = info.split(" ");
  if (language !== "cnn" || words[0] === "stages") return undefined;
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1 || words.length];
  return { source: { name: after("file") ?? "net.cnn", text }, codes: codesIn(info), gives: after("gives"), line };
}

const codesIn = (text: string): readonly string[] => text.match(/CNN\d{4}/g) ?? [];

const stageLines = ({ text, line }: Fence): Sample[] =>
  text
    .trimEnd()
    .split("\n")
    .map((each, i) => {
      const [, stages, input, gives, rest] = /^(.*?) +\/\/ (\S+) -> ([\dx]+)(.*)$/.exec(each) ?? [];
      if (!stages) throw new Error(`line ${line + i}: expected stages // shape -> shape, found ${each}`);
      const source = { name: "net.cnn", text: `net Net(x: ${input}) {\n  return x -> ${stages}\n}\n` };
      return { source, codes: codesIn(rest!), gives, line: line + i };
    });

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
