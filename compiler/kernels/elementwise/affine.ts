import {
  type Affine,
  type Built,
  finished,
  type PackedWeight,
  type Schedule,
  type Site,
  weightName,
} from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, type ScalarType } from "../scalar.ts";
import {
  at,
  blockAt,
  channels,
  elementType,
  imageElements,
  type Part,
  partVectors,
  spatial,
  storeBlock,
  type Tensor,
  whole,
} from "../tensor.ts";
import { type Code, wgsl } from "../wgsl.ts";
import { perChannel } from "./per-channel.ts";

/** One invocation an element (four channels of it in `nhwc4`); the channel picks its factor and its shift. */
export const channelAffine: Schedule<Affine> = {
  name: "affine",
  family: "affine",
  candidates: (_, site, model) => [
    {
      schedule: "affine",
      choice: "one element at a time",
      cost: imageElements(site.output) * (1 + 4 * model.load),
      build: () => build(site),
    },
  ],
  stage: (_, __, model) => (site, part) => ({
    count: partVectors(part),
    cost: 4 + 3 * model.loadVector,
    choice: "one block of four channels at a place",
    weights: 2,
    build: () => ({
      weights: weightsOf(site, "nhwc4"),
      declarations: functions([site.epilogue.tree], "vec4f"),
      body: blockwise(site, part),
    }),
  }),
};

/** In vectors for a layout of vectors, which a stage works in whatever it writes. */
const weightsOf = (site: Site, layout: Tensor["layout"]): PackedWeight[] =>
  ["factor", "shift"].map((role) => perChannel(role, { ...site.output, layout }, false, weightName(site, role)));

function build(site: Site): Built {
  const { output, inputs, epilogue } = site;
  const blocked = output.layout === "nhwc4";
  const weights = weightsOf(site, output.layout);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${blocked ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...weights.map(({ packed }) => packed), ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: functions([epilogue.tree], elementType(output)),
      body: blocked ? blockwise(site, whole(output.shape)) : oneByOne(site),
    },
  };
}

function blockwise(site: Site, part: Part): Code {
  const place = axisNames(spatial(site.output).length, "p");
  const position = place.map((name) => wgsl`${name}`);
  const extents = part.place.map(({ extent, first }, axis) => [place[axis]!, extent, first] as const);
  return wgsl`
    ${coordinates("i", [...extents, ["block", part.blocks.extent, part.blocks.first]])}
    let result = ${resultOf(site, "vec4f", wgsl`block`, (t) => blockAt(t, wgsl`block`, position))};
    ${storeBlock(site.output, wgsl`block`, position, "result")}
  `;
}

function oneByOne(site: Site): Code {
  const { output } = site;
  const place = axisNames(spatial(output).length, "p");
  const position = place.map((name) => wgsl`${name}`);
  const extents = place.map((name, axis) => [name, spatial(output)[axis]!] as const);
  return wgsl`
    ${coordinates("i", [["channel", channels(output)], ...extents])}
    ${at(output, wgsl`channel`, position)} = ${resultOf(site, "f32", wgsl`channel`, (t) => at(t, wgsl`channel`, position))};
  `;
}

function resultOf(site: Site, type: ScalarType, own: Code, read: (t: Tensor) => Code): Code {
  const [factor, shift] = ["factor", "shift"].map((role) => weightName(site, role)) as [string, string];
  return finished(site, type, wgsl`fma(${read(site.inputs[0]!)}, ${factor}[${own}], ${shift}[${own}])`, read);
}
