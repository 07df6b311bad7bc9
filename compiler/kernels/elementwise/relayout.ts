import type { Built, Schedule, Site, View } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { at, blocks, channels, flat, imageElements, index, nth, spatial, type Tensor, volume } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";

/**
 * Copies elements in logical row-major order from one shape and layout to another: `flatten`, and the conversions
 * between layouts that lowering puts in. One invocation a stored element of the output.
 */
export const relayout: Schedule<View> = {
  name: "relayout",
  family: "view",
  candidates: (_, site, model) => [
    {
      schedule: "relayout",
      choice: "one element at a time",
      cost: imageElements(site.output) * 2 * model.load,
      build: () => build(site),
    },
  ],
};

function build(site: Site): Built {
  const { output } = site;
  const x = site.inputs[0]!;
  const blocked = output.layout === "nhwc4";
  const place = axisNames(spatial(output).length, "p");
  const extents = place.map((name, axis) => [name, spatial(output)[axis]!] as const);
  const logical = (lane: number) =>
    index(
      [volume(spatial(output)) * (blocked ? 4 : 1), blocked ? wgsl`block` : wgsl`channel`],
      [volume(spatial(output)), lane],
      ...flat(
        spatial(output),
        place.map((name) => wgsl`${name}`),
      ),
    );
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, "one invocation: one stored element"],
      bindings: [x, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: [elementAt(x)],
      body: blocked
        ? wgsl`
            ${coordinates("i", [...extents, ["block", blocks(output)]])}
            var four = vec4f();
            ${each(4, (lane) => guarded(output, lane, wgsl`four[${lane}] = element(image, ${logical(lane)});`))}
            ${nth(output, "i")} = four;
          `
        : wgsl`${nth(output, "i")} = element(image, i);`,
    },
  };
}

/** Lanes past the last channel stay zero. */
function guarded(output: Tensor, lane: number, code: Code): Code {
  const last = channels(output) % 4;
  return last === 0 || lane < last ? code : wgsl`if (block * 4u + ${u32(lane)} < ${u32(channels(output))}) { ${code} }`;
}

/** The element with a logical row-major index. */
function elementAt(x: Tensor): Code {
  const place = axisNames(spatial(x).length, "p");
  const parts = [["channel", channels(x)] as const, ...place.map((name, axis) => [name, spatial(x)[axis]!] as const)];
  return wgsl`
    fn element(image: u32, n: u32) -> f32 {
      ${coordinates("n", parts)}
      return ${at(
        x,
        wgsl`channel`,
        place.map((name) => wgsl`${name}`),
      )};
    }
  `;
}
