import type { Built, Normalize, Schedule, Site } from "../family.ts";
import { functions } from "../scalar.ts";
import { elementType, volume } from "../tensor.ts";
import { wgsl } from "../wgsl.ts";
import { momentsFunction } from "./moments.ts";
import { packedParameters, type Share, setsInWords, setsOf } from "./sets.ts";
import { body } from "./write.ts";

/** One invocation a set, from its first element to its last: best where there are many sets, or barriers cost much. */
export const serialSets: Schedule<Normalize> = {
  name: "normalize-serial",
  family: "normalize",
  candidates: (work, site, model) => {
    const { count } = setsOf(work, site.output);
    const cost = volume(site.output.shape) * (8 + 3 * model.load) * Math.max(1, model.width / count);
    return [{ schedule: "normalize-serial", choice: "one invocation a set", cost, build: () => build(work, site) }];
  },
};

const alone: Share = { from: wgsl`0u`, by: 1, total: (sum) => wgsl`${sum}`, variables: [] };

function build(work: Normalize, site: Site): Built {
  const { inputs, output, epilogue } = site;
  const sets = setsOf(work, output);
  const weights = packedParameters(work, output);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${setsInWords(sets)}, read twice, then written`],
      bindings: [...inputs, ...weights.map(({ packed }) => packed), ...epilogue.others, output],
      grid: { kind: "invocations", count: sets.count, workgroup: sets.count > 1 ? 64 : 1 },
      declarations: [...functions([epilogue.tree], elementType(output)), ...momentsFunction(work, sets, site, alone)],
      body: body(work, sets, site, alone, "i"),
    },
  };
}
