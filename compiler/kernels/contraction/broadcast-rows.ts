import type { Built, Candidate, Contraction, DeviceModel, PackedWeight, Schedule, Site } from "../family.ts";
import { finished, plural } from "../family.ts";
import { axisNames } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { loops, padded, tapCoordinate } from "../sliding.ts";
import { at, index, volume } from "../tensor.ts";
import { type Code, each, f32, joined, u32, wgsl } from "../wgsl.ts";
import { groupIn, groupOut, naturalBias, weightAxes } from "./shared.ts";

/**
 * Lanes over x in `nchw`. What changed from the naive one: an invocation holds a column of rows by a tile of output
 * channels, and a whole workgroup works on the same channels, so that the weights are the same for every lane.
 * With subgroups each lane loads one weight of four and hands it to the others; without, each lane loads all four.
 * Measured on SwiftShader, 64→64 3x3 at 56x56: 8.6 GFLOP/s with broadcast against 2.7 without and 0.5 for the naive one.
 */
export const broadcastRows: Schedule<Contraction> = {
  name: "broadcast-rows",
  family: "contraction",
  candidates: (work, site, model) => (legal(work, site) ? tiles(work, site, model) : []),
};

interface Tile {
  /** Output channels; a multiple of 4. */
  readonly channels: number;
  /** Outputs along y. */
  readonly rows: number;
  readonly broadcast: boolean;
}

/** Lanes need a row to lie along, and both sides channels first; tiny groups would leave most of a tile idle. */
const legal = (work: Contraction, site: Site): boolean =>
  work.output.length >= 1 &&
  volume(work.output) >= 4 &&
  groupOut(work) >= 3 &&
  [...site.inputs, site.output, ...site.epilogue.others].every((t) => t.layout === "nchw");

const rowAxis = (work: Contraction): number => work.output.length - 2;
const rowsOf = (extents: readonly number[]): number => extents.at(-2) ?? 1;
const columnsOf = (extents: readonly number[]): number => extents.at(-1)!;

/** More multiply-adds than this in one loop body compile slowly everywhere. */
const unrollLimit = 336;

function tiles(work: Contraction, site: Site, model: DeviceModel): Candidate[] {
  const channels = [4, 8, 16].filter((c) => c < groupOut(work) + 4);
  const rows = [1, 2, 3, 4, 5, 6, 7, 8].filter((r) => r <= rowsOf(work.output));
  return channels.flatMap((c) =>
    rows
      .filter((r) => c * r <= 112 && c * r * rowsOf(work.window) <= unrollLimit)
      .map((r) => {
        const tile = { channels: c, rows: r, broadcast: model.subgroups };
        return {
          schedule: "broadcast-rows",
          choice: `${c} channels, ${plural(r, "row")}`,
          cost: cost(work, tile, model),
          build: () => build(work, site, tile),
        };
      }),
  );
}

/** Tiles of channels in a group, of rows, and the lanes that one tile of channels keeps busy. */
const channelTiles = (work: Contraction, tile: Tile): number => Math.ceil(groupOut(work) / tile.channels);
const rowTiles = (work: Contraction, tile: Tile): number => Math.ceil(rowsOf(work.output) / tile.rows);
const lanesOf = (work: Contraction, tile: Tile): number =>
  volume(work.output.slice(0, -2)) * rowTiles(work, tile) * columnsOf(work.output);
/** As few lanes as do the work, so that a small map leaves few idle; a broadcast is from one of four. */
const workgroup = (work: Contraction, tile: Tile): number =>
  Math.min(64, 2 ** Math.ceil(Math.log2(Math.max(4, lanesOf(work, tile)))));

/** Input rows that a tile reads for one column tap, as offsets from its first one. */
function rowOffsets(work: Contraction, tile: Tile): number[] {
  const [stride, dilation, window] = [rowsOf(work.stride), rowsOf(work.dilation), rowsOf(work.window)];
  const needed = new Set<number>();
  for (let t = 0; t < tile.rows; t++) for (let k = 0; k < window; k++) needed.add(t * stride + k * dilation);
  return [...needed].sort((a, b) => a - b);
}

/**
 * What a multiply-add and a broadcast cost beside those of a tile of vectors, and beside a load: fitted to the times of 250
 * kernels for 8 layers on SwiftShader. A broadcast for 0.3 and an add for 1 chose kernels that took 1.26 times the best
 * one's time on average; with these it is 1.07.
 */
const scalarAdd = 2;
const handing = 0.45;

function cost(work: Contraction, tile: Tile, model: DeviceModel): number {
  const window = rowsOf(work.window);
  const rounds = groupIn(work) * (volume(work.window) / window);
  const adds = window * tile.rows * tile.channels;
  const weights = window * tile.channels * (tile.broadcast ? 0.25 + handing : 1);
  const loads = rowOffsets(work, tile).length + weights;
  const groups = Math.ceil(lanesOf(work, tile) / workgroup(work, tile)) * channelTiles(work, tile) * work.groups;
  const invocations = groups * workgroup(work, tile);
  return (
    model.compile * adds +
    invocations * rounds * (scalarAdd * adds + model.load * loads) * Math.max(1, model.width / invocations)
  );
}

function build(work: Contraction, site: Site, tile: Tile): Built {
  const bias = work.bias ? [naturalBias(work)] : [];
  const weight = packedWeight(work, tile);
  const lanes = lanesOf(work, tile);
  const chunks = Math.ceil(lanes / workgroup(work, tile));
  const shared = tile.broadcast ? ", weights handed round by subgroupBroadcast" : "";
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [
        ...site.header,
        `one invocation: ${tile.channels} channels by ${plural(tile.rows, "row")} of a column${shared}`,
      ],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: {
        kind: "workgroups",
        count: chunks * channelTiles(work, tile) * work.groups,
        workgroup: workgroup(work, tile),
      },
      ...(tile.broadcast ? { features: ["subgroups"] as const } : {}),
      declarations: functions([site.epilogue.tree], "f32"),
      body: wgsl`
        ${places(work, tile, lanes, chunks)}
        ${each(tile.channels, (c) => wgsl`${each(tile.rows, (r) => wgsl`var sum${c}_${r} = 0.0f;`)}`)}
        ${contract(work, site, tile)}
        ${stores(work, site, tile, lanes % workgroup(work, tile) !== 0)}
      `,
    },
  };
}

/** Where a lane stands; surplus lanes repeat the last one's reads, so that broadcasts stay uniform, and store nothing. */
function places(work: Contraction, tile: Tile, lanes: number, chunks: number): Code {
  const size = workgroup(work, tile);
  const out = axisNames(work.output.length, "o");
  const surplus = lanes % size !== 0;
  const offset = chunks === 1 ? wgsl`lane` : wgsl`group % ${u32(chunks)} * ${u32(size)} + lane`;
  const [columns, rows] = [columnsOf(work.output), rowTiles(work, tile)];
  const first = chunks === 1 ? wgsl`group` : wgsl`group / ${u32(chunks)}`;
  const perGroup = channelTiles(work, tile);
  return wgsl`
    let place = ${surplus ? wgsl`min(${offset}, ${u32(lanes - 1)})` : offset};
    ${surplus && wgsl`let inside = ${offset} < ${u32(lanes)};`}
    let ${out.at(-1)!} = place % ${u32(columns)};
    ${out.length > 1 && wgsl`let ${out.at(-2)!} = place / ${u32(columns)} % ${u32(rows)} * ${u32(tile.rows)};`}
    ${out.length > 2 && wgsl`let ${out.at(-3)!} = place / ${u32(columns * rows)};`}
    let part = ${first};
    ${
      work.groups > 1
        ? wgsl`
          let first = part / ${u32(perGroup)} * ${u32(groupOut(work))} + part % ${u32(perGroup)} * ${u32(tile.channels)};
          let input_first = part / ${u32(perGroup)} * ${u32(groupIn(work))};
        `
        : wgsl`let first = part * ${u32(tile.channels)};`
    }
  `;
}

const quads = (tile: Tile): number => tile.channels / 4;

/** [group, tile][in][outer window][x tap][y tap][channel of the tile], so that a tile's weights lie side by side. */
function packedWeight(work: Contraction, tile: Tile): PackedWeight {
  const { extents, start, windowStep } = weightAxes(work);
  const rank = work.window.length;
  const order = [...work.window.keys()].filter((axis) => axis < rank - 2);
  order.push(rank - 1, ...(rank > 1 ? [rank - 2] : []));
  const window = order.map((axis) => ({ size: work.window[axis]!, axis: axis + 2, step: windowStep }));
  const dims = [
    { size: work.groups, axis: 0, step: groupOut(work) },
    { size: channelTiles(work, tile), axis: 0, step: tile.channels },
    { size: groupIn(work), axis: 1, step: 1 },
    ...window,
    { size: tile.channels, axis: 0, step: 1 },
  ];
  const scalars = volume(dims.map((d) => d.size));
  return {
    role: "weight",
    packed: {
      name: "weight",
      element: tile.broadcast ? "f32" : "vec4f",
      length: tile.broadcast ? scalars : scalars / 4,
      meaning: "[tile of channels][in][x][y][channel of the tile]",
    },
    recipe: { extents, start, dims },
  };
}

function contract(work: Contraction, site: Site, tile: Tile): Code {
  const rank = work.output.length;
  const [kernel, input, output] = [axisNames(rank, "k"), axisNames(rank, "i"), axisNames(rank, "o")];
  const depth = kernel.slice(0, -2).map((name, axis) => [name, work.window[axis]!] as const);
  const axes: (readonly [string, number])[] = [
    ["input", groupIn(work)],
    ...depth,
    [kernel.at(-1)!, columnsOf(work.window)],
  ];
  const coordinate = (axis: number) =>
    wgsl`let ${input[axis]!} = ${tapCoordinate(work, axis, wgsl`${output[axis]!}`, wgsl`${kernel[axis]!}`)};`;
  return loops(
    axes,
    wgsl`
      ${depth.map((_, axis) => coordinate(axis))}
      ${coordinate(rank - 1)}
      ${rowOffsets(work, tile).map((offset) => wgsl`let x${offset} = ${inputAt(work, site, offset)};`)}
      ${each(rowsOf(work.window), (ky) => tapRow(work, tile, ky))}
    `,
  );
}

/** One input of the column, zero in the padding. Rows past a ragged last tile feed sums that are never stored. */
function inputAt(work: Contraction, site: Site, offset: number): Code {
  const rank = work.output.length;
  const [input, output] = [axisNames(rank, "i"), axisNames(rank, "o")];
  const outside = [...work.output.keys()].filter((axis) => padded(work, axis));
  const row = (axis: number) =>
    index([work.stride[axis]!, wgsl`${output[axis]!}`], [1, offset - work.padBefore[axis]!]);
  const place = [...work.output.keys()].map((axis) =>
    axis === rowAxis(work) ? wgsl`(${row(axis)})` : wgsl`${input[axis]!}`,
  );
  const channel = work.groups > 1 ? wgsl`(input_first + input)` : wgsl`input`;
  const value = at(site.inputs[0]!, channel, place);
  if (outside.length === 0) return value;
  const inside = outside.map((axis) => wgsl`${place[axis]} < ${u32(work.input[axis]!)}`);
  // `&&` is a branch: SwiftShader compiles 24 of them (3x3, dilation 8, 8 rows) in 17 s, and `&` in half a second.
  const all = inside.length === 1 ? inside : inside.map((each) => wgsl`(${each})`);
  return wgsl`select(${f32(0)}, ${value}, ${joined(all, " & ")})`;
}

/** All multiply-adds of one row of taps: four channels' weights at a time, each for every row of the tile. */
function tapRow(work: Contraction, tile: Tile, ky: number): Code {
  const [stride, dilation] = [rowsOf(work.stride), rowsOf(work.dilation)];
  return wgsl`${each(quads(tile), (q) => {
    const loaded = `w${ky}_${q}`;
    const each4 = [0, 1, 2, 3].map((l) => {
      const weight = tile.broadcast ? wgsl`subgroupBroadcast(${loaded}, ${u32(l)})` : wgsl`${loaded}[${l}]`;
      const name = `${loaded}_${l}`;
      return wgsl`
        let ${name} = ${weight};
        ${each(tile.rows, (r) => {
          const sum = `sum${q * 4 + l}_${r}`;
          return wgsl`${sum} = fma(${name}, x${r * stride + ky * dilation}, ${sum});`;
        })}
      `;
    });
    return wgsl`
      let ${loaded} = weight[${weightIndex(work, tile, ky, q)}];
      ${each4}
    `;
  })}`;
}

function weightIndex(work: Contraction, tile: Tile, ky: number, quad: number): Code {
  const unit = tile.broadcast ? tile.channels : quads(tile);
  const kernel = axisNames(work.output.length, "k");
  const [height, width] = [rowsOf(work.window), columnsOf(work.window)];
  const depth = work.window.slice(0, -2);
  const terms: (readonly [number, Code | number])[] = [
    [groupIn(work) * volume(work.window) * unit, wgsl`part`],
    [volume(work.window) * unit, wgsl`input`],
    ...depth.map((_, axis) => [volume(depth.slice(axis + 1)) * width * height * unit, wgsl`${kernel[axis]!}`] as const),
    [height * unit, wgsl`${kernel.at(-1)!}`],
    [unit, ky],
    [tile.broadcast ? 4 : 1, quad],
  ];
  return tile.broadcast ? wgsl`${index(...terms)} + (subgroup_lane & 3u)` : index(...terms);
}

function stores(work: Contraction, site: Site, tile: Tile, surplus: boolean): Code {
  const out = axisNames(work.output.length, "o");
  const partial = groupOut(work) % tile.channels !== 0;
  const inGroup = work.groups > 1 ? wgsl`part % ${u32(channelTiles(work, tile))} * ${u32(tile.channels)}` : wgsl`first`;
  const code = wgsl`${each(tile.channels, (c) => {
    const perChannel = each(tile.rows, (r) => storeOne(work, site, tile, out, c, r));
    const one = wgsl`
      ${work.bias && wgsl`let bias${c} = bias[${index([1, wgsl`first`], [1, c])}];`}
      ${perChannel}
    `;
    if (!partial || c < groupOut(work) % tile.channels) return one;
    return wgsl`
      if (${inGroup} + ${u32(c)} < ${u32(groupOut(work))}) {
        ${one}
      }
    `;
  })}`;
  if (!surplus) return code;
  return wgsl`
    if (inside) {
      ${code}
    }
  `;
}

function storeOne(work: Contraction, site: Site, tile: Tile, out: readonly string[], c: number, r: number): Code {
  const place = out.map((name, axis) =>
    axis === rowAxis(work) ? wgsl`(${index([1, wgsl`${name}`], [1, r])})` : wgsl`${name}`,
  );
  const channel = wgsl`(${index([1, wgsl`first`], [1, c])})`;
  const sum = work.bias ? wgsl`(sum${c}_${r} + bias${c})` : wgsl`sum${c}_${r}`;
  const value = finished(site, "f32", sum, (t) => at(t, channel, place));
  const store = wgsl`${at(site.output, channel, place)} = ${value};`;
  if (rowsOf(work.output) % tile.rows === 0 || r === 0) return store;
  return wgsl`if (${place[rowAxis(work)]} < ${u32(rowsOf(work.output))}) { ${store} }`;
}
