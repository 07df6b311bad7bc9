import { groupIn } from "../contraction/shared.ts";
import type { Deformable, Site } from "../family.ts";
import { loops } from "../sliding.ts";
import { at, blockAt, index, volume } from "../tensor.ts";
import { type Code, f32, joined, parenthesised, u32, wgsl } from "../wgsl.ts";

/** Input channels of one group of offsets. */
export const partIn = (work: Deformable): number => work.inChannels / work.offsetGroups;

/** Input channels that are read at once: a vector must lie in one group, and in one group of offsets. */
export function lanesOf(work: Deformable, site: Site): 1 | 4 {
  const whole = (groups: number, each: number) => groups === 1 || each % 4 === 0;
  const vectors = whole(work.groups, groupIn(work)) && whole(work.offsetGroups, partIn(work));
  return site.inputs[0]!.layout === "nhwc4" && vectors ? 4 : 1;
}

/**
 * Loops over the groups of offsets and the taps, each tap's place and the factors of the four pixels around it, and a loop
 * over the input channels that it is for: `use` gets `sample`, the value there of `input` (a channel of the group, or
 * four of them). The output's own is `group`, where there are several. Pixels outside are read at the border, with a factor of 0.
 */
export function samples(work: Deformable, site: Site, use: Code): Code {
  const lanes = lanesOf(work, site);
  const [height, width] = work.input as [number, number];
  const [kh, kw] = work.window as [number, number];
  const [, offsets, mask] = site.inputs as [Site["inputs"][0], Site["inputs"][0], Site["inputs"][0] | undefined];
  const out = [wgsl`oy`, wgsl`ox`];
  const tap = index([kh * kw, wgsl`part`], [kw, wgsl`ky`], [1, wgsl`kx`]);
  const base = (axis: number, name: string, k: string): Code => {
    const before = work.padBefore[axis]!;
    const whole = index([work.stride[axis]!, wgsl`${name}`], [work.dilation[axis]!, wgsl`${k}`]);
    return before === 0 ? wgsl`f32(${whole})` : wgsl`f32(i32(${whole}) - ${before})`;
  };
  return loops(
    [
      ["part", work.offsetGroups],
      ["ky", kh],
      ["kx", kw],
    ],
    wgsl`
      let tap = ${tap};
      let py = ${base(0, "oy", "ky")} + ${at(offsets, wgsl`(tap * 2u)`, out)};
      let px = ${base(1, "ox", "kx")} + ${at(offsets, wgsl`(tap * 2u + 1u)`, out)};
      if (py > -1.0f && py < ${f32(height)} && px > -1.0f && px < ${f32(width)}) {
        let north = floor(py);
        let west = floor(px);
        let south = py - north;
        let east = px - west;
        let rows = select(vec2f(), vec2f(1.0f - south, south), vec2<bool>(north >= 0.0f, north < ${f32(height - 1)}));
        let columns = select(vec2f(), vec2f(1.0f - east, east), vec2<bool>(west >= 0.0f, west < ${f32(width - 1)}));
        let around = vec4f(rows.x * columns, rows.y * columns)${mask ? wgsl` * ${at(mask, wgsl`tap`, out)}` : wgsl``};
        let top = u32(max(north, 0.0f));
        let left = u32(max(west, 0.0f));
        let bottom = min(u32(north + 1.0f), ${u32(height - 1)});
        let right = min(u32(west + 1.0f), ${u32(width - 1)});
        ${channels(work, site, lanes, use)}
      }
    `,
  );
}

/** The channels that lie in the output's group and in the group of offsets. */
function channels(work: Deformable, site: Site, lanes: 1 | 4, use: Code): Code {
  const part = (more: number) => index([partIn(work), wgsl`part`], [partIn(work), more]);
  const own = (more: number) => index([groupIn(work), wgsl`group`], [groupIn(work), more]);
  const [first, end] =
    work.groups === 1
      ? [part(0), part(1)]
      : work.offsetGroups === 1
        ? [own(0), own(1)]
        : [wgsl`max(${own(0)}, ${part(0)})`, wgsl`min(${own(1)}, ${part(1)})`];
  const corners = [
    ["top", "left"],
    ["top", "right"],
    ["bottom", "left"],
    ["bottom", "right"],
  ].map((place) => {
    const position = place.map((name) => wgsl`${name}`);
    const x = site.inputs[0]!;
    return lanes === 4 ? blockAt(x, wgsl`(channel / 4u)`, position) : at(x, wgsl`channel`, position);
  });
  const weighed = corners.map((corner, i) => wgsl`around.${"xyzw"[i]} * ${corner}`);
  return wgsl`
    for (var channel = ${first}; channel < ${end}; channel += ${u32(lanes)}) {
      let input = ${work.groups === 1 ? wgsl`channel` : wgsl`channel - ${parenthesised(own(0))}`};
      let sample = ${joined(weighed, " + ")};
      ${use}
    }
  `;
}

/** Multiply-adds of an output's samples, and of putting them into the sums of so many outputs. */
export const samplingCost = (work: Deformable, site: Site, outputs: number): { loads: number; adds: number } => {
  const taps = volume(work.window) * groupIn(work);
  const corners = 4 / lanesOf(work, site);
  return {
    loads: taps * corners + volume(work.window) * work.offsetGroups * (work.mask ? 3 : 2),
    adds: taps * (4 + outputs) + volume(work.window) * work.offsetGroups * 20,
  };
};
