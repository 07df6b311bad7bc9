import type { Built, Candidate, Contraction, DeviceModel, PackedWeight, Schedule, Site } from "../family.ts";
import { finished, plural } from "../family.ts";
import { axisNames } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { covered, flatLoop, mayLeave, onlyIf, orZero, padded, tapCoordinate } from "../sliding.ts";
import { at, index, volume } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";
import { groupIn, groupOut, inRuns, naturalBias, weightAxes } from "./shared.ts";

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
  /** Lanes of a workgroup; a multiple of 4, as a broadcast is from one of four. */
  readonly workgroup: number;
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
        const tile = { channels: c, rows: r, broadcast: model.subgroups, workgroup: workgroup(work, r, model) };
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
const lanesOf = (work: Contraction, rows: number): number =>
  volume(work.output.slice(0, -2)) * Math.ceil(rowsOf(work.output) / rows) * columnsOf(work.output);

/** As many lanes as leave the fewest idle. GPUs run them in powers of 2, and a CPU in fours, one four after the other. */
function workgroup(work: Contraction, rows: number, model: DeviceModel): number {
  const lanes = lanesOf(work, rows);
  if (model.barriers) return Math.min(64, 2 ** Math.ceil(Math.log2(Math.max(4, lanes))));
  const most = Math.min(64, 4 * Math.ceil(lanes / 4));
  // Smaller groups than 16 lanes are so many that they cost more than idle lanes.
  const sizes = Array.from({ length: 16 }, (_, n) => most - 4 * n).filter((size) => size >= Math.min(16, most));
  const idle = (size: number) => Math.ceil(lanes / size) * size - lanes;
  return sizes.reduce((best, size) => (idle(size) < idle(best) ? size : best));
}

/** Input rows that a tile reads for one column tap, as offsets from its first one. */
const rowOffsets = (work: Contraction, tile: Tile): number[] => covered(work, rowAxis(work), tile.rows);

/**
 * What a lane does costs, in multiply-adds of vectors; those on `software` are fitted to the CPU times of 284 kernels for 14
 * layers on SwiftShader (root of the mean squared error: 0.16). `sum` is for one that a loop body, a `round`, takes from
 * memory and puts back, `handing` for a weight that another lane loaded.
 */
const pricesOn = ({ device, load }: DeviceModel) =>
  device === "software"
    ? { add: 1.8, input: 11, weight: 16, handing: 6, sum: 1.7, round: 24, store: 104 }
    : { add: 2, input: load, weight: load, handing: 0.7 * load, sum: 0, round: 0, store: 0 };
/** A multiply-add compiles in a quarter of the time that one of vectors takes. */
const compiled = 0.25;

function cost(work: Contraction, tile: Tile, model: DeviceModel): number {
  const price = pricesOn(model);
  const window = rowsOf(work.window);
  const rounds = groupIn(work) * (volume(work.window) / window);
  const sums = tile.rows * tile.channels;
  const adds = window * sums;
  const weights = window * tile.channels * (tile.broadcast ? price.handing : price.weight);
  const round =
    price.add * adds + price.sum * sums + price.input * rowOffsets(work, tile).length + weights + price.round;
  const groups = Math.ceil(lanesOf(work, tile.rows) / tile.workgroup) * channelTiles(work, tile) * work.groups;
  const invocations = groups * tile.workgroup;
  return (
    model.compile * compiled * adds +
    invocations * (rounds * round + price.store * sums) * Math.max(1, model.width / invocations)
  );
}

function build(work: Contraction, site: Site, tile: Tile): Built {
  const bias = work.bias ? [naturalBias(work)] : [];
  const weight = packedWeight(work, tile);
  const lanes = lanesOf(work, tile.rows);
  const chunks = Math.ceil(lanes / tile.workgroup);
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
        workgroup: tile.workgroup,
      },
      ...(tile.broadcast ? { features: ["subgroups"] as const } : {}),
      declarations: functions([site.epilogue.tree], "f32"),
      body: wgsl`
        ${places(work, tile, lanes, chunks)}
        ${tile.broadcast && wgsl`let own = subgroup_lane & 3u;`}
        var sum: array<f32, ${tile.channels * tile.rows}>;
        ${contract(work, site, tile)}
        ${stores(work, site, tile, lanes % tile.workgroup !== 0)}
      `,
    },
  };
}

/** An array, so that one loop stores all sums: it compiles in a third of the time that a statement for each takes. */
const sumAt = (tile: Tile, c: number, r: number): Code => wgsl`sum[${c * tile.rows + r}]`;

/** Where a lane stands; surplus lanes repeat the last one's reads, so that broadcasts stay uniform, and store nothing. */
function places(work: Contraction, tile: Tile, lanes: number, chunks: number): Code {
  const size = tile.workgroup;
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
    ${out.length > 1 && wgsl`let ${out.at(-2)!} = place / ${u32(columns)}${out.length > 2 && wgsl` % ${u32(rows)}`} * ${u32(tile.rows)};`}
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
    ...(groupIn(work) > 1 ? [["input", groupIn(work)] as const] : []),
    ...depth,
    [kernel.at(-1)!, columnsOf(work.window)],
  ];
  const coordinate = (axis: number) => wgsl`
    let ${input[axis]!} = ${tapCoordinate(work, axis, wgsl`${output[axis]!}`, wgsl`${kernel[axis]!}`)};
    ${padded(work, axis) && wgsl`let ${input[axis]!}_inside = ${input[axis]!} < ${u32(work.input[axis]!)};`}
  `;
  return flatLoop(
    axes,
    wgsl`
      ${depth.map((_, axis) => coordinate(axis))}
      ${coordinate(rank - 1)}
      ${rowOffsets(work, tile).map((offset) => wgsl`let x${offset} = ${inputAt(work, site, tile, offset)};`)}
      ${each(quads(tile), (q) => tapColumn(work, tile, q))}
    `,
  );
}

/** One input of the column, zero in the padding. Rows past a ragged last tile feed sums that are never stored. */
function inputAt(work: Contraction, site: Site, tile: Tile, offset: number): Code {
  const rank = work.output.length;
  const [coordinate, output] = [axisNames(rank, "i"), axisNames(rank, "o")];
  const lastRow = (rowTiles(work, tile) - 1) * tile.rows;
  const outside = [...work.output.keys()].filter((axis) =>
    axis === rowAxis(work) ? mayLeave(work, axis, offset, lastRow) : padded(work, axis),
  );
  const row = (axis: number) =>
    index([work.stride[axis]!, wgsl`${output[axis]!}`], [1, offset - work.padBefore[axis]!]);
  const place = [...work.output.keys()].map((axis) =>
    axis === rowAxis(work) ? wgsl`(${row(axis)})` : wgsl`${coordinate[axis]!}`,
  );
  const input = groupIn(work) > 1 ? wgsl`input` : 0;
  const channel = work.groups > 1 ? wgsl`(${index([1, wgsl`input_first`], [1, input])})` : input;
  const value = at(site.inputs[0]!, channel, place);
  const inside = outside.map((axis) =>
    axis === rowAxis(work) ? wgsl`${place[axis]} < ${u32(work.input[axis]!)}` : wgsl`${`${coordinate[axis]}_inside`}`,
  );
  return orZero("f32", value, inside);
}

/** All multiply-adds of a column of taps for four channels: each sum is read and written once. */
function tapColumn(work: Contraction, tile: Tile, q: number): Code {
  const [stride, dilation, window] = [rowsOf(work.stride), rowsOf(work.dilation), rowsOf(work.window)];
  const loaded = (ky: number) => wgsl`${`w${ky}_${q}`}`;
  const handed = (ky: number, l: number) =>
    tile.broadcast ? wgsl`subgroupBroadcast(${loaded(ky)}, ${u32(l)})` : wgsl`${loaded(ky)}[${l}]`;
  const rows = inRuns(Array.from({ length: window }, (_, ky) => ky));
  const added = (run: readonly number[], sum: Code, r: number) =>
    run.reduce((before, ky) => wgsl`fma(${`v${ky}`}, ${`x${r * stride + ky * dilation}`}, ${before})`, sum);
  return wgsl`
    ${each(window, (ky) => wgsl`let ${loaded(ky)} = weight[${weightIndex(work, tile, ky, q)}];`)}
    ${each(
      4,
      (l) => wgsl`
        {
          ${each(window, (ky) => wgsl`let v${ky} = ${handed(ky, l)};`)}
          ${rows.flatMap((run) =>
            each(tile.rows, (r) => {
              const sum = sumAt(tile, q * 4 + l, r);
              return wgsl`${sum} = ${added(run, sum, r)};`;
            }),
          )}
        }
      `,
    )}
  `;
}

function weightIndex(work: Contraction, tile: Tile, ky: number, quad: number): Code {
  const unit = tile.broadcast ? tile.channels : quads(tile);
  const kernel = axisNames(work.output.length, "k");
  const [height, width] = [rowsOf(work.window), columnsOf(work.window)];
  const depth = work.window.slice(0, -2);
  const terms: (readonly [number, Code | number])[] = [
    [groupIn(work) * volume(work.window) * unit, wgsl`part`],
    ...(groupIn(work) > 1 ? [[volume(work.window) * unit, wgsl`input`] as const] : []),
    ...depth.map((_, axis) => [volume(depth.slice(axis + 1)) * width * height * unit, wgsl`${kernel[axis]!}`] as const),
    [height * unit, wgsl`${kernel.at(-1)!}`],
    [unit, ky],
    [tile.broadcast ? 4 : 1, quad],
  ];
  return tile.broadcast ? index(...terms, [1, wgsl`own`]) : index(...terms);
}

function stores(work: Contraction, site: Site, tile: Tile, surplus: boolean): Code {
  const place = axisNames(work.output.length, "o").map((name, axis) =>
    axis === rowAxis(work) ? wgsl`(${name} + r)` : wgsl`${name}`,
  );
  const sum = wgsl`sum[${index([tile.rows, wgsl`c`], [1, wgsl`r`])}]`;
  const whole = work.bias ? wgsl`(${sum} + bias[first + c])` : sum;
  const value = finished(site, "f32", whole, (t) => at(t, wgsl`(first + c)`, place));
  const first = work.groups > 1 ? wgsl`part % ${u32(channelTiles(work, tile))} * ${u32(tile.channels)}` : wgsl`first`;
  const inside = [
    ...(groupOut(work) % tile.channels === 0 ? [] : [wgsl`${first} + c < ${u32(groupOut(work))}`]),
    ...(rowsOf(work.output) % tile.rows === 0 ? [] : [wgsl`${place[rowAxis(work)]} < ${u32(rowsOf(work.output))}`]),
  ];
  const store = wgsl`${at(site.output, wgsl`(first + c)`, place)} = ${value};`;
  const all = flatLoop(
    [
      ["c", tile.channels],
      ["r", tile.rows],
    ],
    onlyIf(inside, store),
  );
  return onlyIf(surplus ? [wgsl`inside`] : [], all);
}
