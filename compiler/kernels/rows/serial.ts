import type { Built, RowReduction, Schedule, Site } from "../family.ts";
import { coordinates } from "../kernel.ts";
import { declareSeed, step } from "../reduction-state.ts";
import { channels, spatial, volume } from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";
import { rowElement, rowFunctions, rowPlace, writeRow } from "./shared.ts";

/** One invocation a row, from the first channel to the last: best where barriers cost more than they save. */
export const serialRows: Schedule<RowReduction> = {
  name: "rows-serial",
  family: "row-reduction",
  candidates: (work, site, model) => {
    const rows = volume(spatial(site.output));
    const cost = rows * channels(site.output) * (10 + 3 * model.load) * Math.max(1, model.width / rows);
    return [{ schedule: "rows-serial", choice, cost, build: () => build(work, site) }];
  },
  stage: (work, _, model) => (site, part) => {
    const rows = spatial(site.output);
    const all = String(part.place.map(({ extent }) => extent)) === String(rows) && part.blocks.first === undefined;
    if (!all) return undefined;
    return {
      count: volume(rows),
      cost: channels(site.output) * (10 + 3 * model.load),
      choice,
      weights: 0,
      build: () => ({ weights: [], declarations: rowFunctions(work, site), body: bodyOf(work, site) }),
    };
  },
};

const choice = "one invocation a row";

function build(work: RowReduction, site: Site): Built {
  const count = volume(spatial(site.output));
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, "one invocation: one row over the channels, twice: reduce, then write"],
      bindings: [...site.inputs, ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count, workgroup: count > 1 ? 64 : 1 },
      declarations: rowFunctions(work, site),
      body: bodyOf(work, site),
    },
  };
}

function bodyOf(work: RowReduction, site: Site): Code {
  const { reduction } = work;
  const rows = spatial(site.output);
  const place = rowPlace(site).map((name, axis) => [name, rows[axis]!] as const);
  return wgsl`
    ${coordinates("i", place)}
    let first = ${rowElement(site, wgsl`0u`)};
    ${declareSeed(reduction, "f32", "first")}
    for (var channel = 1u; channel < ${u32(channels(site.output))}; channel++) {
      let element = ${rowElement(site, wgsl`channel`)};
      ${step(reduction, "f32", "element")}
    }
    ${writeRow(work, site, wgsl`0u`, 1)}
  `;
}
