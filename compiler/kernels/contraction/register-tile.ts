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
import { bestPieces, finished, plural, weightName } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { flatLoop, insideShare, loops, mayLeave, onlyIf, orZero, padded, tapCoordinate } from "../sliding.ts";
import { at, blockAt, index, type Part, storeBlock, volume, whole } from "../tensor.ts";
import { type Code, each, joined, u32, wgsl } from "../wgsl.ts";
import { blockedBias, groupIn, groupOut, inRuns, outBlocks, vectorWeight } from "./shared.ts";

/**
 * Implicit GEMM in registers. What changed from the naive one: an invocation holds a tile of neighbouring outputs
 * along x by blocks of four channels, so that each loaded weight serves the whole tile and each loaded input serves
 * every channel of the tile and, while the window slides inside the tile, several taps.
 * Weights lie as [window][in][out / 4] vectors: neighbouring invocations, which take neighbouring blocks, read side by side.
 */
export const registerTile: Schedule<Contraction> = {
  name: "register-tile",
  family: "contraction",
  candidates: (work, site, model) => (legal(work, site) ? tiles(work, site, model) : []),
  stage: (work, site, model) => (legal(work, site) ? stageMaker(work, site, model) : undefined),
};

interface Tile {
  /** Outputs along x. */
  readonly width: number;
  /** Blocks of four output channels. */
  readonly depth: number;
  /**
   * For a CPU: one loop goes over window and channels, where rows in the padding are read as zeros, and another one stores the
   * sums, which are an array. That compiles in a fraction of the time and runs faster, as each loop carries all sums into it
   * and out of it. On GPUs, whose registers have no index, a loop for each axis leaves out what is in the padding.
   */
  readonly flat: boolean;
}

/** With groups, a block must lie in one group, and so must a vector of input channels. */
function legal(work: Contraction, site: Site): boolean {
  if (work.groups === 1) return true;
  const vectors = site.inputs[0]!.layout === "nhwc4";
  return groupOut(work) % 4 === 0 && (!vectors || groupIn(work) % 4 === 0);
}

const lastAxis = (extents: readonly number[]): number => extents.at(-1) ?? 1;
/** More multiply-adds than this in one loop body compile slowly everywhere. */
const unrollLimit = 256;

function tiles(work: Contraction, site: Site, model: DeviceModel): Candidate[] {
  const row = lastAxis(work.output);
  const widths = [1, 2, 3, 4, 5, 6, 7, 8].filter((width) => width <= row);
  const depths = [1, 2].filter((depth) => (groupOut(work) / 4) % depth === 0 || (work.groups === 1 && depth === 1));
  return depths.flatMap((depth) =>
    widths.map((width) => {
      const tile = { width, depth, flat: !model.barriers };
      return {
        schedule: "register-tile",
        choice: `${width} along x, ${4 * depth} channels`,
        cost: cost(work, site, tile, model),
        build: () => build(work, site, tile),
      };
    }),
  );
}

/** Taps of x that one loop body unrolls: all, or one where that would be too much code. */
function unrolledTaps(work: Contraction, tile: Tile, lanes: number): number {
  const taps = lastAxis(work.window);
  return taps * tile.width * tile.depth * lanes <= unrollLimit ? taps : 1;
}

/** Input columns that a tile reads for its unrolled taps, as offsets from its first one. */
function columns(work: Contraction, tile: Tile, taps: number): number[] {
  const [stride, dilation] = [lastAxis(work.stride), lastAxis(work.dilation)];
  const needed = new Set<number>();
  for (let t = 0; t < tile.width; t++) for (let k = 0; k < taps; k++) needed.add(t * stride + k * dilation);
  return [...needed].sort((a, b) => a - b);
}

const vectorInput = (site: Site): boolean => site.inputs[0]!.layout === "nhwc4";
const lanesOf = (site: Site): number => (vectorInput(site) ? 4 : 1);

function cost(work: Contraction, site: Site, tile: Tile, model: DeviceModel): number {
  const invocations = count(tile, whole(site.output.shape));
  const { once, each } = costs(work, site, tile, model);
  return once + invocations * each * Math.max(1, model.width / invocations);
}

/**
 * What an invocation does costs, in multiply-adds; those on `software` are fitted to the CPU times of 192 kernels for 14
 * layers on SwiftShader (root of the mean squared error: 0.16). There the array of sums lies in memory, from where a loop
 * body, a `round`, reads each once.
 */
const pricesOn = ({ device, load, loadVector }: DeviceModel) =>
  device === "software"
    ? { add: 1.3, input: 8.4, weight: 52, sum: 2.7, round: 12, store: 125 }
    : { add: 1, input: load, weight: loadVector, sum: 0, round: 0, store: 0 };

/** What compiling costs, and one invocation. */
function costs(work: Contraction, site: Site, tile: Tile, model: DeviceModel): { once: number; each: number } {
  const price = pricesOn(model);
  const lanes = lanesOf(site);
  const steps = Math.ceil(groupIn(work) / lanes);
  const taps = unrolledTaps(work, tile, lanes);
  const shares = tile.flat ? [] : work.output.slice(0, -1).map((_, axis) => insideShare(work, axis));
  const rounds = steps * (volume(work.window) / taps) * volume(shares);
  const inputs = columns(work, tile, taps).length * (lanes === 4 ? model.loadVector : price.input);
  const weights = taps * lanes * tile.depth * price.weight;
  const sums = 4 * tile.depth * tile.width;
  const adds = taps * lanes * sums;
  return {
    once: (model.compile * adds) / 4,
    each: rounds * (price.add * adds + price.sum * sums + inputs + weights + price.round) + price.store * sums,
  };
}

const tilesAlongX = (tile: Tile, { place }: Part): number => Math.ceil((place.at(-1)?.extent ?? 1) / tile.width);
const count = (tile: Tile, part: Part): number =>
  volume(part.place.slice(0, -1).map(({ extent }) => extent)) *
  tilesAlongX(tile, part) *
  Math.ceil(part.blocks.extent / tile.depth);

function build(work: Contraction, site: Site, tile: Tile): Built {
  const weights = weightsOf(work, site);
  const all = whole(site.output.shape);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${choiceOf(tile)}, in registers`],
      bindings: [...site.inputs, ...weights.map(({ packed }) => packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: count(tile, all), workgroup: 64 },
      declarations: functions([site.epilogue.tree], "vec4f"),
      body: bodyOf(work, site, tile, all),
    },
  };
}

const choiceOf = (tile: Tile): string => `${plural(tile.width, "output")} along x by ${4 * tile.depth} channels`;

const weightsOf = (work: Contraction, site: Site): PackedWeight[] => [
  vectorWeight(work, lanesOf(site), weightName(site, "weight")),
  ...(work.bias ? [blockedBias(work, weightName(site, "bias"))] : []),
];

/** The tile that is cheapest for a part of the output. */
function stageMaker(work: Contraction, site: Site, model: DeviceModel): StageMaker {
  const tiles = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((width) => [1, 2].map((depth) => ({ width, depth, flat: false })));
  const known = tiles.map((tile) => ({ tile, each: costs(work, site, tile, model).each }));
  return (held, part) => {
    const row = part.place.at(-1)?.extent ?? 1;
    const fitting = known.filter(({ tile }) => tile.width <= row && part.blocks.extent % tile.depth === 0);
    const { tile, each } = bestPieces(fitting, (choice) => count(choice.tile, part));
    return {
      count: count(tile, part),
      cost: each,
      choice: choiceOf(tile),
      weights: work.bias ? 2 : 1,
      build: () => ({
        weights: weightsOf(work, held),
        declarations: functions([held.epilogue.tree], "vec4f"),
        body: bodyOf(work, held, tile, part),
      }),
    };
  };
}

function bodyOf(work: Contraction, site: Site, tile: Tile, part: Part): Code {
  const out = axisNames(work.output.length, "o");
  const [along, first] = [tilesAlongX(tile, part), part.place.at(-1)?.first];
  const split = [
    ...out.slice(0, -1).map((name, axis) => [name, part.place[axis]!.extent, part.place[axis]!.first] as const),
    ...(out.length === 0
      ? []
      : [tile.width === 1 ? ([out.at(-1)!, along, first] as const) : (["tile", along] as const)]),
    tile.depth === 1
      ? (["block", part.blocks.extent, part.blocks.first] as const)
      : (["pair", Math.ceil(part.blocks.extent / tile.depth)] as const),
  ];
  const from = (variable: string | undefined, rest: Code) => (variable ? wgsl`${variable} + ${rest}` : rest);
  return wgsl`
    ${coordinates("i", split)}
    ${tile.depth === 2 && wgsl`let block = ${from(part.blocks.first, wgsl`pair * 2u`)};`}
    ${out.length > 0 && tile.width > 1 && wgsl`let ${out.at(-1)!} = ${from(first, wgsl`tile * ${u32(tile.width)}`)};`}
    ${accumulators(work, site, tile)}
    ${contract(work, site, tile, part)}
    ${stores(site, tile, out, part)}
  `;
}

const accumulator = (tile: Tile, t: number, d: number): Code =>
  tile.flat ? wgsl`sum[${t * tile.depth + d}]` : wgsl`${`sum${t}${d === 0 ? "" : "b"}`}`;
const eachOf = (tile: Tile, item: (t: number, d: number) => Code): Code[] =>
  Array.from({ length: tile.width * tile.depth }, (_, n) => item(Math.floor(n / tile.depth), n % tile.depth));

function accumulators(work: Contraction, site: Site, tile: Tile): Code {
  const start = (d: Code | number) =>
    work.bias ? wgsl`${weightName(site, "bias")}[${index([1, wgsl`block`], [1, d])}]` : wgsl`vec4f()`;
  if (!tile.flat) return wgsl`${eachOf(tile, (t, d) => wgsl`var ${accumulator(tile, t, d)} = ${start(d)};`)}`;
  const sums = wgsl`array<vec4f, ${tile.width * tile.depth}>`;
  if (!work.bias) return wgsl`var sum = ${sums}();`;
  return wgsl`
    ${each(tile.depth, (d) => wgsl`let ${`start${d}`} = ${start(d)};`)}
    var sum = ${sums}(${joined(eachOf(tile, (_, d) => wgsl`${`start${d}`}`))});
  `;
}

/** The loops over the window's outer axes, the input channels and what of x is not unrolled. */
function contract(work: Contraction, site: Site, tile: Tile, part: Part): Code {
  const [rank, lanes] = [work.output.length, lanesOf(site)];
  const taps = unrolledTaps(work, tile, lanes);
  const [kernel, input, output] = [axisNames(rank, "k"), axisNames(rank, "i"), axisNames(rank, "o")];
  const outer = kernel.slice(0, -1).map((name, axis) => [name, work.window[axis]!] as const);
  const inner = [
    ["input", Math.ceil(groupIn(work) / lanes)] as const,
    ...(taps === 1 && rank > 0 ? [[kernel.at(-1)!, lastAxis(work.window)] as const] : []),
  ];
  const rows = outer.map(
    (_, axis) =>
      wgsl`let ${input[axis]!} = ${tapCoordinate(work, axis, wgsl`${output[axis]!}`, wgsl`${kernel[axis]!}`)};`,
  );
  const body = tapBody(work, site, tile, part, taps);
  const [around, inside] = tile.flat ? [flatLoop, body] : [loops, onlyIf(rowsInside(work), loops(inner, body))];
  return around(
    tile.flat ? [...outer, ...inner] : outer,
    wgsl`
      ${rows}
      ${inside}
    `,
  );
}

/** That the rows at hand lie in the input, along all axes but the last. */
const rowsInside = (work: Contraction): Code[] =>
  axisNames(work.output.length, "i")
    .slice(0, -1)
    .flatMap((name, axis) => (padded(work, axis) ? [wgsl`${name} < ${u32(work.input[axis]!)}`] : []));

function tapBody(work: Contraction, site: Site, tile: Tile, part: Part, taps: number): Code {
  const [rank, lanes] = [work.output.length, lanesOf(site)];
  const kx = axisNames(rank, "k").at(-1);
  const dynamic = taps === 1 && kx !== undefined && lastAxis(work.window) > 1;
  const weightAt = (tap: number, lane: number, d: number) =>
    wgsl`${weightName(site, "weight")}[${weightIndex(work, lanes, dynamic ? wgsl`${kx}` : tap, lane, d)}]`;
  const weight = (tap: number, lane: number, d: number) =>
    `w${tap}${lanes === 4 ? "xyzw"[lane]! : ""}${d === 0 ? "" : "b"}`;
  const input = (t: number, tap: number, lane: number) => {
    const column = `x${t * lastAxis(work.stride) + tap * lastAxis(work.dilation)}`;
    return lanes === 4 ? wgsl`${column}.${"xyzw"[lane]}` : wgsl`${column}`;
  };
  const last = part.place.at(-1)?.first === undefined ? (tilesAlongX(tile, part) - 1) * tile.width : undefined;
  const edge = (offset: number) =>
    rank > 0 && (dynamic || last === undefined ? padded(work, rank - 1) : mayLeave(work, rank - 1, offset, last));
  // Each sum is read and written once for the weights at hand: those of a vector of inputs, or of all taps of one input.
  const all = Array.from({ length: taps }, (_, tap) => tap);
  const rounds =
    lanes === 4
      ? all.map((tap) => [0, 1, 2, 3].map((lane) => [tap, lane] as const))
      : inRuns(all.map((tap) => [tap, 0] as const));
  return wgsl`
    ${columns(work, tile, taps).map((offset) => wgsl`let x${offset} = ${inputAt(work, site, tile, offset, dynamic, edge(offset))};`)}
    ${rounds.map(
      (round) => wgsl`
        ${round.flatMap(([tap, lane]) => each(tile.depth, (d) => wgsl`let ${weight(tap, lane, d)} = ${weightAt(tap, lane, d)};`))}
        ${eachOf(tile, (t, d) => {
          const sum = accumulator(tile, t, d);
          const added = round.reduce(
            (before, [tap, lane]) => wgsl`fma(vec4f(${input(t, tap, lane)}), ${weight(tap, lane, d)}, ${before})`,
            sum,
          );
          return wgsl`${sum} = ${added};`;
        })}
      `,
    )}
  `;
}

function weightIndex(work: Contraction, lanes: number, kx: Code | number, lane: number, d: number): Code {
  const rank = work.output.length;
  const inputs = Math.ceil(groupIn(work) / lanes) * lanes;
  const row = outBlocks(work);
  const taps = axisNames(rank, "k").map((name, axis): readonly [number, Code | number] => [
    volume(work.window.slice(axis + 1)) * inputs * row,
    axis === rank - 1 ? kx : wgsl`${name}`,
  ]);
  return index(...taps, [lanes * row, wgsl`input`], [row, lane], [1, wgsl`block`], [1, d]);
}

/** One input vector (or channel) of the current row at a column offset of the tile; at an edge, zero where x leaves the row. */
function inputAt(work: Contraction, site: Site, tile: Tile, offset: number, dynamic: boolean, edge: boolean): Code {
  const [rank, lanes] = [work.output.length, lanesOf(site)];
  const x = site.inputs[0]!;
  const steps = groupIn(work) / lanes;
  const group = work.groups === 1 ? undefined : wgsl`block / ${u32(groupOut(work) / 4)} * ${u32(steps)}`;
  const channel = group ? wgsl`(${group} + input)` : wgsl`input`;
  const outer = axisNames(rank, "i")
    .slice(0, -1)
    .map((name) => wgsl`${name}`);
  const load = (place: readonly Code[]) => (lanes === 4 ? blockAt(x, channel, place) : at(x, channel, place));
  if (rank === 0) return load([]);
  const axis = rank - 1;
  const first = index([work.stride[axis]!, wgsl`${axisNames(rank, "o")[axis]!}`], [1, offset - work.padBefore[axis]!]);
  const ix = dynamic ? index([1, first], [work.dilation[axis]!, wgsl`${axisNames(rank, "k")[axis]!}`]) : first;
  const value = load([...outer, wgsl`(${ix})`]);
  const inside = [...(tile.flat ? rowsInside(work) : []), ...(edge ? [wgsl`${ix} < ${u32(work.input[axis]!)}`] : [])];
  return orZero(lanes === 4 ? "vec4f" : "f32", value, inside);
}

function stores(site: Site, tile: Tile, out: readonly string[], part: Part): Code {
  if (!tile.flat)
    return wgsl`${eachOf(tile, (t, d) => storeOne(site, tile, out, part, [t, d], accumulator(tile, t, d)))}`;
  const [t, d] = [tile.width === 1 ? 0 : wgsl`t`, tile.depth === 1 ? 0 : wgsl`d`];
  const around = [["t", tile.width] as const, ["d", tile.depth] as const].filter(([, extent]) => extent > 1);
  const sum = wgsl`sum[${index([tile.depth, t], [1, d])}]`;
  return flatLoop(around, storeOne(site, tile, out, part, [t, d], sum));
}

function storeOne(
  site: Site,
  tile: Tile,
  out: readonly string[],
  part: Part,
  [t, d]: readonly [Code | number, Code | number],
  sum: Code,
): Code {
  const { first, extent: row } = part.place.at(-1) ?? { extent: 1 };
  const place = out.map((name, axis) =>
    axis === out.length - 1 ? wgsl`(${index([1, wgsl`${name}`], [1, t])})` : wgsl`${name}`,
  );
  const block = d === 0 ? wgsl`block` : wgsl`(${index([1, wgsl`block`], [1, d])})`;
  const name = tile.flat ? "result" : `${sum}_out`;
  const store = wgsl`
    let ${name} = ${finished(site, "vec4f", sum, (other) => blockAt(other, block, place))};
    ${storeBlock(site.output, block, place, name)}
  `;
  if (row % tile.width === 0 || t === 0) return store;
  return wgsl`
    if (${first ? wgsl`${place.at(-1)} - ${first}` : place.at(-1)} < ${u32(row)}) {
      ${store}
    }
  `;
}
