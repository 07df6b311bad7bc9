import { exit } from "./errors.ts";
import { replaceFile } from "./files.ts";
import type { Output } from "./output.ts";
import { type CompileFileOptions, checkSource, compileFile } from "./source.ts";

export interface GraphOptions extends CompileFileOptions {
  readonly output?: string;
}

/** `cnnc graph FILE`: a drawing of the network, in a file or on standard output. */
export async function graph(path: string, options: GraphOptions, output: Output): Promise<number> {
  const ready = await compileFile(path, { ...options, devices: [] }, output);
  if (!ready) return exit.wrong;
  const [{ modelOf }, { lay }, { svgOf }] = await Promise.all([
    import("./draw/model.ts"),
    import("./draw/layout.ts"),
    import("./draw/svg.ts"),
  ]);
  const model = modelOf(
    checkSource(ready.source, options.define).graph!,
    options.fuse ? ready.compiled.graph : undefined,
  );
  output.progress("drawing…");
  const svg = svgOf(model, lay(model));
  if (options.output !== undefined) {
    replaceFile(options.output, svg);
    output.print(`wrote ${options.output}: ${model.caption.replaceAll("  ·  ", ", ")}`);
  } else output.print(svg.trimEnd());
  const { boxes, arrows, kernels } = model;
  output.result({
    ok: true,
    net: model.name,
    ...(options.output === undefined ? { svg } : { written: [options.output] }),
    nodes: boxes.map(({ id, kind, title, name }) => ({ id, kind, operator: title, name })),
    edges: arrows.map(({ from, to, label }) => ({ from, to, ...(label === undefined ? {} : { shape: label }) })),
    kernels,
    diagnostics: ready.diagnostics,
  });
  return exit.good;
}
