import type { Built, Contraction, DeviceModel, Schedule, Site } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { loops, padded, tapCoordinate } from "../sliding.ts";
import { at, blockAt, blocks, index, storeBlock, volume } from "../tensor.ts";
import { type Code, f32, joined, u32, wgsl } from "../wgsl.ts";
import { groupIn, groupOut, multiplyAdds, naturalBias, naturalWeight } from "./shared.ts";

/**
 * The formula as it stands: one output at a time, weights in their natural layout, every tap checked.
 * Legal for any contraction; kept as the documentation of the faster ones and for the shapes they refuse.
 */
export const naive: Schedule<Contraction> = {
  name: "naive",
  family: "contraction",
  candidates: (work, site, model) => [
    {
      schedule: "naive",
      choice: "one output at a time",
      cost: cost(work, site, model),
      build: () => build(work, site),
    },
  ],
};

/** Of a tap, in multiply-adds. On SwiftShader it is a branch too: 1 ns, where other schedules take 0.3 for as much as they say. */
const priceOn = ({ device, load }: DeviceModel): number => (device === "software" ? 110 : 1 + 2 * load);

function cost(work: Contraction, site: Site, model: DeviceModel): number {
  const invocations = volume(work.output) * (site.output.layout === "nhwc4" ? blocks(site.output) : work.outChannels);
  return multiplyAdds(work) * priceOn(model) * Math.max(1, model.width / invocations);
}

function build(work: Contraction, site: Site): Built {
  const blocked = site.output.layout === "nhwc4";
  const out = axisNames(work.output.length, "o");
  const channel = blocked ? "block" : "channel";
  const count = (blocked ? blocks(site.output) : work.outChannels) * volume(work.output);
  const place = out.map((name, axis) => [name, work.output[axis]!] as const);
  const first = [channel, blocked ? blocks(site.output) : work.outChannels] as const;
  const bias = work.bias ? [naturalBias(work)] : [];
  const weight = naturalWeight(work);
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one ${blocked ? "block of 4 channels" : "output"}, tap by tap`],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count, workgroup: 64 },
      declarations: [convolve(work, site, out), ...functions([site.epilogue.tree], blocked ? "vec4f" : "f32")],
      body: wgsl`
        ${coordinates("i", blocked ? [...place, first] : [first, ...place])}
        ${blocked ? storeFour(work, site, out) : storeOne(site, out)}
      `,
    },
  };
}

/** The sum for one output channel at one place. */
function convolve(work: Contraction, site: Site, out: readonly string[]): Code {
  const rank = work.output.length;
  const [ki, ii] = [axisNames(rank, "k"), axisNames(rank, "i")];
  const x = site.inputs[0]!;
  const group =
    work.groups === 1 ? wgsl`input` : wgsl`channel / ${u32(groupOut(work))} * ${u32(groupIn(work))} + input`;
  const checks = ii.flatMap((name, axis) => (padded(work, axis) ? [wgsl`${name} < ${u32(work.input[axis]!)}`] : []));
  const window = volume(work.window);
  const tap = index(
    [groupIn(work) * window, wgsl`channel`],
    [window, wgsl`input`],
    ...ki.map((name, axis) => [volume(work.window.slice(axis + 1)), wgsl`${name}`] as const),
  );
  const accumulate = wgsl`sum += ${at(
    x,
    group,
    ii.map((name) => wgsl`${name}`),
  )} * weight[${tap}];`;
  const body = wgsl`
    ${ii.map((name, axis) => wgsl`let ${name} = ${tapCoordinate(work, axis, wgsl`${out[axis]!}`, wgsl`${ki[axis]!}`)};`)}
    ${checks.length > 0 ? wgsl`if (${joined(checks, " && ")}) { ${accumulate} }` : accumulate}
  `;
  return wgsl`
    fn convolve(${joined(["image", "channel", ...out].map((name) => wgsl`${name}: u32`))}) -> f32 {
      var sum = ${work.bias ? wgsl`bias[channel]` : f32(0)};
      ${loops([["input", groupIn(work)], ...ki.map((name, axis) => [name, work.window[axis]!] as const)], body)}
      return sum;
    }
  `;
}

const calls = (out: readonly string[]): Code =>
  joined([wgsl`image`, wgsl`channel`, ...out.map((name) => wgsl`${name}`)]);

function storeOne(site: Site, out: readonly string[]): Code {
  const place = out.map((name) => wgsl`${name}`);
  const value = wgsl`convolve(${calls(out)})`;
  return wgsl`${at(site.output, wgsl`channel`, place)} = ${finished(site, "f32", value, (t) => at(t, wgsl`channel`, place))};`;
}

function storeFour(work: Contraction, site: Site, out: readonly string[]): Code {
  const place = out.map((name) => wgsl`${name}`);
  const whole = work.outChannels % 4 === 0;
  return wgsl`
    var sums = vec4f();
    for (var l = 0u; l < 4u; l++) {
      let channel = block * 4u + l;
      ${whole ? wgsl`sums[l] = convolve(${calls(out)});` : wgsl`if (channel < ${u32(work.outChannels)}) { sums[l] = convolve(${calls(out)}); }`}
    }
    let result = ${finished(site, "vec4f", wgsl`sums`, (t) => blockAt(t, wgsl`block`, place))};
    ${storeBlock(site.output, wgsl`block`, place, "result")}
  `;
}
