import { groupIn, groupOut, naturalBias } from "../contraction/shared.ts";
import type { Built, DeviceModel, PackedWeight, Schedule, Site, TransposedContraction } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions } from "../scalar.ts";
import { loops } from "../sliding.ts";
import { at, blockAt, blocks, index, storeBlock, volume } from "../tensor.ts";
import { type Code, f32, joined, u32, wgsl } from "../wgsl.ts";

/**
 * The formula as it stands, gathered: one output at a time asks of every tap whether it hits an input there.
 * Legal for any transposed contraction; kept as the documentation of the faster one and for the shapes that it refuses.
 */
export const naiveTransposed: Schedule<TransposedContraction> = {
  name: "transposed-naive",
  family: "transposed-contraction",
  candidates: (work, site, model) => [
    {
      schedule: "transposed-naive",
      choice: "one output at a time",
      cost: cost(work, site, model),
      build: () => build(work, site),
    },
  ],
};

function cost(work: TransposedContraction, site: Site, model: DeviceModel): number {
  const taps = work.outChannels * volume(work.output) * volume(work.window);
  const hits = (taps * groupIn(work)) / volume(work.stride);
  const invocations = volume(work.output) * (isBlocked(site) ? blocks(site.output) : work.outChannels);
  return (taps * 4 + hits * (1 + 2 * model.load)) * Math.max(1, model.width / invocations);
}

const isBlocked = (site: Site): boolean => site.output.layout === "nhwc4";

function build(work: TransposedContraction, site: Site): Built {
  const blocked = isBlocked(site);
  const out = axisNames(work.output.length, "o");
  const place = out.map((name, axis) => [name, work.output[axis]!] as const);
  const first = blocked ? (["block", blocks(site.output)] as const) : (["channel", work.outChannels] as const);
  const bias = work.bias ? [naturalBias(work)] : [];
  const weight = naturalWeight(work);
  return {
    weights: [weight, ...bias],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one ${blocked ? "block of 4 channels" : "output"}, tap by tap`],
      bindings: [...site.inputs, weight.packed, ...bias.map((b) => b.packed), ...site.epilogue.others, site.output],
      grid: { kind: "invocations", count: first[1] * volume(work.output), workgroup: 64 },
      declarations: [gather(work, site, out), ...functions([site.epilogue.tree], blocked ? "vec4f" : "f32")],
      body: wgsl`
        ${coordinates("i", blocked ? [...place, first] : [first, ...place])}
        ${blocked ? storeFour(work, site, out) : storeOne(site, out)}
      `,
    },
  };
}

function naturalWeight(work: TransposedContraction): PackedWeight {
  const extents = [work.inChannels, groupOut(work), ...work.window];
  return {
    role: "weight",
    packed: { name: "weight", element: "f32", length: volume(extents), meaning: "[in][out / groups][window]" },
    recipe: {
      extents,
      start: extents.map(() => 0),
      dims: extents.map((size, axis) => ({ size, axis, step: 1 })),
    },
  };
}

/**
 * The sum for one output channel at one place. p + pad − k·d wraps below zero to what is far too large even when divided
 * by the stride, so that one unsigned comparison finds both ends.
 */
function gather(work: TransposedContraction, site: Site, out: readonly string[]): Code {
  const rank = work.output.length;
  const [taps, from, to] = [axisNames(rank, "k"), axisNames(rank, "s"), axisNames(rank, "i")];
  const group = work.groups === 1 ? undefined : wgsl`channel / ${u32(groupOut(work))} * ${u32(groupIn(work))}`;
  const input = group ? wgsl`(${group} + input)` : wgsl`input`;
  const window = volume(work.window);
  const tap = index(
    [groupOut(work) * window, input],
    [window, group ? wgsl`channel % ${u32(groupOut(work))}` : wgsl`channel`],
    ...taps.map((name, axis) => [volume(work.window.slice(axis + 1)), wgsl`${name}`] as const),
  );
  const hits = from.flatMap((name, axis) => [
    ...(work.stride[axis]! > 1 ? [wgsl`${name} % ${u32(work.stride[axis]!)} == 0u`] : []),
    wgsl`${name} / ${u32(work.stride[axis]!)} < ${u32(work.input[axis]!)}`,
  ]);
  const scaled = from.map((name, axis) => {
    const shifted = index([1, wgsl`${out[axis]!}`], [work.padBefore[axis]!, 1]);
    return wgsl`let ${name} = ${shifted} - ${taps[axis]!} * ${u32(work.dilation[axis]!)};`;
  });
  const x = at(
    site.inputs[0]!,
    input,
    to.map((name) => wgsl`${name}`),
  );
  return wgsl`
    fn gather(${joined(["image", "channel", ...out].map((name) => wgsl`${name}: u32`))}) -> f32 {
      var sum = ${work.bias ? wgsl`bias[channel]` : f32(0)};
      ${loops(
        taps.map((name, axis) => [name, work.window[axis]!] as const),
        wgsl`
          ${scaled}
          if (${joined(hits, " && ")}) {
            ${to.map((name, axis) => wgsl`let ${name} = ${from[axis]!} / ${u32(work.stride[axis]!)};`)}
            ${loops([["input", groupIn(work)]], wgsl`sum += ${x} * weight[${tap}];`)}
          }
        `,
      )}
      return sum;
    }
  `;
}

const called = (out: readonly string[]): Code =>
  wgsl`gather(${joined(["image", "channel", ...out].map((name) => wgsl`${name}`))})`;

function storeOne(site: Site, out: readonly string[]): Code {
  const place = out.map((name) => wgsl`${name}`);
  const value = finished(site, "f32", called(out), (t) => at(t, wgsl`channel`, place));
  return wgsl`${at(site.output, wgsl`channel`, place)} = ${value};`;
}

function storeFour(work: TransposedContraction, site: Site, out: readonly string[]): Code {
  const place = out.map((name) => wgsl`${name}`);
  const add = wgsl`sums[l] = ${called(out)};`;
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
