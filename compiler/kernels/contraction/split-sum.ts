import type { Built, Candidate, Contraction, DeviceModel, Schedule, Site } from "../family.ts";
import { finished, plural } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { orZero, padded } from "../sliding.ts";
import { at, blockAt, index, storeBlock, type Tensor, volume } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";
import { blockedBias, groupIn, outBlocks, vectorWeight } from "./shared.ts";

/**
 * Long sums for few outputs: a fully connected layer, and convolutions at a handful of positions. What changed from the
 * naive one: a lane holds four channels at every position, so that each weight is loaded once for all, and takes four
 * input channels at a step. Neighbouring lanes take neighbouring blocks of channels, which lie side by side.
 * On GPUs lanes share the terms of a sum, and their shares are merged as a tree in workgroup memory, in an order that is
 * fixed, so that results repeat. Measured on SwiftShader, 4096 to 1000, CPU time: 20 ms in one part, as the best
 * hand-written kernel, 27 for a register tile; in 4 parts 32, in 16 62, in 64 97: there, a sum stays whole.
 */
export const splitSum: Schedule<Contraction> = {
  name: "split-sum",
  family: "contraction",
  candidates: (work, site, model) => (legal(work, model) ? splits(...flattened(work, site), model) : []),
};

/** A window over a whole input in `nchw` takes the numbers as they lie: it is one over a vector of them. */
function flattened(work: Contraction, site: Site): [Contraction, Site] {
  const tensors = [...site.inputs, site.output, ...site.epilogue.others];
  const whole = work.window.every((k, axis) => k === work.input[axis] && !padded(work, axis)) && !work.flip;
  if (!whole || tensors.some((t) => t.layout !== "nchw" || t.within)) return [work, site];
  const vector = (t: Tensor): Tensor => ({ ...t, shape: [volume(t.shape)] });
  const none = { input: [], output: [], window: [], stride: [], dilation: [], padBefore: [], padAfter: [] };
  return [
    { ...work, ...none, inChannels: work.inChannels * volume(work.window) },
    {
      ...site,
      inputs: site.inputs.map(vector),
      output: vector(site.output),
      epilogue: { ...site.epilogue, others: site.epilogue.others.map(vector) },
    },
  ];
}

interface Split {
  /** Lanes that share one sum, and blocks of four channels in a workgroup; powers of 2. */
  readonly parts: number;
  readonly blocks: number;
  /** Input channels that a lane takes at a step. */
  readonly lanes: 1 | 4;
}

/**
 * Sums at more positions leave the registers, and compile slowly between barriers; on SwiftShader two are slower already.
 * The largest tree at 4 positions takes all workgroup memory that every device has.
 */
const mostPositions = 4;
const legal = (work: Contraction, model: DeviceModel): boolean =>
  work.groups === 1 && positions(work) <= (model.barriers ? mostPositions : 1);

const positions = (work: Contraction): number => volume(work.output);
/** Input vectors (or numbers) that a sum runs over. */
const steps = (work: Contraction, split: Split): number => volume(work.window) * Math.ceil(groupIn(work) / split.lanes);

function splits(work: Contraction, site: Site, model: DeviceModel): Candidate[] {
  const lanes = site.inputs[0]!.layout === "nhwc4" || work.inChannels >= 4 ? 4 : 1;
  const whole = { parts: 1, blocks: Math.min(16, 2 ** Math.ceil(Math.log2(outBlocks(work)))), lanes } as const;
  return (model.barriers ? trees.map((tree) => ({ ...tree, lanes }) as const) : [whole])
    .filter((split) => 2 * split.parts <= steps(work, split) && split.blocks < 2 * outBlocks(work))
    .map((split) => ({
      schedule: "split-sum",
      choice: `${plural(split.parts, "part")}, ${plural(split.blocks, "block")}`,
      cost: cost(work, site, split, model),
      build: () => build(work, site, split),
    }));
}

const trees = [
  { parts: 4, blocks: 16 },
  { parts: 16, blocks: 4 },
  { parts: 64, blocks: 1 },
  { parts: 256, blocks: 1 },
] as const;

const workgroup = (split: Split): number => split.parts * split.blocks;
const groups = (work: Contraction, split: Split): number => Math.ceil(outBlocks(work) / split.blocks);

function cost(work: Contraction, site: Site, split: Split, model: DeviceModel): number {
  const vectors = site.inputs[0]!.layout === "nhwc4";
  const load = vectors ? model.loadVector : model.load * split.lanes;
  const loads = load * positions(work) + weightLoad(work, split, model) * split.lanes;
  const step = 4 * split.lanes * positions(work) + loads * (vectors || split.lanes === 1 ? 1 : inRow);
  const merging = split.parts > 1 ? (Math.log2(split.parts) + 1) * 40 * positions(work) : 0;
  const invocations = groups(work, split) * workgroup(split);
  const perLane = Math.ceil(steps(work, split) / split.parts) * step + merging;
  return model.compile * split.lanes * positions(work) + invocations * perLane * idle(work, split, model);
}

/** What the lanes left idle make of the cost. On a CPU a whole workgroup runs on one of two cores, in lanes of four. */
const idle = (work: Contraction, split: Split, model: DeviceModel): number =>
  model.barriers
    ? Math.max(1, model.width / (groups(work, split) * workgroup(split)))
    : groups(work, split) === 1
      ? 2
      : 1;

/** Lanes read so many vectors in a row; what else came with them into the cache may be gone when it is wanted. */
const weightLoad = (work: Contraction, split: Split, model: DeviceModel): number =>
  model.loadVector * Math.sqrt(Math.min(16, outBlocks(work)) / Math.min(16, split.blocks, outBlocks(work)));

/** Loads for four channels at a step, against one at a step as elsewhere in `nchw`. */
const inRow = 0.65;

function build(work: Contraction, site: Site, split: Split): Built {
  const weight = vectorWeight(work, split.lanes);
  const bias = work.bias ? [blockedBias(work)] : [];
  const ragged = outBlocks(work) % split.blocks !== 0;
  const own = index([split.blocks, wgsl`group`], [1, wgsl`lane % ${u32(split.blocks)}`]);
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [
        ...site.header,
        `one workgroup: ${4 * split.blocks} channels, ${split.parts > 1 ? `each sum in ${split.parts} parts merged as a tree` : "every weight loaded once"}`,
      ],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "workgroups", count: groups(work, split), workgroup: workgroup(split) },
      declarations: [
        ...(split.parts > 1
          ? [wgsl`var<workgroup> shared_sum: array<vec4f, ${workgroup(split) * positions(work)}>;`]
          : []),
        ...functions([site.epilogue.tree], "vec4f"),
      ],
      body: wgsl`
        let block = ${ragged ? wgsl`min(${own}, ${u32(outBlocks(work) - 1)})` : own};
        ${each(positions(work), (p) => wgsl`var sum${p} = vec4f();`)}
        for (var step = lane / ${u32(split.blocks)}; step < ${u32(steps(work, split))}; step += ${u32(split.parts)}) {
          ${share(work, site, split)}
        }
        ${split.parts > 1 && merge(work, split)}
        if (lane < ${u32(split.blocks)}${ragged ? wgsl` && ${own} < ${u32(outBlocks(work))}` : wgsl``}) {
          ${stores(work, site, split)}
        }
      `,
    },
  };
}

const places = (work: Contraction): number[][] =>
  Array.from({ length: positions(work) }, (_, p) =>
    work.output.map((extent, axis) => Math.floor(p / volume(work.output.slice(axis + 1))) % extent),
  );

/** One input vector at every position, and its weights. Steps follow each other as weights do: [window][in]. */
function share(work: Contraction, site: Site, split: Split): Code {
  const kernel = axisNames(work.window.length, "k").map((name, axis) => [name, work.window[axis]!] as const);
  const row = outBlocks(work);
  return wgsl`
    ${coordinates("step", [...kernel, ["input", Math.ceil(groupIn(work) / split.lanes)]])}
    ${places(work).map((place, p) => wgsl`let x${p} = ${inputAt(work, site, split, place)};`)}
    ${each(split.lanes, (lane) => {
      const weight = `w${lane}`;
      return wgsl`
        let ${weight} = weight[${index([split.lanes * row, wgsl`step`], [row, lane], [1, wgsl`block`])}];
        ${each(positions(work), (p) => {
          const value = split.lanes === 4 ? wgsl`${`x${p}`}.${"xyzw"[lane]}` : wgsl`${`x${p}`}`;
          return wgsl`${`sum${p}`} = fma(vec4f(${value}), ${weight}, ${`sum${p}`});`;
        })}
      `;
    })}
  `;
}

/** The input at a tap of an output's window, zero in the padding. */
function inputAt(work: Contraction, site: Site, split: Split, place: readonly number[]): Code {
  const kernel = axisNames(place.length, "k");
  const tap = place.map((o, axis) => {
    const [stride, dilation, before] = [work.stride[axis]!, work.dilation[axis]!, work.padBefore[axis]!];
    return wgsl`(${index([dilation, wgsl`${kernel[axis]!}`], [stride, o], [-before, 1])})`;
  });
  const x = site.inputs[0]!;
  const value = split.lanes === 4 ? blockAt(x, wgsl`input`, tap) : at(x, wgsl`input`, tap);
  const inside = tap.flatMap((t, axis) => (padded(work, axis) ? [wgsl`${t} < ${u32(work.input[axis]!)}`] : []));
  return orZero(split.lanes === 4 ? "vec4f" : "f32", value, inside);
}

/** Where a lane's part of a position's sum lies. */
const slot = (split: Split, p: number): Code => index([1, wgsl`lane`], [workgroup(split), p]);

function merge(work: Contraction, split: Split): Code {
  return wgsl`
    ${each(positions(work), (p) => wgsl`shared_sum[${slot(split, p)}] = ${`sum${p}`};`)}
    workgroupBarrier();
    for (var half = ${u32(workgroup(split) / 2)}; half >= ${u32(split.blocks)}; half /= 2u) {
      if (lane < half) {
        ${each(positions(work), (p) => wgsl`shared_sum[${slot(split, p)}] += shared_sum[${slot(split, p)} + half];`)}
      }
      workgroupBarrier();
    }
  `;
}

function stores(work: Contraction, site: Site, split: Split): Code {
  return wgsl`
    ${work.bias && wgsl`let start = bias[block];`}
    ${places(work).map((place, p) => {
      const total = split.parts > 1 ? wgsl`shared_sum[${slot(split, p)}]` : wgsl`${`sum${p}`}`;
      const sum = work.bias ? wgsl`(${total} + start)` : total;
      return wgsl`
        let ${`out${p}`} = ${finished(site, "vec4f", sum, (t) => blockAt(t, wgsl`block`, place))};
        ${storeBlock(site.output, wgsl`block`, place, `out${p}`)}
      `;
    })}
  `;
}
