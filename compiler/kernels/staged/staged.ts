import {
  type Built,
  type Candidate,
  type DeviceModel,
  type Family,
  type Site,
  type Stage,
  type StageMaker,
  stagedLanes,
} from "../family.ts";
import { coordinates } from "../kernel.ts";
import { defaultLimits } from "../limits.ts";
import { index, type Tensor } from "../tensor.ts";
import { type Code, comment, u32, wgsl } from "../wgsl.ts";
import { type Box, blocksBefore, named, neededBox, seenAs, tileBox, union } from "./boxes.ts";
import { type Held, hold } from "./held.ts";
import { type Tile, tileCount, tileCounts, tilesOf } from "./tiles.ts";

/** A layer of a kernel; by the places of its inputs and of what is fused into it, which layers before it they come from. */
export interface Link {
  readonly work: Family;
  readonly site: Site;
  readonly inputs: readonly (number | undefined)[];
  readonly others: readonly (number | undefined)[];
}

/**
 * Several layers in one kernel, of which only the last one's value is stored. Each workgroup makes a tile of it: layer by
 * layer it makes what the later ones read, in workgroup memory, and what neighbouring tiles both need is made in both.
 * Values in between never lie in the device's memory, and the layers cost one dispatch together. What a concat joins is
 * made in its place.
 */
export function stagedCandidates(
  links: readonly Link[],
  stageOf: (link: Link) => StageMaker | undefined,
  model: DeviceModel,
): Candidate[] {
  const { shape } = links.at(-1)!.site.output;
  const makers = links.map((link) => (isJoin(link, links) ? "join" : stageOf(inVectors(link))));
  if (!makers.every((maker) => maker !== undefined)) return [];
  return tilesOf(shape)
    .flatMap((tile) => {
      const plan = planFor(links, tile, makers);
      if (!plan || bindings(plan) > defaultLimits.maxStorageBuffersPerShaderStage) return [];
      const groups = tileCount(tile, shape);
      const lanes = lanesOf(plan);
      const work = plan.stages.reduce((sum, { count, cost }) => sum + Math.ceil(count / lanes) * lanes * cost, 0);
      return [
        {
          schedule: "staged",
          choice: `${choiceOf(tile)} in ${plan.stages.length} stages`,
          cost: groups * work * Math.max(1, model.width / (groups * lanes)),
          build: () => build(links, plan, groups),
        },
      ];
    })
    .sort((a, b) => a.cost - b.cost);
}

/** A concat of layers of the kernel: nothing is left for it to do. */
const isJoin = ({ work, site, inputs }: Link, links: readonly Link[]): boolean =>
  work.family === "concat" &&
  site.epilogue.others.length === 0 &&
  site.epilogue.tree.kind === "argument" &&
  inputs.every((from) => from !== undefined && readersOf(links, from).length === 1) &&
  new Set(inputs).size === inputs.length &&
  blocksBefore(site.inputs) !== undefined;

const readersOf = (links: readonly Link[], layer: number): Link[] =>
  links.filter(({ inputs, others }) => [...inputs, ...others].includes(layer));

/** A layer finds the values of those before it in vectors. */
const inVectors = (link: Link): Link => ({
  ...link,
  site: {
    ...link.site,
    inputs: link.site.inputs.map((each, i) => (link.inputs[i] === undefined ? each : { ...each, layout: "nhwc4" })),
  },
});

const choiceOf = (tile: Tile): string =>
  `${tile.place.length > 0 ? `${tile.place.join("x")} places by ` : ""}${4 * tile.blocks} channels`;

interface Plan {
  readonly tile: Tile;
  readonly boxes: readonly Box[];
  /** The layers that do something, with their tensors where they lie. */
  readonly sites: readonly (Site & { readonly layer: number })[];
  readonly stages: readonly Stage[];
  readonly held: readonly Held[];
}

/** Invocations of a workgroup: as many as the largest stage can use. */
const lanesOf = ({ stages }: Pick<Plan, "stages">): number =>
  [64, 128].find((lanes) => stages.every(({ count }) => count <= lanes)) ?? stagedLanes;

/** What is read from the device's memory, by name. */
const readIn = (sites: readonly Site[]): Map<string, Tensor> =>
  new Map(
    sites.flatMap(({ inputs, epilogue }) =>
      [...inputs, ...epilogue.others].flatMap((tensor) => (tensor.held ? [] : [[tensor.name, tensor] as const])),
    ),
  );

const bindings = ({ sites, stages }: Plan): number =>
  readIn(sites).size + stages.reduce((sum, { weights }) => sum + weights, 0) + 1;

function planFor(links: readonly Link[], tile: Tile, makers: readonly (StageMaker | "join")[]): Plan | undefined {
  const boxes = boxesOf(links, tile);
  if (!boxes) return undefined;
  const held = hold(
    links,
    boxes,
    makers.map((maker) => maker === "join"),
  );
  if (held.reduce((sum, { vectors }) => sum + 16 * vectors, 0) > defaultLimits.maxComputeWorkgroupStorageSize)
    return undefined;
  const parts = boxes.map((box, layer) => named(box, layer + 1));
  const last = links.length - 1;
  /** Where a layer's value lies, with the shape in which it is seen. */
  const placed = (layer: number, seen: Tensor): Tensor => {
    const joined = links.findIndex(({ inputs }, k) => makers[k] === "join" && inputs.includes(layer));
    if (joined >= 0) {
      const { site, inputs } = links[joined]!;
      const first = 4 * blocksBefore(site.inputs)![inputs.indexOf(layer)]!;
      const all = placed(joined, site.output);
      const { channels, first: before } = all.within ?? { channels: all.shape[0]!, first: 0 };
      return { ...all, shape: seen.shape, within: { channels, first: before + first } };
    }
    if (layer === last) return links[last]!.site.output;
    const { name } = held.find(({ layers }) => layers.includes(layer))!;
    return { ...seen, name, layout: "nhwc4", held: parts[layer]! };
  };
  const sites: Plan["sites"][number][] = [];
  const stages: Stage[] = [];
  for (const [layer, { site, inputs, others }] of links.entries()) {
    const maker = makers[layer]!;
    if (maker === "join") continue;
    const from = (tensor: Tensor, of: number | undefined) => (of === undefined ? tensor : placed(of, tensor));
    const own = {
      ...site,
      layer,
      inputs: site.inputs.map((each, i) => from(each, inputs[i])),
      epilogue: { ...site.epilogue, others: site.epilogue.others.map((each, i) => from(each, others[i])) },
      output: placed(layer, site.output),
      suffix: layer + 1,
    };
    const stage = maker(own, parts[layer]!);
    if (!stage) return undefined;
    sites.push(own);
    stages.push(stage);
  }
  return { tile, boxes, sites, stages, held };
}

/** What is made of each layer's value for one tile; undefined if some layer needs what is no box. */
function boxesOf(links: readonly Link[], tile: Tile): Box[] | undefined {
  const boxes: (Box | undefined)[] = links.map(() => undefined);
  boxes[links.length - 1] = tileBox(tile, links.at(-1)!.site.output.shape);
  for (const [layer, { work, site, inputs, others }] of [...links.entries()].reverse()) {
    const own = boxes[layer]!;
    const needs = [
      ...inputs.map((from, i) => [from, neededBox(work, own, site.inputs[i]!)] as const),
      ...others.map((from) => [from, own] as const),
    ];
    for (const [from, needed] of needs) {
      if (from === undefined) continue;
      const before = boxes[from];
      const seen = needed && seenAs(needed, links[from]!.site.output);
      boxes[from] = before && seen ? union(before, seen) : seen;
      if (!boxes[from]) return undefined;
    }
  }
  return boxes as Box[];
}

function build(links: readonly Link[], plan: Plan, groups: number): Built {
  const { sites, stages, held, tile } = plan;
  const built = stages.map((stage) => stage.build());
  const waits = barriers(sites);
  const weights = built.flatMap((each, k) => each.weights.map((weight) => ({ ...weight, link: sites[k]!.layer })));
  const declarations = new Map(built.flatMap((each) => each.declarations.map((code) => [code.text, code] as const)));
  const lanes = lanesOf(plan);
  const { site: last } = links.at(-1)!;
  return {
    weights,
    definition: {
      name: last.name,
      header: [
        ...links.flatMap(({ site }) => site.header),
        `one workgroup: ${choiceOf(tile)} of the last, layer by layer in workgroup memory`,
      ],
      bindings: [...readIn(sites).values(), ...weights.map(({ packed }) => packed), last.output],
      grid: { kind: "workgroups", count: groups, workgroup: lanes },
      declarations: [
        wgsl`${held.map(({ name, vectors }) => wgsl`var<workgroup> ${name}: array<vec4f, ${vectors}>;`)}`,
        ...declarations.values(),
      ],
      body: wgsl`
        ${firsts(links, plan)}
        ${built.map(
          ({ body }, k) => wgsl`
          ${waits[k] && wgsl`workgroupBarrier();`}
          ${comment(`${sites[k]!.name}: one invocation ${stages[k]!.choice}`)}
          ${strided(stages[k]!.count, lanes, body)}
        `,
        )}
      `,
    },
  };
}

/** For each stage whether it must wait: since the last barrier another has touched what it writes, or written what it reads. */
function barriers(sites: readonly Site[]): boolean[] {
  let since: Site[] = [];
  return sites.map((site) => {
    const needed = since.some((before) => meet(before, site));
    since = needed ? [site] : [...since, site];
    return needed;
  });
}

/** Whether one stage writes workgroup memory that the other reads or writes too. */
function meet(before: Site, after: Site): boolean {
  const reads = ({ inputs, epilogue }: Site) =>
    [...inputs, ...epilogue.others].flatMap(({ held, name }) => (held ? [name] : []));
  const writes = ({ output }: Site) => (output.held ? [output.name] : []);
  const share = (names: readonly string[], others: readonly string[]) => names.some((name) => others.includes(name));
  // Parts of one value that a concat joins do not meet.
  const joined = before.output.within && after.output.within;
  return (
    share(reads(after), writes(before)) ||
    share(writes(after), reads(before)) ||
    (!joined && share(writes(after), writes(before)))
  );
}

/** The body for each `i` below a count, dealt out to the lanes. */
function strided(count: number, lanes: number, body: Code): Code {
  const once = wgsl`
    let i = lane;
    ${body}
  `;
  if (count > lanes) {
    return wgsl`
      for (var i = lane; i < ${u32(count)}; i += ${u32(lanes)}) {
        ${body}
      }
    `;
  }
  return count === lanes ? wgsl`{\n  ${once}\n}` : wgsl`if (lane < ${u32(count)}) {\n  ${once}\n}`;
}

/** Where the parts begin, by the workgroup's number: which tile it has, then the first index of each layer's part. */
function firsts(links: readonly Link[], { tile, boxes }: Plan): Code {
  const { shape } = links.at(-1)!.site.output;
  const counts = tileCounts(tile, shape);
  const names = [...["z", "y", "x"].slice(3 - tile.place.length), "block"];
  const tiles = names.map((axis, i) => [`tile_${axis}`, counts[i]!] as const).filter(([, count]) => count > 1);
  const lines = boxes.flatMap(({ place, blocks }, layer) => {
    const parts = named({ place, blocks }, layer + 1);
    const axes = ["z", "y", "x"].slice(3 - place.length);
    return [
      ...place.map((span, axis) => [span, parts.place[axis]!, `tile_${axes[axis]!}`] as const),
      [blocks, parts.blocks, "tile_block"] as const,
    ].flatMap(([{ from }, { first }, name]) =>
      from ? [wgsl`let ${first!} = ${index([from.scale, wgsl`${name}`], [1, from.offset])};`] : [],
    );
  });
  return wgsl`
    ${coordinates("group", tiles)}
    ${lines}
  `;
}
