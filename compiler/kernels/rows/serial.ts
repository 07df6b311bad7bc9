import type { Built, RowReduction, Schedule, Site } from "../family.ts";
import { coordinates } from "../kernel.ts";
import { declareSeed, step } from "../reduction-state.ts";
import { channels, spatial, volume } from "../tensor.ts";
import { u32, wgsl } from "../wgsl.ts";
import { rowElement, rowFunctions, rowPlace, writeRow } from "./shared.ts";

/** One invocation a row, from the first channel to the last: best where barriers cost more than they save. */
export const serialRows: Schedule<RowReduction> = {
  name: "rows-serial",
  family: "row-reduction",
  candidates: (work, site, model) => {
    const rows = volume(spatial(site.output));
    const cost = rows * channels(site.output) * (10 + 3 * model.load) * Math.max(1, model.width / rows);
    return [{ schedule: "rows-serial", choice: "one invocation a row", cost, build: () => build(work, site) }];
  },
};

function build(work: RowReduction, site: Site): Built {
  const { reduction } = work;
  const rows = spatial(site.output);
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, "one invocation: one row over the channels, twice: reduce, then write"],
      bindings: [...site.inputs, ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: volume(rows), workgroup: volume(rows) > 1 ? 64 : 1 },
      declarations: rowFunctions(work, site),
      body: wgsl`
        ${coordinates(
          "i",
          rowPlace(site).map((name, axis) => [name, rows[axis]!] as const),
        )}
        let first = ${rowElement(site, wgsl`0u`)};
        ${declareSeed(reduction, "f32", "first")}
        for (var channel = 1u; channel < ${u32(channels(site.output))}; channel++) {
          let element = ${rowElement(site, wgsl`channel`)};
          ${step(reduction, "f32", "element")}
        }
        ${writeRow(work, site, wgsl`0u`, 1)}
      `,
    },
  };
}
