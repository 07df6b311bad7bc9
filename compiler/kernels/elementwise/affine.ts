import { type Affine, type Built, finished, type Schedule, type Site } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, type ScalarType } from "../scalar.ts";
import {
  at,
  blockAt,
  blocks,
  channels,
  elementType,
  imageElements,
  spatial,
  storeBlock,
  type Tensor,
} from "../tensor.ts";
import { wgsl } from "../wgsl.ts";
import { perChannel } from "./per-channel.ts";

/** One invocation an element (four channels of it in `nhwc4`); the channel picks its factor and its shift. */
export const channelAffine: Schedule<Affine> = {
  name: "affine",
  family: "affine",
  candidates: (work, site, model) => [
    {
      schedule: "affine",
      choice: "one element at a time",
      cost: imageElements(site.output) * (1 + 4 * model.load),
      build: () => build(work, site),
    },
  ],
};

function build(_: Affine, site: Site): Built {
  const { output, inputs, epilogue } = site;
  const blocked = output.layout === "nhwc4";
  const type: ScalarType = elementType(output);
  const weights = ["factor", "shift"].map((role) => perChannel(role, output));
  const place = axisNames(spatial(output).length, "p");
  const position = place.map((name) => wgsl`${name}`);
  const extents = place.map((name, axis) => [name, spatial(output)[axis]!] as const);
  const read = (t: Tensor) => (blocked ? blockAt(t, wgsl`block`, position) : at(t, wgsl`channel`, position));
  const own = wgsl`${blocked ? "block" : "channel"}`;
  const value = wgsl`fma(${read(inputs[0]!)}, factor[${own}], shift[${own}])`;
  const result = finished(site, type, value, read);
  return {
    weights,
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${blocked ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...weights.map(({ packed }) => packed), ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: functions([epilogue.tree], type),
      body: blocked
        ? wgsl`
            ${coordinates("i", [...extents, ["block", blocks(output)]])}
            let result = ${result};
            ${storeBlock(output, wgsl`block`, position, "result")}
          `
        : wgsl`
            ${coordinates("i", [["channel", channels(output)], ...extents])}
            ${at(output, wgsl`channel`, position)} = ${result};
          `,
    },
  };
}
