import { type Built, type Concat, finished, type Schedule, type Site } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { at, blocks, channels, imageElements, index, spatial, storeBlock, type Tensor } from "../tensor.ts";
import { type Code, each, u32, wgsl } from "../wgsl.ts";

/** One invocation a stored element of the output, which looks up whose channel it is. */
export const concatChannels: Schedule<Concat> = {
  name: "concat",
  family: "concat",
  candidates: (_, site, model) => [
    {
      schedule: "concat",
      choice: "one element at a time",
      cost: imageElements(site.output) * (site.inputs.length + 2 * model.load),
      build: () => build(site),
    },
  ],
};

function build(site: Site): Built {
  const { output, inputs, epilogue } = site;
  const blocked = output.layout === "nhwc4";
  const place = axisNames(spatial(output).length, "p");
  const position = place.map((name) => wgsl`${name}`);
  const extents = place.map((name, axis) => [name, spatial(output)[axis]!] as const);
  const value = (channel: Code): Code => {
    const read = (t: Tensor) => at(t, channel, position);
    return finished(
      site,
      "f32",
      wgsl`element(image, ${[channel, ...position].reduce((a, b) => wgsl`${a}, ${b}`)})`,
      read,
    );
  };
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${blocked ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: [elementOf(inputs, place), ...functions([epilogue.tree], "f32")],
      body: blocked
        ? wgsl`
            ${coordinates("i", [...extents, ["block", blocks(output)]])}
            var four = vec4f();
            ${each(4, (lane) => {
              const channel = wgsl`(${index([4, wgsl`block`], [1, lane])})`;
              const store = wgsl`four[${lane}] = ${value(channel)};`;
              return channels(output) % 4 === 0 ? store : wgsl`if (${channel} < ${u32(channels(output))}) { ${store} }`;
            })}
            ${storeBlock(output, wgsl`block`, position, "four")}
          `
        : wgsl`
            ${coordinates("i", [["channel", channels(output)], ...extents])}
            ${at(output, wgsl`channel`, position)} = ${value(wgsl`channel`)};
          `,
    },
  };
}

/** The element at a channel of the whole: the inputs in turn, each with its own first channel. */
function elementOf(inputs: readonly Tensor[], place: readonly string[]): Code {
  const position = place.map((name) => wgsl`${name}`);
  let first = 0;
  const cases = inputs.map((input, n) => {
    const own = first === 0 ? wgsl`channel` : wgsl`(channel - ${u32(first)})`;
    first += channels(input);
    const value = wgsl`return ${at(input, own, position)};`;
    return n === inputs.length - 1 ? value : wgsl`if (channel < ${u32(first)}) { ${value} }`;
  });
  return wgsl`
    fn element(image: u32, channel: u32${position.reduce((code, name) => wgsl`${code}, ${name}: u32`, wgsl``)}) -> f32 {
      ${cases}
    }
  `;
}
