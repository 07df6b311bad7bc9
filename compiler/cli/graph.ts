import type { Laid } from "./draw/layout.ts";
import type { Model } from "./draw/model.ts";
import { CliError, exit } from "./errors.ts";
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
  const svg = svgOf(model, layout(model, lay));
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

/** dagre walks along the network recursively. @throws CliError `too-deep` where that is too long a way */
function layout(model: Model, lay: (model: Model) => Laid): Laid {
  try {
    return lay(model);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CliError(
      "too-deep",
      `a drawing of ${model.caption.split("  ·  ")[0]} is too tall`,
      "draw a smaller version of the network: see `-D`",
    );
  }
}
