import { blockedBias, groupIn, groupOut, outBlocks } from "../contraction/shared.ts";
import {
  type Built,
  type Candidate,
  type DeviceModel,
  finished,
  type PackedWeight,
  plural,
  type Schedule,
  type Site,
  type TransposedContraction,
} from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { loops } from "../sliding.ts";
import { at, blockAt, index, storeBlock, volume } from "../tensor.ts";
import { type Code, each, joined, u32, wgsl } from "../wgsl.ts";
import { hitInput, hittingTaps, leavesInput, tapStep } from "./taps.ts";

/**
 * By output phase. Outputs that lie the stride apart have the same phase, p mod s: they use the same taps, on inputs that
 * lie side by side. What changed from the naive one: an invocation holds a tile of outputs of one phase along x by blocks
 * of four channels, walks over the taps that hit and over no others, and loads each weight once for the whole tile.
 * Weights lie as [window][in][out / 4] vectors; invocations beside each other have one phase and neighbouring blocks.
 */
export const transposedPhases: Schedule<TransposedContraction> = {
  name: "transposed-phases",
  family: "transposed-contraction",
  candidates: (work, site, model) => (legal(work, site) ? tiles(work, site, model) : []),
};

interface Tile {
  /** Outputs of one phase along x. */
  readonly width: number;
  /** Blocks of four output channels. */
  readonly depth: number;
}

/** With groups, a block must lie in one group, and so must a vector of input channels. */
const legal = (work: TransposedContraction, site: Site): boolean =>
  work.groups === 1 || (groupOut(work) % 4 === 0 && (lanesOf(site) === 1 || groupIn(work) % 4 === 0));

const lanesOf = (site: Site): 1 | 4 => (site.inputs[0]!.layout === "nhwc4" ? 4 : 1);
const lastAxis = (work: TransposedContraction): number => work.output.length - 1;
const stepX = (work: TransposedContraction): number => work.stride[lastAxis(work)]!;
const rowOf = (work: TransposedContraction): number => work.output[lastAxis(work)]!;

/** Phases along x that have an output, and the tiles of the one that has most. */
const phases = (work: TransposedContraction): number => Math.min(stepX(work), rowOf(work));
const tilesOf = (work: TransposedContraction, { width }: Tile): number =>
  Math.ceil(Math.ceil(rowOf(work) / stepX(work)) / width);
const countOf = (work: TransposedContraction, tile: Tile): number =>
  volume(work.output.slice(0, -1)) * phases(work) * tilesOf(work, tile) * Math.ceil(outBlocks(work) / tile.depth);

function tiles(work: TransposedContraction, site: Site, model: DeviceModel): Candidate[] {
  const most = Math.ceil(rowOf(work) / stepX(work));
  const widths = [1, 2, 3, 4, 5, 6, 7, 8].filter((width) => width <= most);
  const depths = [1, 2].filter((depth) => (groupOut(work) / 4) % depth === 0 || (work.groups === 1 && depth === 1));
  return depths.flatMap((depth) =>
    widths.map((width) => ({
      schedule: "transposed-phases",
      choice: `${width} along x, ${4 * depth} channels`,
      cost: cost(work, site, { width, depth }, model),
      build: () => build(work, site, { width, depth }),
    })),
  );
}

function cost(work: TransposedContraction, site: Site, tile: Tile, model: DeviceModel): number {
  const lanes = lanesOf(site);
  const hits = work.window.reduce((all, k, axis) => all * Math.max(1, k / tapStep(work, axis)), 1);
  const rounds = hits * Math.ceil(groupIn(work) / lanes);
  const inputs = tile.width * (lanes === 4 ? model.loadVector : model.load);
  const weights = lanes * tile.depth * model.loadVector;
  const adds = lanes * 4 * tile.depth * tile.width;
  const invocations = countOf(work, tile);
  const compiling = model.compile * lanes * tile.depth * tile.width;
  return compiling + invocations * rounds * (adds + inputs + weights) * Math.max(1, model.width / invocations);
}

function build(work: TransposedContraction, site: Site, tile: Tile): Built {
  const weight = packedWeight(work, lanesOf(site));
  const bias = work.bias ? [blockedBias(work)] : [];
  const out = axisNames(work.output.length, "o");
  const alone = phases(work) === 1 && tile.width === 1 && stepX(work) === 1;
  const outer = out.slice(0, -1).map((name, axis) => [name, work.output[axis]!] as const);
  const inner: (readonly [string, number])[] = alone
    ? [[out.at(-1)!, rowOf(work)]]
    : [...(stepX(work) > 1 ? [["phase", phases(work)] as const] : []), ["tile", tilesOf(work, tile)]];
  const first = index([tile.width * stepX(work), wgsl`tile`], ...(stepX(work) > 1 ? [[1, wgsl`phase`] as const] : []));
  const apart = stepX(work) > 1 && tile.width > 1 ? `, ${stepX(work)} apart,` : "";
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [
        ...site.header,
        `one invocation: ${plural(tile.width, "output")} along x${apart} by ${4 * tile.depth} channels, in registers`,
      ],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: countOf(work, tile), workgroup: 64 },
      declarations: functions([site.epilogue.tree], "vec4f"),
      body: wgsl`
        ${coordinates("i", [...outer, ...inner, [tile.depth === 1 ? "block" : "pair", Math.ceil(outBlocks(work) / tile.depth)]])}
        ${tile.depth === 2 && wgsl`let block = pair * 2u;`}
        ${!alone && wgsl`let ${out.at(-1)!} = ${first};`}
        ${eachOf(tile, (t, d) => wgsl`var ${sum(t, d)} = ${work.bias ? wgsl`bias[${index([1, wgsl`block`], [1, d])}]` : wgsl`vec4f()`};`)}
        ${contract(work, site, tile)}
        ${stores(work, site, tile, out)}
      `,
    },
  };
}

const sum = (t: number, d: number): string => `sum${t}${d === 0 ? "" : "b"}`;
const eachOf = (tile: Tile, item: (t: number, d: number) => Code): Code[] =>
  Array.from({ length: tile.width * tile.depth }, (_, n) => item(Math.floor(n / tile.depth), n % tile.depth));

const paddedInputs = (work: TransposedContraction, lanes: number): number => Math.ceil(groupIn(work) / lanes) * lanes;

/** [window][in, padded to whole vectors][out / 4] of vec4f, all groups side by side. */
function packedWeight(work: TransposedContraction, lanes: number): PackedWeight {
  const extents = [work.inChannels, groupOut(work), ...work.window];
  const inputs = paddedInputs(work, lanes);
  const outputs = work.groups === 1 ? outBlocks(work) * 4 : groupOut(work);
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
        { size: inputs, axis: 0, step: 1 },
        { size: work.groups, axis: 0, step: groupIn(work) },
        { size: outputs, axis: 1, step: 1 },
      ],
    },
  };
}

/** The loops over the taps that hit, and over the input channels. */
function contract(work: TransposedContraction, site: Site, tile: Tile): Code {
  const rank = work.output.length;
  const lanes = lanesOf(site);
  const [taps, input, out] = [axisNames(rank, "k"), axisNames(rank, "i"), axisNames(rank, "o")];
  const channels = loops([["input", Math.ceil(groupIn(work) / lanes)]], tapBody(work, site, tile, lanes));
  return taps.reduceRight((inner, tap, axis) => {
    // Along x every output of the tile asks for itself.
    const checked = axis < rank - 1 && leavesInput(work, axis);
    return hittingTaps(
      work,
      axis,
      tap,
      out[axis]!,
      wgsl`
        let ${input[axis]!} = ${hitInput(work, axis, tap, out[axis]!)};
        ${checked ? wgsl`if (${input[axis]!} < ${u32(work.input[axis]!)}) {\n  ${inner}\n}` : inner}
      `,
    );
  }, channels);
}

function tapBody(work: TransposedContraction, site: Site, tile: Tile, lanes: number): Code {
  return wgsl`
    ${each(tile.width, (t) => wgsl`let x${t} = ${inputAt(work, site, tile, lanes, t)};`)}
    ${each(lanes * tile.depth, (n) => {
      const [lane, d] = [Math.floor(n / tile.depth), n % tile.depth];
      const weight = `w${lanes === 4 ? "xyzw"[lane]! : ""}${d === 0 ? "" : "b"}`;
      return wgsl`
        let ${weight} = weight[${weightIndex(work, lanes, lane, d)}];
        ${each(tile.width, (t) => {
          const value = lanes === 4 ? wgsl`x${t}.${"xyzw"[lane]}` : wgsl`x${t}`;
          return wgsl`${sum(t, d)} = fma(vec4f(${value}), ${weight}, ${sum(t, d)});`;
        })}
      `;
    })}
  `;
}

function weightIndex(work: TransposedContraction, lanes: number, lane: number, d: number): Code {
  const row = outBlocks(work);
  const taps = axisNames(work.output.length, "k").map(
    (name, axis) => [volume(work.window.slice(axis + 1)) * paddedInputs(work, lanes) * row, wgsl`${name}`] as const,
  );
  return index(...taps, [lanes * row, wgsl`input`], [row, lane], [1, wgsl`block`], [1, d]);
}

/** One input vector (or channel) for an output of the tile; zero where x leaves the row. */
function inputAt(work: TransposedContraction, site: Site, tile: Tile, lanes: number, t: number): Code {
  const x = site.inputs[0]!;
  const steps = groupIn(work) / lanes;
  const channel = work.groups === 1 ? wgsl`input` : wgsl`(block / ${u32(groupOut(work) / 4)} * ${u32(steps)} + input)`;
  const names = axisNames(work.output.length, "i");
  const ix = index([1, wgsl`${names.at(-1)!}`], [1, t]);
  const place = [...names.slice(0, -1).map((name) => wgsl`${name}`), t === 0 ? ix : wgsl`(${ix})`];
  const value = lanes === 4 ? blockAt(x, channel, place) : at(x, channel, place);
  const ragged = rowOf(work) % (stepX(work) * tile.width) !== 0;
  if (!leavesInput(work, lastAxis(work)) && !ragged) return value;
  const inside = wgsl`${ix} < ${u32(work.input[lastAxis(work)]!)}`;
  return wgsl`select(${lanes === 4 ? wgsl`vec4f()` : wgsl`0.0f`}, ${joined([value, inside])})`;
}

function stores(work: TransposedContraction, site: Site, tile: Tile, out: readonly string[]): Code {
  const [row, stride] = [rowOf(work), stepX(work)];
  return wgsl`${eachOf(tile, (t, d) => {
    const ox = index([1, wgsl`${out.at(-1)!}`], [1, t * stride]);
    const place = [...out.slice(0, -1).map((name) => wgsl`${name}`), t === 0 ? ox : wgsl`(${ox})`];
    const block = d === 0 ? wgsl`block` : wgsl`(block + ${u32(d)})`;
    const name = `${sum(t, d)}_out`;
    const store = wgsl`
      let ${name} = ${finished(site, "vec4f", wgsl`${sum(t, d)}`, (other) => blockAt(other, block, place))};
      ${storeBlock(site.output, block, place, name)}
    `;
    if (row % (tile.width * stride) === 0) return store;
    return wgsl`
      if (${ox} < ${u32(row)}) {
        ${store}
      }
    `;
  })}`;
}
