import type {
  Built,
  Candidate,
  Contraction,
  DeviceModel,
  PackedWeight,
  Schedule,
  Site,
  StageMaker,
} from "../family.ts";
import { bestPieces, finished, weightName } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { covered, loops, orZero, padded, tapCoordinate } from "../sliding.ts";
import { at, blockAt, blocks, index, type Part, storeBlock, volume, whole } from "../tensor.ts";
import { type Code, each, joined, u32, wgsl } from "../wgsl.ts";
import { blockedBias, groupIn, groupOut, naturalBias, weightAxes } from "./shared.ts";

/**
 * Depthwise, and groups almost as small. What changed from the naive one: an invocation holds a tile of neighbouring
 * outputs of one channel (of a block of four in `nhwc4`). The part of the input that the tile's windows cover is loaded
 * once, and so is the window of weights; each input is multiplied into every sum that wants it. Padding is a `select`
 * from one test a row and one a column.
 * Measured on SwiftShader, 3x3 over 128x56x56, CPU time of a busy machine: 8 to 14 ms, as the best hand-written kernel,
 * whose input is padded already; 135 to 146 for the naive one. By tile: 7x7 8.1, 4x7 10, 4x4 12, 2x4 17, 1x1 57.
 */
export const channelTile: Schedule<Contraction> = {
  name: "channel-tile",
  family: "contraction",
  candidates: (work, site, model) => (legal(work) ? tiles(work, site, model) : []),
  stage: (work, site, model) => (legal(work) && aligned(work) ? stageMaker(work, site, model) : undefined),
};

interface Tile {
  /** Outputs along y and x. */
  readonly rows: number;
  readonly columns: number;
  /** Channels of an output: 4 where one side is in `nhwc4`. */
  readonly lanes: 1 | 4;
}

/** With more channels on either side of a group, tiles of channels share loads too and are better. */
const legal = (work: Contraction): boolean => work.groups > 1 && work.output.length >= 1 && groupOut(work) <= 4;

const rowsOf = (extents: readonly number[]): number => extents.at(-2) ?? 1;
const columnsOf = (extents: readonly number[]): number => extents.at(-1)!;
/** Taps of the two last axes, which are written out one by one. */
const taps = (work: Contraction): number => rowsOf(work.window) * columnsOf(work.window);

/** More multiply-adds or loaded numbers than these in one body compile slowly everywhere. */
const unrollLimit = 448;
const loadLimit = 160;
/** More sums than these leave a GPU's registers. */
const registerLimit = 64;

const sizes = [
  [1, 1],
  [1, 4],
  [1, 8],
  [2, 2],
  [2, 4],
  [4, 4],
  [4, 7],
  [7, 7],
] as const;

function tiles(work: Contraction, site: Site, model: DeviceModel): Candidate[] {
  const lanes = [...site.inputs, site.output].some((t) => t.layout === "nhwc4") ? 4 : 1;
  return sizes
    .map(([rows, columns]) => ({ rows, columns, lanes }) as const)
    .filter((tile) => fits(work, tile))
    .map((tile) => ({
      schedule: "channel-tile",
      choice: `${tile.rows} by ${tile.columns} outputs`,
      cost: cost(work, site, tile, model),
      build: () => build(work, site, tile),
    }));
}

const fits = (work: Contraction, tile: Tile): boolean =>
  tile.rows <= rowsOf(work.output) &&
  tile.columns <= columnsOf(work.output) &&
  tile.rows * tile.columns * taps(work) <= unrollLimit &&
  tile.rows * tile.columns * tile.lanes <= registerLimit &&
  inputs(work, tile) * numbersOf(work, tile) + taps(work) * tile.lanes <= loadLimit;

const extentsOf = ({ place }: Part): number[] => place.map(({ extent }) => extent);
const rowTiles = (tile: Tile, part: Part): number => Math.ceil(rowsOf(extentsOf(part)) / tile.rows);
const columnTiles = (tile: Tile, part: Part): number => Math.ceil(columnsOf(extentsOf(part)) / tile.columns);
const units = (site: Site, tile: Tile): number => (tile.lanes === 4 ? blocks(site.output) : site.output.shape[0]!);
const count = (site: Site, tile: Tile, part: Part): number =>
  (tile.lanes === 4 ? part.blocks.extent : units(site, tile)) *
  volume(extentsOf(part).slice(0, -2)) *
  rowTiles(tile, part) *
  columnTiles(tile, part);

const rowOffsets = (work: Contraction, tile: Tile): number[] => covered(work, work.output.length - 2, tile.rows);
const columnOffsets = (work: Contraction, tile: Tile): number[] => covered(work, work.output.length - 1, tile.columns);

const inputs = (work: Contraction, tile: Tile): number =>
  rowOffsets(work, tile).length * columnOffsets(work, tile).length;

function cost(work: Contraction, site: Site, tile: Tile, model: DeviceModel): number {
  const { once, each } = costs(work, site, tile, model);
  const invocations = count(site, tile, whole(site.output.shape));
  return once + invocations * each * Math.max(1, model.width / invocations);
}

/** What compiling costs, and one invocation. */
function costs(work: Contraction, site: Site, tile: Tile, model: DeviceModel): { once: number; each: number } {
  const rounds = groupIn(work) * volume(work.window.slice(0, -2));
  const adds = tile.rows * tile.columns * taps(work);
  const load = tile.lanes === 1 ? model.load : model.loadVector;
  const loads = inputs(work, tile) * readsOf(work, site, tile) + taps(work);
  return {
    once: model.compile * (compileAdd * adds + compileLoad * loads),
    each: rounds * (adds * tile.lanes + load * loads),
  };
}

/** A multiply-add of numbers, and a load with its address and its test, compile as slowly as so many statements. */
const compileAdd = 0.5;
const compileLoad = 1.5;

/** What an input counts among the loaded numbers: lanes that are picked one by one twice. */
const numbersOf = (work: Contraction, tile: Tile): number => tile.lanes * (aligned(work) || tile.lanes === 1 ? 1 : 2);
/** Loads that one input takes: four where the channels of a block do not lie in one vector. */
const readsOf = (work: Contraction, site: Site, tile: Tile): number =>
  tile.lanes === 1 || (aligned(work) && site.inputs[0]!.layout === "nhwc4") ? 1 : 4;
/** A channel reads the channel of its own number. */
const aligned = (work: Contraction): boolean => groupIn(work) === 1 && groupOut(work) === 1;

const typeOf = (tile: Tile): "f32" | "vec4f" => (tile.lanes === 4 ? "vec4f" : "f32");

function build(work: Contraction, site: Site, tile: Tile): Built {
  const weights = weightsOf(work, site, tile);
  const all = whole(site.output.shape);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${choiceOf(tile)}, in registers`],
      bindings: [...site.inputs, ...weights.map(({ packed }) => packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: count(site, tile, all), workgroup: 64 },
      declarations: functions([site.epilogue.tree], typeOf(tile)),
      body: bodyOf(work, site, tile, all),
    },
  };
}

const choiceOf = (tile: Tile): string =>
  `${tile.rows} by ${tile.columns} outputs of ${tile.lanes === 4 ? "four channels" : "a channel"}`;

function weightsOf(work: Contraction, site: Site, tile: Tile): PackedWeight[] {
  const bias = tile.lanes === 4 ? blockedBias(work, weightName(site, "bias")) : naturalBias(work);
  return [packedWeight(work, site, tile), ...(work.bias ? [bias] : [])];
}

/** The tile that is cheapest for a part of the output. */
function stageMaker(work: Contraction, site: Site, model: DeviceModel): StageMaker | undefined {
  const tiles = sizes
    .map(([rows, columns]) => ({ rows, columns, lanes: 4 }) as const)
    .filter((tile) => fits(work, tile));
  const known = tiles.map((tile) => ({ tile, each: costs(work, site, tile, model).each }));
  if (known.length === 0) return undefined;
  return (held, part) => {
    const { tile, each } = bestPieces(known, (choice) => count(site, choice.tile, part));
    return {
      count: count(site, tile, part),
      cost: each,
      choice: choiceOf(tile),
      weights: work.bias ? 2 : 1,
      build: () => ({
        weights: weightsOf(work, held, tile),
        declarations: functions([held.epilogue.tree], "vec4f"),
        body: bodyOf(work, held, tile, part),
      }),
    };
  };
}

function bodyOf(work: Contraction, site: Site, tile: Tile, part: Part): Code {
  const out = axisNames(work.output.length, "o");
  const place = [
    ...out.slice(0, -2).map((name, axis) => [name, part.place[axis]!.extent, part.place[axis]!.first] as const),
    ...(out.length > 1 ? [["row", rowTiles(tile, part)] as const] : []),
    ["column", columnTiles(tile, part)] as const,
  ];
  const blocked = tile.lanes === 4;
  const unit = blocked
    ? (["block", part.blocks.extent, part.blocks.first] as const)
    : (["channel", units(site, tile)] as const);
  const from = (axis: number, rest: Code) => {
    const first = part.place.at(axis)!.first;
    return first ? wgsl`${first} + ${rest}` : rest;
  };
  return wgsl`
    ${coordinates("i", blocked ? [...place, unit] : [unit, ...place])}
    ${out.length > 1 && wgsl`let oy = ${from(-2, wgsl`row * ${u32(tile.rows)}`)};`}
    let ox = ${from(-1, wgsl`column * ${u32(tile.columns)}`)};
    let start = ${work.bias ? wgsl`${weightName(site, "bias")}[${unit[0]}]` : wgsl`${typeOf(tile)}()`};
    ${eachOf(tile, (r, c) => wgsl`var sum${r}_${c} = start;`)}
    ${contract(work, site, tile)}
    ${stores(site, tile, part)}
  `;
}

const eachOf = (tile: Tile, item: (r: number, c: number) => Code): Code[] =>
  Array.from({ length: tile.rows * tile.columns }, (_, n) => item(Math.floor(n / tile.columns), n % tile.columns));

/** [channel][in][window], or [in][window][channel / 4] of vectors, so that neighbouring blocks read side by side. */
function packedWeight(work: Contraction, site: Site, tile: Tile): PackedWeight {
  const { extents, start, windowStep } = weightAxes(work);
  const window = work.window.map((size, axis) => ({ size, axis: axis + 2, step: windowStep }));
  const inputs = { size: groupIn(work), axis: 1, step: 1 };
  const outputs = { size: units(site, tile) * tile.lanes, axis: 0, step: 1 };
  const dims = tile.lanes === 4 ? [inputs, ...window, outputs] : [outputs, inputs, ...window];
  return {
    role: "weight",
    packed: {
      name: weightName(site, "weight"),
      element: typeOf(tile),
      length: volume(dims.map((d) => d.size)) / tile.lanes,
      meaning: tile.lanes === 4 ? "[in][window][channel / 4]" : "[channel][in][window]",
    },
    recipe: { extents, start, dims },
  };
}

function contract(work: Contraction, site: Site, tile: Tile): Code {
  const rank = work.output.length;
  const [kernel, input, output] = [axisNames(rank, "k"), axisNames(rank, "i"), axisNames(rank, "o")];
  const depth = kernel.slice(0, -2).map((name, axis) => [name, work.window[axis]!] as const);
  const first = (axis: number, offset: number) =>
    index([work.stride[axis]!, wgsl`${output[axis]!}`], [1, offset - work.padBefore[axis]!]);
  const line = (axis: number, offset: number) => wgsl`
    let ${input[axis]!}${offset} = ${first(axis, offset)};
    ${padded(work, axis) && wgsl`let ${input[axis]!}${offset}_inside = ${input[axis]!}${offset} < ${u32(work.input[axis]!)};`}
  `;
  return loops(
    [...(groupIn(work) > 1 ? [["input", groupIn(work)] as const] : []), ...depth],
    wgsl`
      ${depth.map(([name], axis) => wgsl`let ${input[axis]!} = ${tapCoordinate(work, axis, wgsl`${output[axis]!}`, wgsl`${name}`)};`)}
      ${each(taps(work), (tap) => wgsl`let w${tap} = ${weightName(site, "weight")}[${weightIndex(work, site, tile, tap)}];`)}
      ${rank > 1 && rowOffsets(work, tile).map((offset) => line(rank - 2, offset))}
      ${columnOffsets(work, tile).map((offset) => line(rank - 1, offset))}
      ${rowOffsets(work, tile).flatMap((r) => columnOffsets(work, tile).map((c) => multiplied(work, site, tile, r, c)))}
    `,
  );
}

function weightIndex(work: Contraction, site: Site, tile: Tile, tap: number): Code {
  const window = volume(work.window);
  const kernel = axisNames(work.output.length, "k");
  const [unit, step] = tile.lanes === 4 ? [1, units(site, tile)] : [groupIn(work) * window, 1];
  const inputs: (readonly [number, Code])[] = groupIn(work) > 1 ? [[window * step, wgsl`input`]] : [];
  const depth = kernel
    .slice(0, -2)
    .map((name, axis) => [volume(work.window.slice(axis + 1)) * step, wgsl`${name}`] as const);
  return index([unit, wgsl`${tile.lanes === 4 ? "block" : "channel"}`], ...inputs, ...depth, [step, tap]);
}

/** One input, zero in the padding, into each sum whose window it lies in. Those past a ragged edge are never stored. */
function multiplied(work: Contraction, site: Site, tile: Tile, row: number, column: number): Code {
  const [strideY, strideX] = [rowsOf(work.stride), columnsOf(work.stride)];
  const name = `x${row}_${column}`;
  const sums = eachOf(tile, (r, c) => {
    const [y, x] = [(row - r * strideY) / rowsOf(work.dilation), (column - c * strideX) / columnsOf(work.dilation)];
    const inWindow = [y, x].every(
      (k, axis) => Number.isInteger(k) && k >= 0 && k < [rowsOf(work.window), columnsOf(work.window)][axis]!,
    );
    if (!inWindow) return wgsl``;
    return wgsl`sum${r}_${c} = fma(${name}, w${y * columnsOf(work.window) + x}, sum${r}_${c});`;
  });
  return wgsl`
    let ${name} = ${inputAt(work, site, tile, row, column)};
    ${sums}
  `;
}

function inputAt(work: Contraction, site: Site, tile: Tile, row: number, column: number): Code {
  const rank = work.output.length;
  const input = axisNames(rank, "i");
  const place = input.map((name, axis) =>
    axis === rank - 1 ? wgsl`${name}${column}` : axis === rank - 2 ? wgsl`${name}${row}` : wgsl`${name}`,
  );
  const inside = place.flatMap((name, axis) => {
    if (!padded(work, axis)) return [];
    return [axis < rank - 2 ? wgsl`${name} < ${u32(work.input[axis]!)}` : wgsl`${name}_inside`];
  });
  return orZero(typeOf(tile), loaded(work, site, tile, place), inside);
}

/** The inputs of the channels at hand; lanes past the last channel read a channel that is there. */
function loaded(work: Contraction, site: Site, tile: Tile, place: readonly Code[]): Code {
  const x = site.inputs[0]!;
  const from = (channel: Code): Code => {
    const group = groupOut(work) === 1 ? channel : wgsl`${channel} / ${u32(groupOut(work))}`;
    if (groupIn(work) === 1) return group;
    return index([groupIn(work), group], [1, wgsl`input`]);
  };
  if (tile.lanes === 1) return at(x, from(wgsl`channel`), place);
  if (aligned(work)) return blockAt(x, wgsl`block`, place);
  const lanes = [0, 1, 2, 3].map((lane) => {
    const channel = index([4, wgsl`block`], [1, lane]);
    const held = work.outChannels % 4 === 0 ? wgsl`(${channel})` : wgsl`min(${channel}, ${u32(work.outChannels - 1)})`;
    return at(x, from(held), place);
  });
  return wgsl`vec4f(${joined(lanes)})`;
}

function stores(site: Site, tile: Tile, part: Part): Code {
  const out = axisNames(part.place.length, "o");
  /** That an output still lies in the part, along an axis counted from the end; nothing if the tile divides it. */
  const edge = (place: readonly (Code | string)[], axis: number, offset: number, size: number): Code[] => {
    const { extent, first } = part.place.at(axis) ?? { extent: 1 };
    if (offset === 0 || extent % size === 0) return [];
    const local = first ? wgsl`${place.at(axis)!} - ${first}` : wgsl`${place.at(axis)!}`;
    return [wgsl`${local} < ${u32(extent)}`];
  };
  return wgsl`${eachOf(tile, (r, c) => {
    const place = out.map((name, axis) => {
      const offset = axis === out.length - 1 ? c : axis === out.length - 2 ? r : 0;
      return offset === 0 ? wgsl`${name}` : wgsl`(${index([1, wgsl`${name}`], [1, offset])})`;
    });
    const edges = [...edge(place, -2, r, tile.rows), ...edge(place, -1, c, tile.columns)];
    const sum = wgsl`sum${r}_${c}`;
    const store = tile.lanes === 4 ? storeFour(site, place, `sum${r}_${c}`) : storeOne(site, place, sum);
    if (edges.length === 0) return store;
    return wgsl`
      if (${
        edges.length === 1
          ? edges[0]
          : joined(
              edges.map((edge) => wgsl`(${edge})`),
              " & ",
            )
      }) {
        ${store}
      }
    `;
  })}`;
}

const storeOne = (site: Site, place: readonly Code[], sum: Code): Code =>
  wgsl`${at(site.output, wgsl`channel`, place)} = ${finished(site, "f32", sum, (t) => at(t, wgsl`channel`, place))};`;

function storeFour(site: Site, place: readonly Code[], sum: string): Code {
  const result = `${sum}_out`;
  return wgsl`
    let ${result} = ${finished(site, "vec4f", wgsl`${sum}`, (t) => blockAt(t, wgsl`block`, place))};
    ${storeBlock(site.output, wgsl`block`, place, result)}
  `;
}
