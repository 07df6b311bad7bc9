import { finished, type RowReduction, type Site } from "../family.ts";
import { axisNames } from "../kernel.ts";
import { functions, print } from "../scalar.ts";
import { at, blocks, channels, spatial, storeBlock, type Tensor } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";

/** Names of the position that a row belongs to. */
export const rowPlace = (site: Site): readonly string[] => axisNames(spatial(site.output).length, "p");

/** Every formula of the kernel, as f32 functions where it needs them. */
export const rowFunctions = (work: RowReduction, site: Site): Code[] =>
  functions([...work.reduction.step, ...work.reduction.merge, work.reduction.finish, site.epilogue.tree], "f32");

/** Reads the row's element at a channel. */
export const rowElement = (site: Site, channel: Code): Code =>
  at(
    site.inputs[0]!,
    channel,
    rowPlace(site).map((name) => wgsl`${name}`),
  );

/** Writes the channels `from`, `from + by`, … of the row (blocks of four in `nhwc4`) from the finished state. */
export function writeRow(work: RowReduction, site: Site, from: Code, by: number): Code {
  const blocked = site.output.layout === "nhwc4";
  const extent = blocked ? blocks(site.output) : channels(site.output);
  const name = blocked ? "block" : "channel";
  return wgsl`
    for (var ${name} = ${from}; ${name} < ${u32(extent)}; ${name} += ${u32(by)}) {
      ${blocked ? writeBlock(work, site) : writeOne(work, site)}
    }
  `;
}

function result(work: RowReduction, site: Site, channel: Code): Code {
  const place = rowPlace(site).map((name) => wgsl`${name}`);
  const value = print(
    work.reduction.finish,
    "f32",
    ...work.reduction.state.map((s) => wgsl`${s}`),
    rowElement(site, channel),
  );
  return finished(site, "f32", value, (t: Tensor) => at(t, channel, place));
}

const writeOne = (work: RowReduction, site: Site): Code =>
  wgsl`${at(
    site.output,
    wgsl`channel`,
    rowPlace(site).map((name) => wgsl`${name}`),
  )} = ${result(work, site, wgsl`channel`)};`;

/** Lanes past the last channel get zero, whatever lies there in the input. */
function writeBlock(work: RowReduction, site: Site): Code {
  const whole = channels(site.output) % 4 === 0;
  const lanes = each(4, (lane) => {
    const channel = wgsl`(block * 4u + ${u32(lane)})`;
    const store = wgsl`four[${lane}] = ${result(work, site, channel)};`;
    return whole ? store : wgsl`if (${channel} < ${u32(channels(site.output))}) { ${store} }`;
  });
  return wgsl`
    var four = vec4f();
    ${lanes}
    ${storeBlock(
      site.output,
      wgsl`block`,
      rowPlace(site).map((name) => wgsl`${name}`),
      "four",
    )}
  `;
}
