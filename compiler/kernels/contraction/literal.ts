import type { Built, Candidate, Contraction, DeviceModel, Family, Schedule, Site } from "../family.ts";
import { finished, plural } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { covered, flatLoop, mayLeave, onlyIf, orZero } from "../sliding.ts";
import { at, index, volume } from "../tensor.ts";
import { type Code, f32, joined, u32, wgsl } from "../wgsl.ts";
import { groupIn, inRuns, naturalBias, naturalWeight } from "./shared.ts";

/**
 * Few weights that are known when it is compiled, as numbers in the kernel. What changed from the naive one: an invocation has
 * all output channels of some neighbouring outputs along x, and there is no loop, so that every weight is a constant of the
 * program and none is loaded.
 * Measured on SwiftShader, 1→6 5x5 at 28x28: 0.32 ms of CPU time against 0.5 ms for a column of rows by four channels, but 75
 * ms to compile against 40.
 */
export const literal: Schedule<Contraction> = {
  name: "literal",
  family: "contraction",
  candidates: (work, site, model) => (legal(work, site, model) ? tiles(work, site, model) : []),
};

/** More multiply-adds than this are too long a program. */
const unrollLimit = 640;

/** Work that can have its weights in the kernel. GPUs keep a few where all lanes find them, and long programs leave their caches. */
export const canBeLiteral = (work: Family, model: DeviceModel): work is Contraction =>
  !model.barriers &&
  work.family === "contraction" &&
  work.groups === 1 &&
  work.output.length >= 1 &&
  weightsOf(work) <= unrollLimit;

const legal = (work: Contraction, site: Site, model: DeviceModel): boolean =>
  site.constants !== undefined &&
  canBeLiteral(work, model) &&
  [...site.inputs, site.output, ...site.epilogue.others].every((t) => t.layout === "nchw");

const weightsOf = (work: Contraction): number => work.outChannels * groupIn(work) * volume(work.window);
const lastAxis = (extents: readonly number[]): number => extents.at(-1)!;

function tiles(work: Contraction, site: Site, model: DeviceModel): Candidate[] {
  return [1, 2, 3, 4, 5, 6, 7, 8]
    .filter((width) => width <= lastAxis(work.output) && width * weightsOf(work) <= unrollLimit)
    .map((width) => ({
      schedule: "literal",
      choice: `${width} along x`,
      cost: cost(work, width, model),
      literal: true,
      build: () => build(work, site, width),
    }));
}

const tilesAlongX = (work: Contraction, width: number): number => Math.ceil(lastAxis(work.output) / width);
const count = (work: Contraction, width: number): number => volume(work.output.slice(0, -1)) * tilesAlongX(work, width);

const columns = (work: Contraction, width: number): number[] => covered(work, work.output.length - 1, width);

/** In multiply-adds of vectors: what they are for a column of rows, on SwiftShader. */
const price = { add: 1.8, input: 11, store: 104 };
/** A multiply-add, and a load with its address and its test, compile as slowly as so many statements. */
const compiled = { add: 0.25, load: 1.5 };

function cost(work: Contraction, width: number, model: DeviceModel): number {
  const adds = width * weightsOf(work);
  const inputs = groupIn(work) * volume(work.window.slice(0, -1)) * columns(work, width).length;
  const all = price.add * adds + price.input * inputs;
  const invocations = count(work, width);
  return (
    model.compile * (compiled.add * adds + compiled.load * inputs) +
    invocations * (all + price.store * width * work.outChannels) * Math.max(1, model.width / invocations)
  );
}

function build(work: Contraction, site: Site, width: number): Built {
  const weights = [naturalWeight(work), ...(work.bias ? [naturalBias(work)] : [])];
  const out = axisNames(work.output.length, "o");
  const split = out.map((name, axis) => [name, work.output[axis]!] as const);
  const along = width === 1 ? out.at(-1)! : "tile";
  return {
    weights,
    definition: {
      name: site.name,
      header: [
        ...site.header,
        `one invocation: ${plural(width, "output")} along x by all channels, the weights as literals`,
      ],
      bindings: [...site.inputs, ...weights.map(({ packed }) => packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: count(work, width), workgroup: 32 },
      declarations: functions([site.epilogue.tree], "f32"),
      body: wgsl`
        ${coordinates("i", [...split.slice(0, -1), [along, tilesAlongX(work, width)]])}
        ${width > 1 && wgsl`let ${out.at(-1)!} = tile * ${u32(width)};`}
        ${eachSum(work, width, (c, t) => wgsl`var ${sumOf(c, t)} = ${work.bias ? wgsl`bias[${c}]` : f32(0)};`)}
        ${rowsOf(work).map((row) => contractRow(work, site, width, row))}
        ${stores(work, site, width)}
      `,
    },
  };
}

const sumOf = (c: number, t: number): string => `sum${c}_${t}`;
const eachSum = (work: Contraction, width: number, item: (c: number, t: number) => Code): Code[] =>
  Array.from({ length: work.outChannels * width }, (_, n) => item(Math.floor(n / width), n % width));

/** An input channel, and a tap of each axis of the window but the last. */
type Row = readonly [channel: number, ...place: number[]];

const rowsOf = (work: Contraction): Row[] =>
  [groupIn(work), ...work.window.slice(0, -1)].reduce<number[][]>(
    (rows, extent) => rows.flatMap((row) => Array.from({ length: extent }, (_, k) => [...row, k])),
    [[]],
  ) as unknown as Row[];

/** What one row of an input channel adds to all sums. */
function contractRow(work: Contraction, site: Site, width: number, [channel, ...place]: Row): Code {
  const [stride, dilation, window] = [work.stride, work.dilation, work.window].map(lastAxis) as [
    number,
    number,
    number,
  ];
  const row = [channel, ...place].reduce((all, k, axis) => all * [groupIn(work), ...work.window][axis]! + k, 0);
  const weight = (c: number, kx: number) =>
    wgsl`weight[${(c * groupIn(work) * volume(work.window.slice(0, -1)) + row) * window + kx}]`;
  const x = (column: number) => wgsl`${`x${column}`}`;
  const runs = inRuns(Array.from({ length: window }, (_, kx) => kx));
  return wgsl`
    {
      ${columns(work, width).map((offset) => wgsl`let ${x(offset)} = ${inputAt(work, site, width, channel, [...place, offset])};`)}
      ${runs.flatMap((run) =>
        eachSum(work, width, (c, t) => {
          const added = run.reduce(
            (before, kx) => wgsl`fma(${weight(c, kx)}, ${x(t * stride + kx * dilation)}, ${before})`,
            wgsl`${sumOf(c, t)}`,
          );
          return wgsl`${sumOf(c, t)} = ${added};`;
        }),
      )}
    }
  `;
}

/** The input at a tap of each axis but the last and at a column of the tile; zero in the padding. */
function inputAt(work: Contraction, site: Site, width: number, channel: number, taps: readonly number[]): Code {
  const last = work.output.length - 1;
  const offsets = taps.map((tap, axis) => (axis === last ? tap : tap * work.dilation[axis]!));
  const place = axisNames(work.output.length, "o").map((name, axis) =>
    index([work.stride[axis]!, wgsl`${name}`], [1, offsets[axis]! - work.padBefore[axis]!]),
  );
  const furthest = (axis: number) => (axis === last ? (tilesAlongX(work, width) - 1) * width : work.output[axis]! - 1);
  const inside = place.flatMap((each, axis) =>
    mayLeave(work, axis, offsets[axis]!, furthest(axis)) ? [wgsl`${each} < ${u32(work.input[axis]!)}`] : [],
  );
  const value = at(
    site.inputs[0]!,
    channel,
    place.map((each) => wgsl`(${each})`),
  );
  return orZero("f32", value, inside);
}

/** One loop, from an array: a statement for each sum would take most of the time that the kernel takes to compile. */
function stores(work: Contraction, site: Site, width: number): Code {
  const place = axisNames(work.output.length, "o").map((name, axis) =>
    axis === work.output.length - 1 && width > 1 ? wgsl`(${name} + t)` : wgsl`${name}`,
  );
  const t = width === 1 ? 0 : wgsl`t`;
  const value = finished(site, "f32", wgsl`sum[${index([width, wgsl`c`], [1, t])}]`, (other) =>
    at(other, wgsl`c`, place),
  );
  const ragged = lastAxis(work.output) % width !== 0;
  const store = onlyIf(
    ragged ? [wgsl`${place.at(-1)} < ${u32(lastAxis(work.output))}`] : [],
    wgsl`${at(site.output, wgsl`c`, place)} = ${value};`,
  );
  return wgsl`
    var sum = array<f32, ${work.outChannels * width}>(${joined(eachSum(work, width, (c, n) => wgsl`${sumOf(c, n)}`))});
    ${flatLoop(
      [
        ["c", work.outChannels],
        ["t", width],
      ],
      store,
    )}
  `;
}
