import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Compiled } from "../../compiler/compile.ts";
import { printGraph } from "../../compiler/graph/print.ts";
import { example, exampleNames, goldenFolder } from "./bundles.ts";

/**
 * The large examples as one page each: the graph after the passes, and what every variant dispatches. Kernels are there
 * by the hash of their text, so that a refactor which changes nothing shows nothing.
 */
function page({ graph, program, plans }: Compiled): string {
  const variants = program.variants.map((variant, v) => {
    const steps = variant.entryPoints.run!.map(({ kernel, label }, k) => {
      const { wgsl, workgroups } = program.kernels[kernel]!;
      const hash = createHash("sha256").update(wgsl).digest("hex").slice(0, 12);
      return `  ${label}: ${plans[v]!.steps[k]!.schedule}; ${workgroups.join("x")} workgroups, kernel ${hash}`;
    });
    const buffers = variant.buffers.map(
      ({ name, bytes, perImage }) => `  ${name}: ${bytes} bytes${perImage ? " an image" : ""}`,
    );
    return [`variant ${variant.name}, ${steps.length} dispatches`, ...steps, ...buffers].join("\n");
  });
  return `${[printGraph(graph), ...variants].join("\n\n")}\n`;
}

test.each(await exampleNames("program"))("%s: the program is the golden one", async (name) => {
  const file = join(goldenFolder(name), "program.txt");
  const made = page((await example(name)).compiled);
  if (process.env.UPDATE_GOLDEN) {
    await mkdir(goldenFolder(name), { recursive: true });
    await writeFile(file, made);
  }
  expect(made, "if the change is meant: UPDATE_GOLDEN=1 npx vitest run spec/emit/golden").toBe(
    await readFile(file, "utf8"),
  );
});
