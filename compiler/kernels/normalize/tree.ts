import type { Built, Normalize, Schedule, Site } from "../family.ts";
import { functions, type ScalarType } from "../scalar.ts";
import { elementType } from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";
import { momentsFunction, momentsType } from "./moments.ts";
import { packedParameters, type Sets, type Share, setsInWords, setsOf } from "./sets.ts";
import { body } from "./write.ts";

/**
 * One workgroup a set. What changed from the serial one: every lane sums up a share of the elements, and the shares are
 * added as a tree in workgroup memory. The order is fixed, so results repeat.
 */
export const treeSets: Schedule<Normalize> = {
  name: "normalize-tree",
  family: "normalize",
  candidates: (work, site, model) => {
    const sets = setsOf(work, site.output);
    const lanes = lanesFor(sets);
    if (lanes < 2) return [];
    const perLane = Math.ceil(sets.elements / lanes) * (8 + 3 * model.load);
    const merging = 2 * Math.log2(lanes) * (model.barriers ? 40 : 4000);
    const all = sets.count * lanes;
    const cost = all * sets.members * (perLane + merging) * Math.max(1, model.width / all);
    return [{ schedule: "normalize-tree", choice: `${lanes} lanes a set`, cost, build: () => build(work, site) }];
  },
};

/** A power of two, so that the tree is whole, and no more than there are elements. */
const lanesFor = ({ elements }: Sets): number => 2 ** Math.min(8, Math.floor(Math.log2(elements)));

const shareOf = (lanes: number): Share => ({
  from: wgsl`lane`,
  by: lanes,
  total: (sum) => wgsl`total(lane, ${sum})`,
  variables: ["lane"],
});

function build(work: Normalize, site: Site): Built {
  const { inputs, output, epilogue } = site;
  const sets = setsOf(work, output);
  const lanes = lanesFor(sets);
  const weights = packedParameters(work, output);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one workgroup: ${setsInWords(sets)}, in ${lanes} shares that are added as a tree`],
      bindings: [...inputs, ...weights.map(({ packed }) => packed), ...epilogue.others, output],
      grid: { kind: "workgroups", count: sets.count, workgroup: lanes },
      declarations: [
        wgsl`var<workgroup> sums: array<${momentsType(sets)}, ${lanes}>;`,
        totalFunction(lanes, momentsType(sets)),
        ...functions([epilogue.tree], elementType(output)),
        ...momentsFunction(work, sets, site, shareOf(lanes)),
      ],
      body: body(work, sets, site, shareOf(lanes), "group"),
    },
  };
}

/** The sum of all lanes' numbers, for each of them. The last barrier lets the next sum take the same memory. */
const totalFunction = (lanes: number, type: ScalarType): Code => wgsl`
  fn total(lane: u32, own: ${type}) -> ${type} {
    sums[lane] = own;
    workgroupBarrier();
    for (var half = ${u32(lanes / 2)}; half > 0u; half /= 2u) {
      if (lane < half) { sums[lane] += sums[lane + half]; }
      workgroupBarrier();
    }
    let sum = sums[0];
    workgroupBarrier();
    return sum;
  }
`;
