import type { Built, Schedule, Site, Window } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { assign, declareSeed, step } from "../reduction-state.ts";
import { functions, print, type ScalarType } from "../scalar.ts";
import { loops, onlyIf, padded, tapCoordinate } from "../sliding.ts";
import {
  at,
  blockAt,
  blocks,
  channels,
  type Part,
  partVectors,
  storeBlock,
  type Tensor,
  volume,
  whole,
} from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";

/**
 * One invocation an output (four channels of it in `nhwc4`): the taps in row-major order, absent ones left out.
 * The state starts at the first tap that is there, so that no reduction needs a neutral element.
 */
export const direct: Schedule<Window> = {
  name: "window-direct",
  family: "window",
  candidates: (work, site, model) => {
    const outputs = channels(site.output) * volume(work.output);
    const cost = outputs * volume(work.window) * (1 + model.load) * Math.max(1, model.width / outputs);
    return [{ schedule: "window-direct", choice, cost, build: () => build(work, site) }];
  },
  stage: (work, _, model) => (site, part) => ({
    count: partVectors(part),
    cost: volume(work.window) * (4 + model.loadVector),
    choice,
    weights: 0,
    build: () => ({
      weights: [],
      declarations: declarationsOf(work, site, "vec4f"),
      body: bodyOf(work, site, part),
    }),
  }),
};

const choice = "one output at a time";

/** Up to this many taps are written out one by one where none can be absent. */
const unrollLimit = 16;

function build(work: Window, site: Site): Built {
  const blocked = site.output.layout === "nhwc4";
  const units = blocked ? blocks(site.output) : channels(site.output);
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one output${blocked ? " of four channels" : ""}`],
      bindings: [...site.inputs, ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: volume(work.output) * units, workgroup: 64 },
      declarations: declarationsOf(work, site, blocked ? "vec4f" : "f32"),
      body: blocked ? bodyOf(work, site, whole(site.output.shape)) : oneByOne(work, site),
    },
  };
}

const declarationsOf = ({ reduction }: Window, site: Site, type: ScalarType): Code[] =>
  functions([reduction.finish, ...reduction.step, site.epilogue.tree], type);

/** Four channels of an output, in whatever layout they are stored. */
function bodyOf(work: Window, site: Site, part: Part): Code {
  const out = axisNames(work.output.length, "o");
  const place = out.map((name) => wgsl`${name}`);
  const extents = part.place.map(({ extent, first }, axis) => [out[axis]!, extent, first] as const);
  return wgsl`
    ${coordinates("i", [...extents, ["block", part.blocks.extent, part.blocks.first]])}
    ${reduce(work, "vec4f", (tap) => blockAt(site.inputs[0]!, wgsl`block`, tap))}
    let result = ${resultOf(work, site, "vec4f", (t) => blockAt(t, wgsl`block`, place))};
    ${storeBlock(site.output, wgsl`block`, place, "result")}
  `;
}

function oneByOne(work: Window, site: Site): Code {
  const out = axisNames(work.output.length, "o");
  const place = out.map((name) => wgsl`${name}`);
  const extents = out.map((name, axis) => [name, work.output[axis]!] as const);
  return wgsl`
    ${coordinates("i", [["channel", channels(site.output)], ...extents])}
    ${reduce(work, "f32", (tap) => at(site.inputs[0]!, wgsl`channel`, tap))}
    ${at(site.output, wgsl`channel`, place)} = ${resultOf(work, site, "f32", (t) => at(t, wgsl`channel`, place))};
  `;
}

function resultOf({ reduction }: Window, site: Site, type: ScalarType, other: (t: Tensor) => Code): Code {
  const value = print(reduction.finish, type, ...reduction.state.map((name) => wgsl`${name}`));
  return finished(site, type, value, other);
}

/** The input at a place. */
type ReadTap = (place: readonly Code[]) => Code;

function reduce(work: Window, type: ScalarType, read: ReadTap): Code {
  const complete = work.window.every((_, axis) => !padded(work, axis));
  return complete && volume(work.window) <= unrollLimit ? unrolled(work, type, read) : looped(work, type, read);
}

/** Every tap on its own line. */
function unrolled(work: Window, type: ScalarType, read: ReadTap): Code {
  const out = axisNames(work.output.length, "o");
  const taps = Array.from({ length: volume(work.window) }, (_, n) => n);
  return wgsl`${taps.map((n) => {
    const tap = work.window.map((k, axis) => Math.floor(n / volume(work.window.slice(axis + 1))) % k);
    const place = out.map((name, axis) => wgsl`(${tapCoordinate(work, axis, wgsl`${name}`, tap[axis]!)})`);
    return wgsl`
      let ${`x${n}`} = ${read(place)};
      ${n === 0 ? declareSeed(work.reduction, type, `x${n}`) : ownScope(work, step(work.reduction, type, `x${n}`))}
    `;
  })}`;
}

/** A step of several variables makes names of its own for their new values. */
const ownScope = ({ reduction }: Window, code: Code): Code =>
  reduction.state.length > 1 ? wgsl`{\n  ${code}\n}` : code;

function looped(work: Window, type: ScalarType, read: ReadTap): Code {
  const rank = work.output.length;
  const [out, kernel, input] = [axisNames(rank, "o"), axisNames(rank, "k"), axisNames(rank, "i")];
  const tap = read(input.map((name) => wgsl`${name}`));
  const inside = input.flatMap((name, axis) => (padded(work, axis) ? [wgsl`${name} < ${u32(work.input[axis]!)}`] : []));
  const fold = wgsl`
    if (empty) {
      ${assign(work.reduction.state, work.reduction.seed, type, [wgsl`x0`])}
      empty = false;
    } else {
      ${step(work.reduction, type, "x0")}
    }
  `;
  return wgsl`
    var empty = true;
    ${work.reduction.state.map((name) => wgsl`var ${name} = ${type}();`)}
    ${loops(
      kernel.map((name, axis) => [name, work.window[axis]!] as const),
      wgsl`
        ${input.map((name, axis) => wgsl`let ${name} = ${tapCoordinate(work, axis, wgsl`${out[axis]!}`, wgsl`${kernel[axis]!}`)};`)}
        ${
          work.zeros
            ? wgsl`
                var x0 = ${type}();
                ${onlyIf(inside, wgsl`x0 = ${tap};`)}
                ${onlyIf(withinPadding(work), fold)}
              `
            : onlyIf(
                inside,
                wgsl`
                  let x0 = ${tap};
                  ${fold}
                `,
              )
        }
      `,
    )}
  `;
}

/** What holds for a tap that does not hang over beyond the padding, along the axes on which some do. */
function withinPadding(work: Window): Code[] {
  const [out, kernel] = [axisNames(work.output.length, "o"), axisNames(work.output.length, "k")];
  const fromPadding = { ...work, padBefore: work.padBefore.map(() => 0) };
  return work.input.flatMap((n, axis) => {
    const extent = n + work.padBefore[axis]! + work.padAfter[axis]!;
    if (!padded({ ...fromPadding, input: work.input.map(() => extent) }, axis)) return [];
    return [wgsl`${tapCoordinate(fromPadding, axis, wgsl`${out[axis]!}`, wgsl`${kernel[axis]!}`)} < ${u32(extent)}`];
  });
}
