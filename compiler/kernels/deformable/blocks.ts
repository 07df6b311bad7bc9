import { blockedBias, groupIn, groupOut, outBlocks } from "../contraction/shared.ts";
import {
  type Built,
  type Candidate,
  type Deformable,
  type DeviceModel,
  finished,
  type PackedWeight,
  type Schedule,
  type Site,
} from "../family.ts";
import { coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { blockAt, index, storeBlock, volume } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";
import { lanesOf, samples, samplingCost } from "./sample.ts";

/**
 * One place by blocks of four output channels, in registers. What changed from the naive one: a sample is interpolated
 * once for all the channels of the invocation, and a weight is loaded for four of them.
 */
export const deformableBlocks: Schedule<Deformable> = {
  name: "deformable-blocks",
  family: "deformable",
  candidates: (work, site, model) => (legal(work) ? depths(work, site, model) : []),
};

/** With groups, a block must lie in one. */
const legal = (work: Deformable): boolean => work.groups === 1 || groupOut(work) % 4 === 0;

const countOf = (work: Deformable, depth: number): number => volume(work.output) * (outBlocks(work) / depth);

function depths(work: Deformable, site: Site, model: DeviceModel): Candidate[] {
  const own = work.groups === 1 ? outBlocks(work) : groupOut(work) / 4;
  return [1, 2, 3, 4, 8]
    .filter((depth) => own % depth === 0)
    .map((depth) => ({
      schedule: "deformable-blocks",
      choice: `${4 * depth} channels`,
      cost: cost(work, site, depth, model),
      build: () => build(work, site, depth),
    }));
}

function cost(work: Deformable, site: Site, depth: number, model: DeviceModel): number {
  const { loads, adds } = samplingCost(work, site, 4 * depth);
  const weights = volume(work.window) * groupIn(work) * depth * model.loadVector;
  const invocations = countOf(work, depth);
  const each = adds + loads * (lanesOf(work, site) === 4 ? model.loadVector : model.load) + weights;
  return model.compile * 4 * depth + invocations * each * Math.max(1, model.width / invocations);
}

function build(work: Deformable, site: Site, depth: number): Built {
  const lanes = lanesOf(work, site);
  const weight = packedWeight(work, lanes);
  const bias = work.bias ? [blockedBias(work)] : [];
  const block = (d: number): Code => index([1, wgsl`block`], [1, d]);
  const place = [wgsl`oy`, wgsl`ox`];
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one place by ${4 * depth} channels, in registers`],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: countOf(work, depth), workgroup: 64 },
      declarations: functions([site.epilogue.tree], "vec4f"),
      body: wgsl`
        ${coordinates("i", [
          ["oy", work.output[0]!],
          ["ox", work.output[1]!],
          [depth === 1 ? "block" : "blocks", outBlocks(work) / depth],
        ])}
        ${depth > 1 && wgsl`let block = blocks * ${u32(depth)};`}
        ${work.groups > 1 && wgsl`let group = block / ${u32(groupOut(work) / 4)};`}
        ${each(depth, (d) => wgsl`var sum${d} = ${work.bias ? wgsl`bias[${block(d)}]` : wgsl`vec4f()`};`)}
        ${samples(work, site, accumulate(work, lanes, depth))}
        ${each(depth, (d) => {
          const name = `result${d}`;
          const at = d === 0 ? wgsl`block` : wgsl`(${block(d)})`;
          return wgsl`
            let ${name} = ${finished(site, "vec4f", wgsl`sum${d}`, (other) => blockAt(other, at, place))};
            ${storeBlock(site.output, at, place, name)}
          `;
        })}
      `,
    },
  };
}

const paddedInputs = (work: Deformable, lanes: number): number => Math.ceil(groupIn(work) / lanes) * lanes;

/** [window][in, padded to whole vectors][out / 4] of vec4f. */
function packedWeight(work: Deformable, lanes: number): PackedWeight {
  const inputs = paddedInputs(work, lanes);
  const extents = [work.outChannels, groupIn(work), ...work.window];
  return {
    role: "weight",
    packed: {
      name: "weight",
      element: "vec4f",
      length: volume(work.window) * inputs * outBlocks(work),
      meaning: "[window][in][out / 4]",
    },
    recipe: {
      extents,
      start: extents.map(() => 0),
      dims: [
        ...work.window.map((size, axis) => ({ size, axis: axis + 2, step: 1 })),
        { size: inputs, axis: 1, step: 1 },
        { size: outBlocks(work) * 4, axis: 0, step: 1 },
      ],
    },
  };
}

/** A sample, or four, times the weights of all the channels. */
function accumulate(work: Deformable, lanes: 1 | 4, depth: number): Code {
  const [inputs, row] = [paddedInputs(work, lanes), outBlocks(work)];
  const first = index(
    [work.window[1]! * inputs * row, wgsl`ky`],
    [inputs * row, wgsl`kx`],
    [row, wgsl`input`],
    [1, wgsl`block`],
  );
  return wgsl`
    let first = ${first};
    ${each(lanes * depth, (n) => {
      const [lane, d] = [Math.floor(n / depth), n % depth];
      const value = lanes === 4 ? wgsl`sample.${"xyzw"[lane]}` : wgsl`sample`;
      const weight = wgsl`weight[${index([1, wgsl`first`], [row, lane], [1, d])}]`;
      return wgsl`sum${d} = fma(vec4f(${value}), ${weight}, sum${d});`;
    })}
  `;
}
