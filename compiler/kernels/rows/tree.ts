import type { Built, RowReduction, Schedule, Site } from "../family.ts";
import { coordinates } from "../kernel.ts";
import { assign, declareSeed, step } from "../reduction-state.ts";
import { channels, spatial, volume } from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";
import { rowElement, rowFunctions, rowPlace, writeRow } from "./shared.ts";

/**
 * One workgroup a row. What changed from the serial one: every lane folds a share of the channels, and the shares are
 * merged as a tree in workgroup memory. The order is fixed, so results repeat.
 */
export const treeRows: Schedule<RowReduction> = {
  name: "rows-tree",
  family: "row-reduction",
  candidates: (work, site, model) => {
    const lanes = lanesFor(site);
    if (lanes < 2) return [];
    const rows = volume(spatial(site.output));
    const perLane = Math.ceil(channels(site.output) / lanes);
    const merging = Math.log2(lanes) * (model.barriers ? 40 : 4000);
    const cost = rows * lanes * (perLane * (10 + 3 * model.load) + merging) * Math.max(1, model.width / (rows * lanes));
    return [{ schedule: "rows-tree", choice: `${lanes} lanes a row`, cost, build: () => build(work, site) }];
  },
};

/** A power of two, so that the tree is whole, and no more than there are channels, so that every lane has a state. */
const lanesFor = (site: Site): number => 2 ** Math.min(6, Math.floor(Math.log2(channels(site.output))));

function build(work: RowReduction, site: Site): Built {
  const { reduction } = work;
  const rows = spatial(site.output);
  const lanes = lanesFor(site);
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one workgroup: one row over the channels, ${lanes} shares merged as a tree`],
      bindings: [...site.inputs, ...site.epilogue.others, site.output],
      grid: { kind: "workgroups", count: volume(rows), workgroup: lanes },
      declarations: [
        ...reduction.state.map((name) => wgsl`var<workgroup> ${`shared_${name}`}: array<f32, ${lanes}>;`),
        ...rowFunctions(work, site),
      ],
      body: wgsl`
        ${coordinates(
          "group",
          rowPlace(site).map((name, axis) => [name, rows[axis]!] as const),
        )}
        let first = ${rowElement(site, wgsl`lane`)};
        ${declareSeed(reduction, "f32", "first")}
        for (var channel = lane + ${u32(lanes)}; channel < ${u32(channels(site.output))}; channel += ${u32(lanes)}) {
          let element = ${rowElement(site, wgsl`channel`)};
          ${step(reduction, "f32", "element")}
        }
        ${mergeTree(work, lanes)}
        ${writeRow(work, site, wgsl`lane`, lanes)}
      `,
    },
  };
}

function mergeTree(work: RowReduction, lanes: number): Code {
  const { state, merge } = work.reduction;
  const own = state.map((name) => wgsl`${name}`);
  const other = state.map((name) => wgsl`${`shared_${name}`}[lane + half]`);
  return wgsl`
    ${state.map((name) => wgsl`${`shared_${name}`}[lane] = ${name};`)}
    workgroupBarrier();
    for (var half = ${u32(lanes / 2)}; half > 0u; half /= 2u) {
      if (lane < half) {
        ${assign(state, merge, "f32", [...own, ...other])}
        ${state.map((name) => wgsl`${`shared_${name}`}[lane] = ${name};`)}
      }
      workgroupBarrier();
    }
    ${state.map((name) => wgsl`${name} = ${`shared_${name}`}[0];`)}
  `;
}
