import type { Built, Schedule, Site, Sliding, Unpool } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, type ScalarType } from "../scalar.ts";
import { loops, onlyIf, padded, tapCoordinate } from "../sliding.ts";
import { at, blockAt, blocks, channels, flat, index, storeBlock, type Tensor, volume } from "../tensor.ts";
import { type Code, parenthesised, u32, wgsl } from "../wgsl.ts";

/**
 * One invocation a place of the output (four channels of it in `nhwc4`): it finds the one window that the place may
 * belong to, and looks whether the place holds the first of that window's largest values. Nothing is scattered and no
 * indices are kept.
 */
export const unpoolDirect: Schedule<Unpool> = {
  name: "unpool-direct",
  family: "unpool",
  candidates: (work, site, model) => {
    const outputs = channels(site.output) * volume(work.pool.input);
    const cost = outputs * (volume(work.pool.window) + 2) * (1 + model.load) * Math.max(1, model.width / outputs);
    return [{ schedule: "unpool-direct", choice: "one output at a time", cost, build: () => build(work, site) }];
  },
};

/** How the tensors are read and written: four channels at a time, or one. */
interface Lanes {
  readonly type: ScalarType;
  readonly truth: Code;
  readonly read: (tensor: Tensor, place: readonly Code[]) => Code;
}

function build({ pool }: Unpool, site: Site): Built {
  const { output } = site;
  const blocked = output.layout === "nhwc4";
  const [type, channel]: [ScalarType, readonly [string, number]] = blocked
    ? ["vec4f", ["block", blocks(output)]]
    : ["f32", ["channel", channels(output)]];
  const lanes: Lanes = {
    type,
    truth: blocked ? wgsl`vec4<bool>(true)` : wgsl`true`,
    read: (tensor, place) => (blocked ? blockAt(tensor, wgsl`block`, place) : at(tensor, wgsl`channel`, place)),
  };
  const place = named(pool, "p");
  const extents = axisNames(pool.input.length, "p").map((name, axis) => [name, pool.input[axis]!] as const);
  const result = finished(site, type, wgsl`value`, (other) => lanes.read(other, place));
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one output${blocked ? " of four channels" : ""}`],
      bindings: [...site.inputs, ...site.epilogue.others, output],
      grid: { kind: "invocations", count: volume(pool.input) * channel[1], workgroup: 64 },
      declarations: functions([site.epilogue.tree], type),
      body: wgsl`
        ${coordinates("i", blocked ? [...extents, channel] : [channel, ...extents])}
        ${pool.input.map((_, axis) => windowOf(pool, axis))}
        var value = ${type}();
        ${onlyIf(
          pool.input.flatMap((_, axis) => belongs(pool, axis)),
          chosen(pool, site, lanes),
        )}
        ${
          blocked
            ? wgsl`
                let result = ${result};
                ${storeBlock(output, wgsl`block`, place, "result")}
              `
            : wgsl`${at(output, wgsl`channel`, place)} = ${result};`
        }
      `,
    },
  };
}

/** Coordinates as code: `py`, `px`. */
const named = (pool: Sliding, prefix: string): Code[] =>
  axisNames(pool.input.length, prefix).map((name) => wgsl`${name}`);

/** The window that a place may belong to along an axis, and how far into it the place is. */
function windowOf(pool: Sliding, axis: number): Code {
  const [window, offset] = [axisNames(pool.input.length, "o")[axis]!, axisNames(pool.input.length, "t")[axis]!];
  const from = index([1, named(pool, "p")[axis]!], [1, pool.padBefore[axis]!]);
  const stride = pool.stride[axis]!;
  if (pool.output[axis] === 1)
    return wgsl`
      let ${window} = 0u;
      let ${offset} = ${from};
    `;
  return wgsl`
    let ${window} = ${parenthesised(from)} / ${u32(stride)};
    let ${offset} = ${parenthesised(from)} % ${u32(stride)};
  `;
}

/** What holds along an axis for a place that is a tap of its window. */
function belongs(pool: Sliding, axis: number): Code[] {
  const [window, offset] = [named(pool, "o")[axis]!, named(pool, "t")[axis]!];
  const [stride, dilation] = [pool.stride[axis]!, pool.dilation[axis]!];
  const extent = pool.input[axis]! + pool.padBefore[axis]!;
  const reach = dilation * (pool.window[axis]! - 1) + 1;
  const single = pool.output[axis] === 1;
  return [
    ...(!single && Math.ceil(extent / stride) > pool.output[axis]!
      ? [wgsl`${window} < ${u32(pool.output[axis]!)}`]
      : []),
    ...((single ? extent : stride) > reach ? [wgsl`${offset} < ${u32(reach)}`] : []),
    ...(dilation > 1 ? [wgsl`${offset} % ${u32(dilation)} == 0u`] : []),
  ];
}

/** The value of the window, if what is here is larger than all before it and no smaller than all after it. */
function chosen(pool: Sliding, site: Site, { type, truth, read }: Lanes): Code {
  const [x, pooled] = site.inputs as [Tensor, Tensor];
  const rank = pool.input.length;
  const [kernel, input] = [axisNames(rank, "k"), axisNames(rank, "i")];
  const windows = named(pool, "o");
  const steps = named(pool, "t").map((offset, axis) => {
    const dilation = pool.dilation[axis]!;
    return dilation > 1 ? wgsl`${offset} / ${u32(dilation)}` : offset;
  });
  const inside = input.flatMap((name, axis) => (padded(pool, axis) ? [wgsl`${name} < ${u32(pool.input[axis]!)}`] : []));
  return wgsl`
    let here = ${read(pooled, named(pool, "p"))};
    let place = ${index(...flat(pool.window, steps))};
    var first = ${truth};
    ${loops(
      kernel.map((name, axis) => [name, pool.window[axis]!] as const),
      wgsl`
        ${input.map((name, axis) => wgsl`let ${name} = ${tapCoordinate(pool, axis, windows[axis]!, wgsl`${kernel[axis]!}`)};`)}
        ${onlyIf(
          inside,
          wgsl`
            let tap = ${read(pooled, named(pool, "i"))};
            first = first & select(tap <= here, tap < here, ${index(...flat(pool.window, named(pool, "k")))} < place);
          `,
        )}
      `,
    )}
    value = select(${type}(), ${read(x, windows)}, first);
  `;
}
