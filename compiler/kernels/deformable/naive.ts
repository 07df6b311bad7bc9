import { groupIn, groupOut, naturalBias } from "../contraction/shared.ts";
import { type Built, type Deformable, type DeviceModel, finished, type Schedule, type Site } from "../family.ts";
import { coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { at, blockAt, blocks, index, storeBlock, volume } from "../tensor.ts";
import { type Code, each, f32, u32, wgsl } from "../wgsl.ts";
import { lanesOf, samples, samplingCost } from "./sample.ts";

/**
 * The formula as it stands: one output at a time, weights in their natural layout.
 * Legal for any deformable convolution; kept as the documentation of the faster one and for the groups that it refuses.
 */
export const naiveDeformable: Schedule<Deformable> = {
  name: "deformable-naive",
  family: "deformable",
  candidates: (work, site, model) => [
    {
      schedule: "deformable-naive",
      choice: "one output at a time",
      cost: cost(work, site, model),
      build: () => build(work, site),
    },
  ],
};

function cost(work: Deformable, site: Site, model: DeviceModel): number {
  const { loads, adds } = samplingCost(work, site, 1);
  const invocations = volume(work.output) * (site.output.layout === "nhwc4" ? blocks(site.output) : work.outChannels);
  const weights = volume(work.window) * groupIn(work);
  return (
    work.outChannels *
    volume(work.output) *
    (adds + model.load * (loads + weights)) *
    Math.max(1, model.width / invocations)
  );
}

function build(work: Deformable, site: Site): Built {
  const blocked = site.output.layout === "nhwc4";
  const bias = work.bias ? [naturalBias(work)] : [];
  const extents = [work.outChannels, groupIn(work), ...work.window];
  const first = blocked ? (["block", blocks(site.output)] as const) : (["channel", work.outChannels] as const);
  const rows = [["oy", work.output[0]!] as const, ["ox", work.output[1]!] as const];
  const weight = {
    role: "weight",
    packed: { name: "weight", element: "f32" as const, length: volume(extents), meaning: "[out][in][window]" },
    recipe: { extents, start: extents.map(() => 0), dims: extents.map((size, axis) => ({ size, axis, step: 1 })) },
  };
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one ${blocked ? "block of 4 channels" : "output"}, tap by tap`],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: first[1] * volume(work.output), workgroup: 64 },
      declarations: [deform(work, site), ...functions([site.epilogue.tree], blocked ? "vec4f" : "f32")],
      body: wgsl`
        ${coordinates("i", blocked ? [...rows, first] : [first, ...rows])}
        ${blocked ? storeFour(work, site) : storeOne(site)}
      `,
    },
  };
}

/** The sum for one output channel at one place. */
function deform(work: Deformable, site: Site): Code {
  const window = volume(work.window);
  const weight = index(
    [groupIn(work) * window, wgsl`out`],
    [window, wgsl`input`],
    [work.window[1]!, wgsl`ky`],
    [1, wgsl`kx`],
  );
  const lanes = lanesOf(work, site);
  // The last vector of channels may hold some that are none.
  const whole = groupIn(work) % lanes === 0;
  const add = each(lanes, (lane) => {
    const value = lanes === 4 ? wgsl`sample.${"xyzw"[lane]}` : wgsl`sample`;
    const sum = wgsl`sum += ${value} * weight[${lane === 0 ? weight : wgsl`${weight} + ${u32(lane * window)}`}];`;
    return whole || lane === 0 ? sum : wgsl`if (input + ${u32(lane)} < ${u32(groupIn(work))}) { ${sum} }`;
  });
  return wgsl`
    fn deform(image: u32, out: u32, oy: u32, ox: u32) -> f32 {
      ${work.groups > 1 && wgsl`let group = out / ${u32(groupOut(work))};`}
      var sum = ${work.bias ? wgsl`bias[out]` : f32(0)};
      ${samples(work, site, wgsl`${add}`)}
      return sum;
    }
  `;
}

const place = [wgsl`oy`, wgsl`ox`];

function storeOne(site: Site): Code {
  const value = finished(site, "f32", wgsl`deform(image, channel, oy, ox)`, (t) => at(t, wgsl`channel`, place));
  return wgsl`${at(site.output, wgsl`channel`, place)} = ${value};`;
}

function storeFour(work: Deformable, site: Site): Code {
  const add = wgsl`sums[l] = deform(image, channel, oy, ox);`;
  return wgsl`
    var sums = vec4f();
    for (var l = 0u; l < 4u; l++) {
      let channel = block * 4u + l;
      ${work.outChannels % 4 === 0 ? add : wgsl`if (channel < ${u32(work.outChannels)}) { ${add} }`}
    }
    let result = ${finished(site, "vec4f", wgsl`sums`, (t) => blockAt(t, wgsl`block`, place))};
    ${storeBlock(site.output, wgsl`block`, place, "result")}
  `;
}
