import { type Built, finished, type Gather, type Schedule, type Site } from "../family.ts";
import { axesOf, coordinate, type Index, printIndex, rangeOf, sum, whole } from "../index-map.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { functions, print, type ScalarType, constant as scalar } from "../scalar.ts";
import { at, blockAt, blocks, channels, imageElements, index, spatial, storeBlock, type Tensor } from "../tensor.ts";
import { type Code, each, joined, u32, wgsl } from "../wgsl.ts";

/**
 * One invocation a stored element of the output, which looks up where it comes from. In `nhwc4` that is four channels at
 * once where the map leaves channels alone, or moves them by whole blocks; else each of the four looks for itself.
 */
export const directGather: Schedule<Gather> = {
  name: "gather",
  family: "gather",
  candidates: (work, site, model) => {
    const blocked = shiftOfBlocks(work, site) !== undefined;
    return [
      {
        schedule: "gather",
        choice: blocked ? "four channels at a time" : "one element at a time",
        cost: imageElements(site.output) * (blocked ? 1 + 2 * model.loadVector : 4 + 2 * model.load),
        build: () => build(work, site),
      },
    ];
  },
};

/** How many blocks of four channels lie between where a block comes from and where it goes; undefined if it is torn. */
function shiftOfBlocks({ axes: [channel, ...others] }: Gather, { output }: Site): number | undefined {
  if (output.layout !== "nhwc4" || others.some((axis) => axesOf(axis).has(0))) return undefined;
  const shift = shiftOf(channel!);
  return shift !== undefined && shift >= 0 && shift % 4 === 0 ? shift / 4 : undefined;
}

/** The number that is added to the output's channel, if that is all. */
function shiftOf(tree: Index): number | undefined {
  if (tree.kind === "coordinate") return tree.axis === 0 ? 0 : undefined;
  if (tree.kind !== "sum" || tree.right.kind !== "constant") return undefined;
  const shift = shiftOf(tree.left);
  return shift === undefined ? undefined : shift + tree.right.value;
}

function build(work: Gather, site: Site): Built {
  const { output, inputs, epilogue } = site;
  const shift = shiftOfBlocks(work, site);
  const blocked = output.layout === "nhwc4";
  const type: ScalarType = shift === undefined ? "f32" : "vec4f";
  const names = axisNames(spatial(output).length, "o");
  const place = names.map((name) => wgsl`${name}`);
  const extents = names.map((name, axis) => [name, spatial(output)[axis]!] as const);
  const value = (channel: Code): Code => {
    const read = (t: Tensor) => (type === "vec4f" ? blockAt(t, channel, place) : at(t, channel, place));
    return finished(site, type, wgsl`gathered(${joined([wgsl`image`, channel, ...place])})`, read);
  };
  const one = blocked ? "four channels of one position" : "one element";
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: ${one}`],
      bindings: [...inputs, ...epilogue.others, output],
      grid: { kind: "invocations", count: imageElements(output), workgroup: 64 },
      declarations: [gathered(work, site, names, shift), ...functions([epilogue.tree], type)],
      body: blocked
        ? wgsl`
            ${coordinates("i", [...extents, ["block", blocks(output)]])}
            ${shift === undefined ? eachLane(output, value) : wgsl`let four = ${value(wgsl`block`)};`}
            ${storeBlock(output, wgsl`block`, place, "four")}
          `
        : wgsl`
            ${coordinates("i", [["channel", channels(output)], ...extents])}
            ${at(output, wgsl`channel`, place)} = ${value(wgsl`channel`)};
          `,
    },
  };
}

/** Four channels one by one; lanes past the last one stay zero. */
const eachLane = (output: Tensor, value: (channel: Code) => Code): Code => wgsl`
  var four = vec4f();
  ${each(4, (lane) => {
    const channel = wgsl`(${index([4, wgsl`block`], [1, lane])})`;
    const store = wgsl`four[${lane}] = ${value(channel)};`;
    return channels(output) % 4 === 0 ? store : wgsl`if (${channel} < ${u32(channels(output))}) { ${store} }`;
  })}
`;

/** The input's element, or four of its channels, for a place of the output. */
function gathered(work: Gather, site: Site, names: readonly string[], shift: number | undefined): Code {
  const { output, inputs } = site;
  const x = inputs[0]!;
  const [type, channel] = shift === undefined ? (["f32", "channel"] as const) : (["vec4f", "block"] as const);
  const axes = shift === undefined ? work.axes : [sum(coordinate(0), whole(shift)), ...work.axes.slice(1)];
  const arguments_ = [channel, ...names].map((name) => wgsl`${name}`);
  const from = axes.map((axis) => printIndex(axis, output.shape, arguments_));
  const fromNames = [`from_${channel}`, ...axisNames(spatial(x).length, "i")];
  // A coordinate by itself, or a number, needs no name.
  const named = axes.map(({ kind }) => kind !== "coordinate" && kind !== "constant");
  const found = from.map((code, axis) => (named[axis] ? wgsl`${fromNames[axis]!}` : code));
  const outside = axes.flatMap((axis, i) => {
    const [least, most] = rangeOf(axis, output.shape);
    const may = (i > 0 || shift === undefined) && (least < 0 || most >= x.shape[i]!);
    return may ? [wgsl`${found[i]!} >= ${u32(x.shape[i]!)}`] : [];
  });
  const [first, ...rest] = found as [Code, ...Code[]];
  return wgsl`
    fn gathered(image: u32, ${joined(arguments_.map((name) => wgsl`${name}: u32`))}) -> ${type} {
      ${from.map((code, axis) => named[axis] && wgsl`let ${fromNames[axis]!} = ${code};`)}
      ${outside.length > 0 && wgsl`if (${joined(outside, " || ")}) { return ${print(scalar(work.fill), type)}; }`}
      return ${type === "f32" ? at(x, first, rest) : blockAt(x, first, rest)};
    }
  `;
}
