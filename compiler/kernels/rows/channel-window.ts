import { type Built, type ChannelWindow, finished, type Schedule, type Site } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { declareSeed, step } from "../reduction-state.ts";
import { functions, print } from "../scalar.ts";
import { at, blocks, channels, imageElements, spatial, storeBlock, type Tensor } from "../tensor.ts";
import { type Code, each, joined, u32, wgsl } from "../wgsl.ts";

/** One invocation an element (four channels of it in `nhwc4`), which reads the channels around each. */
export const channelWindow: Schedule<ChannelWindow> = {
  name: "channel-window",
  family: "channel-window",
  candidates: (work, site, model) => {
    const count = imageElements(site.output);
    const each = (site.output.layout === "nhwc4" ? 4 : 1) * (work.before + 1 + work.after);
    const cost = count * each * (2 + model.load) * Math.max(1, model.width / count);
    return [{ schedule: "channel-window", choice: "one element at a time", cost, build: () => build(work, site) }];
  },
};

const place = (site: Site): readonly string[] => axisNames(spatial(site.output).length, "p");
const position = (site: Site): readonly Code[] => place(site).map((name) => wgsl`${name}`);

function build(work: ChannelWindow, site: Site): Built {
  const { output, inputs, epilogue } = site;
  const blocked = output.layout === "nhwc4";
  const extents = place(site).map((name, axis) => [name, spatial(output)[axis]!] as const);
  const { step: steps, finish } = work.reduction;
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${blocked ? "four channels of one position" : "one element"}`],
      bindings: [...inputs, ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: [...functions([...steps, finish, epilogue.tree], "f32"), reduced(work, site)],
      body: blocked
        ? wgsl`
            ${coordinates("i", [...extents, ["block", blocks(output)]])}
            ${four(site)}
            ${storeBlock(output, wgsl`block`, position(site), "four")}
          `
        : wgsl`
            ${coordinates("i", [["channel", channels(output)], ...extents])}
            ${at(output, wgsl`channel`, position(site))} = ${result(site, wgsl`channel`)};
          `,
    },
  };
}

/** The function that reduces the channels around one. */
function reduced({ before, after, reduction }: ChannelWindow, site: Site): Code {
  const x = (channel: string) => at(site.inputs[0]!, wgsl`${channel}`, position(site));
  const parameters = ["image", "channel", ...place(site)].map((name) => wgsl`${name}: u32`);
  const state = reduction.state.map((name) => wgsl`${name}`);
  return wgsl`
    fn reduced(${joined(parameters)}) -> f32 {
      let first = ${before === 0 ? wgsl`channel` : wgsl`max(channel, ${u32(before)}) - ${u32(before)}`};
      let last = ${after === 0 ? wgsl`channel` : wgsl`min(channel + ${u32(after)}, ${u32(channels(site.output) - 1)})`};
      let start = ${x("first")};
      ${declareSeed(reduction, "f32", "start")}
      for (var near = first + 1u; near <= last; near++) {
        let element = ${x("near")};
        ${step(reduction, "f32", "element")}
      }
      let own = ${x("channel")};
      return ${print(reduction.finish, "f32", ...state, wgsl`own`)};
    }
  `;
}

function result(site: Site, channel: Code): Code {
  const value = wgsl`reduced(${joined([wgsl`image`, channel, ...position(site)])})`;
  return finished(site, "f32", value, (other: Tensor) => at(other, channel, position(site)));
}

/** Lanes past the last channel get zero, whatever lies there in the input. */
function four(site: Site): Code {
  const count = channels(site.output);
  const lanes = each(4, (lane) => {
    const channel = wgsl`(block * 4u + ${u32(lane)})`;
    const store = wgsl`four[${lane}] = ${result(site, channel)};`;
    return count % 4 === 0 ? store : wgsl`if (${channel} < ${u32(count)}) { ${store} }`;
  });
  return wgsl`
    var four = vec4f();
    ${lanes}
  `;
}
