import type { Built, Elementwise, Schedule, Site } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, print, type ScalarType } from "../scalar.ts";
import {
  at,
  blockAt,
  blocks,
  channels,
  elementType,
  imageElements,
  nth,
  spatial,
  type Tensor,
  volume,
} from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";
import { perChannel } from "./per-channel.ts";

/** One invocation a stored element: the same index everywhere while layouts agree, a position where they do not. */
export const flatElementwise: Schedule<Elementwise> = {
  name: "elementwise",
  family: "elementwise",
  candidates: (work, site, model) => [
    {
      schedule: "elementwise",
      choice: "one element at a time",
      cost: imageElements(site.output) * (1 + (site.inputs.length + 1) * model.load),
      build: () => build(work, site),
    },
  ],
};

function build(work: Elementwise, site: Site): Built {
  const { output, inputs, epilogue } = site;
  const type: ScalarType = elementType(output);
  const sameLayout = [...inputs, ...epilogue.others].every((t) => t.layout === output.layout);
  const read = sameLayout ? (t: Tensor) => nth(t, "i") : reader(output);
  const weights = (work.parameters ?? []).map(({ role, shared }) => perChannel(role, output, shared));
  const own = wgsl`${output.layout === "nchw" ? "channel" : "block"}`;
  const value = print(work.formula, type, ...inputs.map(read), ...weights.map(({ role }) => wgsl`${role}[${own}]`));
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${type === "vec4f" ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...weights.map(({ packed }) => packed), ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: functions([work.formula, epilogue.tree], type),
      body: wgsl`
        ${sameLayout ? weights.length > 0 && channelOnly(output) : decode(output)}
        ${nth(output, "i")} = ${finished(site, type, value, read)};
      `,
    },
  };
}

const positionNames = (t: Tensor): readonly string[] => axisNames(spatial(t).length, "p");

/** Channel (or block) and position of element `i` of the output's layout. */
function decode(output: Tensor): Code {
  const place = positionNames(output).map((name, axis) => [name, spatial(output)[axis]!] as const);
  return output.layout === "nchw"
    ? coordinates("i", [["channel", channels(output)], ...place])
    : coordinates("i", [...place, ["block", blocks(output)]]);
}

const channelOnly = (output: Tensor): Code =>
  output.layout === "nchw"
    ? wgsl`let channel = i / ${u32(volume(spatial(output)))};`
    : wgsl`let block = i % ${u32(blocks(output))};`;

function reader(output: Tensor): (t: Tensor) => Code {
  const place = positionNames(output).map((name) => wgsl`${name}`);
  return (t) => (output.layout === "nchw" ? at(t, wgsl`channel`, place) : blockAt(t, wgsl`block`, place));
}
